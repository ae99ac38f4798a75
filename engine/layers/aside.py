"""What stands among the equations of a layer and computes nothing: inputs that it brings along.

A layer may bring a mask that is drawn anew in each iteration, `drawn_mask(shape, rate)`, something
that it remembers from one iteration to the next, `remembered(value, shape)`, which an equation
`next(name) = expression` says, and a triangle of ones, `triangle(rows, columns)`.
"""

from __future__ import annotations

import ast
import math
from typing import NamedTuple

from engine.errors import ExpressionError
from engine.language.expression import Expression
from engine.language.shapes import MAX_ENTRIES, Shape, say_shape
from engine.language.values import Value, array
from engine.layers.static import NotStaticError, Statics

USAGE = {
    "drawn_mask": "drawn_mask(x.shape, rate)",
    "remembered": "remembered(0, x.shape)",
    "triangle": "triangle(x.shape[0], x.shape[0])",
}


class Brought(NamedTuple):
    """An input that a layer brings along.

    Args:
        shape: its shape.
        value: what it is at first; of a mask 1.
        rate: of a mask, the chance of 0; None for what is no mask.
    """

    shape: Shape
    value: Value
    rate: float | None = None


class Next(NamedTuple):
    """What something that is remembered is in the next iteration.

    Args:
        name: of the input.
        expression: how it is computed.
        place: the line from which it comes.
    """

    name: str
    expression: Expression
    place: int


def next_of(tree: ast.expr) -> str | None:
    """The name of which `next(name)` says what it is next; None for something else."""
    match tree:
        case ast.Call(func=ast.Name(id="next"), args=[ast.Name(id=name)], keywords=[]):
            return name
    return None


def brought(tree: ast.expr, statics: Statics) -> Brought | None:
    """The input that a call brings; None for what is no such call.

    Raises:
        ExpressionError: where its arguments are not what it takes.
    """
    match tree:
        case ast.Call(func=ast.Name(id=kind), args=[first, second], keywords=[]) if kind in USAGE:
            try:
                return _brought(kind, first, second, statics)
            except NotStaticError:
                pass
        case ast.Call(func=ast.Name(id=kind)) if kind in USAGE:
            pass
        case _:
            return None
    raise ExpressionError(f"{kind} takes what is known before: write {USAGE[kind]}")


def _brought(kind: str, first: ast.expr, second: ast.expr, statics: Statics) -> Brought:
    match kind:
        case "drawn_mask":
            shape, rate = _shape(first, statics), statics.number(second)
            if not 0.0 <= rate < 1.0:
                raise ExpressionError(f"a rate is from 0 and below 1, not {rate:g}")
            return Brought(shape, _full(shape, 1.0), float(rate))
        case "remembered":
            shape = _shape(second, statics)
            return Brought(shape, _full(shape, float(statics.number(first))))
    rows, columns = statics.whole(first), statics.whole(second)
    _check((rows, columns))
    lower = [[float(column <= row) for column in range(columns)] for row in range(rows)]
    return Brought((rows, columns), array(lower))


def _shape(tree: ast.expr, statics: Statics) -> Shape:
    value = statics.value(tree)
    sizes = value if isinstance(value, tuple) else (value,)
    whole = tuple([int(size) for size in sizes if isinstance(size, int)])
    if len(whole) != len(sizes):
        raise ExpressionError(f"{ast.unparse(tree)!r} is no shape")
    _check(whole)
    return whole


def _check(shape: Shape) -> None:
    if math.prod(shape) > MAX_ENTRIES or any(size < 1 for size in shape):
        raise ExpressionError(f"{say_shape(shape)}: no value may have this shape")


def _full(shape: Shape, value: float) -> Value:
    if not shape:
        return value
    import numpy as np

    return array(np.full(shape, value))
