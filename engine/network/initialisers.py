"""Initialisers: how a parameter is drawn before training, by a seed."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from operator import index
from typing import TYPE_CHECKING, SupportsIndex

from engine.frozen import frozen
from engine.language.shapes import Shape
from engine.language.values import Value, array, unwarned

if TYPE_CHECKING:
    from numpy.random import Generator

    from engine.language.values import Array

KINDS: Mapping[str, Callable[[Generator, float, Shape], Array]] = {
    "normal": lambda generator, scale, shape: generator.standard_normal(shape) * scale,
    "uniform": lambda generator, scale, shape: (2.0 * generator.random(shape) - 1.0) * scale,
    "constant": lambda _, value, shape: _full(shape, value),
}
"""`normal`: the standard deviation around 0; `uniform`: the bound on either side of 0."""


@frozen(slots=True)
class Initialiser:
    """An initialiser: the distribution that a parameter is drawn from.

    Args:
        kind: one of `KINDS`.
        scale: the number that belongs to it.
        shape: the shape of the parameter, `()` for a single number.
        used: whether the parameter takes the value; one that was set by hand does not, but is drawn
            all the same, so that those behind it stay what they are.
    """

    kind: str
    scale: float
    shape: Shape
    used: bool = True

    def draw(self, generator: Generator) -> Value:
        """The value for the numbers that come next."""
        drawn = KINDS[self.kind](generator, self.scale, self.shape)
        return array(drawn) if self.shape else float(drawn)

    @property
    def size(self) -> int:
        """How many numbers it draws."""
        return math.prod(self.shape)


def draw(initialisers: Mapping[str, Initialiser], seed: int) -> dict[str, Value]:
    """The parameters that a seed gives, drawn in order from one stream of random numbers.

    The stream is `numpy.random.default_rng(seed)`.

    Raises:
        ValueError: for a seed below 0, or one that is no whole number.
    """
    if not initialisers:
        return {}
    if not isinstance(seed, SupportsIndex) or (seed := index(seed)) < 0:
        raise ValueError(f"the seed has to be a whole number from 0, not {seed!r}")
    import numpy as np

    generator = np.random.default_rng(seed)
    with unwarned():
        drawn = {name: each.draw(generator) for name, each in initialisers.items()}
    return {name: value for name, value in drawn.items() if initialisers[name].used}


def _full(shape: Shape, value: float) -> Array:
    import numpy as np

    return np.full(shape, value)
