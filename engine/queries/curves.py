"""Curves over the iterations: the loss, a symbol, or an expression."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from engine.errors import DebuggerError, SeriesError
from engine.iterations.spliced import Spliced
from engine.iterations.state import State
from engine.iterations.timeline import Timeline
from engine.language.expression import Name
from engine.language.notation import Style
from engine.language.values import Value, is_array
from engine.program.program import Program
from engine.queries.answers import say_asked
from engine.queries.formulas import Formula, is_condition, parse_formula


@dataclass(frozen=True, slots=True)
class Series:
    """A symbol that is followed over the iterations.

    Args:
        symbol: a node, a gradient or what the optimiser remembers; empty for the loss.
        entry: which entry of an array; None for its Euclidean norm.
    """

    symbol: str
    entry: tuple[int, ...] | None = None

    def points(
        self, state: State, timeline: Timeline, iterations: Sequence[int]
    ) -> tuple[Sequence[int], Sequence[float]]:
        """The iterations in which the value is known, and its values.

        The iteration under way is among them if it has not been run to its end before. The loss,
        which is kept, is given for every iteration, whichever are asked for.
        """
        loss = timeline.program.network.loss
        symbol = self.symbol or loss
        if symbol == loss:
            return _with_here(self, state, timeline, range(timeline.length), timeline.losses)
        known = _known(timeline, iterations)
        return _with_here(self, state, timeline, known, follow(timeline, symbol, self.entry, known))

    def here(self, state: State) -> float:
        """The value in the iteration of a state, wherever in it that is."""
        run = state.run
        program = run.program
        symbol = self.symbol or program.network.loss
        slot = program.base.get(symbol)
        value = run.value(program.index[symbol]) if slot is None else run.start[slot]
        return measure(value, self.entry)

    @property
    def when(self) -> str:
        """When the value is that, before the word iteration."""
        return "in"

    def title(self, program: Program, style: Style) -> str:
        """What the curve shows, in words."""
        if self.symbol in ("", program.network.loss):
            return f"Loss {style.name(program.network.loss)}"
        name = style.name(self.symbol)
        if self.entry is not None:
            return f"{name}[{','.join(map(str, self.entry))}]"
        if program.shapes[self.symbol] == ():
            return name
        return f"Norm of {name}"

    def fitted(self, program: Program) -> Curve:
        """The same in another program; the loss, where that has no such symbol."""
        from engine.language.index import entry_name

        return _read_again(entry_name(self.symbol, self.entry or ()), program)


@dataclass(frozen=True, slots=True)
class FormulaSeries:
    """An expression that is followed over the iterations, at the end of each.

    Args:
        text: as it was typed.
        formula: what it means.
    """

    text: str
    formula: Formula

    def points(
        self, state: State, timeline: Timeline, iterations: Sequence[int]
    ) -> tuple[Sequence[int], Sequence[float]]:
        """The iterations in which the value is known, and its values; of an array, its norm.

        The iteration under way is among them if it has not been run to its end before.
        """
        known = _known(timeline, iterations)
        return _with_here(self, state, timeline, known, follow(timeline, self.formula, None, known))

    def here(self, state: State) -> float:
        """The value at the end of the iteration of a state."""
        return measure(self.formula.at_end(state.run), None)

    @property
    def when(self) -> str:
        """When the value is that, before the word iteration."""
        return "at the end of"

    def title(self, _: Program, style: Style) -> str:
        """What the curve shows, in words."""
        written = say_asked(self.formula, style)
        return written if self.formula.shape == () else f"Norm of {written}"

    def fitted(self, program: Program) -> Curve:
        """The same in another program; the loss, where that has no such symbols."""
        return _read_again(self.text, program)


Curve = Series | FormulaSeries
"""What can be followed over the iterations."""


def parse_symbol(text: str, program: Program) -> Series:
    """The symbol or the entry that a text names: `dL/dW1`, `W1[0,1]`, or nothing for the loss.

    Raises:
        SeriesError: where the program has no such symbol, or the symbol no such entry.
    """
    curve = parse_curve(text, program)
    if isinstance(curve, FormulaSeries):
        raise SeriesError(f"{text.strip()!r} is no symbol: name one, as in {program.network.loss}")
    return curve


def parse_curve(text: str, program: Program) -> Curve:
    """What a text asks to be followed: a symbol, an entry, an expression, or nothing for the loss.

    Raises:
        SeriesError: where it is none of these.
    """
    if not text.strip():
        return Series("")
    try:
        return _curve(text.strip(), program)
    except DebuggerError as error:
        raise SeriesError(str(error)) from None


def _curve(text: str, program: Program) -> Curve:
    if is_condition(text):
        raise DebuggerError(f"{text!r} is true or false and has no curve: watch it instead")
    formula = parse_formula(text, program)
    if not isinstance(formula.expression, Name):
        return FormulaSeries(text, formula)
    part = formula.parts[formula.expression.name]
    return Series(part.symbol, part.entry)


def _read_again(text: str, program: Program) -> Curve:
    try:
        return parse_curve(text, program)
    except SeriesError:
        return Series("")


def _known(timeline: Timeline, iterations: Sequence[int]) -> Sequence[int]:
    """Those of the iterations that have been run to their end."""
    return [number for number in iterations if number < timeline.length]


def _with_here(
    curve: Curve, state: State, timeline: Timeline, known: Sequence[int], values: Sequence[float]
) -> tuple[Sequence[int], Sequence[float]]:
    """The points, and that of the iteration under way unless it is among them."""
    if state.run.number < timeline.length:
        return known, values
    # Of a million iterations no copies are made.
    return (
        Spliced([(known, len(known)), ([state.run.number], 1)]),
        Spliced([(values, len(values)), ([curve.here(state)], 1)]),
    )


def follow(
    timeline: Timeline,
    symbol: str | Formula,
    entry: tuple[int, ...] | None,
    iterations: Sequence[int],
) -> Sequence[float]:
    """A symbol, or an expression, in each of these iterations as one number (`measure`).

    They are remembered until others are asked for.
    """
    known = timeline.followed.get((symbol, entry), {})
    missing = [number for number in iterations if number not in known]
    found = values(timeline, symbol, missing)
    known |= {number: measure(next(found), entry) for number in missing}
    timeline.followed[symbol, entry] = {number: known[number] for number in iterations}
    return [known[number] for number in iterations]


def values(timeline: Timeline, symbol: str | Formula, iterations: Sequence[int]) -> Iterator[Value]:
    """A symbol's value in each of these iterations; a parameter's is the one it starts with.

    Of an expression it is the one at the end.
    """
    slot = timeline.program.base.get(symbol) if isinstance(symbol, str) else None
    for iteration in iterations:
        if not isinstance(symbol, str):
            yield symbol.at_end(timeline.anew(iteration))
        elif slot is None:
            yield timeline.anew(iteration).value(timeline.program.index[symbol])
        else:
            yield timeline.start(iteration)[slot]


def measure(value: Value, entry: tuple[int, ...] | None) -> float:
    """A value as one number: an entry of an array, or its Euclidean norm where none is named."""
    if not is_array(value):
        return value
    return math.hypot(*value.ravel().tolist()) if entry is None else float(value[entry])
