"""Comparisons of predictions with targets: which a program makes, and what counts as right.

They hold for one run, and for arrays of runs with axes before those of the rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from engine.diagnosis.movable import Flags
from engine.language.expression import Call, Expression, Name, calls, free_names
from engine.language.ops import infer_shape
from engine.language.values import Array, Value, unwarned
from engine.program.equation import Equation, Phase
from engine.program.program import Program

MISSED = 1e-2
"""Numbers that miss by so small a part of the variance of the targets are right."""


@dataclass(frozen=True)
class Comparison:
    """A prediction and the target that it is compared with.

    Args:
        index: the equation in which they are, counted from 0.
        source: what predicts, mostly the name of a node; of a classifier its logits.
        target: the target.
        is_classifier: whether it is the classes whose probabilities are predicted.
        is_subtracted: whether the numbers are subtracted from the targets, or these from them.
    """

    index: int
    source: Expression
    target: str
    is_classifier: bool
    is_subtracted: bool = False

    def rows(self, value: Value, leading: int = 0) -> Array:
        """A value with a row for each sample, behind so many axes of runs.

        A vector is one row of a classifier, of any other a column.
        """
        import numpy as np

        array = np.asarray(value)
        runs, shape = array.shape[:leading], array.shape[leading:]
        if len(shape) < 2:
            return array.reshape((*runs, 1, -1) if self.is_classifier else (*runs, -1, 1))
        return array.reshape(*runs, -1, shape[-1])

    def are_right(self, outputs: Array, wanted: Array) -> Flags:
        """Whether every sample gets the right class, or numbers miss the targets by little.

        That is next to what the mean of the targets would miss, or 0 where all are the same. Of
        what cannot be told, as where targets are no classes, nothing is wrong.

        Args:
            outputs: what predicts, in rows.
            wanted: the targets, in rows.
        """
        import numpy as np

        if self.is_subtracted:
            return _miss_little(outputs, wanted)
        if not self.is_classifier:
            return np.ones(outputs.shape[:-2], np.bool_)
        is_right = np.equal(right_classes(outputs, wanted), wanted.shape[-2])
        return np.asarray(np.logical_not(are_classes(wanted)) | is_right)


def are_classes(wanted: Array) -> Flags:
    """Whether targets, in rows, say one class for each sample."""
    import numpy as np

    is_one_hot = ((wanted == 0.0) | (wanted == 1.0)).all(axis=(-2, -1))
    return np.asarray(is_one_hot & np.equal(wanted.sum(axis=-1), 1.0).all(axis=-1))


def right_classes(outputs: Array, wanted: Array) -> Array:
    """For how many samples the right class alone is the likeliest."""
    likeliest = outputs == outputs.max(axis=-1, keepdims=True)
    right: Array = (likeliest == (wanted == 1.0)).all(axis=-1).sum(axis=-1)
    return right


def _miss_little(found: Array, wanted: Array) -> Flags:
    import numpy as np

    both = (-2, -1)
    spread = wanted - wanted.mean(axis=-2, keepdims=True)
    missed = np.where(spread.any(axis=both, keepdims=True), spread, wanted)
    with unwarned():
        error = ((found - wanted) ** 2).sum(axis=both)
        is_near = np.less_equal(error, MISSED * (missed**2).sum(axis=both))
    return np.asarray(is_near | np.logical_not(missed.any(axis=both)))


def comparisons(program: Program) -> list[Comparison]:
    """The comparisons that a program makes, in the order of their equations."""
    found: dict[tuple[Expression, str], Comparison] = {}
    for index in program.phases[Phase.FORWARD]:
        equation = program.equations[index]
        for each in (*_of_classes(index, equation), *_of_numbers(program, index, equation)):
            found.setdefault((each.source, each.target), each)
    return list(found.values())


def _of_classes(index: int, equation: Equation) -> Iterator[Comparison]:
    for call in calls(equation.expression):
        match call:
            case Call(op="cross_entropy", operands=(logits, Name(name=target))):
                yield Comparison(index, logits, target, is_classifier=True)


def _of_numbers(program: Program, index: int, equation: Equation) -> Iterator[Comparison]:
    shapes = program.shapes
    differences = list(_differences(program, equation))
    for source, target in differences or _only_pair(program, equation):
        if infer_shape(source, shapes) == shapes[target]:
            yield Comparison(index, source, target, False, bool(differences))


def _differences(program: Program, equation: Equation) -> Iterator[tuple[Expression, str]]:
    """What is subtracted from a target, or a target from it."""
    network = program.network
    given = network.inputs.keys() | network.targets.keys()
    for call in calls(equation.expression):
        if call.op == "sub":
            for target, source in (call.operands, call.operands[::-1]):
                is_computed = not free_names(source) <= given
                if isinstance(target, Name) and target.name in network.targets and is_computed:
                    yield source, target.name


def _only_pair(program: Program, equation: Equation) -> Iterator[tuple[Expression, str]]:
    """A node and a target that stand in an equation together, and nothing else does."""
    network = program.network
    names = set(equation.reads())
    targets = names & network.targets.keys()
    nodes = names & network.definitions.keys()
    if len(names) == 2 and len(targets) == len(nodes) == 1:
        yield Name(nodes.pop()), targets.pop()
