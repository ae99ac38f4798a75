"""Masks of dropout, drawn anew in each iteration."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from engine.frozen import frozen
from engine.language.shapes import Shape
from engine.language.values import Value, array
from engine.network.feeds import Feed


@frozen(slots=True)
class Mask(Feed):
    """A mask of dropout: an entry is 0 by some chance, else so much that the mean is 1.

    Srivastava et al. (2014), in the inverted form that torch has.

    Args:
        name: the input that is the mask.
        shape: of the mask.
        rate: the chance of 0, from 0 and below 1.
        place: tells the masks of a network apart, so that no two are alike.
    """

    name: str
    shape: Shape
    rate: float
    place: int = 0

    @property
    def names(self) -> Sequence[str]:
        """The mask alone."""
        return (self.name,)

    @property
    def changes(self) -> bool:
        """Unless nothing is left out."""
        return self.rate > 0.0

    @property
    def is_drawn(self) -> bool:
        """Unless nothing is left out."""
        return self.rate > 0.0

    def values(self, seed: int, iteration: int) -> Mapping[str, Value]:
        """The mask of an iteration."""
        import numpy as np

        drawn = np.random.default_rng([seed, iteration, self.place]).random(self.shape)
        mask = np.where(drawn >= self.rate, 1.0 / (1.0 - self.rate), 0.0)
        return {self.name: array(mask) if self.shape else float(mask)}
