"""The losses of single runs of a study, computed a bit at a time when they are looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Protocol

from engine.iterations.timeline import Timeline
from tui.screens.jobs import BREATH

if TYPE_CHECKING:
    from engine.study.plan import Plan

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
        self._wanted: tuple[int, Plan] | None = None

    def of(self, number: int) -> Sequence[float] | None:
        """The losses of a run; None where they are not known yet."""
        return self._known.get(number)

    def forget(self) -> None:
        """Forget all, as another study is made."""
        self._known.clear()
        self._wanted = None

    def want(self, number: int, plan: Plan) -> None:
        """Compute the losses of a run, unless another is wanted before long."""
        if number in self._known:
            self._show()
        elif self._wanted != (number, plan):
            self._wanted = number, plan
            self._host.after(REST, partial(self._begin, number, plan))

    def _begin(self, number: int, plan: Plan) -> None:
        if self._wanted == (number, plan):
            timeline = Timeline(plan.recipe_of(plan.place(number)).program())
            self._extend((number, plan), timeline.reach(plan.iterations), timeline)

    def _extend(self, wanted: tuple[int, Plan], steps: Iterator[int], timeline: Timeline) -> None:
        """Train a bit further; at the end show it."""
        if self._wanted != wanted:
            return
        if next(steps, None) is not None:
            self._host.after(BREATH, partial(self._extend, wanted, steps, timeline))
            return
        while len(self._known) >= KEPT:
            del self._known[next(iter(self._known))]
        self._known[wanted[0]] = [*timeline.losses, timeline.run(timeline.length).loss]
        self._wanted = None
        self._show()
