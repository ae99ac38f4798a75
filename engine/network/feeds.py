"""Feeds: inputs and targets that are taken, or drawn, anew in each iteration."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence

from engine.frozen import frozen
from engine.language.shapes import Shape
from engine.language.values import Value, array


class Feed(ABC):
    """What some inputs and targets are in an iteration, by the seed and its number alone.

    So any iteration is found again exactly, whatever was looked at before.
    """

    __slots__ = ()

    @property
    @abstractmethod
    def names(self) -> Sequence[str]:
        """The inputs and targets that it gives."""

    @property
    def changes(self) -> bool:
        """Whether it gives something else in other iterations."""
        return True

    @property
    def is_drawn(self) -> bool:
        """Whether it depends on the seed."""
        return True

    def with_drawn(self, drawn: Mapping[str, Value]) -> Feed:
        """The same with other values, by name, where it takes some of what is drawn once."""
        del drawn
        return self

    @abstractmethod
    def values(self, seed: int, iteration: int) -> Mapping[str, Value]:
        """What it gives in an iteration, counted from 0."""


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


def fed(feeds: Sequence[Feed], seed: int | None, iteration: int) -> dict[str, Value]:
    """What those feeds give in an iteration that give something else in others."""
    found: dict[str, Value] = {}
    for feed in feeds:
        if feed.changes:
            found.update(feed.values(seed or 0, iteration))
    return found


def drawn(feeds: Sequence[Feed], seed: int) -> dict[str, Value]:
    """What those feeds give in iteration 0 that depend on the seed."""
    found: dict[str, Value] = {}
    for feed in feeds:
        if feed.is_drawn:
            found.update(feed.values(seed, 0))
    return found


def held(feeds: Sequence[Feed]) -> frozenset[str]:
    """The inputs and targets that cannot be set, as an iteration or the seed says what they are."""
    return frozenset(name for feed in feeds if feed.changes or feed.is_drawn for name in feed.names)
