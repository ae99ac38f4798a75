"""Sharing: what a plateau is, where samples that share one prediction explain its loss.

That the samples of some groups get the mean of their targets, and all others what they should, is
put in by intervention (`engine.diagnosis.plateau_claims`): if the loss is then the plateau's, that
is what the plateau is.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

from engine.diagnosis.comparisons import are_classes
from engine.diagnosis.course import stays
from engine.diagnosis.groups import Indices, groups_of
from engine.diagnosis.plateau_claims import put_in
from engine.diagnosis.predictions import Prediction, predictions
from engine.iterations.run import Run
from engine.language.text import all_of
from engine.language.values import Array

EXACT = 1e-9
"""A closed form is one to within this part."""


@dataclass(frozen=True)
class Sharing:
    """Samples that share predictions, so that the loss is what it is.

    Args:
        groups: how many samples share each prediction.
        right: how many others there are, which are right.
        loss: what the loss is if they do.
        form: the same in closed form, as in `ln 2 / 2`; empty where none is known.
    """

    groups: tuple[int, ...]
    right: int
    loss: float
    form: str

    @property
    def words(self) -> str:
        """As in: 2 samples right, 2 share one prediction."""
        if not self.right and len(self.groups) == 1:
            return f"{all_of(self.groups[0], 'samples')} share one prediction"
        parts = [f"{count} share one prediction" for count in self.groups]
        right = [f"{self.right} sample{'s' * (self.right > 1)} right"] if self.right else []
        return ", ".join([*right, *parts])


def sharing(run: Run, plateau: float) -> Sharing | None:
    """What samples share in a run at a plateau; None where that does not explain the loss."""
    found = predictions(run)
    if len(found) != 1:
        return None
    (prediction,) = found
    groups = [each for each in groups_of(prediction) if _differ(prediction.wanted[each])]
    if not groups:
        return None
    there = put_in(run, prediction, [tuple(each.tolist()) for each in groups])
    if there is None or not stays(plateau, there.loss):
        return None
    sizes = tuple(len(each) for each in groups)
    right = len(prediction.found) - sum(sizes)
    return Sharing(sizes, right, there.loss, _form(prediction, groups, there.loss))


def _differ(wanted: Array) -> bool:
    return bool((wanted != wanted[0]).any())


def _form(prediction: Prediction, groups: list[Indices], loss: float) -> str:
    """The loss of one group of classes: its part of the batch times the entropy of its targets."""
    if len(groups) != 1 or not prediction.is_classifier or not are_classes(prediction.wanted):
        return ""
    wanted = prediction.wanted[groups[0]]
    counts = sorted(int(count) for count in wanted.sum(axis=0) if count)
    size, part = len(wanted), Fraction(len(wanted), len(prediction.wanted))
    entropy = -sum(count / size * math.log(count / size) for count in counts)
    if abs(float(part) * entropy - loss) > EXACT * abs(loss):
        return ""
    if counts[0] == counts[-1]:
        times = "" if part.numerator == 1 else f"{part.numerator} "
        over = "" if part.denominator == 1 else f" / {part.denominator}"
        return f"{times}ln {len(counts)}{over}"
    of = ", ".join(str(Fraction(count, size)) for count in counts)
    return f"{f'{part} of ' if part != 1 else ''}the entropy of {of}"
