"""Happenings on a timeline, for a chart to mark: changes by hand, and what became of ReLUs."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from engine.debugger.stop import Stop
from engine.derivation.relus import Fate, Happening, happenings, say
from engine.iterations.timeline import Timeline
from engine.language.notation import Style
from engine.program.program import Program
from tui.drawing.chart_axis import Event
from tui.drawing.look import Look

ROLES = {Fate.DIED: "dead", Fate.REVIVED: "active", Fate.CHANGED: "mixed"}


@dataclass(frozen=True, eq=False)
class Happened:
    """The events of a timeline as far as it has come.

    Args:
        program: what was run.
        timeline: where it happened.
        length: how many changes of ReLUs were known when this was made.
        style: how it is written.
        relus: what became of ReLUs.
    """

    program: Program
    timeline: Timeline
    length: int
    style: Style
    relus: tuple[Happening, ...]

    @classmethod
    def of(cls, stop: Stop, style: Style) -> Happened:
        """Read what happened off the timeline of a stop."""
        timeline = stop.timeline
        relus = tuple(happenings(timeline.events))
        return cls(stop.program, timeline, len(timeline.events), style, relus)

    def is_of(self, stop: Stop) -> bool:
        """Whether nothing more has happened by a stop, and nothing else."""
        return self.timeline == stop.timeline and self.length == len(stop.timeline.events)

    @cached_property
    def events(self) -> tuple[Event, ...]:
        """All that happened, as marks for a chart."""
        events = [
            Event(each.iteration, say(each, self.program, self.style), ROLES[each.change])
            for each in self.relus
        ]
        events += [Event(edit.iteration, edit.text, "title") for edit in self.timeline.edits]
        return tuple(sorted(events, key=lambda event: event.iteration))

    def from_here(self, here: int, count: int, only_deaths: bool) -> int | None:
        """The iteration in which such a change befalls a ReLU for the `count`-th time from here.

        A negative count looks back. Where less happened it is the last such iteration, or the
        first; None where nothing did.
        """
        places = sorted(
            {each.iteration for each in self.relus if not only_deaths or each.change is Fate.DIED}
        )
        ahead = places[bisect_right(places, here) :]
        behind = places[: bisect_left(places, here)]
        found = ahead[:count] if count > 0 else behind[count:][::-1]
        return found[-1] if found else None

    def said(self, iteration: int) -> list[str]:
        """What was changed by hand and became of ReLUs in an iteration."""
        said = [edit.text for edit in self.timeline.edits if edit.iteration == iteration]
        return said + [
            say(each, self.program, self.style)
            for each in self.relus
            if each.iteration == iteration
        ]


def fitting(said: Sequence[str], keys: str, look: Look, room: int) -> str:
    """As much of what happened as there is room for, one thing at least; if room is, the keys."""
    told = [f"{', '.join(said)}   {keys}", ", ".join(said)]
    told += [
        f"{', '.join(said[:count])} and {len(said) - count} more"
        for count in range(len(said) - 1, 0, -1)
    ]
    return next((text for text in told if len(text) <= room), look.shortened(told[-1], room))
