"""Watches: expressions and conditions whose worth is shown wherever the debugger stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from engine.debugger.numbered import NumberedTexts
from engine.errors import DebuggerError
from engine.frozen import frozen, replace
from engine.program.program import Program

if TYPE_CHECKING:
    from engine.queries.formulas import Asked


@frozen(slots=True)
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


@frozen(slots=True)
class Watches(NumberedTexts[Watch]):
    """The watches that are set, in the order in which they were."""

    what: ClassVar[str] = "watch"

    def set(self, text: str, program: Program) -> tuple[Watches, str]:
        """These and one more, and what there is to say; errors as of `added`."""
        new = self.added(text, program)
        return new, new.say(new.latest.number)

    def reset(self, number: int, text: str, program: Program) -> tuple[Watches, str]:
        """These, one of them with another text, and what there is to say; errors as of `edited`."""
        return self.edited(number, text, program), f"watch {number}: {text}"

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
        return replace(self, items=(*self.items, Watch(self.next_number, text.strip(), asked)))

    def edited(self, number: int, text: str, program: Program) -> Watches:
        """These, one of them with another text.

        Raises:
            DebuggerError: where there is none of this number, or the text describes none.
        """
        self.numbered(number)
        new = self.without(number).added(text, program).latest
        return self.changed(replace(new, number=number))

    def fitted(self, program: Program) -> Watches:
        """Those that another program has a meaning for; the others are put aside."""
        if not self.all:
            return self
        from engine.queries.formulas import parse_asked

        kept, aside = [], []
        for each in self.all:
            try:
                kept.append(Watch(each.number, each.text, parse_asked(each.text, program)))
            except DebuggerError:
                aside.append(each)
        return Watches(tuple(kept), tuple(aside))
