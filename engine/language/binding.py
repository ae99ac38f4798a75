"""Expressions on single numbers as functions of memory, made fast: a large network has many."""

from __future__ import annotations

from collections.abc import Callable
from operator import itemgetter

from engine.language.expression import Call, Expression, Name, Number
from engine.language.scalars import scalar_op
from engine.language.values import Memory, Value


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
