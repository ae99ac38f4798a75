"""A step, one assignment of a run: rule, numbers, value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from engine.frozen import frozen, replace
from engine.iterations.run import Run, add
from engine.iterations.state import ReluState, State
from engine.language.expression import Expression, Name
from engine.language.notation import Style
from engine.language.values import Value, bind, unwarned
from engine.network.parts import Edge
from engine.program.differentiation import Term
from engine.program.program import Equation, Phase, Program


class Arrived(NamedTuple):
    """A term of a fan-in sum with its value.

    Args:
        child: the one it comes from.
        position: which of the child's operands the node is, counted from 0.
        expression: the contribution in symbols.
        value: its value.
    """

    child: str
    position: int
    expression: Expression
    value: Value


@frozen(slots=True)
class Step:
    """One assignment of a run: which rule applied, with which numbers, and what came out."""

    run: Run
    index: int

    @property
    def iteration(self) -> int:
        """The iteration, counted from 0."""
        return self.run.number

    @property
    def equation(self) -> Equation:
        """The rule; that of a parameter which is frozen leaves it as it is."""
        rule = self._rule
        if not self.run.frozen or not self.is_frozen:
            return rule
        return replace(rule, terms=(Term(rule.node, 0, Name(rule.symbol)),))

    @property
    def is_set(self) -> bool:
        """Whether what it assigns was set by hand, whatever its equation gives."""
        return self.index in self.run.given

    @property
    def is_frozen(self) -> bool:
        """Whether it is an update of something frozen."""
        return self._rule.symbol in self.run.frozen and not self.is_set

    @property
    def _rule(self) -> Equation:
        """The equation that is run unless a person has changed something."""
        return self.run.program.equations[self.index]

    @property
    def computed(self) -> Value:
        """What its equation gives, also where something else is assigned."""
        if not self.is_set:
            return self.value
        total, *others = [self.evaluate(term.expression) for term in self.equation.terms]
        with unwarned():
            return add((total, *others))

    @property
    def phase(self) -> Phase:
        """The part of the iteration."""
        return self._rule.phase

    @property
    def node(self) -> str:
        """The node the step is about."""
        return self._rule.node

    @property
    def symbol(self) -> str:
        """What the step assigns."""
        return self._rule.symbol

    @property
    def value(self) -> Value:
        """What it assigns to it."""
        return self.run.value(self.index)

    @property
    def terms(self) -> tuple[Arrived, ...]:
        """In the backward phase the contributions that add up to the value, else nothing."""
        if self.phase is not Phase.BACKWARD or self.is_set:
            return ()
        return tuple(
            Arrived(term.child, term.position, term.expression, value)
            for term, value in zip(self.equation.terms, self.run.terms(self.index), strict=True)
        )

    def is_skip(self, term: Arrived) -> bool:
        """Whether a term came over a skip connection."""
        edge = Edge(self.node, term.child, term.position)
        return self.run.program.network.is_skip(edge)

    @property
    def relu_state(self) -> ReluState | None:
        """The state of the ReLU that the step computes or differentiates, if it does."""
        relu = self.relu
        return None if relu is None else State(self.run, self.index + 1).relu(relu)

    @property
    def relu(self) -> str | None:
        """The ReLU that the step computes, or whose mask the gradient passes in it."""
        network = self.run.program.network
        if self.node in network.relus and self.phase is not Phase.UPDATE:
            return self.node
        if self.phase is Phase.BACKWARD:
            for term in self.equation.terms:
                if term.child in network.relus:
                    return term.child
        return None

    def before(self, name: str) -> Value:
        """The value of a name as the step reads it."""
        return self.run.memory(self.index)[self.run.program.slot(name, self.index)]

    def evaluate(self, expression: Expression) -> Value:
        """The value of a part of the step's equation."""
        if isinstance(expression, Name):
            return self.before(expression.name)
        slots = _Slots(self.run.program, self.index)
        function = bind(expression, slots, self.run.program.shapes)
        with unwarned():
            return function(self.run.memory(self.index))

    def written(self, style: Style) -> str:
        """The right-hand side in names."""
        return style.write_sum([term.expression for term in self.equation.terms])

    def substituted(self, style: Style) -> str:
        """The right-hand side in numbers."""
        terms = [term.expression for term in self.equation.terms]
        return style.write_sum(terms, self.number_of)

    def number_of(self, expression: Expression) -> Value | None:
        """The number to write in place of a name; other parts are written out."""
        return self.before(expression.name) if isinstance(expression, Name) else None


@frozen(slots=True)
class _Slots(Mapping[str, int]):
    """The slots of memory that hold the names a step reads."""

    program: Program
    index: int

    def __getitem__(self, name: str) -> int:
        return self.program.slot(name, self.index)

    def __iter__(self) -> Iterator[str]:
        return iter(self.program.base)

    def __len__(self) -> int:
        return len(self.program.base)


def every_step(run: Run) -> Sequence[Step]:
    """The steps of an iteration, in order."""
    return [Step(run, index) for index in range(len(run.program.equations))]
