"""Facts: parts of an equation that are 0, each with the kind of 0 that it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Protocol

from engine.claims.parts import Part

if TYPE_CHECKING:
    from engine.claims.parts import Mask


class Kind(IntEnum):
    """A kind of 0 in an equation; of two that suffice, the first is the one to be told."""

    NUMBER = 0
    """A number that stands there."""
    DEAD = 1
    """A ReLU, or another step, below where it begins."""
    KINK = 2
    """A ReLU, or another step, exactly where it begins."""
    NAME = 3
    """Something computed."""
    FLAT = 4
    """A part that is 0 though nothing in it is."""
    GIVEN = 5
    """Something given."""


@dataclass(frozen=True, slots=True, eq=False)
class Fact:
    """Entries of a part of an equation that are 0.

    Args:
        kind: what kind of 0 they are.
        part: the part.
        where: the entries.
    """

    kind: Kind
    part: Part
    where: Mask


def rank(facts: Iterable[Fact]) -> tuple[int, int]:
    """How well facts explain a 0 together: the lower, the better."""
    kinds = [fact.kind for fact in facts]
    return max(kinds, default=Kind.GIVEN), len(kinds)


def is_among(fact: Fact, facts: Iterable[Fact]) -> bool:
    """Whether a fact is part of one of these."""
    return any(
        each.part.path == fact.part.path and not (fact.where & ~each.where).any() for each in facts
    )


class Finder(Protocol):
    """A search for what makes an equation 0, as the rules of ops ask it."""

    def nonzero(self, part: Part) -> Mask:
        """Which entries of a part are not 0, or would not be if what is left aside were not."""

    def is_touched(self, part: Part) -> bool:
        """Whether the part, or something within it, is left aside."""

    def follow(self, part: Part, where: Mask) -> list[Fact]:
        """What makes these entries of a part 0."""

    def is_data(self, part: Part) -> bool:
        """Whether a part is an input or a target."""

    def is_simple(self, facts: list[Fact]) -> bool:
        """Whether facts can be told in one."""
