"""Predictions of an iteration, beside what they should be."""

from __future__ import annotations

from dataclasses import dataclass

from engine.diagnosis.comparisons import Comparison, are_classes, comparisons, right_classes
from engine.iterations.run import Run
from engine.iterations.step import Step
from engine.language.expression import Call, Expression
from engine.language.notation import TEXT
from engine.language.values import Array


@dataclass(frozen=True, eq=False)
class Prediction:
    """The predictions that are compared with one target.

    Args:
        comparison: what is compared with what.
        outputs: what predicts, a row for each sample.
        found: the same, but of a classifier the probabilities of the classes.
        wanted: the targets, in the same shape.
    """

    comparison: Comparison
    outputs: Array
    found: Array
    wanted: Array

    @property
    def source(self) -> Expression:
        """What predicts, mostly the name of a node; of a classifier its logits."""
        return self.comparison.source

    @property
    def target(self) -> str:
        """The target it is compared with."""
        return self.comparison.target

    @property
    def is_classifier(self) -> bool:
        """Whether the rows are probabilities."""
        return self.comparison.is_classifier

    @property
    def node(self) -> str:
        """The node that predicts, or the expression where that has no name."""
        return TEXT.write(self.source)

    @property
    def right(self) -> int | None:
        """For how many samples the right class alone is the likeliest; None where none is right."""
        if not self.is_classifier or not are_classes(self.wanted):
            return None
        return int(right_classes(self.outputs, self.wanted))

    @property
    def is_right(self) -> bool:
        """Whether all of it counts as right, as `Comparison.are_right` says."""
        return bool(self.comparison.are_right(self.outputs, self.wanted))


def all_right(run: Run) -> bool:
    """Whether all predictions of a run are."""
    return all(each.is_right for each in predictions(run))


def predictions(run: Run) -> list[Prediction]:
    """The predictions that a run makes, in the order of their equations."""
    return [_prediction(run, each) for each in comparisons(run.program)]


def classified(run: Run) -> Prediction | None:
    """The first of them of which it can be told for how many samples it is the right class."""
    return next((each for each in predictions(run) if each.right is not None), None)


def _prediction(run: Run, comparison: Comparison) -> Prediction:
    step = Step(run, comparison.index)
    outputs = comparison.rows(step.evaluate(comparison.source))
    wanted = comparison.rows(step.before(comparison.target))
    if not comparison.is_classifier:
        return Prediction(comparison, outputs, outputs, wanted)
    probabilities = step.evaluate(Call("softmax", (comparison.source,)))
    return Prediction(comparison, outputs, comparison.rows(probabilities), wanted)
