"""Values: Python floats for single numbers, read-only numpy arrays for the rest.

numpy is imported where the first array turns up and not before: a network of single numbers opens
in half the time without it.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from engine.errors import ExpressionError
from engine.language.expression import Call, Expression, Name, Number
from engine.language.ops import call_shape
from engine.language.scalars import scalar_op
from engine.language.shapes import ROUNDED_OTHERWISE, Shape, is_small

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from typing_extensions import TypeIs

    Array = NDArray[np.float64]
    Value = float | Array
else:
    Array = Any
    Value = Any

Memory = Sequence[Value]
"""The values of a program while it runs, one a slot (`engine.program.program`)."""


def is_array(value: Value) -> TypeIs[Array]:
    """Whether a value is an array, told without importing numpy."""
    return not isinstance(value, float)


def shape_of(value: Value) -> Shape:
    """The shape of a value, `()` for a single number."""
    return value.shape if is_array(value) else ()


def is_finite(value: Value) -> bool:
    """Whether a value holds neither NaN nor infinity."""
    if is_array(value):
        import numpy as np

        return bool(np.isfinite(value).all())
    return math.isfinite(value)


def has_nan(value: Value) -> bool:
    """Whether a value holds NaN."""
    if is_array(value):
        import numpy as np

        return bool(np.isnan(value).any())
    return math.isnan(value)


def same(left: Value, right: Value) -> bool:
    """Whether two values are equal bit for bit; NaN equals any NaN, and 0 is not -0."""
    if is_array(left) and is_array(right):
        if left.shape != right.shape:
            return False
        return left.tobytes() == right.tobytes() or _without_nan(left) == _without_nan(right)
    return not is_array(left) and not is_array(right) and repr(left) == repr(right)


def _without_nan(value: Array) -> bytes:
    """The bits of an array in which every NaN is the same: which one it is depends on the code."""
    import numpy as np

    return np.where(value != value, np.nan, value).tobytes()


def array(nested: object) -> Array:
    """A read-only array of floats from nested lists.

    Raises:
        ValueError: where the lists are ragged or hold something else than numbers.
    """
    import numpy as np

    result = np.array(nested, dtype=np.float64)
    result.setflags(write=False)
    return result


def contiguous(value: Value) -> Value:
    """The value with the entries of an array in the order in which they are stored and read back.

    The sums of a product of matrices depend, in their last bits, on the order in memory. So what
    one iteration hands to the next always has the same.
    """
    if not is_array(value) or value.flags.c_contiguous:
        return value
    return array(value.copy(order="C"))


def zeros(shape: Shape) -> Value:
    """The value of this shape that is 0 everywhere."""
    if shape == ():
        return 0.0
    import numpy as np

    return array(np.zeros(shape))


def bind(
    expression: Expression, slots: Mapping[str, int], shapes: Mapping[str, Shape]
) -> Callable[[Memory], Value]:
    """The expression as a function of memory.

    Args:
        expression: what to compute.
        slots: where in memory the value of each name stands.
        shapes: the shape of each name; decides, once, between floats and numpy.
    """
    return _bind(expression, slots, shapes)[0]


def _bind(
    expression: Expression, slots: Mapping[str, int], shapes: Mapping[str, Shape]
) -> tuple[Callable[[Memory], Value], Shape]:
    """The function, and the shape of what it gives."""
    if isinstance(expression, Number):
        constant = expression.value
        return lambda memory: constant, ()
    if isinstance(expression, Name):
        slot = slots[expression.name]
        return lambda memory: memory[slot], shapes[expression.name]
    assert isinstance(expression, Call)  # noqa: S101  (there is no other kind)
    bound = [_bind(operand, slots, shapes) for operand in expression.operands]
    operand_shapes = [shape for _, shape in bound]
    shape = call_shape(expression, operand_shapes)
    function = _function(expression, operand_shapes, shape)
    match expression.operands:
        # Most operands are names; to look them up here saves a call each.
        case (Name(name=only),):
            first = slots[only]
            return lambda memory: function(memory[first]), shape
        case (Name(name=left), Name(name=right)):
            first, second = slots[left], slots[right]
            return lambda memory: function(memory[first], memory[second]), shape
        case (_,):
            compute = bound[0][0]
            return lambda memory: function(compute(memory)), shape
        case (Name(name=left), _):
            first, compute = slots[left], bound[1][0]
            return lambda memory: function(memory[first], compute(memory)), shape
    if len(bound) == 2:
        one, other = (compute for compute, _ in bound)
        return lambda memory: function(one(memory), other(memory)), shape
    parts = [compute for compute, _ in bound]
    return lambda memory: function(*[compute(memory) for compute in parts]), shape


def evaluate(expression: Expression, values: Mapping[str, Value]) -> Value:
    """The value of an expression, given those of the names in it: numbers, arrays, nested lists.

    Raises:
        ExpressionError: where a name has no value, or one that is no number and no array.
        ShapeError: where operands do not fit.

    >>> from engine.language.parser import parse
    >>> evaluate(parse("abs(y - z)"), {"y": -3.0, "z": 0.375})
    3.375
    """
    slots = {name: slot for slot, name in enumerate(values)}
    given = tuple([_given(name, value) for name, value in values.items()])
    shapes = {name: shape_of(value) for name, value in zip(values, given, strict=True)}
    try:
        function = bind(expression, slots, shapes)
    except KeyError as error:
        raise ExpressionError(f"no value is given for {error.args[0]!r}") from None
    with unwarned():
        return function(given)


def _given(name: str, value: object) -> Value:
    """A value as it is computed with: floats, and arrays of them."""
    if isinstance(value, int):
        return float(value)
    if isinstance(value, float) or getattr(value, "dtype", None) == "float64":
        return cast("Value", value)
    try:
        return array(value)
    except (TypeError, ValueError):
        raise ExpressionError(f"{name} has to be a number or an array of numbers") from None


def unwarned() -> AbstractContextManager[object]:
    """NaN and infinity are results to be shown; numpy, where it is used, need not warn of them."""
    if "numpy" not in sys.modules:
        return nullcontext()
    import numpy as np

    return np.errstate(all="ignore")


def apply(call: Call, operands: Sequence[Value]) -> Value:
    """The value of a call whose operands have these values."""
    shapes = [shape_of(operand) for operand in operands]
    return _function(call, shapes, call_shape(call, shapes))(*operands)


def _function(call: Call, operands: Sequence[Shape], result: Shape) -> Callable[..., Value]:
    """The function that computes a call of these shapes."""
    if not any(operands):
        scalar = scalar_op(call.op, call.options)
        if scalar is not None:
            return scalar
    array_op = _array_op(call.op, operands, result)
    if call.options:
        array_op = partial(array_op, **dict(call.options))
    if result == ():
        return lambda *operands: float(array_op(*operands))

    def compute(*operands: Value) -> Value:
        result: Array = array_op(*operands)
        result.setflags(write=False)
        return result

    return compute


def _array_op(op: str, operands: Sequence[Shape], result: Shape) -> Callable[..., Any]:
    if op in ROUNDED_OTHERWISE and is_small(op, operands, result):
        from engine.language.small_arrays import SMALL_RULES

        return SMALL_RULES[op]
    from engine.language.arrays import ARRAY_RULES

    return ARRAY_RULES[op]


def plain_value(value: Value) -> Any:
    """A value for JSON: arrays as nested lists, numbers that JSON has not as text."""
    if is_array(value):
        return _plain_entries(value.tolist())
    return value if is_finite(value) else str(value)


def _plain_entries(entries: Any) -> Any:
    if isinstance(entries, list):
        return [_plain_entries(entry) for entry in entries]
    return plain_value(entries)


def is_zero(value: Value) -> bool:
    """Whether a value is 0 everywhere."""
    return not value.any() if is_array(value) else value == 0.0
