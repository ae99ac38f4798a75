"""Pages, read: chains of equalities, headings and remarks in the order in which they stand."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from engine.checking.reading.written import Place, Written


class Section(Enum):
    """A part of a hand computation, as headings name it."""

    GIVEN = "given"
    FORWARD = "forward pass"
    BACKWARD = "backward pass"
    UPDATE = "update"


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a chain.

    Args:
        sign: what stands before it: `=`, `≈` or `:=`; empty before the first.
        tree: what it says.
        text: the same as written, in one line.
        place: where it begins.
    """

    sign: str
    tree: Written
    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Chain:
    """Sides that are said to be equal, two at least: `z_1 = w_1 h_0 = 0.5 × 0.5 = 0.25`.

    One side alone is `Unread`: something that could not be read at all.
    """

    sides: tuple[Side, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading, or words that announce what follows.

    Args:
        text: as written.
        section: what it announces, if it is that.
        iteration: the number that it gives (`Iteration 2`, `Epoch 1`), as written.
        place: where it stands.
    """

    text: str
    section: Section | None
    iteration: int | None
    place: Place


@dataclass(frozen=True, slots=True)
class RoundingRule:
    """What the page says of its digits: `rounded to 3 decimal places`, or significant digits."""

    digits: int
    is_significant: bool
    place: Place


Item = Chain | Heading | RoundingRule


@dataclass(frozen=True, slots=True)
class Page:
    """A page, read.

    Args:
        name: the file, as it was named.
        items: what stands on it, in order.
        lines: how many lines it has.
    """

    name: str
    items: tuple[Item, ...]
    lines: int
