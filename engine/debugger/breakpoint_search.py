"""The search for a breakpoint: the next place, or the last before, at which a breakpoint stops."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from engine.debugger.breakpoints import Breakpoint, Breakpoints, every_step
from engine.errors import ConditionError, DebuggerError
from engine.iterations.state import State
from engine.iterations.timeline import MAX_ITERATION, SLICE, Place, Timeline
from engine.language.figures import grouped
from engine.queries.conditions import Condition, Truth

FAR = 10_000
"""So many iterations are looked through for a place to stop; then one is asked again."""

AHEAD = 100
"""So many iterations are run at once where none are known yet: one at a time takes longer."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A place where a breakpoint stops.

    Args:
        place: the step.
        breakpoint: which one.
        problem: why its condition could not be told there; empty if it is true.
    """

    place: Place
    breakpoint: Breakpoint
    problem: str = ""


class Search:
    """Looks for the next place to stop, an iteration at a time.

    Args:
        breakpoints: where to stop.
        timeline: the iterations; more are run as they are needed.
        start: where to look from.
        last: the last iteration to look at, or the first when looking back.
        forwards: which way to look.
        origin: where one stands, if another search has looked from there as far as the start.
    """

    def __init__(
        self,
        breakpoints: Sequence[Breakpoint],
        timeline: Timeline,
        start: Place,
        last: int,
        forwards: bool = True,
        origin: Place | None = None,
    ) -> None:
        self._all = breakpoints
        self._breakpoints = [each for each in breakpoints if each.is_enabled]
        self._timeline = timeline
        self._origin = start if origin is None else origin
        self.start = start
        self._steps = {
            each.number: every_step(each, timeline.program) for each in self._breakpoints
        }
        self.forwards = forwards
        self.looked = start.iteration
        self.last = last
        self.hit: Hit | None = None
        self._seen_false: set[int] = set()

    @property
    def never_false(self) -> list[str]:
        """The conditions that were true wherever they were looked at: they became so nowhere."""
        conditions = (each for each in self._breakpoints if each.condition is not None)
        return [each.text for each in conditions if each.number not in self._seen_false]

    @property
    def has_gone_on(self) -> bool:
        """Whether it looks from where another search has looked to."""
        return self.start != self._origin

    @property
    def said(self) -> str:
        """What there is to say of it where it has found nothing."""
        always = "".join(f"; {text} is true all along" for text in self.never_false)
        if not self.forwards:
            return f"no breakpoint is hit before{always}"
        since = f"from iteration {grouped(self.start.iteration)}" if self.has_gone_on else "up"
        return f"no breakpoint is hit {since} to iteration {grouped(self.looked)}{always}"

    def further(
        self, breakpoints: Sequence[Breakpoint], timeline: Timeline, origin: Place
    ) -> Search | None:
        """A search that goes on where this one ended, if it is for the same and found nothing.

        The last iteration is looked at again: it may have been left off within.
        """
        asked = (self._all, self._origin) == (breakpoints, origin) and self._timeline is timeline
        if not (asked and self.forwards and self.hit is None):
            return None
        start = max(self.start, Place(self.looked, 0))
        last = min(self.looked + FAR, MAX_ITERATION)
        return Search(breakpoints, timeline, start, last, origin=origin)

    def __iter__(self) -> Iterator[int]:
        """Look, and say now and then how many iterations have been looked at."""
        began = time.perf_counter()
        for looked in self._forwards() if self.forwards else self._backwards():
            self.looked = looked
            if time.perf_counter() - began > SLICE:
                yield abs(looked - self.start.iteration)
                began = time.perf_counter()

    def _forwards(self) -> Iterator[int]:
        from engine.queries.screening import Screen  # not before it is looked for

        known: dict[int, Truth | None] = {}
        screen = Screen([each.condition for each in self._breakpoints], self._timeline)
        iteration = self.start.iteration
        while iteration <= self.last:
            if self._timeline.length < iteration:
                ahead = min(iteration + AHEAD, self.last)
                yield from (iteration for _ in self._timeline.reach(ahead))
            if self._timeline.length < iteration:
                return  # NaN or infinity came in between
            hits = [hit for hit in self._hits(iteration, known) if hit.place > self.start]
            if hits:
                self.hit = min(hits, key=lambda hit: (hit.place, hit.breakpoint.number))
                return
            yield iteration
            iteration += 1
            end = min(self._timeline.length, self.last + 1)
            # What is known now was told at the last step that can change it, or not at all.
            was = {number: bool(truth and all(truth)) for number, truth in known.items()}
            quiet = screen.quiet(iteration, end, list(was.values()))
            if quiet:
                false = {number for number, is_true in was.items() if not is_true}
                known.update(dict.fromkeys(false, ()))
                self._seen_false |= false
                iteration += quiet
                yield iteration - 1

    def _backwards(self) -> Iterator[int]:
        for iteration in range(self.start.iteration, self.last - 1, -1):
            hits = [hit for hit in self._hits(iteration, {}) if hit.place < self.start]
            if hits:
                self.hit = max(hits, key=lambda hit: (hit.place, -hit.breakpoint.number))
                return
            yield iteration

    def _hits(self, iteration: int, known: dict[int, Truth | None]) -> Iterator[Hit]:
        """All hits of an iteration.

        Args:
            iteration: which one.
            known: for each condition what was last known of it before; brought up to its end.
        """
        for each in self._breakpoints:
            if each.condition is None:
                for step in self._steps[each.number]:
                    yield Hit(Place(iteration, step), each)
            else:
                if each.number not in known:
                    known[each.number] = self._truth_before(each, each.condition, iteration)
                yield from self._true(each, each.condition, iteration, known)

    def _true(
        self,
        each: Breakpoint,
        condition: Condition,
        iteration: int,
        known: dict[int, Truth | None],
    ) -> Iterator[Hit]:
        run, before = self._timeline.run(iteration), self._end(condition, iteration - 1)
        for step in self._steps[each.number]:
            place = Place(iteration, step)
            try:
                truth = condition.truth(State(run, step), before)
            except ConditionError as error:
                known[each.number] = None
                yield Hit(place, each, str(error))
                continue
            if truth is None:
                continue
            if not any(truth):
                self._seen_false.add(each.number)
            turned = condition.has_memory or _turned_true(known[each.number], truth)
            if turned and any(truth):
                yield Hit(place, each)
            known[each.number] = truth

    def _truth_before(self, each: Breakpoint, condition: Condition, iteration: int) -> Truth | None:
        """What is known of a condition at the start of an iteration, or at the end of the last.

        So a condition about parameters that is true from the start has not become true.
        """
        run, steps = self._timeline.run(iteration), self._steps[each.number]
        try:
            known = condition.truth(State(run, 0), self._end(condition, iteration - 1))
            if known is not None or not iteration or not steps:
                return known
            state = State(self._timeline.run(iteration - 1), steps[-1])
            return condition.truth(state, self._end(condition, iteration - 2))
        except ConditionError:
            return None

    def _end(self, condition: Condition, iteration: int) -> State | None:
        """The end of an iteration, where the condition needs it and there is one."""
        if iteration < 0 or not condition.has_memory:
            return None
        return State(self._timeline.run(iteration), len(self._timeline.program.equations))


def search(
    breakpoints: Breakpoints,
    timeline: Timeline,
    start: Place,
    forwards: bool,
    fruitless: Search | None = None,
) -> Search:
    """A search for the next place to stop behind a step, or for the last before it.

    Args:
        breakpoints: where to stop.
        timeline: the iterations.
        start: the step.
        forwards: which way to look.
        fruitless: the last search, if it found nothing; one for the same goes on where it ended.

    Raises:
        DebuggerError: where nothing would stop it.
    """
    if not any(each.is_enabled for each in breakpoints):
        raise DebuggerError("nothing would stop it: set a breakpoint, as in break z1 < 0")
    if forwards and fruitless is not None:
        further = fruitless.further(breakpoints.items, timeline, start)
        if further is not None:
            return further
    last = min(start.iteration + FAR, MAX_ITERATION) if forwards else 0
    return Search(breakpoints.items, timeline, start, last, forwards)


def _turned_true(before: Truth | None, now: Truth) -> bool:
    """Whether an entry is true that was not, or was not known to be."""
    if before is None or len(before) != len(now):
        return any(now)
    return any(new and not old for old, new in zip(before, now, strict=True))
