"""The study: what came of the runs of a plan, as far as they are made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from engine.iterations.run import Run
from engine.iterations.timeline import Timeline
from engine.program.recipe import Recipe
from engine.study.plan import Plan, Settings
from engine.study.plateaus import Plateau, named, plateaus_of, which
from engine.study.reasons import REASONS, words_of
from engine.study.records import NOT_RUN, End, Records
from engine.study.sharing import Sharing, sharing
from engine.study.wilson import wilson


@dataclass(frozen=True)
class Outcome:
    """An outcome, or a plateau, in a cell, and the runs that it has.

    Args:
        end: what came of them.
        plateau: which plateau the stuck are at, counted from 0; None of others.
        count: how many there are.
        fraction: their part of all runs of the cell that are made.
        low: the lower end of Wilson's 95 % interval of that.
        high: the upper end.
        loss: of the stuck the loss of the plateau, of others the median; None where it is none.
        median_iterations: after how many the solved are; None of others.
        reasons: how many of the stuck have which reason.
        dead: how many runs have how many dead units.
    """

    end: End
    plateau: int | None
    count: int
    fraction: float
    low: float
    high: float
    loss: float | None
    median_iterations: float | None
    reasons: Mapping[str, int]
    dead: Mapping[int, int]

    @property
    def dead_units(self) -> float:
        """How many dead units a run has on average."""
        return sum(units * runs for units, runs in self.dead.items()) / self.count


@dataclass(frozen=True)
class Cell:
    """A cell: the runs that share all settings but the seed.

    Args:
        optimiser: what they are trained with.
        settings: the learning rate, and what is varied.
        runs: how many are made.
        outcomes: what came of them, the solved first, then the stuck from the lowest plateau on.
    """

    optimiser: str
    settings: Settings
    runs: int
    outcomes: tuple[Outcome, ...]


@dataclass(frozen=True, eq=False)
class Study:
    """A study: the records of all runs, by optimiser, seed and settings, and what they come to.

    Args:
        plan: which runs.
        records: what is known of them; that of a run that is not made yet is `NOT_RUN`.
        under_way: how many runs the work comes to that is done on those that are under way.
        machines: how many runs each machine has made, by its fingerprint.
    """

    plan: Plan
    records: Records
    under_way: float = 0.0
    machines: Mapping[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """How many runs it is to have."""
        return self.plan.count

    @cached_property
    def done(self) -> int:
        """How many are made."""
        return int((self.records.outcome != NOT_RUN).sum())

    @property
    def share(self) -> float:
        """How much of the work is done, from 0 to 1."""
        return min(1.0, (self.done + self.under_way) / self.total)

    @cached_property
    def _stuck(self) -> NDArray[np.bool_]:
        return np.equal(self.records.outcome, End.STUCK)

    @cached_property
    def plateaus(self) -> tuple[Plateau, ...]:
        """The plateaus at which runs are stuck, the lowest first, found from their losses."""
        program = self.plan.programs[0]
        first = Run(program, 0, program.start).loss
        return plateaus_of(self.records.loss[self._stuck], first)

    @cached_property
    def plateau(self) -> NDArray[np.int32]:
        """For each run the plateau at which it is stuck, counted from 0, or -1."""
        found = np.full(self.records.outcome.shape, NOT_RUN, np.int32)
        found[self._stuck] = which(self.plateaus, self.records.loss[self._stuck])
        return found

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """The table."""
        return tuple(
            self.cell(optimiser, place)
            for optimiser in range(len(self.plan.optimisers))
            for place in range(len(self.plan.settings))
        )

    def cell(self, optimiser: int, place: int) -> Cell:
        """A cell of the table, by its optimiser and its settings, counted from 0."""
        outcome = self.records.outcome[optimiser, :, place]
        made = int((outcome != NOT_RUN).sum())
        found = tuple(self._outcomes(optimiser, place, made))
        plan = self.plan
        return Cell(plan.optimisers[optimiser], plan.settings[place], made, found)

    def sharing(self, plateau: int) -> Sharing | None:
        """What samples share at a plateau, by the run that is nearest to it; None where nothing."""
        if plateau not in self._sharing:
            numbers = np.flatnonzero(self.plateau == plateau)
            losses = self.records.loss.reshape(-1)[numbers]
            run = self._end(int(numbers[np.argmin(losses)]))
            self._sharing[plateau] = sharing(run, self.plateaus[plateau].loss)
        return self._sharing[plateau]

    def name(self, plateau: int) -> str:
        """What a plateau is called: by what samples share where that is known, else its loss."""
        shared = self.sharing(plateau)
        return self.plateaus[plateau].name if shared is None else named(shared.loss)

    def reason(self, plateau: int) -> str:
        """The first reason that all runs at a plateau have, in a word; empty where they differ."""
        masks = self.records.reasons[self.plateau == plateau]
        common = words_of(int(np.bitwise_and.reduce(masks)))
        return "jumping" if "jumping" in common else next(iter(common), "")

    @cached_property
    def _sharing(self) -> dict[int, Sharing | None]:
        return {}

    def _end(self, number: int) -> Run:
        """The iteration that a run would go on with."""
        timeline = Timeline(self.recipe(number).program())
        for _ in timeline.reach(self.plan.iterations):
            pass
        return timeline.run(timeline.length)

    def recipe(self, number: int) -> Recipe:
        """A run as it is opened in the debugger, by its number."""
        return self.plan.recipe_of(self.plan.place(number))

    def _outcomes(self, optimiser: int, place: int, made: int) -> Iterator[Outcome]:
        cell = (optimiser, slice(None), place)
        outcome, plateau = self.records.outcome[cell], self.plateau[cell]
        for end in End:
            kinds = range(len(self.plateaus)) if end is End.STUCK else (None,)
            for kind in kinds:
                chosen = outcome == end if kind is None else plateau == kind
                if count := int(chosen.sum()):
                    yield self._outcome(cell, chosen, end, kind, count, made)

    def _outcome(
        self,
        cell: tuple[int, slice, int],
        chosen: NDArray[np.bool_],
        end: End,
        plateau: int | None,
        count: int,
        made: int,
    ) -> Outcome:
        records = self.records
        low, high = wilson(count, made)
        loss = None if end is End.DIVERGED else float(np.median(records.loss[cell][chosen]))
        solved = end is End.SOLVED
        iterations = float(np.median(records.solved_in[cell][chosen])) if solved else None
        masks = records.reasons[cell][chosen]
        bits = {word: int((masks >> bit & 1).sum()) for bit, word in enumerate(REASONS)}
        numbers, counts = np.unique(records.dead[cell][chosen], return_counts=True)
        return Outcome(
            end, plateau, count, count / made, low, high,
            loss if plateau is None else self.plateaus[plateau].loss,
            iterations,
            {word: number for word, number in bits.items() if number},
            dict(zip(numbers.tolist(), counts.tolist(), strict=True)),
        )  # fmt: skip
