"""The losses of single runs of a study, computed a bit at a time when they are looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Protocol

from engine.iterations.timeline import Timeline
from tui.screens.jobs import BREATH

if TYPE_CHECKING:
    from engine.study.plan import Plan

Wanted = tuple[tuple[int, ...], "Plan"]
"""The runs whose losses are wanted, of a plan."""

REST = 0.05
"""The seconds for which the cursor rests before the loss of a run is computed."""

KEPT = 200
"""So many curves are kept."""


class CurvesHost(Protocol):
    """The screen, as far as curves need it."""

    def after(self, seconds: float, do: Callable[[], None]) -> None:
        """Do something after so many seconds."""


class Curves:
    """The losses of runs over their iterations, by their numbers in a study.

    Args:
        host: the screen.
        show: called when the losses are known that were wanted.
    """

    def __init__(self, host: CurvesHost, show: Callable[[], None]) -> None:
        self._host, self._show = host, show
        self._known: dict[int, Sequence[float]] = {}
        self._wanted: Wanted | None = None

    def of(self, number: int) -> Sequence[float] | None:
        """The losses of a run; None where they are not known yet."""
        return self._known.get(number)

    def forget(self) -> None:
        """Forget all, as another study is made."""
        self._known.clear()
        self._wanted = None

    def want(self, numbers: Sequence[int], plan: Plan) -> None:
        """Compute the losses of runs, unless others are wanted before long."""
        missing = tuple(number for number in numbers if number not in self._known)
        if not missing:
            self._wanted = None
            self._show()
        elif self._wanted != (missing, plan):
            self._wanted = missing, plan
            self._host.after(REST, partial(self._begin, self._wanted, missing))

    def _begin(self, wanted: Wanted, numbers: tuple[int, ...]) -> None:
        """Begin with the first of some runs."""
        if self._wanted == wanted and numbers:
            plan = wanted[1]
            timeline = Timeline(plan.recipe_of(plan.place(numbers[0])).program())
            self._extend(wanted, numbers, timeline.reach(plan.iterations), timeline)

    def _extend(
        self, wanted: Wanted, numbers: tuple[int, ...], steps: Iterator[int], timeline: Timeline
    ) -> None:
        """Train it a bit further; at the end show it, and go on with the next."""
        if self._wanted != wanted:
            return
        if next(steps, None) is not None:
            self._host.after(BREATH, partial(self._extend, wanted, numbers, steps, timeline))
            return
        while len(self._known) >= KEPT:
            del self._known[next(iter(self._known))]
        self._known[numbers[0]] = [*timeline.losses, timeline.run(timeline.length).loss]
        self._show()
        self._host.after(BREATH, partial(self._begin, wanted, numbers[1:]))
