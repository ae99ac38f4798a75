"""Watches: expressions and conditions whose worth is shown wherever the debugger stands."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from engine.debugger.numbered import find_numbered, next_number
from engine.errors import DebuggerError
from engine.program.program import Program

if TYPE_CHECKING:
    from engine.queries.formulas import Asked


@dataclass(frozen=True, slots=True)
class Watch:
    """Something to keep in view.

    Args:
        number: what it is called.
        text: as it was typed.
        asked: the expression or the condition that the text is.
    """

    number: int
    text: str
    asked: Asked


@dataclass(frozen=True, slots=True)
class Watches:
    """The watches that are set, in the order in which they were.

    Args:
        items: the watches.
    """

    items: tuple[Watch, ...] = ()

    def __iter__(self) -> Iterator[Watch]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    @property
    def latest(self) -> Watch:
        """The one that was set last."""
        return self.items[-1]

    def numbered(self, number: int) -> Watch:
        """A watch by its number.

        Raises:
            DebuggerError: where there is none.
        """
        return find_numbered(self.items, number, "watch")

    def added(self, text: str, program: Program) -> Watches:
        """These and the one that a text describes.

        Raises:
            DebuggerError: where it describes none, or one that there is.
        """
        from engine.queries.formulas import parse_asked  # not before the first is set

        asked = parse_asked(text, program)
        for each in self.items:
            if each.asked == asked:
                raise DebuggerError(f"watch {each.number} shows it already: {each.text}")
        number = next_number(self.items)
        return Watches((*self.items, Watch(number, text.strip(), asked)))

    def edited(self, number: int, text: str, program: Program) -> Watches:
        """These, one of them with another text.

        Raises:
            DebuggerError: where there is none of this number, or the text describes none.
        """
        gone = self.numbered(number)
        new = replace(self.without(number).added(text, program).latest, number=number)
        return Watches(tuple(new if each is gone else each for each in self.items))

    def without(self, number: int) -> Watches:
        """All but one."""
        return Watches(tuple(each for each in self.items if each.number != number))

    def fitted(self, program: Program) -> Watches:
        """Those that another program has a meaning for."""
        if not self.items:
            return self
        from engine.queries.formulas import parse_asked

        kept = []
        for each in self.items:
            with suppress(DebuggerError):
                kept.append(Watch(each.number, each.text, parse_asked(each.text, program)))
        return Watches(tuple(kept))
