"""Happenings on a timeline, for a chart to mark and to list: what was done, what came of ReLUs."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import chain, repeat
from operator import attrgetter

from engine.debugger.stop import Stop
from engine.derivation.relus import Fate, Happening, happenings, say
from engine.frozen import replace
from engine.iterations.timeline import Timeline
from engine.language.notation import Style
from engine.program.program import Program
from tui.drawing.chart_data import Event, Marks, seriousness
from tui.drawing.look import Look

ROLES = {Fate.DIED: "dead", Fate.REVIVED: "active", Fate.CHANGED: "mixed"}


class Happened:
    """The happenings of a timeline as far as it has come.

    There may be a hundred thousand: each is kept as a few numbers, and told when it is shown.

    Args:
        program: what was run.
        timeline: where it happened.
        style: how it is written.
    """

    def __init__(self, program: Program, timeline: Timeline, style: Style) -> None:
        self._program, self._timeline, self._style = program, timeline, style
        self._known: dict[tuple[int, object, object], tuple[tuple[Happening, ...], bytes]] = {}
        self._iterations = array("q")
        self._ranks = bytearray()
        self._sources = array("q")  # the event of the timeline in which each happened
        self._numbers = array("q")  # and which of what happened in it
        self._deaths = array("q")
        self._count = 0
        self._known_others: Sequence[Event] = ()
        self._marks: Marks | None = None

    @classmethod
    def of(cls, stop: Stop, style: Style) -> Happened:
        """Read what happened off the timeline of a stop."""
        happened = cls(stop.program, stop.timeline, style)
        happened.read_on()
        return happened

    def is_of(self, stop: Stop) -> bool:
        """Whether it is about the timeline of a stop, and nothing was taken back there."""
        return self._timeline == stop.timeline and self._count <= len(stop.timeline.events)

    def read_on(self) -> None:
        """Read what has happened since."""
        events, others = self._timeline.events, self._others()
        if self._count == len(events) and self._marks is not None and others == self._known_others:
            return
        self._known_others = others
        new, known = events[self._count :], self._known
        keys = [(event.relu.place, event.before, event.after) for event in new]
        for key, event in zip(keys, new, strict=True):
            if key not in known:
                found = tuple(happenings([event]))
                known[key] = found, bytes(_RANKS[each.change] for each in found)
        ranks = [known[key][1] for key in keys]
        counts = list(map(len, ranks))
        when = [event.iteration for event in new]
        places = range(self._count, len(events))
        # Iterators of the library spread them over what happened in each, and no loop of ours.
        self._iterations.extend(chain.from_iterable(map(repeat, when, counts)))
        self._sources.extend(chain.from_iterable(map(repeat, places, counts)))
        self._numbers.extend(chain.from_iterable(map(range, counts)))
        self._ranks += b"".join(ranks)
        dead = _RANKS[Fate.DIED]
        deaths = [at for at, each in zip(when, ranks, strict=True) if dead in each]
        self._deaths.extend(dict.fromkeys(deaths))
        self._count = len(events)
        self._marks = self._made()

    @property
    def marks(self) -> Marks:
        """All that happened, as marks for a chart."""
        return self._marks or Marks.of(())

    def _made(self) -> Marks:
        others = self._known_others
        if not others:
            return Marks(self._iterations, self._ranks, self._event)
        iterations, ranks = self._iterations[:], self._ranks[:]
        places = list(range(len(ranks)))
        for number, event in enumerate(others, 1):
            place = bisect_left(iterations, event.iteration)
            iterations.insert(place, event.iteration)
            ranks.insert(place, seriousness(event.role))
            places.insert(place, -number)
        return Marks(
            iterations,
            ranks,
            lambda at: self._event(places[at]) if places[at] >= 0 else others[-places[at] - 1],
        )

    def _others(self) -> Sequence[Event]:
        """What was changed by hand, and where it diverged."""
        found = [Event(edit.iteration, edit.text, "title") for edit in self._timeline.edits]
        place = self._timeline.divergence
        if place is not None:
            found.append(Event(place.iteration, _diverged(place.step), "error"))
        return sorted(found, key=_WHEN)

    def _event(self, at: int) -> Event:
        happening = self._happening(at)
        said = say(happening, self._program, self._style)
        return Event(happening.iteration, said, ROLES[happening.change])

    def _happening(self, at: int) -> Happening:
        event = self._timeline.events[self._sources[at]]
        found, _ = self._known[event.relu.place, event.before, event.after]
        return replace(found[self._numbers[at]], iteration=event.iteration)

    def from_here(self, here: int, count: int, only_deaths: bool) -> int | None:
        """The iteration in which such a change befalls a ReLU for the `count`-th time from here.

        A negative count looks back. Where less happened it is the last such iteration, or the
        first; None where nothing did.
        """
        places = self._deaths if only_deaths else sorted({*self._iterations})
        if count > 0:
            start = bisect_right(places, here)
            found = places[start : start + count]
            return found[-1] if found else None
        end = bisect_left(places, here)
        found = places[max(end + count, 0) : end]
        return found[0] if found else None

    def said(self, iteration: int) -> list[str]:
        """What happened in an iteration: what was changed by hand, and what became of ReLUs."""
        said = [event.label for event in self._others() if event.iteration == iteration]
        places = bisect_left(self._iterations, iteration), bisect_right(self._iterations, iteration)
        return said + [self._event(at).label for at in range(*places)]


_WHEN = attrgetter("iteration")

_RANKS = {fate: seriousness(role) for fate, role in ROLES.items()}


def _diverged(step: int) -> str:
    return f"NaN or infinity since step {step}"


def fitting(said: Sequence[str], keys: str, look: Look, room: int) -> str:
    """As much of what happened as there is room for, one thing at least; if room is, the keys."""
    told = [f"{', '.join(said)}   {keys}", ", ".join(said)]
    told += [
        f"{', '.join(said[:count])} and {len(said) - count} more"
        for count in range(len(said) - 1, 0, -1)
    ]
    return next((text for text in told if len(text) <= room), look.shortened(told[-1], room))
