"""The census: what came of the runs of a study, by columns, as far as they are made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.language.figures import format_number
from engine.study.plan import Plan
from engine.study.reasons import REASONS
from engine.study.records import End
from engine.study.study import Study
from engine.study.wilson import wilson

LETTERS = "ABCDEFGHIJKLMNOPQRTUVWXYZ"
"""The letters of plateaus, from the lowest on; S is that of the solved."""

MOST_NAMED = 8
"""Where there are more plateaus it is not looked at what they are: a run takes its time."""

OPEN = "?"
"""The letter of what is not decided."""

ROLES = ("kink", "hot", "dim", "dead", "title")
"""The roles of plateaus, that of the most frequent first; those behind share the last."""


class Kind(NamedTuple):
    """An outcome, with all plateaus an outcome of their own.

    Args:
        letter: what stands for it in a cell.
        words: what it is called.
        role: how it looks, one of `tui.drawing.themes.ROLES`.
        loss: the loss of a plateau; None of others.
        form: that loss in closed form, where it is known what samples share; else empty.
    """

    letter: str
    words: str
    role: str
    loss: float | None = None
    form: str = ""

    @property
    def is_filled(self) -> bool:
        """Whether cells that have it are filled: what is not decided stands back."""
        return self.letter != OPEN


@dataclass(frozen=True)
class Share:
    """The share of an outcome in a column.

    Args:
        count: how many runs have it.
        fraction: their part of those that are made.
        low: the lower end of the 95 % interval of that.
        high: the upper end.
    """

    count: int
    fraction: float
    low: float
    high: float


@dataclass(frozen=True, eq=False)
class Census:
    """The runs of a study in columns, one for each optimiser and learning rate.

    What stands down a column is the seed; where something is varied, its values, each with all
    seeds.

    Args:
        study: what is shown.
    """

    study: Study

    @classmethod
    def of(cls, study: Study) -> Census:
        """The census of a study, with all that takes long worked out."""
        census = cls(study)
        _ = census.kinds, census.counts, census.loss, census.reasons
        return census

    @property
    def plan(self) -> Plan:
        """Which runs."""
        return self.study.plan

    @cached_property
    def columns(self) -> Sequence[str]:
        """What each column is called."""
        plan = self.plan
        return [
            f"{optimiser} {short(rate)}" if self._is_many else short(rate)
            for optimiser in plan.optimisers
            for rate in plan.rates
        ]

    def words(self, column: int) -> str:
        """What a column is called in a sentence: lr 1; adam, lr 1."""
        optimiser, rate = divmod(column, len(self.plan.rates))
        words = f"lr {short(self.plan.rates[rate])}"
        return f"{self.plan.optimisers[optimiser]}, {words}" if self._is_many else words

    @property
    def _is_many(self) -> bool:
        return len(self.plan.optimisers) > 1

    @property
    def axis(self) -> str:
        """What stands down a column."""
        varied = self.plan.varied
        return varied[0].label if varied else "seed"

    def label(self, run: int) -> str:
        """The seed of a run of a column, or the first of what is varied."""
        plan = self.plan
        if not plan.varied:
            return str(plan.seeds[run])
        return short(plan.settings[self._varied(run) * len(plan.rates)].values[0])

    def number(self, column: int, run: int) -> int:
        """The number of a run in the study."""
        plan = self.plan
        rates, seeds = len(plan.rates), len(plan.seeds)
        optimiser, rate = divmod(column, rates)
        cell = self._varied(run) * rates + rate
        return (optimiser * seeds + run % seeds) * plan.shape[2] + cell

    def _varied(self, run: int) -> int:
        return run // len(self.plan.seeds)

    @cached_property
    def kinds(self) -> Sequence[Kind]:
        """The outcomes that there are: solved, the plateaus, diverged, not decided."""
        study = self.study
        by_count = sorted(range(len(study.plateaus)), key=lambda k: -study.plateaus[k].count)
        roles = {k: ROLES[min(place, len(ROLES) - 1)] for place, k in enumerate(by_count)}
        plateaus = [
            Kind(LETTERS[min(k, len(LETTERS) - 1)], f"stuck at {short(each.loss)}", roles[k],
                 each.loss, self._form(k))
            for k, each in enumerate(study.plateaus)
        ]  # fmt: skip
        return (
            Kind("S", "solved", "active"),
            *plateaus,
            Kind("!", "diverged", "error"),
            Kind(OPEN, "not decided", "dim"),
        )

    def _form(self, plateau: int) -> str:
        """The loss of a plateau in closed form, once all runs are made: a run is looked at."""
        study = self.study
        if study.done < study.total or len(study.plateaus) > MOST_NAMED:
            return ""
        shared = study.sharing(plateau)
        return "" if shared is None else shared.form

    @cached_property
    def outcome(self) -> NDArray[np.int16]:
        """For each column and run which of the outcomes it has; -1 for one that is not made yet."""
        outcome, count = self.study.records.outcome, len(self.kinds)
        found = np.full(outcome.shape, -1, np.int16)
        stuck = np.equal(outcome, End.STUCK)
        found[np.equal(outcome, End.SOLVED)] = 0
        found[stuck] = 1 + self.study.plateau[stuck]
        found[np.equal(outcome, End.DIVERGED)] = count - 2
        found[np.equal(outcome, End.UNDECIDED)] = count - 1
        return self._in_columns(found)

    @cached_property
    def loss(self) -> NDArray[np.float64]:
        """For each column and run the loss that training would go on with."""
        return self._in_columns(self.study.records.loss)

    @cached_property
    def reasons(self) -> NDArray[np.int32]:
        """For each column and run the reasons for which it is stuck, a bit each."""
        return self._in_columns(self.study.records.reasons)

    def reasons_of(self, column: int, run: int) -> Sequence[str]:
        """The reasons of a run in words."""
        mask = int(self.reasons[column, run])
        return [word for bit, word in enumerate(REASONS) if mask >> bit & 1]

    def _in_columns(self, records: NDArray[Any]) -> NDArray[Any]:
        """What is kept by optimiser, seed and settings, by column and run."""
        optimisers, seeds, cells = self.plan.shape
        rates = len(self.plan.rates)
        parts = records.reshape(optimisers, seeds, cells // rates, rates)
        return parts.transpose(0, 3, 2, 1).reshape(optimisers * rates, -1)

    @cached_property
    def counts(self) -> NDArray[np.intp]:
        """How many runs of each column have each outcome."""
        return np.array(
            [np.bincount(each[each >= 0], minlength=len(self.kinds)) for each in self.outcome]
        )

    def share(self, column: int, kind: int) -> Share:
        """How frequent an outcome is in a column."""
        count, made = int(self.counts[column, kind]), int(self.counts[column].sum())
        return Share(count, count / max(made, 1), *wilson(count, made))


def short(number: float) -> str:
    """A number in few columns: 0.693, 1e-05."""
    return format_number(number, digits=3, minus="-")
