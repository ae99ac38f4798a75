"""A formula: an expression that is worth something in every state in which it is computed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from engine.iterations.run import Run
from engine.iterations.state import State
from engine.language.expression import Expression
from engine.language.index import Index
from engine.language.shapes import Shape
from engine.language.values import Memory, Value, is_array, unwarned
from engine.queries.zero_divisors import divides_by_zero


@dataclass(frozen=True, slots=True)
class Operand:
    """A symbol that an expression reads, or one entry of it.

    Args:
        symbol: a node, a gradient or what the optimiser remembers.
        entry: which entry of an array; None for all of it.
        is_previous: whether it is read at the end of the iteration before.
    """

    symbol: str
    entry: tuple[int, ...] | None = None
    is_previous: bool = False

    def value(self, state: State, before: State | None) -> Value | None:
        """What it is in a state; None where it is not computed yet, or there is none before."""
        where = before if self.is_previous else state
        value = None if where is None else where.value(self.symbol)
        if value is None or self.entry is None or not is_array(value):
            return value
        return float(value[self.entry])

    @property
    def symbols(self) -> frozenset[str]:
        """What is read of the iteration itself."""
        return frozenset() if self.is_previous else frozenset((self.symbol,))


@dataclass(frozen=True, slots=True)
class Picked:
    """An entry of an expression that an expression reads, as in softmax(O)[2,1].

    Args:
        formula: the expression whose entry it is.
        entry: which one.
    """

    formula: Formula
    entry: Index

    def value(self, state: State, before: State | None) -> Value | None:
        """What it is in a state; None where something that it reads is not computed yet."""
        value = self.formula.value(state, before)
        return value if value is None or not is_array(value) else float(value[self.entry])

    @property
    def symbols(self) -> frozenset[str]:
        """What is read of the iteration itself."""
        return self.formula.symbols

    @property
    def is_previous(self) -> bool:
        """Whether the iteration before is read."""
        return self.formula.has_memory


@dataclass(frozen=True, slots=True)
class Formula:
    """An expression that has a worth in every state in which all it reads is computed.

    Args:
        expression: in the program's own names, to which those of entries, `W1[0,1]`, are added.
        shape: of its value.
        shapes: of what the names stand for.
        parts: what each name stands for.
        function: computes it from the values of the parts.
    """

    expression: Expression
    shape: Shape = field(compare=False)
    shapes: Mapping[str, Shape] = field(compare=False)
    parts: Mapping[str, Operand | Picked] = field(compare=False)
    function: Callable[[Memory], Value] = field(compare=False, repr=False)

    @property
    def symbols(self) -> frozenset[str]:
        """What it reads of the iteration itself."""
        return frozenset().union(*(part.symbols for part in self.parts.values()))

    @property
    def has_memory(self) -> bool:
        """Whether it also reads the iteration before."""
        return any(part.is_previous for part in self.parts.values())

    def value(self, state: State, before: State | None = None) -> Value | None:
        """What it is in a state; None where something that it reads is not computed yet.

        Args:
            state: where one stands.
            before: the end of the iteration before, None in the first.
        """
        values: list[Value] = []
        for part in self.parts.values():
            value = part.value(state, before)
            if value is None:
                return None
            values.append(value)
        with unwarned():
            return self.function(values)

    def at_end(self, run: Run, before: Run | None = None) -> Value:
        """What it is at the end of an iteration, given the one before where that is read."""
        steps = len(run.program.equations)
        value = self.value(State(run, steps), None if before is None else State(before, steps))
        assert value is not None  # noqa: S101  (by then everything is computed)
        return value

    def divides_by_zero(self, state: State, before: State | None = None) -> bool:
        """Whether a number in it is divided by 0, in a state in which it has a value."""
        known = {name: part.value(state, before) for name, part in self.parts.items()}
        values = {name: value for name, value in known.items() if value is not None}
        return divides_by_zero(self.expression, values)
