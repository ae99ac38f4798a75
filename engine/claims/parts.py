"""The parts of an equation, each where it stands, and the equation with other values for some."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from engine.iterations.run import add
from engine.iterations.step import Step
from engine.language.expression import Call, Expression, Name, Number
from engine.language.values import Value, apply, unwarned

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Mask = NDArray[Any]
    """Which entries of a value are meant; of a number an array without axes."""

Path = tuple[int, ...]
"""Where a part stands: in which term, then in which operand of that, and so on; () for the sum."""


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """A part of an equation, where it stands and with its value.

    Args:
        path: where it stands.
        expression: what it is.
        value: its value.
        operands: what it is made of, the terms of a sum of several.
    """

    path: Path
    expression: Expression
    value: Value
    operands: tuple[Part, ...] = ()


class Change(NamedTuple):
    """Another value of a part.

    Args:
        where: in these entries.
        value: what they are then, in the shape of the part or one that broadcasts to it.
    """

    where: Mask
    value: Value


def take_apart(step: Step) -> Part:
    """The equation of a step as a part: its term, or the sum of its terms."""
    equation = step.equation
    with unwarned():
        terms = tuple(
            _part(term.expression, (number,), step.before)
            for number, term in enumerate(equation.terms)
        )
        if len(terms) == 1:
            return terms[0]
        return Part((), equation.expression, add(tuple(each.value for each in terms)), terms)


def _part(expression: Expression, path: Path, value_of: Callable[[str], Value]) -> Part:
    if isinstance(expression, Name):
        return Part(path, expression, value_of(expression.name))
    if isinstance(expression, Number):
        return Part(path, expression, expression.value)
    assert isinstance(expression, Call)  # noqa: S101  (there is no other kind)
    operands = tuple(
        _part(operand, (*path, place), value_of)
        for place, operand in enumerate(expression.operands)
    )
    value = apply(expression, [operand.value for operand in operands])
    return Part(path, expression, value, operands)


def parts_of(part: Part) -> Iterator[Part]:
    """The part and all that it is made of, each before its operands."""
    pending = [part]
    while pending:
        found = pending.pop()
        yield found
        pending += found.operands[::-1]


def recomputed(
    step: Step,
    changes: Mapping[Path, Change],
    value_of: Callable[[str], Value] | None = None,
    within: Path = (),
) -> Value:
    """What the equation of a step would give if parts of it had other values.

    Each is changed where it stands: the same name in another place keeps its value.

    Args:
        step: the step.
        changes: the other values, by where the part stands.
        value_of: the values of names; None for those that the step reads.
        within: the part that is computed; () for the whole equation.
    """
    known = value_of or step.before
    terms = [term.expression for term in step.equation.terms]

    def value(expression: Expression, path: Path) -> Value:
        if isinstance(expression, Name):
            found = known(expression.name)
        elif isinstance(expression, Number):
            found = expression.value
        else:
            assert isinstance(expression, Call)  # noqa: S101  (there is no other kind)
            operands = enumerate(expression.operands)
            found = apply(expression, [value(each, (*path, place)) for place, each in operands])
        return _changed(found, changes.get(path))

    with unwarned():
        if within:
            return value(_at(terms, within), within)
        values = [value(term, (number,)) for number, term in enumerate(terms)]
        return _changed(add(tuple(values)), changes.get(()))


def _at(terms: Sequence[Expression], path: Path) -> Expression:
    """The part that stands there."""
    number, *places = path
    found = terms[number]
    for place in places:
        assert isinstance(found, Call)  # noqa: S101  (as it has operands)
        found = found.operands[place]
    return found


def _changed(value: Value, change: Change | None) -> Value:
    if change is None:
        return value
    import numpy as np

    found = np.where(change.where, change.value, value)
    return found if found.shape else float(found)
