"""The veil: what a person is asked about, and is not to be shown before it is answered."""

from __future__ import annotations

from engine.debugger.cursor import Cursor, Route
from engine.frozen import frozen, replace
from engine.iterations.state import State
from engine.language.notation import Style


@frozen()
class Veil:
    """Hides what lies behind a place. What is asked about is not shown as a step, only its rule.

    Args:
        known: the last place whose values may be seen; None where all may, but every step is asked
            about: whether what it says it comes to is right.
        is_lifted: whether nothing is asked and hidden any more.
        style: how what there is to say is written where it was begun.
    """

    known: Cursor | None
    is_lifted: bool
    style: Style

    def held(self, cursor: Cursor, route: Route) -> tuple[Cursor, str]:
        """A place, or the first that is hidden where it lies behind that, and what to say then."""
        if self.is_lifted:
            return cursor, ""
        if self.known is None:
            return replace(cursor, arrived=None), ""
        first, wanted = route.after(self.known).cursor, (cursor.iteration, cursor.step)
        if wanted < (first.iteration, first.step):
            return cursor, ""
        if wanted == (first.iteration, first.step):
            return first, ""
        asked = self.style.name(route.program.equations[first.step - 1].symbol)
        return first, f"{asked} comes first: answer, or skip it"

    def over(self, state: State, cursor: Cursor) -> State:
        """What may be seen of a state at a place."""
        return State(state.run, cursor.step - 1) if self.hides(cursor) else state

    def hides(self, cursor: Cursor) -> bool:
        """Whether the value of the step at a place is not to be shown."""
        known = self.known
        if known is None or self.is_lifted:
            return False
        return (cursor.iteration, cursor.step) > (known.iteration, known.step)

    def asks(self, cursor: Cursor) -> bool:
        """Whether a person is asked about the step at a place."""
        if self.is_lifted or not cursor.step:
            return False
        return self.known is None or self.hides(cursor)
