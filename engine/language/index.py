"""The place of an entry, and its name: W1[0,1]."""

from __future__ import annotations

from collections.abc import Callable

from engine.frozen import frozen
from engine.language.expression import Call, Expression, Name, Number
from engine.language.shapes import Shape
from engine.language.values import Value, is_array

Index = tuple[int, ...]
"""The place of an entry, counted from 0; `()` for a single number."""


MAX_TERMS = 8
"""The most terms of a sum that are written; one `Omitted` stands for the others."""


MAX_LEAVES = 64
"""The most names and numbers in the expression of one entry, before sums are cut shorter."""


@frozen(slots=True)
class Known(Name):
    """A name that no node has, and that knows its value: `max`, the largest logit of a row.

    Args:
        name: how it is written.
        value: its value.
    """

    value: Value


@frozen(slots=True)
class Omitted(Known):
    """The terms left out of a long expression, as a leaf of it.

    Args:
        name: what is written in its place, `... (492 more)`.
        value: what it amounts to, so that the expression still has its full value.
        count: how many terms of a sum it stands for; 0 for a part that is not spelt out, `...`.
    """

    count: int = 0


def omitted_terms(count: int, value: Value) -> Omitted:
    """The last `count` terms of a sum, which amount to `value`, left out."""
    return Omitted(f"... ({count:,} more)", value, count)


def entry_name(name: str, index: Index) -> str:
    """The name of an entry, `dL/dO[3,1]`; a single number keeps its own."""
    return f"{name}[{','.join(map(str, index))}]" if index else name


def entry_of(value: Value, index: Index) -> float:
    """An entry of a value; `()` is the place of a single number."""
    return float(value[index]) if is_array(value) else value


def parted(name: str) -> tuple[str, Index]:
    """What a name is of, and the place of the entry that it is, `()` where it is none."""
    base, bracket, places = name.partition("[")
    return base, tuple(map(int, places.removesuffix("]").split(","))) if bracket else ()


def look_up(name: str, value_of: Callable[[str], Value]) -> Value:
    """The value of a name, or of an entry by the name that `entry_name` gave it."""
    base, index = parted(name)
    return entry_of(value_of(base), index) if index else value_of(base)


def filled(expression: Expression) -> Expression:
    """The expression with numbers in place of names that know theirs, which need not differ."""
    match expression:
        case Known(value=value):
            assert not is_array(value)  # noqa: S101  (as it stands in a sum of single numbers)
            return Number(value)
        case Call(operands=operands):
            return expression.of(map(filled, operands))
    return expression


def fit_index(index: Index, shape: Shape) -> Index | None:
    """The entry of a value of this shape that belongs to one of another shape, if there is any.

    They belong together as in broadcasting, by their last axes: to `(3, 1)` in a matrix belongs
    `(1,)` in a vector of 2 and `(0, 1)` in a matrix of one row. Of axes that the index lacks the
    first place is taken.
    """
    aligned = aligned_index(index, shape)
    fits = shape != () and all(0 <= i < size for i, size in zip(aligned, shape, strict=True))
    return aligned if fits else None


def aligned_index(index: Index, shape: Shape) -> Index:
    """The place that broadcasting reads from an array of this shape."""
    padded = (0,) * (len(shape) - len(index)) + index[max(0, len(index) - len(shape)) :]
    return tuple(0 if size == 1 else i for i, size in zip(padded, shape, strict=True))
