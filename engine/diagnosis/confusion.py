"""Confusion: which class each sample of a classifier has, and which it gets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.diagnosis.comparisons import are_classes
from engine.diagnosis.predictions import Prediction, predictions
from engine.iterations.run import Run
from engine.language.values import Array
from engine.network.samples import samples_of
from engine.program.program import Program

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Places = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Confusion:
    """How many samples of each class get each class.

    Args:
        target: the target that says the classes.
        names: what the classes are called.
        counts: a row for each class, a column for each that is predicted.
    """

    target: str
    names: Sequence[str]
    counts: Array

    @property
    def samples(self) -> int:
        """How many samples there are."""
        return int(self.counts.sum())

    @property
    def right(self) -> int:
        """How many of them get their class."""
        return int(self.counts.trace())

    @property
    def accuracy(self) -> float:
        """The share of those."""
        return self.right / self.samples

    def recall(self, number: int) -> float | None:
        """Of the samples of a class the share that gets it; None where there is none."""
        total = float(self.counts[number].sum())
        return float(self.counts[number, number]) / total if total else None

    def precision(self, number: int) -> float | None:
        """Of the samples that get a class the share that has it; None where there is none."""
        total = float(self.counts[:, number].sum())
        return float(self.counts[number, number]) / total if total else None


@dataclass(frozen=True, eq=False)
class Classes:
    """The classes of samples, by their numbers from 0.

    Args:
        target: the target that says them.
        wanted: that which each has.
        found: that which each gets: the likeliest, the first of equals.
        count: how many there are.
    """

    target: str
    wanted: Places
    found: Places
    count: int


def classes_of(prediction: Prediction) -> Classes | None:
    """The classes that a prediction is about; None where it is about none.

    They are those of a classifier; or two, of numbers that are to be 0 or 1: above 1/2 is 1.
    Where a prediction is not finite, there are none.
    """
    import numpy as np

    outputs, wanted = prediction.outputs, prediction.wanted
    if not np.isfinite(outputs).all():
        return None
    if prediction.is_classifier:
        if not are_classes(wanted):
            return None
        return Classes(
            prediction.target, wanted.argmax(axis=-1), outputs.argmax(axis=-1), wanted.shape[-1]
        )
    if wanted.shape[-1] != 1 or not ((wanted == 0.0) | (wanted == 1.0)).all():
        return None
    if prediction.comparison.is_subtracted or _are_probabilities(outputs):
        return Classes(
            prediction.target, wanted[:, 0].astype(np.intp),
            (outputs[:, 0] > 0.5).astype(np.intp), 2,
        )  # fmt: skip
    return None


def _are_probabilities(outputs: Array) -> bool:
    return bool(((outputs >= 0.0) & (outputs <= 1.0)).all())


def confusions(runs: Iterable[Run], named_by: Program | None = None) -> list[Confusion]:
    """The confusion of each classifier in runs of one program, over all their samples.

    Args:
        runs: the runs.
        named_by: the program whose data say what the classes are called, where it is another.
    """
    import numpy as np

    found: dict[str, Confusion] = {}
    for run in runs:
        for prediction in predictions(run):
            classes = classes_of(prediction)
            if classes is None:
                continue
            counts = np.zeros((classes.count, classes.count))
            np.add.at(counts, (classes.wanted, classes.found), 1.0)
            if classes.target in found:
                counts += found[classes.target].counts
            names = names_of(named_by or run.program, classes)
            found[classes.target] = Confusion(classes.target, names, counts)
    return list(found.values())


def names_of(program: Program, classes: Classes) -> Sequence[str]:
    """What the classes are called: as the data do, or by their numbers."""
    samples = samples_of(program.network.feeds)
    names = () if samples is None else samples.classes.get(classes.target, ())
    return names or [str(number) for number in range(classes.count)]
