"""Expressions of large networks: bound fast, or computed as they stand."""

from __future__ import annotations

from collections.abc import Callable
from operator import itemgetter

from engine.language.expression import Call, Expression, Name, Number
from engine.language.scalars import scalar_op
from engine.language.values import Memory, Value, apply, is_array


def bind_numbers(
    expression: Expression, slot: Callable[[str], int]
) -> Callable[[Memory], Value] | None:
    """The expression as a function of memory, as `bind`, where all names are single numbers.

    No shape is asked for, which takes most of the time otherwise.

    Args:
        expression: what to compute.
        slot: where in memory the value of a name stands.

    Returns:
        The function; None where a value in between is an array.
    """
    if isinstance(expression, Name):
        return itemgetter(slot(expression.name))
    if isinstance(expression, Number):
        constant = expression.value
        return lambda memory: constant
    assert isinstance(expression, Call)  # noqa: S101  (there is no other kind)
    function = scalar_op(expression.op, expression.options)
    if function is None:
        return None
    operands = expression.operands
    names = [slot(each.name) for each in operands if isinstance(each, Name)]
    if len(names) == len(operands) <= len(_OF_NAMES):
        return _OF_NAMES[len(names) - 1](function, *names)
    bound = []
    for operand in operands:
        each = bind_numbers(operand, slot)
        if each is None:
            return None
        bound.append(each)
    return _of_numbers(function, *bound)


# Each by itself: a function that made one or the other would make room for the variables of all.


def _of_name(function: Callable[..., Value], one: int) -> Callable[[Memory], Value]:
    return lambda memory: function(memory[one])


def _of_two_names(
    function: Callable[..., Value], one: int, other: int
) -> Callable[[Memory], Value]:
    return lambda memory: function(memory[one], memory[other])


_OF_NAMES: tuple[Callable[..., Callable[[Memory], Value]], ...] = (_of_name, _of_two_names)


def _of_numbers(
    function: Callable[..., Value], *operands: Callable[[Memory], Value]
) -> Callable[[Memory], Value]:
    if len(operands) == 1:
        (only,) = operands
        return lambda memory: function(only(memory))
    if len(operands) == 2:
        one, other = operands
        return lambda memory: function(one(memory), other(memory))
    return lambda memory: function(*[each(memory) for each in operands])


def computed(expression: Expression, slot: Callable[[str], int], memory: Memory) -> Value:
    """The value of an expression, which takes longer than by a function that is made before.

    Args:
        expression: what to compute.
        slot: where in memory the value of a name stands.
        memory: the values.
    """
    if isinstance(expression, Name):
        return memory[slot(expression.name)]
    if isinstance(expression, Number):
        return expression.value
    assert isinstance(expression, Call)  # noqa: S101  (there is no other kind)
    operands = [
        memory[slot(each.name)] if isinstance(each, Name) else computed(each, slot, memory)
        for each in expression.operands
    ]
    for each in operands:
        if is_array(each):
            return apply(expression, operands)
    function = scalar_op(expression.op, expression.options)
    return apply(expression, operands) if function is None else function(*operands)
