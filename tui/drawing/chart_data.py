"""What a chart shows: curves, what happened on the way, and where one stands."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

from engine.queries.blocks import Blocks
from engine.queries.rises import Rises
from tui.drawing.chart_axis import Axis

SERIOUS = ("error", "title", "dead", "kink", "mixed", "active")
"""The roles of events, the most serious first."""


class Event(NamedTuple):
    """Something that happened in an iteration.

    Args:
        iteration: when it happened.
        label: what happened, in characters one cell wide; written where there is room for it.
        role: one of `tui.drawing.themes.ROLES`; that of a ReLU state has the sign of the state,
            `title` that of what was done by hand, any other an exclamation mark.
    """

    iteration: int
    label: str
    role: str


def seriousness(role: str) -> int:
    """The rank of a role: the most serious has the least."""
    return SERIOUS.index(role) if role in SERIOUS else len(SERIOUS)


class Marks:
    """The marks of what happened; there may be many, of which few are drawn.

    Args:
        iterations: when each happened, ascending.
        ranks: how serious each is, a byte for each.
        event: called with the number of a mark; gives what happened.
    """

    def __init__(
        self, iterations: Sequence[int], ranks: bytes | bytearray, event: Callable[[int], Event]
    ) -> None:
        self._iterations, self._ranks, self._event = iterations, ranks, event

    @classmethod
    def of(cls, events: Sequence[Event]) -> Marks:
        """The marks of a few events."""
        ranks = bytes(seriousness(event.role) for event in events)
        return cls([event.iteration for event in events], ranks, events.__getitem__)

    def __len__(self) -> int:
        """How many there are."""
        return len(self._iterations)

    @property
    def iterations(self) -> Sequence[int]:
        """When each happened."""
        return self._iterations

    def event(self, number: int) -> Event:
        """What happened, by its number in time."""
        return self._event(number)

    def columns(self, axis: Axis) -> Iterator[tuple[int, Event, int]]:
        """The columns in which something happened, the most serious of it, and how much it is."""
        places = [bisect_left(self._iterations, begin) for begin in axis.begins()]
        for column, (start, end) in enumerate(pairwise(places)):
            if start < end:
                ranks = self._ranks[start:end]
                most = start + ranks.index(min(ranks))
                yield column, self._event(most), end - start


NOTHING = Marks((), b"", lambda _: Event(0, "", ""))
"""Nothing happened."""


class Scaling(StrEnum):
    """The scaling of several curves: one for all, each its own, or each by its largest value."""

    SHARED = "shared"
    OWN = "own"
    NORMALISED = "normalised"


@dataclass(frozen=True, eq=False)
class Plotted:
    """A curve to draw.

    Args:
        iterations: those whose values are known, ascending.
        values: their values, which need not be finite.
        name: what it is, for the legend.
    """

    iterations: Sequence[int]
    values: Blocks
    name: str = ""

    def at(self, iteration: int) -> float | None:
        """Its value in an iteration; None where that is not known."""
        place = bisect_left(self.iterations, iteration)
        if place == len(self.iterations) or self.iterations[place] != iteration:
            return None
        return float(self.values.values[place])


@dataclass(frozen=True, eq=False)
class Chart:
    """A chart to draw.

    Args:
        curves: what is drawn, at least one.
        first: the iteration at the left end.
        last: the iteration at the right end.
        cursor: the iteration where one stands.
        log: whether the scale is logarithmic.
        scaling: how several curves are brought together.
        marks: what happened.
        rises: where the loss rose; None where that is not marked.
    """

    curves: Sequence[Plotted]
    first: int
    last: int
    cursor: int
    log: bool = False
    scaling: Scaling = Scaling.SHARED
    marks: Marks = NOTHING
    rises: Rises | None = None

    @property
    def floor(self) -> float:
        """What a value has to exceed to be drawn."""
        return 0.0 if self.log else -math.inf
