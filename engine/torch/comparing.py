"""Numbers of the equations compared with numbers of torch, a part at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from tempfile import SpooledTemporaryFile
from types import TracebackType
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from engine.errors import ModelError
from engine.gradients.rounding import gradient_bounds
from engine.iterations.run import Run
from engine.language.figures import brief
from engine.language.values import Array, Value, unwarned
from engine.program.program import Program

ALLOWED = 1e-9
"""How far numbers may be apart without a look at rounding, next to the largest of their array."""

LEAST_LOSS = 1e-3
"""A loss is compared as if it were at least this: it may be the difference of larger numbers."""

ROUNDINGS = 64.0
"""So many times the bound of rounding may two gradients be apart: both are rounded, many times."""

IN_MEMORY = 8_000_000
"""The bytes of gradients that are kept in memory; more are on the disk."""

PART = 500_000
"""So many numbers are compared at once."""


def alike(left: NDArray[Any], right: NDArray[Any]) -> bool:
    """Whether two arrays have the same numbers, NaN at the same places too."""
    if left.shape != right.shape:
        return False
    one, other = left.reshape(-1), right.reshape(-1)
    parts = [slice(start, start + PART) for start in range(0, one.size, PART)]
    return all(np.array_equal(one[part], other[part], equal_nan=True) for part in parts)


class Gradients:
    """Gradients of torch by name; those of a large model are on the disk and not in memory."""

    def __init__(self) -> None:
        self._file = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115  (closed by `__exit__`)
        self._places: dict[str, tuple[int, torch.Size]] = {}

    def __enter__(self) -> Gradients:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()

    def keep(self, name: str, gradient: torch.Tensor) -> None:
        """Keep a gradient."""
        self._file.seek(0, 2)
        self._places[name] = self._file.tell(), gradient.shape
        self._file.write(gradient.contiguous().numpy().data)

    def shape(self, name: str) -> tuple[int, ...] | None:
        """The shape of a gradient; None where the loss does not depend on the parameter."""
        return tuple(self._places[name][1]) if name in self._places else None

    def parts(self, name: str) -> Iterator[tuple[slice, Array]]:
        """The entries of a gradient in order, a part at a time, with where they stand."""
        place, shape = self._places[name]
        for start in range(0, shape.numel(), PART):
            stop = min(start + PART, shape.numel())
            self._file.seek(place + 8 * start)
            yield slice(start, stop), np.frombuffer(self._file.read(8 * (stop - start)))


class Comparing:
    """Compares numbers, and remembers the worst.

    Args:
        program: the equations.
        gradients: what torch has for the gradients of parameters, by what they are called here.
    """

    def __init__(self, program: Program, gradients: Gradients) -> None:
        self._program, self._gradients = program, gradients
        self._bounds: Mapping[str, Value] | None = None
        self.loss, self.loss_apart = 0.0, 0.0
        self.apart, self.where = 0.0, ""
        self.not_finite = 0

    def compare_loss(self, mine: float, theirs: float) -> None:
        """Compare the loss.

        Raises:
            ModelError: where it differs.
        """
        apart, scale = self._difference(np.array([mine]), np.array([theirs]))
        self.loss, self.loss_apart = theirs, apart
        if not apart <= ALLOWED * max(scale, LEAST_LOSS):
            raise ModelError(
                f"the equations are not what the model computes: the loss is {brief(theirs)} by "
                f"torch and {brief(mine)} by the equations; no file is written"
            )

    def compare_gradient(self, name: str, value: Value) -> None:
        """Compare the gradient of a parameter.

        Raises:
            ModelError: where it differs by more than rounding may do.
        """
        mine, shape = np.asarray(value), self._gradients.shape(name)
        written = self._program.network.names.get(name, name)
        entries = mine.reshape(-1)
        if shape is None:
            parts = [self._difference(entries, np.zeros(entries.shape))]
        elif shape != mine.shape:
            parts = [(np.inf, 0.0)]
        else:
            parts = [
                self._difference(entries[where], part)
                for where, part in self._gradients.parts(name)
            ]
        apart, scale = (max(numbers, default=0.0) for numbers in zip(*parts, strict=True))
        apart = np.nan if any(np.isnan(each) for each, _ in parts) else apart
        if not apart <= ALLOWED * scale and not self._is_rounding(name, entries, shape):
            raise ModelError(
                f"the equations are not what torch differentiates: the gradient of {written} is "
                f"off by {brief(apart)}, where its largest entry is {brief(scale)}; no file is "
                "written\na torch.autograd.Function has a backward pass of its own; --stop-at "
                "PATH cuts the model behind a module before it"
            )
        if apart > self.apart:
            self.apart, self.where = apart, written

    def _difference(self, left: Array, right: Array) -> tuple[float, float]:
        """The largest difference of entries, and the largest entry.

        What is not finite by torch is not compared, and of the equations neither where its loss
        is not.
        """
        is_finite = np.isfinite(right)
        if not is_finite.all():
            self.not_finite += int(right.size - np.count_nonzero(is_finite))
            left, right = left[is_finite], right[is_finite]
        with np.errstate(all="ignore"):
            apart = np.abs(left - right)
        if not np.isfinite(self.loss):
            apart = apart[np.isfinite(left)]
        return float(apart.max(initial=0.0)), float(np.abs(right).max(initial=0.0))

    def _is_rounding(self, name: str, mine: Array, shape: tuple[int, ...] | None) -> bool:
        """Whether rounding may do as much."""
        if shape is not None and self._program.network.shapes[name] != shape:
            return False
        if self._bounds is None:
            with unwarned():
                self._bounds = gradient_bounds(Run(self._program, 0, self._program.start))
        bound = ROUNDINGS * np.asarray(self._bounds[name]).reshape(-1)
        if shape is None:
            return bool((np.abs(mine) <= bound).all())
        return all(
            bool((np.abs(mine[where] - part) <= bound[where]).all())
            for where, part in self._gradients.parts(name)
        )
