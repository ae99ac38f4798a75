"""Feeds: inputs and targets that are taken, or drawn, anew in each iteration."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from engine.language.values import Value


class Feed:
    """What some inputs and targets are in an iteration, by the seed and its number alone.

    So any iteration is found again exactly, whatever was looked at before.
    """

    __slots__ = ()

    @property
    def names(self) -> Sequence[str]:
        """The inputs and targets that it gives."""
        raise NotImplementedError

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

    def values(self, seed: int, iteration: int) -> Mapping[str, Value]:
        """What it gives in an iteration, counted from 0."""
        raise NotImplementedError


def given_by(feeds: Sequence[Feed]) -> frozenset[str]:
    """The inputs and targets that feeds give."""
    return frozenset(name for feed in feeds for name in feed.names)


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
