"""Numbers, shapes and axes as they are written in an equation."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from engine.drafts.operand import Operand

FULL = 1e15
"""Whole numbers below it are written without a point."""


def number(value: float) -> str:
    """A number; one below 0 in brackets.

    >>> number(2.0), number(-0.5), number(True), number(float("-inf"))
    ('2', '(-0.5)', '1', '(-inf)')
    """
    if isinstance(value, bool) or (math.isfinite(value) and value == int(value) and value < FULL):
        value = int(value)
    text = repr(value) if not isinstance(value, float) or math.isfinite(value) else str(value)
    return f"({text})" if text.startswith("-") else text


def written(part: Operand | float) -> str:
    """An operand, or a number in its place."""
    return str(part) if isinstance(part, Operand) else number(part)


def several(values: Iterable[int]) -> str:
    """Several whole numbers; one alone without brackets.

    >>> several([0, 2]), several([1])
    ('(0, 2)', '1')
    """
    found = [*values]
    return str(found[0]) if len(found) == 1 else f"({', '.join(map(str, found))})"


def counted(axes: Sequence[int] | int | None, rank: int) -> tuple[int, ...]:
    """The axes that are meant, counted from 0 and in order; none said are all."""
    if axes is None or (not isinstance(axes, int) and not axes):
        return tuple(range(rank))
    said = [axes] if isinstance(axes, int) else axes
    return tuple(sorted(axis % rank for axis in said)) if rank else ()


def axis_text(axes: Sequence[int], rank: int) -> str:
    """Axes as an option says them: the last is −1, whatever the rank."""
    return "-1" if [*axes] == [rank - 1] else several(axes)


def reduced(op: str, x: Operand, axes: Sequence[int] | int | None, keep: bool = False) -> str:
    """What `sum`, `mean`, `max` or `min` makes of some axes; kept, they have size 1.

    >>> reduced("mean", Operand("x", (2, 3)), [1], keep=True)
    'expand_dims(mean(x, axis=-1), axis=-1)'
    """
    rank = len(x.shape)
    over = counted(axes, rank)
    said = axis_text(over, rank)
    found = f"{op}({x})" if len(over) == rank else f"{op}({x}, axis={said})"
    return f"expand_dims({found}, axis={said})" if keep and over else found


def left(shape: Sequence[int], axes: Sequence[int], keep: bool = False) -> tuple[int, ...]:
    """The shape that is left of one without some axes, which have size 1 where they are kept."""
    return tuple(
        1 if axis in axes else size for axis, size in enumerate(shape) if keep or axis not in axes
    )
