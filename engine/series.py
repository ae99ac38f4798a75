"""A symbol over the iterations: the loss, a parameter, a gradient, or the norm of an array."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from operator import lt

from engine.notation import Style
from engine.program import Program
from engine.route import DebuggerError
from engine.shapes import say_shape
from engine.stop import Stop
from engine.symbols import find_symbol, say_unknown
from engine.timeline import measure

_ENTRY = re.compile(r"(.+)\[(\d{1,9}(?:,\d{1,9})*)\]")


class SeriesError(DebuggerError):
    """A symbol that cannot be followed, with a message for the person who asked for it."""


@dataclass(frozen=True, slots=True)
class Series:
    """What is followed over the iterations.

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
        known: Sequence[int]
        values: Sequence[float]
        if symbol == stop.program.network.loss:
            known, values = range(timeline.length), timeline.losses
        else:
            known = [number for number in iterations if number < timeline.length]
            values = timeline.follow(symbol, self.entry, known)
        if stop.cursor.iteration >= timeline.length:
            return [*known, stop.cursor.iteration], [*values, self.here(stop)]
        return known, values

    def here(self, stop: Stop) -> float:
        """The value in the iteration where the debugger stands, wherever in it that is."""
        program, run = stop.program, stop.state.run
        symbol = self.symbol or program.network.loss
        slot = program.base.get(symbol)
        value = run.value(program.index[symbol]) if slot is None else run.start[slot]
        return measure(value, self.entry)

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


def parse_series(text: str, program: Program) -> Series:
    """The series that a text names: `dL/dW1`, `W1[0,1]`, or nothing for the loss.

    Raises:
        SeriesError: where the program has no such symbol, or the symbol no such entry.
    """
    text = "".join(text.split()).replace("∂", "d")
    if not text:
        return Series("")
    found = _ENTRY.fullmatch(text)
    name = found[1] if found else text
    symbol = find_symbol(name, program)
    if symbol is None:
        raise SeriesError(say_unknown(name, program))
    if not found:
        return Series(symbol)
    entry = tuple(map(int, found[2].split(",")))
    shape = program.shapes[symbol]
    if len(entry) != len(shape) or not all(map(lt, entry, shape)):
        raise SeriesError(f"{symbol} is {say_shape(shape)}: it has no entry {list(entry)}")
    return Series(symbol, entry)
