"""What can be followed over the iterations: the loss, a symbol, or an expression."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.debugger.cursor import DebuggerError
from engine.iterations.timeline import measure
from engine.language.expression import Name
from engine.language.notation import Style
from engine.program.program import Program
from engine.queries.formulas import Formula, is_condition, parse_formula, say_asked

if TYPE_CHECKING:
    from engine.debugger.stop import Stop


class SeriesError(DebuggerError):
    """Something that cannot be followed, with a message for the person who asked for it."""


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
        self, stop: Stop, iterations: Sequence[int]
    ) -> tuple[Sequence[int], Sequence[float]]:
        """The iterations in which the value is known, and its values.

        The iteration under way is among them if it has not been run to its end before. The loss,
        which is kept, is given for every iteration, whichever are asked for.
        """
        timeline = stop.timeline
        symbol = self.symbol or stop.program.network.loss
        if symbol == stop.program.network.loss:
            return _with_here(self, stop, range(timeline.length), timeline.losses)
        known = _known(stop, iterations)
        return _with_here(self, stop, known, timeline.follow(symbol, self.entry, known))

    def here(self, stop: Stop) -> float:
        """The value in the iteration where the debugger stands, wherever in it that is."""
        program, run = stop.program, stop.state.run
        symbol = self.symbol or program.network.loss
        slot = program.base.get(symbol)
        value = run.value(program.index[symbol]) if slot is None else run.start[slot]
        return measure(value, self.entry)

    @property
    def when(self) -> str:
        """When the value is that, before the word iteration."""
        return "in"

    def title(self, stop: Stop, style: Style) -> str:
        """What the curve shows, in words."""
        if self.symbol in ("", stop.program.network.loss):
            return f"Loss {style.name(stop.program.network.loss)}"
        name = style.name(self.symbol)
        if self.entry is not None:
            return f"{name}[{','.join(map(str, self.entry))}]"
        if stop.program.shapes[self.symbol] == ():
            return name
        return f"Norm of {name}"

    def fitted(self, program: Program) -> Curve:
        """The same in another program; the loss, where that has no such symbol."""
        from engine.language.entries import entry_name

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
        self, stop: Stop, iterations: Sequence[int]
    ) -> tuple[Sequence[int], Sequence[float]]:
        """The iterations in which the value is known, and its values; of an array, its norm.

        The iteration under way is among them if it has not been run to its end before.
        """
        known = _known(stop, iterations)
        return _with_here(self, stop, known, stop.timeline.follow(self.formula, None, known))

    def here(self, stop: Stop) -> float:
        """The value at the end of the iteration where the debugger stands."""
        return measure(self.formula.at_end(stop.state.run), None)

    @property
    def when(self) -> str:
        """When the value is that, before the word iteration."""
        return "at the end of"

    def title(self, _: Stop, style: Style) -> str:
        """What the curve shows, in words."""
        written = say_asked(self.formula, style)
        return written if self.formula.shape == () else f"Norm of {written}"

    def fitted(self, program: Program) -> Curve:
        """The same in another program; the loss, where that has no such symbols."""
        return _read_again(self.text, program)


Curve = Series | FormulaSeries
"""What can be followed over the iterations."""


def parse_series(text: str, program: Program) -> Series:
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


def _known(stop: Stop, iterations: Sequence[int]) -> Sequence[int]:
    """Those of the iterations that have been run to their end."""
    return [number for number in iterations if number < stop.timeline.length]


def _with_here(
    curve: Curve, stop: Stop, known: Sequence[int], values: Sequence[float]
) -> tuple[Sequence[int], Sequence[float]]:
    """The points, and that of the iteration under way unless it is among them."""
    if stop.cursor.iteration < stop.timeline.length:
        return known, values
    return [*known, stop.cursor.iteration], [*values, curve.here(stop)]
