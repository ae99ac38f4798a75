"""Questions: what the step at which the debugger stands comes to, with hints.

Of an array a person is asked for one entry: the one that is singled out, or else one that the place
decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

from engine.checking.slips.slip import Site
from engine.debugger.cursor import Cursor
from engine.debugger.stop import Stop
from engine.derivation.card import equation
from engine.errors import DebuggerError
from engine.iterations.residues import shown
from engine.iterations.step import Step
from engine.language.index import Index, entry_name
from engine.language.notation import Style
from engine.language.rounding import Residue
from engine.language.sides import joined
from engine.language.values import Value, is_array
from engine.program.equation import Phase

HINTS = 3
"""The rule in symbols, then with numbers, then the value."""


@dataclass(frozen=True, eq=False)
class Question:
    """What a symbol, or an entry of one, is.

    Args:
        step: the step that computes it.
        entry: which entry of an array; None for a number.
        site: where a slip may be made.
    """

    step: Step
    entry: Index | None
    site: Site

    @property
    def place(self) -> Cursor:
        """Where it is asked."""
        return Cursor(self.step.iteration, self.step.index + 1)

    @property
    def value(self) -> float:
        """The answer; 0 for what is nothing but rounding."""
        value = shown(self.step, self.entry or ())
        assert not is_array(value)  # noqa: S101  (an entry is asked for then)
        return 0.0 if isinstance(value, Residue) else value

    @property
    def all_of_it(self) -> Value:
        """The value of the step, of which the answer may be one entry."""
        return self.step.value

    def name(self, style: Style) -> str:
        """What is asked for, as it is written."""
        return style.name(self.symbol)

    @property
    def symbol(self) -> str:
        """What is asked for, as the program names it."""
        symbol = self.step.symbol
        return symbol if self.entry is None else entry_name(symbol, self.entry)

    def hint(self, number: int, style: Style) -> str:
        """A hint, counted from 1: the rule, the rule with numbers in place of names, the value."""
        symbol, sides = equation(self.step, self.entry, style)
        if number == HINTS or len(sides) < HINTS:
            chosen = sides[:1] if number == 1 else sides[-1:]
        else:
            chosen = sides[number - 1 : number]
        return f"{symbol} {chosen[0].sign if number > 1 else '='} {joined(chosen)}"


def question_at(stop: Stop) -> Question:
    """The question at a stop.

    Raises:
        DebuggerError: where nothing is asked.
    """
    asked = stop.asked
    if asked is None:
        raise DebuggerError("nothing is asked here: n goes on to the next question")
    step = Step(stop.state.run, stop.cursor.step - 1)
    shape = stop.program.shapes[asked.symbol]
    is_update = asked.phase is Phase.UPDATE
    site = Site(stop.timeline, stop.cursor.iteration, asked.symbol, is_update)
    return Question(step, _entry(stop, asked.symbol, shape), site)


def _entry(stop: Stop, symbol: str, shape: tuple[int, ...]) -> Index | None:
    """The entry to ask for; None of a single number."""
    if not shape:
        return None
    chosen = stop.entry_of(symbol) if symbol in stop.program.network.shapes else None
    if chosen is not None:
        return chosen
    place = (stop.cursor.iteration * 7 + stop.cursor.step * 3) % prod(shape)
    found: list[int] = []
    for size in reversed(shape):
        place, index = divmod(place, size)
        found.insert(0, index)
    return tuple(found)
