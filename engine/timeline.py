"""Iterations as something to travel in: runs them, keeps what has to be kept, finds them again."""

from __future__ import annotations

import math
import time
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from engine.history import Event, History
from engine.program import Program
from engine.trace import Run
from engine.values import Value, is_array, is_finite, unwarned

if TYPE_CHECKING:
    from engine.compile import Iterate

MAX_ITERATION = 1_000_000
"""The last iteration that can be reached."""

COMPILE_FROM = 20
"""So many iterations at once, and the program is compiled; below, that would take longer."""

SLICE = 0.02
"""The seconds of training from one report of progress to the next."""

RECENT = 3
"""How many recorded iterations are held: stepping to and fro over a border costs no more."""


class Place(NamedTuple):
    """A step of an iteration, counted from 1."""

    iteration: int
    step: int


class Timeline:
    """The iterations of a program."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self._history = History(program)
        self._recent: dict[int, Run] = {}
        self._compiled: Iterate | None = None
        self._chunk = 1
        self._checked = 0  # so many iterations have been looked through for NaN and infinity
        self._divergence: Place | None = None
        self._followed: dict[tuple[str, tuple[int, ...] | None], dict[int, float]] = {}
        self._trained = [slot for slot, end in enumerate(program.carried) if slot != end]

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
    def rates(self) -> dict[int, Value]:
        """The iterations from which on the learning rate is another, with what it is."""
        return dict(self._history.rates)

    @property
    def divergence(self) -> Place | None:
        """Where NaN or infinity first appeared in an iteration that it spoilt; None if in none.

        An iteration is spoilt whose loss is not finite, or a value that it leaves to the next one.
        """
        return self._divergence

    # Looking

    def run(self, iteration: int) -> Run:
        """An iteration, to be recorded again from where it started."""
        run = self._recent.pop(iteration, None)
        if run is None:
            for _ in self.reach(iteration, beyond=True):
                pass
            run = Run(self.program, iteration, self._start(iteration))
        self._recent[iteration] = run  # as the one used last
        while len(self._recent) > RECENT:
            del self._recent[next(iter(self._recent))]
        return run

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
        return Place(iteration, run.first_non_finite(step) or step)

    def follow(
        self, symbol: str, entry: tuple[int, ...] | None, iterations: Sequence[int]
    ) -> Sequence[float]:
        """A symbol in each of these iterations as one number (`measure`).

        They are remembered until others are asked for.
        """
        known = self._followed.get((symbol, entry), {})
        missing = [number for number in iterations if number not in known]
        values = self.values(symbol, missing)
        known |= {number: measure(next(values), entry) for number in missing}
        self._followed[symbol, entry] = {number: known[number] for number in iterations}
        return [known[number] for number in iterations]

    def values(self, symbol: str, iterations: Sequence[int]) -> Iterator[Value]:
        """A symbol's value in each of these iterations; a parameter's is the one it starts with."""
        slot = self.program.base.get(symbol)
        for iteration in iterations:
            start = self._start(iteration)
            if slot is None:
                yield Run(self.program, iteration, start).value(self.program.index[symbol])
            else:
                yield start[slot]

    def _start(self, iteration: int) -> tuple[Value, ...]:
        """The memory with which an iteration starts that has been reached."""
        number, start = self._history.nearest(iteration)
        with unwarned():
            while number < iteration:
                start, _, _ = self._iterate(start)
                number += 1
                if number in self._history.rates:
                    start = (*start[:-1], self._history.rates[number])
        return start

    # Training

    def reach(self, iteration: int, beyond: bool = False) -> Iterator[int]:
        """Run iterations until the start of this one is known, saying now and then how many are.

        It may be left off, or interrupted, at any time with nothing lost. It ends early where an
        iteration is spoilt by NaN or infinity, unless `beyond`.
        """
        try:
            while self.length < iteration and (beyond or self._divergence is None):
                missing = iteration - self.length
                if missing < COMPILE_FROM and self._compiled is None:
                    run = self.run(self.length)
                    self._history.append(run.end, run.loss, run.masks)
                else:
                    self._train(min(self._chunk, missing))
                self._look_for_divergence()
                yield self.length
        finally:
            self._history.settle()
            self._look_for_divergence()

    @property
    def _iterate(self) -> Iterate:
        if self._compiled is None:
            from engine.compile import compile_program

            self._compiled = compile_program(self.program)
        return self._compiled

    def _train(self, count: int) -> None:
        iterate, keep = self._iterate, self._history.append
        memory = self._start(self.length)
        began = time.perf_counter()
        with unwarned():
            for _ in range(count):
                memory, loss, masks = iterate(memory)
                keep(memory, loss, masks)
        spent = time.perf_counter() - began
        self._chunk = max(1, min(round(count * SLICE / max(spent, 1e-9)), 2 * count))

    def _look_for_divergence(self) -> None:
        """Cut the history behind the first iteration that NaN or infinity spoilt."""
        if self._divergence is not None or self._checked == self.length:
            return
        first = self._checked
        if all(map(math.isfinite, self.losses[first:])) and self._is_finite(self.length):
            self._checked = self.length
            return
        numbers = range(first, self.length)
        lost = next((at for at in numbers if not math.isfinite(self.losses[at])), self.length)
        # An update adds to what was there, which is never finite again once it is not.
        spoilt = first + bisect_left(
            range(first, lost), True, key=lambda number: not self._is_finite(number + 1)
        )
        run = Run(self.program, spoilt, self._start(spoilt))
        assert run.divergence is not None  # noqa: S101  (as its loss or what it left has shown)
        self._history.truncate(spoilt + 1, run.end, run.masks)
        self._divergence = Place(spoilt, run.divergence)

    def _is_finite(self, iteration: int) -> bool:
        """Whether what training has changed is finite where an iteration starts."""
        start = self._start(iteration)
        return all(is_finite(start[slot]) for slot in self._trained)

    # Changing

    def change_rate(self, iteration: int, rate: float) -> None:
        """Train on with another learning rate from an iteration on; what was run since is lost."""
        for _ in self.reach(iteration, beyond=True):
            pass
        start = (*self._start(iteration)[:-1], rate)
        if iteration < self.length:
            masks = self.run(iteration - 1).masks if iteration else ()
            self._history.truncate(iteration, start, masks)
        self._history.change_rate(start)
        self._checked = min(self._checked, iteration)
        self._recent = {number: run for number, run in self._recent.items() if number < iteration}
        self._followed.clear()
        if self._divergence is not None and self._divergence.iteration >= iteration:
            self._divergence = None


def measure(value: Value, entry: tuple[int, ...] | None) -> float:
    """A value as one number: an entry of an array, or its Euclidean norm where none is named."""
    if not is_array(value):
        return value
    return math.hypot(*value.ravel().tolist()) if entry is None else float(value[entry])
