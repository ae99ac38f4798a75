"""The sizes of layers in an iteration: of values, gradients and updates, and how much is dead."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence

from engine.diagnosis.units import Unit, hidden_units
from engine.frozen import frozen
from engine.health.layers import Layer, layers_of
from engine.iterations.run import Run
from engine.language.expression import gradient_name
from engine.language.values import Value, unwarned


@frozen(slots=True)
class LayerSize:
    """The sizes of a layer.

    Args:
        layer: which one.
        value: the root mean square of what goes out of it.
        gradient: the norm of the gradient by that; None where it gets none.
        update: the norm of the update of its parameters, as a part of theirs; None where they are 0
            before and after.
        units: how many units its ReLUs have.
        dead: those that pass no gradient for any sample, by the place of their ReLU.
        kinked: those of them that are at the kink for some sample.
    """

    layer: Layer
    value: float
    gradient: float | None
    update: float | None
    units: int = 0
    dead: tuple[tuple[int, int], ...] = ()
    kinked: tuple[tuple[int, int], ...] = ()

    @property
    def share(self) -> float | None:
        """The part of its units that is dead; None without ReLUs."""
        return len(self.dead) / self.units if self.units else None


def sizes_of(run: Run) -> Sequence[LayerSize]:
    """The sizes of every layer in an iteration, in forward order."""
    with unwarned():
        return list(_sizes(run))


def _sizes(run: Run) -> Iterator[LayerSize]:
    program = run.program
    units: dict[int, list[Unit]] = {}
    for unit in hidden_units(run):
        units.setdefault(unit.relu.place, []).append(unit)
    end = dict(zip(program.base, run.end, strict=True))
    for layer in layers_of(program):
        out = run.value(program.index[layer.out])
        index = program.index.get(gradient_name(program.network.loss, layer.out))
        mine = [unit for relu in layer.relus for unit in units.get(relu.place, ())]
        silent = [unit for unit in mine if unit.is_silent]
        before = [run.start[program.base[name]] for name in layer.parameters]
        moved = [end[name] - run.start[program.base[name]] for name in layer.parameters]
        yield LayerSize(
            layer,
            norm((out,)) / math.sqrt(_count(out) or 1),
            None if index is None else norm((run.value(index),)),
            _ratio(norm(moved), norm(before)),
            len(mine),
            tuple(unit.key for unit in silent),
            tuple(unit.key for unit in silent if not unit.is_dead),
        )


def norm(values: Iterable[Value]) -> float:
    """The Euclidean norm of all entries together."""
    import numpy as np

    with unwarned():
        return math.hypot(*(float(np.linalg.norm(np.ravel(each))) for each in values))


def _count(value: Value) -> int:
    import numpy as np

    return int(np.size(value))


def _ratio(moved: float, size: float) -> float | None:
    if size == 0.0:
        return math.inf if moved else None
    return moved / size
