"""Records: what is kept of every run of a study, in columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.study.plan import Plan

NOT_RUN = -1
"""The outcome of a run that is not made yet; of other columns: there is none."""


class End(IntEnum):
    """What came of a run."""

    SOLVED = 0
    STUCK = 1
    DIVERGED = 2
    UNDECIDED = 3

    @property
    def words(self) -> str:
        """In a word or two."""
        return "not decided" if self is End.UNDECIDED else self.name.lower()


@dataclass(frozen=True, eq=False)
class Records:
    """What is kept of runs, each column an array with an entry for each run.

    Args:
        outcome: an `End`, or `NOT_RUN`.
        loss: the loss that training would go on with; NaN where it is none.
        solved_in: the iteration since which it has been as good as 0; -1 of runs not solved.
        dead: how many units are dead for all samples, or pass no gradient for another reason.
        reasons: the reasons of its diagnosis, a bit for each of `engine.study.reasons.REASONS`.
    """

    outcome: NDArray[np.int8]
    loss: NDArray[np.float64]
    solved_in: NDArray[np.int32]
    dead: NDArray[np.int32]
    reasons: NDArray[np.int32]

    def __len__(self) -> int:
        return self.outcome.size

    def put(self, first: int, others: Records) -> None:
        """Take in the records of so many runs, from a run on."""
        for name, column in self.columns.items():
            column.reshape(-1)[first : first + len(others)] = others.columns[name].reshape(-1)

    @property
    def columns(self) -> Mapping[str, NDArray[Any]]:
        """The columns by their names."""
        return {each.name: getattr(self, each.name) for each in fields(self)}


def no_records(shape: int | tuple[int, ...]) -> Records:
    """The records of runs that are not made yet."""
    return Records(
        np.full(shape, NOT_RUN, np.int8),
        np.full(shape, np.nan),
        np.full(shape, NOT_RUN, np.int32),
        *[np.zeros(shape, np.int32) for _ in range(2)],
    )


def records_of(plan: Plan) -> Records:
    """The same of all runs of a plan, by optimiser, seed and settings."""
    return no_records(plan.shape)
