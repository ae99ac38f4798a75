"""A claim about a plateau: the loss is what it is as samples share the mean of their targets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from engine.claims.intervention import intervened
from engine.claims.statement import Statement
from engine.diagnosis.course import stays
from engine.diagnosis.prediction_claims import predictions_at
from engine.diagnosis.predictions import Prediction, predictions
from engine.iterations.run import Run
from engine.iterations.timeline import Place, Timeline
from engine.language.expression import Name
from engine.language.notation import Style
from engine.language.text import all_of, listed
from engine.language.values import Array, array, is_array, shape_of
from engine.program.program import Program

SURE = 1e-12
"""The probability that is left for the wrong classes where a sample is put right."""


@dataclass(frozen=True)
class Plateau(Statement):
    """The loss is that of samples that share the mean of their targets, and others that are right.

    Args:
        place: which of the predictions it is about, counted from 0.
        groups: the samples that share one, group by group.
        loss: what the loss is.
    """

    place: int
    groups: tuple[tuple[int, ...], ...]
    loss: float

    def holds(self, timeline: Timeline) -> bool:
        """By putting these predictions into the iteration."""
        run = timeline.anew(self.iteration)
        other = put_in(run, predictions(run)[self.place], self.groups)
        return other is not None and run.loss == self.loss and stays(self.loss, other.loss)

    def shown_at(self, timeline: Timeline) -> Place:
        """The predictions."""
        return predictions_at(timeline, self.iteration, self.place)

    def words(self, program: Program, style: Style) -> str:
        """As in: 0.693 is the loss where all 4 samples get the mean of their targets."""
        loss = replace(style, digits=3).number(self.loss)
        samples, shared = program.network.samples or 1, sum(map(len, self.groups))
        who = (
            all_of(samples, "samples")
            if len(self.groups[0]) == samples
            else ", and ".join(f"samples {listed(group)}" for group in self.groups)
        )
        others = "" if shared == samples else ", and all others are right"
        return f"{loss} is the loss where {who} get the mean of their targets{others}"


def plateau(
    run: Run, place: int, prediction: Prediction, groups: Sequence[tuple[int, ...]]
) -> Plateau | None:
    """What is said of the loss where groups of samples share a prediction, if it is that."""
    found = put_in(run, prediction, groups)
    if found is None or not stays(run.loss, found.loss):
        return None
    return Plateau(run.number, place, tuple(groups), run.loss)


def put_in(run: Run, prediction: Prediction, groups: Sequence[tuple[int, ...]]) -> Run | None:
    """The iteration as it would be if groups got the mean of their targets, and others were right.

    None where no node predicts.
    """
    import numpy as np

    if not isinstance(prediction.source, Name) or prediction.node not in run.program.index:
        return None
    wanted: Array = array(prediction.wanted).copy()
    for group in groups:
        rows = list(group)
        wanted[rows] = wanted[rows].mean(axis=0)
    if prediction.is_classifier:
        wanted = np.log(np.maximum(wanted, SURE))
    now = run.value(run.program.index[prediction.node])
    shaped = array(wanted.reshape(shape_of(now)))
    return intervened(run, {prediction.node: shaped if is_array(now) else float(shaped)})
