"""Curves of scores: the loss and the accuracy with samples that are kept apart for validation."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Literal

from engine.diagnosis.epochs import Evaluation, evaluation_of
from engine.diagnosis.predictions import classified
from engine.errors import DebuggerError, SeriesError
from engine.iterations.run import Run
from engine.language.notation import Style
from engine.network.samples import samples_of
from engine.program.program import Program
from engine.queries.curves import Curve, Series

What = Literal["validation", "accuracy"]


@dataclass(frozen=True, slots=True)
class ScoreCurve(Curve):
    """What the parameters come to with which an iteration starts.

    Args:
        what: the loss, or the part of the samples that gets the right class.
        samples: of which samples, in words.
        evaluation: the network with samples for validation; None for those of the iteration.
    """

    what: What
    samples: str
    evaluation: Evaluation | None = field(compare=False, repr=False)

    def value(self, run: Run, before: Run | None = None) -> float:
        """The loss, or the accuracy; NaN where no class is predicted."""
        del before
        if self.evaluation is not None:
            score = self.evaluation.score(run.start)
            found = score.loss if self.what == "validation" else score.accuracy
            return math.nan if found is None else found
        prediction = classified(run)
        if prediction is None or prediction.right is None:
            return math.nan
        return prediction.right / len(prediction.wanted)

    @property
    def when(self) -> str:
        """When the value is that, before the word iteration."""
        return "before"

    def title(self, program: Program, style: Style) -> str:
        """What the curve shows, in words."""
        what = f"Loss {style.name(program.network.loss)}"
        if self.what == "accuracy":
            what = "Accuracy"
        return f"{what} of {self.samples}"

    def label(self, program: Program, style: Style) -> str:
        """The same, short."""
        del program, style
        return self.what

    def fitted(self, program: Program) -> Curve:
        """The same in another program; the loss, where that has no such samples."""
        try:
            return score_curve(self.what, program)
        except SeriesError:
            return Series("")


def score_curve(what: What, program: Program) -> ScoreCurve:
    """The curve of a score.

    Raises:
        SeriesError: where there are no samples for it, or no class is predicted.
    """
    samples = samples_of(program.network.feeds)
    is_apart = samples is not None and samples.validation > 0
    if what == "validation" and not is_apart:
        raise SeriesError(
            "no samples are kept apart for validation: write validation = 0.2 under [training]"
        )
    if program.network.evaluation is None:
        _check_classes(Run(program, 0, program.start))
        return ScoreCurve(what, "the samples of the iteration", None)
    try:
        evaluation = evaluation_of(program)
    except DebuggerError as error:
        raise SeriesError(str(error)) from None
    if what == "accuracy":
        _check_classes(evaluation.run(program.start))
    count = evaluation.samples
    which = f"{count:,} samples for validation" if is_apart else f"all {count:,} samples"
    return ScoreCurve(what, which, evaluation)


def _check_classes(run: Run) -> None:
    if classified(run) is None:
        raise SeriesError("no prediction of this network is a class: there is no accuracy")
