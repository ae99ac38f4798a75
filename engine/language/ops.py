"""The op table: what every op may be applied to, derives to and looks like.

Its rows stand in `engine.language.table`. The numbers are computed by `engine.language.scalars`
(floats) and `engine.language.arrays` (numpy arrays), which hold one function for each name of this
table.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from engine.errors import ShapeError
from engine.language.expression import Call, Expression, Name, Number, OptionValue, chained, walk
from engine.language.op import Op
from engine.language.shapes import MAX_ENTRIES, MAX_RANK, Shape, say_shape
from engine.language.table.arithmetic import ARITHMETIC
from engine.language.table.comparisons import COMPARISONS
from engine.language.table.functions import FUNCTIONS
from engine.language.table.moves import MOVES
from engine.language.table.products import PRODUCTS
from engine.language.table.reductions import REDUCTIONS
from engine.language.table.rows import ROWS

OPS: Mapping[str, Op] = {
    **ARITHMETIC,
    **PRODUCTS,
    **FUNCTIONS,
    **COMPARISONS,
    **REDUCTIONS,
    **MOVES,
    **ROWS,
}
"""Every op of the language, by name."""


def infer_shape(expression: Expression, known: Mapping[str, Shape]) -> Shape:
    """The shape of an expression's value, given the shapes of the names in it.

    Raises:
        ShapeError: where operands do not fit.
        KeyError: for a name without a shape.
    """
    if isinstance(expression, Name):
        return known[expression.name]
    if not isinstance(expression, Call):
        return ()
    shapes = [
        known[each.name] if isinstance(each, Name) else infer_shape(each, known)
        for each in expression.operands
    ]
    return call_shape(expression, shapes)


def call_shape(expression: Call, operands: Sequence[Shape]) -> Shape:
    """The shape of a call's value, given those of its operands.

    Raises:
        ShapeError: where they do not fit.
    """
    op = OPS[expression.op]
    if op.elementwise and not any(operands):  # as in most calls of a large network
        return ()
    shape = op.shape(*operands, **dict(expression.options))
    if len(shape) > MAX_RANK:
        raise ShapeError(f"an array with more than {MAX_RANK} dimensions")
    if math.prod(shape) > MAX_ENTRIES:
        raise ShapeError(f"{say_shape(shape)} is larger than {MAX_ENTRIES:,} numbers")
    return shape


def option_of(expression: Call, name: str) -> OptionValue | None:
    """The value of an option of a call, its default where the call does not say it."""
    for option in OPS[expression.op].options:
        if option.name == name:
            return dict(expression.options).get(name, option.default)
    raise KeyError(name)


def written_operands(expression: Call) -> Sequence[Expression]:
    """The operands as a call is written: of one that may have more than two, all of them."""
    return chained(expression) if OPS[expression.op].chains else expression.operands


def filler(call: Call) -> float:
    """The number that stands where no entry is."""
    if call.op != "pad":
        return 0.0
    value = option_of(call, "value")
    assert isinstance(value, float)  # noqa: S101  (as its row says)
    return value


def writes_infinity(expression: Expression) -> bool:
    """Whether a number of an expression is infinite, or what it puts where no entry is."""
    return any(
        math.isinf(part.value) if isinstance(part, Number) else fills_infinity(part)
        for part in walk(expression)
    )


def fills_infinity(expression: Expression) -> bool:
    """Whether it is a call that puts infinity where no entry is."""
    return isinstance(expression, Call) and math.isinf(filler(expression))


def linear(call: Call) -> Call:
    """The call with 0 where no entry is: what it makes of changes of its operands."""
    if filler(call) == 0.0:
        return call
    return Call(call.op, call.operands, tuple(each for each in call.options if each[0] != "value"))
