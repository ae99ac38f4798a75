"""Breakpoints: where to stop on the way, forwards or backwards in time.

A breakpoint on a node stops at every step about it, of one phase or of all. One with a condition
stops where the condition becomes true, for any entry or unit that it is about; one that reads the
iteration before, as `L > prev(L)` does, wherever it is true.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from engine.conditions import Condition, ConditionError, Truth, parse_condition
from engine.parser import suggestion
from engine.program import Phase, Program
from engine.timeline import SLICE, Place, Timeline
from engine.trace import State

AHEAD = 100
"""So many iterations are run at once where none are known yet: one at a time takes longer."""


@dataclass(frozen=True, slots=True)
class Breakpoint:
    """A place or a condition to stop at.

    Args:
        number: what it is called.
        node: the node it is on; empty for one with a condition.
        phase: of which phase the steps are; None for all.
        condition: what has to become true; None for one on a node.
        is_enabled: whether it stops anything.
        hits: how often it has.
    """

    number: int
    node: str = ""
    phase: Phase | None = None
    condition: Condition | None = None
    is_enabled: bool = True
    hits: int = 0

    @property
    def text(self) -> str:
        """What it stops at."""
        if self.condition is not None:
            return self.condition.text
        return self.node if self.phase is None else f"{self.node} {self.phase}"


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


def parse_breakpoint(text: str, number: int, program: Program) -> Breakpoint:
    """The breakpoint that a text describes: `h0`, `h0 backward`, or a condition.

    Raises:
        ConditionError: where it describes none.
    """
    name, _, rest = text.strip().partition(" ")
    written = {shown: node for node, shown in program.network.names.items()}
    node = written.get(name, name)
    if node in program.places and rest.strip() in ("", *Phase):
        phase = Phase(rest.strip()) if rest.strip() else None
        return _on_node(number, node, phase, program)
    if name.isidentifier() and not rest:
        known = list(program.places)
        raise ConditionError(f"unknown node {name!r}{suggestion(name, known)}")
    return Breakpoint(number, condition=parse_condition(text, program))


def _on_node(number: int, node: str, phase: Phase | None, program: Program) -> Breakpoint:
    found = Breakpoint(number, node, phase)
    if not _steps(found, program):
        where = f" in the {phase} phase" if phase else ""
        raise ConditionError(f"no step is about {node}{where}")
    return found


def _steps(each: Breakpoint, program: Program) -> Sequence[int]:
    """The steps of an iteration at which a breakpoint may stop, counted from 1."""
    if each.condition is None:
        steps = program.steps_about.get(each.node, ())
        phases = program.phases
        return [s for s in steps if each.phase is None or s - 1 in phases[each.phase]]
    assigned = (program.index.get(symbol) for symbol in each.condition.symbols)
    return sorted({index + 1 for index in assigned if index is not None})


class Search:
    """Looks for the next place to stop, an iteration at a time.

    Args:
        breakpoints: where to stop.
        timeline: the iterations; more are run as they are needed.
        start: where to look from.
        last: the last iteration to look at, or the first when looking back.
        forwards: which way to look.
    """

    def __init__(
        self,
        breakpoints: Sequence[Breakpoint],
        timeline: Timeline,
        start: Place,
        last: int,
        forwards: bool = True,
    ) -> None:
        self._breakpoints = [each for each in breakpoints if each.is_enabled]
        self._timeline = timeline
        self._start = start
        self._steps = {each.number: _steps(each, timeline.program) for each in self._breakpoints}
        self.forwards = forwards
        self.looked = start.iteration
        self.last = last
        self.hit: Hit | None = None

    def __iter__(self) -> Iterator[int]:
        """Look, and say now and then how many iterations have been looked at."""
        began = time.perf_counter()
        for looked in self._forwards() if self.forwards else self._backwards():
            self.looked = looked
            if time.perf_counter() - began > SLICE:
                yield abs(looked - self._start.iteration)
                began = time.perf_counter()

    def _forwards(self) -> Iterator[int]:
        known: dict[int, Truth | None] = {}
        for iteration in range(self._start.iteration, self.last + 1):
            if self._timeline.length < iteration:
                ahead = min(iteration + AHEAD, self.last)
                yield from (iteration for _ in self._timeline.reach(ahead))
            if self._timeline.length < iteration:
                return  # NaN or infinity came in between
            hits = [hit for hit in self._hits(iteration, known) if hit.place > self._start]
            if hits:
                self.hit = min(hits, key=lambda hit: (hit.place, hit.breakpoint.number))
                return
            yield iteration

    def _backwards(self) -> Iterator[int]:
        for iteration in range(self._start.iteration, self.last - 1, -1):
            hits = [hit for hit in self._hits(iteration, {}) if hit.place < self._start]
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
                truth = condition.truth(run.state(step), before)
            except ConditionError as error:
                known[each.number] = None
                yield Hit(place, each, str(error))
                continue
            if truth is None:
                continue
            turned = condition.has_memory or _turned_true(known[each.number], truth)
            if turned and any(truth):
                yield Hit(place, each)
            known[each.number] = truth

    def _truth_before(self, each: Breakpoint, condition: Condition, iteration: int) -> Truth | None:
        """What is known of a condition at the end of the iteration before."""
        steps = self._steps[each.number]
        if not iteration or not steps:
            return None
        state = self._timeline.run(iteration - 1).state(steps[-1])
        try:
            return condition.truth(state, self._end(condition, iteration - 2))
        except ConditionError:
            return None

    def _end(self, condition: Condition, iteration: int) -> State | None:
        """The end of an iteration, where the condition needs it and there is one."""
        if iteration < 0 or not condition.has_memory:
            return None
        return self._timeline.run(iteration).state(len(self._timeline.program.equations))


def _turned_true(before: Truth | None, now: Truth) -> bool:
    """Whether an entry is true that was not, or was not known to be."""
    if before is None or len(before) != len(now):
        return any(now)
    return any(new and not old for old, new in zip(before, now, strict=True))


@dataclass(frozen=True, slots=True)
class Breakpoints:
    """The breakpoints that are set, in the order in which they were.

    Args:
        items: the breakpoints.
    """

    items: tuple[Breakpoint, ...] = ()

    def __iter__(self) -> Iterator[Breakpoint]:
        return iter(self.items)

    @property
    def latest(self) -> Breakpoint:
        """The one that was set last."""
        return self.items[-1]

    @property
    def nodes(self) -> frozenset[str]:
        """The nodes that one is on and stops at."""
        return frozenset(each.node for each in self.items if each.node and each.is_enabled)

    def numbered(self, number: int) -> Breakpoint:
        """A breakpoint by its number.

        Raises:
            ConditionError: where there is none.
        """
        for each in self.items:
            if each.number == number:
                return each
        known = ", ".join(str(each.number) for each in self.items)
        raise ConditionError(f"there is no breakpoint {number}; there are: {known or 'none'}")

    def on(self, node: str) -> Breakpoint | None:
        """The breakpoint that is on a node, in all phases."""
        return next((each for each in self.items if each.text == node), None)

    def added(self, text: str, program: Program) -> Breakpoints:
        """These and the one that a text describes.

        Raises:
            ConditionError: where it describes none.
        """
        number = 1 + max((each.number for each in self.items), default=0)
        return Breakpoints((*self.items, parse_breakpoint(text, number, program)))

    def without(self, number: int) -> Breakpoints:
        """All but one."""
        return Breakpoints(tuple(each for each in self.items if each.number != number))

    def fitted(self, program: Program) -> Breakpoints:
        """Those that another program has a place for."""
        kept = []
        for each in self.items:
            with suppress(ConditionError):
                found = parse_breakpoint(each.text, each.number, program)
                kept.append(replace(found, is_enabled=each.is_enabled, hits=each.hits))
        return Breakpoints(tuple(kept))

    def changed(self, new: Breakpoint) -> Breakpoints:
        """The same with another in the place of the one with its number."""
        return Breakpoints(tuple(new if each.number == new.number else each for each in self.items))
