"""The ReLUs of a network: every call of `relu` in its equations, and where it stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import prod
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from engine.language.expression import Expression, calls
from engine.language.ops import infer_shape
from engine.language.shapes import Shape
from engine.network.batch import Batch, Rows

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


Entry = TypeVar("Entry", bound="np.generic")

IMAGE_AXES = 4
"""The axes of images: samples × channels × rows × columns."""


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
        positions: at how many positions of a sample each unit is: those of an image, else 1.
    """

    place: int
    node: str
    z: Expression
    is_whole: bool
    units: int
    per_sample: bool
    positions: int = 1

    @property
    def noun(self) -> str:
        """What the field calls one of its units: a channel, where there are images."""
        return "channel" if self.positions > 1 else "unit"

    def grid(self, entries: NDArray[Entry]) -> NDArray[Entry]:
        """Entries of its pre-activation as rows × units × positions; rows are mostly samples."""
        return entries.reshape(-1, self.units, self.positions)

    def columns(self, entries: NDArray[Entry]) -> NDArray[Entry]:
        """The same with a column for each unit: all its positions, sample after sample."""
        found = self.grid(entries)
        if self.positions > 1:
            found = found.swapaxes(1, 2)
        return found.reshape(-1, self.units)


def find_relus(
    equations: Sequence[tuple[str, Expression]], shapes: Mapping[str, Shape], batch: Batch
) -> Iterator[Relu]:
    """The ReLUs of equations, in order; within an equation as they are read, from the outermost.

    Args:
        equations: the forward equations.
        shapes: the shape of every node.
        batch: which nodes have a row for each sample.
    """
    place, rows = 0, None
    if batch.samples is not None:
        rows = Rows(batch.nodes, shapes, batch.samples)
    for node, expression in equations:
        for call in dict.fromkeys(call for call in calls(expression) if call.op == "relu"):
            z = call.operands[0]
            shape = infer_shape(z, shapes)
            per_sample = rows is not None and rows.has(z)
            units = units_in(shape, per_sample)
            positions = prod(shape[2:]) if _are_images(shape, per_sample) else 1
            yield Relu(place, node, z, call == expression, units, per_sample, positions)
            place += 1


def units_in(shape: Shape, per_sample: bool) -> int:
    """How many units a value has: its last axis; of images, its second.

    A single number is one unit, and so is a vector with a number for each sample. An image's units
    are its channels: a filter is one unit, and is at all positions of each sample.
    """
    if _are_images(shape, per_sample):
        return shape[1]
    return 1 if len(shape) < 2 and per_sample else (shape or (1,))[-1]


def _are_images(shape: Shape, per_sample: bool) -> bool:
    """Whether a value has images: a row for each sample, and the axes of these."""
    return per_sample and len(shape) == IMAGE_AXES
