"""The timeline of all iterations: runs them, keeps what has to be kept, finds them again."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from engine.iterations.divergence import first_spoilt
from engine.iterations.edits import NO_EDITS, Edits
from engine.iterations.execution import Execution
from engine.iterations.history import Event, History
from engine.iterations.run import Run
from engine.language.values import Array, Value, is_finite, unwarned
from engine.program.program import Program

if TYPE_CHECKING:
    from engine.iterations.unrolled import Asked

MAX_ITERATION = 1_000_000
"""The last iteration that can be reached."""

COMPILE_FROM = 20
"""So many iterations at once, and the program is compiled; below, that would take longer."""

LONG, COMPILE_LONG_FROM = 1_000, 100
"""A program of so many equations is compiled for more: that takes seconds then, and not moments."""

SLICE = 0.02
"""The seconds of training from one report of progress to the next."""

RECENT = 3
"""How many recorded iterations are held: stepping to and fro over a border costs no more."""

LARGE = 50_000_000
"""The numbers of an iteration of which no more than the last is held: 400 MB."""


class Place(NamedTuple):
    """A step of an iteration, counted from 1."""

    iteration: int
    step: int


class Timeline:
    """The iterations of a program, with what was changed in them by hand.

    Args:
        program: what is run.
        edits: what was changed.
    """

    def __init__(self, program: Program, edits: Edits = NO_EDITS) -> None:
        self.program = program
        self.edits = edits
        self._recent: dict[int, Run] = {}
        self._execution = Execution(program, edits)
        self._chunk = 1
        self._checked = 0  # so many iterations have been looked through for NaN and infinity
        self._divergence: Place | None = None
        self.followed: dict[object, dict[int, float]] = {}
        """The points of curves that were asked for last, for who asked."""
        self._history = History(program, self._execution.edited(0, program.start))

    @property
    def length(self) -> int:
        """How many iterations have been run to their end."""
        return self._history.length

    @property
    def losses(self) -> Sequence[float]:
        """The loss of every iteration that has been run."""
        return self._history.losses

    @property
    def events(self) -> Sequence[Event]:
        """The ReLUs whose set of active entries changed, in order."""
        return self._history.events

    @property
    def divergence(self) -> Place | None:
        """Where NaN or infinity first appeared in an iteration that it spoilt; None if in none.

        An iteration is spoilt whose loss is not finite, or a value that it leaves to the next one.
        """
        return self._divergence

    # Looking

    def run(self, iteration: int) -> Run:
        """An iteration, to be recorded again from where it started.

        >>> from engine.network.files import load_network
        >>> from engine.program.program import derive
        >>> timeline = Timeline(derive(load_network("skip")))
        >>> timeline.run(1).loss, list(timeline.losses)
        (3.0, [3.375])
        """
        run = self._recent.pop(iteration, None)
        if run is None:
            for _ in self.reach(iteration, beyond=True):
                pass
            run = self.anew(iteration)
        self._recent[iteration] = run  # as the one used last
        while len(self._recent) > self._most_recent:
            del self._recent[next(iter(self._recent))]
        return run

    @cached_property
    def _most_recent(self) -> int:
        """How many recorded iterations are held."""
        numbers = sum(map(math.prod, self.program.shapes.values()))
        return RECENT if numbers < LARGE else 1

    def divergence_before(self, iteration: int, step: int) -> Place | None:
        """The divergence, if it lies on the way to a step: in it, or earlier.

        Of an iteration that is under way, only steps up to this one can tell.
        """
        if self._divergence is None and iteration >= self.length:
            run = self.run(iteration)
            if run.first_non_finite(step) is not None and run.divergence is not None:
                self._divergence = Place(iteration, run.divergence)
        found = self._divergence
        return None if found is None or found > (iteration, step) else found

    def first_non_finite(self, iteration: int, step: int) -> Place | None:
        """Where NaN or infinity first appeared on the way to a step that is reached.

        Where it spoilt no iteration it is looked for in this one, and only if the step has it.
        """
        found = self.divergence_before(iteration, step)
        if found is not None or step == 0:
            return found
        run = self.run(iteration)
        if is_finite(run.value(step - 1)):
            return None
        first = run.first_non_finite(step)
        if first is None and run.starts_finite:
            return None  # it is meant
        return Place(iteration, first or step)

    def anew(self, iteration: int) -> Run:
        """An iteration that has been reached, recorded for a short look and not kept."""
        return self._execution.record(iteration, self.start(iteration))

    def start(self, iteration: int) -> tuple[Value, ...]:
        """The memory with which an iteration starts that has been reached."""
        return self._execution.run_on(*self._history.nearest(iteration), iteration)

    def watch(self, first: int, most: int, asked: Sequence[Asked]) -> Array | None:
        """The entries of expressions in iterations that have been run, with a row for each.

        Args:
            first: the first iteration.
            most: how many at most; there may be fewer, also none, where one is run in another way.
            asked: the expressions, not none.

        Returns:
            The rows; None where the program is too large for that.
        """
        count = self._execution.alike(first, min(most, self.length - first))
        with unwarned():
            return self._execution.watch(first, count, self.start(first), asked)

    # Training

    def reach(self, iteration: int, beyond: bool = False) -> Iterator[int]:
        """Run iterations until the start of this one is known, saying now and then how many are.

        It may be left off, or interrupted, at any time with nothing lost. It ends early where an
        iteration is spoilt by NaN or infinity, unless `beyond`.
        """
        is_long = len(self.program.equations) >= LONG
        compile_from = COMPILE_LONG_FROM if is_long else COMPILE_FROM
        try:
            while self.length < iteration and (beyond or self._divergence is None):
                missing = iteration - self.length
                if not self._history.knows_masks:
                    self._history.remember_masks(self.run(self.length - 1).masks)
                if missing < compile_from and not self._execution.is_compiled:
                    self._record()
                else:
                    yield from (self.length for _ in self._execution.prepare(self.length))
                    self._train(min(self._chunk, missing))
                self._look_for_divergence()
                self._history.pack()
                yield self.length
        finally:
            self._history.settle()
            self._look_for_divergence()

    def _record(self) -> None:
        """Run the next iteration as one that is looked at, and keep what has to be kept."""
        number = self.length
        run = self.run(number)
        end = self._execution.edited(number + 1, run.end)
        self._history.append(end, run.loss, run.masks)

    def _train(self, most: int) -> None:
        first, execution, history = self.length, self._execution, self._history
        memory = self.start(first)
        count = execution.alike(first, most)
        began = time.perf_counter()
        with unwarned():
            if count > 1:
                block = execution.block(first, memory, history.kept(count), history.masks)
                history.extend(block)
                self._look_at(first, block.losses)
            else:
                memory, loss, masks = execution.iterate(first, memory)
                history.append(execution.edited(first + 1, memory), loss, masks)
        spent = time.perf_counter() - began
        count = history.length - first
        self._chunk = max(1, min(round(count * SLICE / max(spent, 1e-9)), 2 * count))

    def _look_at(self, first: int, losses: list[float]) -> None:
        """Note that iterations are not spoilt, if that is soon seen.

        What is not finite makes a sum so. An overflow does too: then it is looked at each loss.
        """
        length = first + len(losses)
        if self._checked == first and math.isfinite(sum(losses)) and self._is_finite(length):
            self._checked = length

    def _look_for_divergence(self) -> None:
        """Cut the history behind the first iteration that NaN or infinity spoilt."""
        if self._divergence is not None or self._checked == self.length:
            return
        spoilt = first_spoilt(self.losses, self._checked, self._is_finite)
        if spoilt is None:
            self._checked = self.length
            return
        run = self.anew(spoilt)
        assert run.divergence is not None  # noqa: S101  (as its loss or what it left has shown)
        end = self._execution.edited(spoilt + 1, run.end)
        self._history.truncate(spoilt + 1, end, run.masks)
        self._divergence = Place(spoilt, run.divergence)

    def _is_finite(self, iteration: int) -> bool:
        """Whether what training has changed is finite where an iteration starts."""
        start = self.start(iteration)
        return all(is_finite(start[slot]) for slot in self.program.trained)

    # Changing

    def fork(self, edits: Edits) -> Timeline:
        """The iterations with other changes made in them; what comes before these is shared."""
        new = Timeline(self.program, edits)
        first = self.edits.first_unlike(edits)
        first = self.length if first is None else min(first, self.length)
        new._execution = self._execution.with_edits(edits)
        start = new._execution.edited(first, self._unedited(first, edits))
        new._history = self._history.fork(first, start)
        new._recent = {number: run for number, run in self._recent.items() if number < first}
        new._checked = min(first, self._checked)
        if self._divergence is not None and self._divergence.iteration < first:
            new._divergence = self._divergence
        self._hand_over(first, new)
        return new

    def _unedited(self, iteration: int, edits: Edits) -> tuple[Value, ...]:
        """What an iteration starts with, without changes that others do not replace."""
        mine, theirs = (each.starts.get(iteration, {}) for each in (self.edits, edits))
        if mine.keys() <= theirs.keys():
            return self.start(iteration)
        return self.run(iteration - 1).end if iteration else self.program.start

    def _hand_over(self, iteration: int, new: Timeline) -> None:
        """Let another timeline go on with an iteration where it differs from this one's."""
        run = self._recent.get(iteration)
        if run is None or iteration in new.edits.starts or iteration in self.edits.starts:
            return
        other = new._execution.record(iteration, run.start)
        other.take_over(run)
        new._recent[iteration] = other

    def rest(self) -> None:
        """Forget what is quickly found again: nobody looks at these iterations for a while."""
        self._recent.clear()
        self.followed.clear()
