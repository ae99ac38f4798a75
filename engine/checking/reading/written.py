"""What a page has written: trees whose parts have a place, before any network is known.

A name is what was written and not yet a symbol; whether `a b` is a product of matrices, and what
`g_2` is, are found out later (`engine.checking.matching`). What could not be read stands as
`Unread` with the reason, and nothing inside of it is guessed at.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Place(NamedTuple):
    """A place in a file: line and column, both counted from 1."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as printed.

    Args:
        text: as written, `0{,}5` and all.
        value: what it is.
        unit: one unit of its last printed digit: 0.001 of `0.375`, 1 of `3`, 0.01 of `2.5e-1`.
        place: where it stands.
    """

    text: str
    value: float
    unit: float
    place: Place


@dataclass(frozen=True, slots=True)
class Word:
    r"""A name as written, without its type face.

    Args:
        base: letters; those that are not Latin as themselves: `w`, `yhat` is `y` with a mark, `δ`.
        marks: what stands over or behind it, sorted: `hat`, `bar`, `tilde`, `prime`, `star`.
        sub: what stands below, without spaces: `0` of `w_0`, `1,2` of `W_{1,2}`, `new`.
        sup: what stands above and is no power: `[1]` of `a^{[1]}`, `(2)`, `+`, `new`.
        entry: places in brackets behind it, as written: `0,1` of `W1[0,1]`.
        place: where it stands.
    """

    base: str
    marks: tuple[str, ...]
    sub: str
    sup: str
    entry: str
    place: Place


@dataclass(frozen=True, slots=True)
class Ratio:
    r"""A derivative, `\frac{\partial L}{\partial w_0}` or `dL/dw0`: what, by what."""

    top: Word
    bottom: Word
    place: Place


@dataclass(frozen=True, slots=True)
class Apply:
    """An operation applied to parts.

    Args:
        op: an op of `engine.language.ops` (`add`, `sub`, `neg`, `div`, `pow`, `abs`, `sqrt`,
            `transpose`, ...); `times` for a product that may be one of matrices; `hadamard` for one
            that is none; `matmul` where that is written; `norm`; `outer`.
        operands: what it is applied to.
        place: where it begins.
    """

    op: str
    operands: tuple[Written, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Called:
    """A function of parts: `relu(z)`, `g_2(z_2)`, `max(0, z)`, by the name that is written."""

    function: Word
    arguments: tuple[Written, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Summed:
    r"""A sum over an index, `\sum_n (y_n - t_n)^2`: index and bounds as written, and the body."""

    index: str
    body: Written
    place: Place


@dataclass(frozen=True, slots=True)
class Grid:
    """A matrix, or a vector, by its rows."""

    rows: tuple[tuple[Written, ...], ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Compared:
    """A comparison, as in the condition of a case: `z_1 < 0`; the sign is one of < <= > >= = !=."""

    sign: str
    left: Written
    right: Written
    place: Place


@dataclass(frozen=True, slots=True)
class Cases:
    """Cases, each with its condition, or None for `else`."""

    rows: tuple[tuple[Written, Compared | None], ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Listed:
    """Several things in parentheses: `(x_1, y_1)`, `(1, -3)`."""

    parts: tuple[Written, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Unread:
    """What could not be read, as written, and why."""

    text: str
    reason: str
    place: Place


Written = (
    Figure | Word | Ratio | Apply | Called | Summed | Grid | Compared | Cases | Listed | Unread
)
"""Anything that stands on one side of an equality."""
