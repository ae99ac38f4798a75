"""Predictions of an iteration, beside what they should be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from engine.iterations.run import Run
from engine.iterations.step import Step, every_step
from engine.language.expression import Call, Expression, Name, calls, free_names
from engine.language.notation import TEXT
from engine.language.ops import infer_shape
from engine.language.values import Array, Value, unwarned

MISSED = 1e-2
"""Numbers that miss by so small a part of the variance of the targets are right."""


@dataclass(frozen=True, eq=False)
class Prediction:
    """The predictions that are compared with one target.

    Args:
        source: what predicts, mostly the name of a node; of a classifier its logits.
        target: the target it is compared with.
        outputs: what predicts, a row for each sample.
        found: the same, but of a classifier the probabilities of the classes.
        wanted: the targets, in the same shape.
        is_classifier: whether the rows are probabilities.
        is_subtracted: whether they are subtracted from the targets, or these from them.
    """

    source: Expression
    target: str
    outputs: Array
    found: Array
    wanted: Array
    is_classifier: bool
    is_subtracted: bool = False

    @property
    def node(self) -> str:
        """The node that predicts, or the expression where that has no name."""
        return TEXT.write(self.source)

    @property
    def right(self) -> int | None:
        """For how many samples the right class alone is the likeliest; None where none is right."""
        is_one_hot = ((self.wanted == 0.0) | (self.wanted == 1.0)).all()
        if not self.is_classifier or not is_one_hot or not (self.wanted.sum(axis=-1) == 1.0).all():
            return None
        likeliest = self.outputs == self.outputs.max(axis=-1, keepdims=True)
        return int((likeliest == (self.wanted == 1.0)).all(axis=-1).sum())

    @property
    def is_right(self) -> bool:
        """Whether every sample gets the right class, or numbers miss the targets by little.

        That is next to what the mean of the targets would miss, or 0 where all are the same.
        """
        if not self.is_subtracted:
            return self.right in (None, len(self.found))
        spread = self.wanted - self.wanted.mean(axis=0)
        missed = self.wanted if not spread.any() else spread
        with unwarned():
            error = ((self.found - self.wanted) ** 2).sum()
            return not missed.any() or bool(error <= MISSED * (missed**2).sum())


def all_right(run: Run) -> bool:
    """Whether all predictions of a run are."""
    return all(each.is_right for each in predictions(run))


def predictions(run: Run) -> list[Prediction]:
    """The predictions that a run makes, in the order of their equations."""
    found: dict[tuple[Expression, str], Prediction] = {}
    for step in every_step(run)[: len(run.program.network.equations)]:
        for prediction in (*_of_classes(step), *_of_numbers(step)):
            found.setdefault((prediction.source, prediction.target), prediction)
    return list(found.values())


def _of_classes(step: Step) -> Iterator[Prediction]:
    for call in calls(step.equation.expression):
        match call:
            case Call(op="cross_entropy", operands=(logits, Name(name=target))):
                found = _rows(step.evaluate(Call("softmax", (logits,))), is_vector_a_row=True)
                wanted = _rows(step.before(target), is_vector_a_row=True)
                outputs = _rows(step.evaluate(logits), is_vector_a_row=True)
                yield Prediction(logits, target, outputs, found, wanted, is_classifier=True)


def _of_numbers(step: Step) -> Iterator[Prediction]:
    shapes = step.run.program.shapes
    differences = list(_differences(step))
    for source, target in differences or _only_pair(step):
        if infer_shape(source, shapes) == shapes[target]:
            found = _rows(step.evaluate(source), is_vector_a_row=False)
            wanted = _rows(step.before(target), is_vector_a_row=False)
            yield Prediction(source, target, found, found, wanted, False, bool(differences))


def _differences(step: Step) -> Iterator[tuple[Expression, str]]:
    """What is subtracted from a target, or a target from it."""
    network = step.run.program.network
    given = network.inputs.keys() | network.targets.keys()
    for call in calls(step.equation.expression):
        if call.op == "sub":
            for target, source in (call.operands, call.operands[::-1]):
                is_computed = not free_names(source) <= given
                if isinstance(target, Name) and target.name in network.targets and is_computed:
                    yield source, target.name


def _only_pair(step: Step) -> Iterator[tuple[Expression, str]]:
    """A node and a target that stand in an equation together, and nothing else does."""
    network = step.run.program.network
    names = set(step.equation.reads())
    targets = names & network.targets.keys()
    nodes = names & network.definitions.keys()
    if len(names) == 2 and len(targets) == len(nodes) == 1:
        yield Name(nodes.pop()), targets.pop()


def _rows(value: Value, is_vector_a_row: bool) -> Array:
    """A value with a row for each sample; a vector is one row, or a column."""
    import numpy as np

    array = np.asarray(value)
    if array.ndim < 2:
        return array.reshape((1, -1) if is_vector_a_row else (-1, 1))
    return array.reshape(-1, array.shape[-1])
