"""The ReLUs of a network: every call of `relu` in its equations, and where it stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from engine.language.expression import Expression, calls
from engine.language.ops import infer_shape
from engine.language.shapes import Shape
from engine.network.batch import Batch, Rows


class Relu(NamedTuple):
    """A ReLU: a call of `relu` in an equation.

    What is written twice in one equation is one ReLU.

    Args:
        place: which of the network's ReLUs it is, counted from 0.
        node: the node in whose equation it stands.
        z: its pre-activation.
        is_whole: whether it is the whole equation; any other is an inner one.
        units: how many units it has.
        per_sample: whether its pre-activation has a row, or a number, for each sample.
    """

    place: int
    node: str
    z: Expression
    is_whole: bool
    units: int
    per_sample: bool


def find_relus(
    equations: Sequence[tuple[str, Expression]], shapes: Mapping[str, Shape], batch: Batch
) -> Iterator[Relu]:
    """The ReLUs of equations, in order; within an equation as they are read, from the outermost.

    Args:
        equations: the forward equations.
        shapes: the shape of every node.
        batch: which nodes have a row for each sample.
    """
    place = 0
    for node, expression in equations:
        for call in dict.fromkeys(call for call in calls(expression) if call.op == "relu"):
            z = call.operands[0]
            shape = infer_shape(z, shapes)
            per_sample = _has_rows(z, shapes, batch)
            units = units_in(shape, per_sample)
            yield Relu(place, node, z, call == expression, units, per_sample)
            place += 1


def _has_rows(z: Expression, shapes: Mapping[str, Shape], batch: Batch) -> bool:
    return batch.samples is not None and Rows(batch.nodes, shapes, batch.samples).has(z)


def units_in(shape: Shape, per_sample: bool) -> int:
    """How many units a value has: its last axis.

    A single number is one unit, and so is a vector with a number for each sample.
    """
    return 1 if len(shape) < 2 and per_sample else (shape or (1,))[-1]
