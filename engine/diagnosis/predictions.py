"""Predictions of an iteration, beside what they should be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from engine.iterations.run import Run
from engine.iterations.step import Step, every_step
from engine.language.expression import Call, Expression, Name, calls, free_names
from engine.language.notation import TEXT
from engine.language.ops import infer_shape
from engine.language.values import Array, Value


@dataclass(frozen=True, eq=False)
class Prediction:
    """The predictions that are compared with one target.

    Args:
        source: what predicts, mostly the name of a node; of a classifier its logits.
        target: the target it is compared with.
        found: a row for each sample; of a classifier the probabilities of the classes.
        wanted: the targets, in the same shape.
        is_classifier: whether the rows are probabilities.
    """

    source: Expression
    target: str
    found: Array
    wanted: Array
    is_classifier: bool

    @property
    def node(self) -> str:
        """The node that predicts, or the expression where that has no name."""
        return TEXT.write(self.source)

    @property
    def right(self) -> int | None:
        """For how many samples the likeliest class is the right one; None where none is right."""
        is_one_hot = ((self.wanted == 0.0) | (self.wanted == 1.0)).all()
        if not self.is_classifier or not is_one_hot:
            return None
        return int((self.found.argmax(axis=-1) == self.wanted.argmax(axis=-1)).sum())


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
                yield Prediction(logits, target, found, wanted, is_classifier=True)


def _of_numbers(step: Step) -> Iterator[Prediction]:
    shapes = step.run.program.shapes
    for source, target in list(_differences(step)) or _only_pair(step):
        if infer_shape(source, shapes) == shapes[target]:
            found = _rows(step.evaluate(source), is_vector_a_row=False)
            wanted = _rows(step.before(target), is_vector_a_row=False)
            yield Prediction(source, target, found, wanted, is_classifier=False)


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
