"""Answers to what is asked of a run: what one update changed, when the loss rose, why it stays."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import takewhile

from engine.claims.statement import Statement
from engine.diagnosis.loss_claims import NeverRose, Rose, first_update
from engine.diagnosis.plateau_claims import plateau
from engine.diagnosis.prediction_claims import Shared
from engine.diagnosis.predictions import predictions
from engine.diagnosis.sample_claims import dead_for
from engine.diagnosis.verdicts import Kind, Verdict
from engine.iterations.run import Run
from engine.iterations.timeline import Timeline
from engine.queries.rises import rises


def answers(timeline: Timeline, said: Sequence[Statement]) -> Iterator[Statement]:
    """What else there is to say of the iterations that have been run, behind verdict and reasons.

    Args:
        timeline: the iterations.
        said: the verdict and its reasons.
    """
    if timeline.program.fed:  # the losses of other samples, or with other masks, do not compare
        return
    run = timeline.run(timeline.length)
    is_spoilt = timeline.divergence is not None
    if not is_spoilt and isinstance(said[0], Verdict) and said[0].name is not Kind.SOLVED:
        yield from _plateaus(run, said)
        yield from dead_for(timeline, run)
    last = () if is_spoilt else (run.loss,)
    losses = list(takewhile(math.isfinite, (*timeline.losses, *last)))
    if len(losses) > 1:
        yield first_update(len(losses) - 1, losses[0], losses[1])
        yield rose(losses)


def rose(losses: Sequence[float]) -> Rose | NeverRose:
    """What is said of rises of the loss.

    Args:
        losses: that of each iteration, and of the one that the run would go on with.
    """
    found, end = rises(losses), len(losses) - 1
    most = found.largest
    return NeverRose(end) if most is None else Rose(end, found.count, *most)


def _plateaus(run: Run, said: Sequence[Statement]) -> Iterator[Statement]:
    shared = [each for each in said if isinstance(each, Shared)]
    for place, prediction in enumerate(predictions(run)):
        groups = [each.samples for each in shared if each.place == place]
        found = plateau(run, place, prediction, groups) if groups else None
        if found is not None:
            yield found
