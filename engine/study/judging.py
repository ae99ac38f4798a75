"""Judging many runs at once: what a diagnosis of each would say came of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from engine.diagnosis.ahead import is_far_for, reach_of
from engine.diagnosis.course import as_good_as_0, highest, lowest
from engine.diagnosis.curvature import forms
from engine.diagnosis.growth_claims import has_grown, is_meant
from engine.diagnosis.movable import MAX_EQUATIONS, Flags
from engine.diagnosis.rate_claims import TO_AND_FRO, jumped_over
from engine.diagnosis.settled import is_minimal
from engine.language.values import Array, Memory, unwarned
from engine.program.program import LEARNING_RATE
from engine.study.future import Future
from engine.study.made import Made
from engine.study.readings import entries_of, have_jumped, run_of

AT_ONCE = 64
"""So many runs are looked at one by one between two reports."""

LARGEST = float(np.finfo(np.float64).max)


class Judging:
    """The judgement of runs that are made; each is what `engine.diagnosis.verdicts` decides.

    Args:
        made: the runs.
    """

    def __init__(self, made: Made) -> None:
        self._made = made
        self._program = made.program
        courses, readings, sweep = made.courses, made.readings, made.sweep
        self.last = courses.last
        self.gradients = readings.gradients(sweep)
        """The largest entry of each gradient, by its symbol."""
        self.diverged = ~self._is_finite()
        network = self._program.network
        is_low = courses.last <= as_good_as_0(courses.first)
        if not forms(network, network.parameters)[network.loss].is_nonnegative:
            is_low[:] = False
        self.solved = ~self.diverged & is_low & readings.all_right(sweep)
        self.jumping = np.zeros_like(self.diverged)
        """The runs with parameters that jump over a place where the loss is lower."""
        self.settled = np.zeros_like(self.diverged)
        """The runs whose loss stays what it is."""

    def judge(self) -> Iterator[int]:
        """Judge them, a few at a time, saying how many iterations they are followed on."""
        yield from self._look_for_jumps()
        fixed = ~self.diverged & ~self.jumping & self._are_fixed()
        self.settled |= fixed & ~self.solved
        yield from self._follow(fixed)

    def _is_finite(self) -> Flags:
        program, sweep = self._program, self._made.sweep
        after = sweep.select(range(sweep.count))  # the optimiser may remember what overflowed
        after.advance(1)
        trained = [symbol for symbol, slot in program.base.items() if slot in program.trained]
        values = [*self.gradients.values(), *map(after.value, trained), self.last]
        finite = [np.isfinite(entries_of(value)).all(axis=1) for value in values]
        found: Flags = np.logical_and.reduce([*finite, ~self._made.courses.is_spoilt])
        return found

    @property
    def _largest(self) -> Array:
        """The largest entry of a gradient of any parameter."""
        found: Array = np.max([*self.gradients.values()], axis=0)
        return found

    # Jumping, and fixed

    def _look_for_jumps(self) -> Iterator[int]:
        starts, asked = self._made.parameters, ~self.diverged & ~self.solved
        if len(starts) <= TO_AND_FRO:
            return
        with unwarned():
            places = np.flatnonzero(asked & have_jumped(starts))
        for first in range(0, len(places), AT_ONCE):
            some = places[first : first + AT_ONCE]
            memory = self._made.sweep.select(some.tolist()).memory
            for row, place in enumerate(some):
                run = run_of(self._program, self._made.iterations, memory, row)
                before = [self._with(run.start, start, int(place)) for start in starts]
                self.jumping[place] = bool(jumped_over(run, before))
            yield 0

    def _with(self, start: Memory, parameters: Mapping[str, Array], place: int) -> Memory:
        """What an iteration starts with, but with the parameters that another had in a run."""
        values, base = list(start), self._program.base
        for name, each in parameters.items():
            values[base[name]] = each[place] if each.ndim > 1 else float(each[place])
        return values

    def _are_fixed(self) -> Flags:
        """Of which runs no parameter moves any more, as `engine.diagnosis.movable` has it."""
        sweep, names = self._made.sweep, self._program.network.parameters
        optimiser, memo = self._program.network.optimiser, self._program.memo
        found: Flags = np.equal(sweep.value(LEARNING_RATE), 0.0) & optimiser.schedule.is_constant
        if len(self._program.equations) > MAX_EQUATIONS or optimiser.schedule.overflows:
            return np.zeros_like(found)
        places = np.flatnonzero((self._largest == 0.0) & ~found)
        following = sweep.select(places.tolist())
        following.advance(1)
        before = self._made.parameters[0]
        stays = [
            entries_of(np.equal(before[name][places], following.value(name))) for name in names
        ]
        if optimiser.decay:
            stays += [entries_of(np.equal(before[name][places], 0.0)) for name in names]
        if not optimiser.schedule.is_constant:
            kept = [symbol for name in names for symbol in memo.of[name]]
            stays += [entries_of(np.equal(sweep.value(each)[places], 0.0)) for each in kept]
        found[places] = np.concatenate(stays, axis=1).all(axis=1)
        return found

    # Followed on

    def _follow(self, fixed: Flags) -> Iterator[int]:
        """Follow on the runs that may stay what they are, but are not fixed."""
        made, first = self._made, self._made.iterations
        count = reach_of(self._program, first)
        flat = made.courses.is_flat & ~self.diverged & ~self.solved & ~self.jumping & ~fixed
        if not is_far_for(self._program, first):
            flat[:] = False
        solved = self.solved & ~fixed
        places = np.flatnonzero(solved | flat)
        is_solved = solved[places]
        low = np.where(is_solved, -LARGEST, lowest(self.last[places]))
        high = np.where(is_solved, as_good_as_0(made.courses.first[places]), LARGEST)
        future = Future(made.sweep.select(places.tolist()), made.readings, low, high, is_solved)
        yield from future.follow(first, count)
        stayed = np.zeros_like(flat)
        stayed[places[future.places]] = True
        self.solved &= fixed | stayed
        then = np.full(len(flat), np.nan)
        then[places] = future.loss
        self.settled |= flat & stayed & (then <= highest(self.last))
        self._except_growing(future, places)

    def _except_growing(self, future: Future, places: np.ndarray) -> None:
        """Take out of the settled runs those whose gradient would grow on and on."""
        left, half, end = places[future.places], future.half, future.end
        grown = has_grown(self._largest[left], half[future.places], end[future.places])
        asked = np.flatnonzero(grown & self.settled[left])
        now = self._made.sweep.select(left[asked].tolist()).memory
        then = future.sweep.select(asked.tolist()).memory
        number = self._made.iterations
        for row, place in enumerate(asked):
            size = float(end[future.places[place]])
            if is_meant(run_of(self._program, number, then, row), size) and not is_minimal(
                run_of(self._program, number, now, row)
            ):
                self.settled[left[place]] = False
