"""The lines of a step's hand computation: of its whole value, or of one entry of it."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add

from engine.iterations.residues import shown
from engine.iterations.step import Arrived, Step
from engine.language.entries import entry
from engine.language.expression import Call, Expression, Name, Number
from engine.language.index import (
    MAX_LEAVES,
    MAX_TERMS,
    Index,
    Known,
    Omitted,
    entry_of,
    look_up,
    omitted_terms,
)
from engine.language.notation import Style, ValueOf
from engine.language.sides import Side, written
from engine.language.values import Value, apply, unwarned

MAX_LINES = 6
"""A hand computation longer than this is shown with its middle left out."""


def derivation(step: Step, style: Style, most: int = MAX_LINES) -> list[Side]:
    """The right-hand side of a step: in names, in numbers, then op by op to the value.

    The line after the numbers computes every innermost op, the next the ops around those, and so
    on: `1 · 0.5 + 0.5 · 0.5`, `0.5 + 0.25`, `0.75`. Of a sum of very many terms the first are
    written: `0.5 + 0.25 + … (4,998 more)`.

    Args:
        step: the step.
        style: how to write.
        most: so many lines at the most; the middle of a longer computation is left out.
    """
    if step.is_set:
        return [Side.of(style.number(step.value))]
    terms = [term.expression for term in step.equation.terms[:MAX_TERMS]]
    computation = _computation(terms, step.run.terms(step.index), shown(step), step.before)
    return computation.sides(style, most)


def entry_derivation(step: Step, index: Index, style: Style, most: int = MAX_LINES) -> list[Side]:
    """The same for one entry of the step's value, in scalar arithmetic.

    The last line is the recorded entry.

    Args:
        step: the step.
        index: an index of its value, `()` if that is a single number.
        style: how to write.
        most: so many lines at the most; the middle of a longer computation is left out.
    """
    if step.is_set:
        return [Side.of(style.number(entry_of(step.value, index)))]
    terms = step.equation.terms[:MAX_TERMS]
    expressions = [_entry(step, term.expression, index, MAX_LEAVES // len(terms)) for term in terms]
    values = [entry_of(value, index) for value in step.run.terms(step.index)]
    computation = _computation(
        expressions, values, shown(step, index), lambda name: look_up(name, step.before)
    )
    # All names are numbers now, so the style needs no shapes to tell them from arrays.
    return computation.sides(style.of_entries(), most)


def entry_terms(step: Step, index: Index) -> Iterator[Arrived]:
    """One entry of each of the step's terms: the contributions that add up to that entry.

    There may be thousands, so each is worked out when it is asked for.
    """
    for term in step.terms:
        expression = _entry(step, term.expression, index, MAX_LEAVES)
        yield Arrived(term.child, term.position, expression, entry_of(term.value, index))


def _entry(step: Step, expression: Expression, index: Index, room: int) -> Expression:
    return entry(expression, index, step.run.program.shapes, step.before, room)


def _shortened(lines: list[ValueOf], most: int) -> list[ValueOf]:
    end = most // 2
    return lines if len(lines) <= most else [*lines[: most - end], *lines[-end:]]


@dataclass(frozen=True, slots=True)
class _Computation:
    """An expression and all its parts, computed.

    Args:
        expression: what is computed.
        parts: the parts of it, itself included, each before the operands it is made of.
        values: the value of each part, by its id.
        levels: how many ops deep each part is, by its id; a sum is one op, however long it is.
    """

    expression: Expression
    parts: Sequence[Expression]
    values: Mapping[int, Value]
    levels: Mapping[int, int]

    def sides(self, style: Style, most: int) -> list[Side]:
        """The expression in names, then with the parts of each level computed, to the value."""
        lines: dict[str, ValueOf] = {}
        for known in (_nothing, *map(self._known_at, range(self.levels[id(self.expression)] + 1))):
            lines.setdefault(style.write(self.expression, known), known)
        return written(self.expression, _shortened(list(lines.values()), most), style)

    def _known_at(self, level: int) -> ValueOf:
        def value_of(part: Expression) -> Value | None:
            left_out = isinstance(part, Omitted) and part.count > 0
            return None if left_out or self.levels[id(part)] > level else self.values[id(part)]

        return value_of


def _nothing(part: Expression) -> None:
    """No value for any part: the expression in names."""
    del part


def _computation(
    terms: Sequence[Expression],
    values: Sequence[Value],
    total: Value,
    value_of: Callable[[str], Value],
) -> _Computation:
    """The computation of a sum of terms.

    Args:
        terms: the first terms.
        values: the recorded values of all terms.
        total: the recorded value of the sum.
        value_of: the value of a name in them.
    """
    with unwarned():
        addends = list(terms)
        if len(values) > len(terms):
            rest = values[len(terms) :]
            addends.append(omitted_terms(len(rest), reduce(add, rest)))
        expression = reduce(lambda left, right: Call("add", (left, right)), addends)
        known = {id(term): value for term, value in zip(terms, values, strict=False)}
        known[id(expression)] = total
        parts = list(_parts(expression))
        computed: dict[int, Value] = {}
        for part in reversed(parts):
            if id(part) not in computed:
                computed[id(part)] = _value(part, known, computed, value_of)
    return _Computation(expression, parts, computed, _levels(parts, known))


def _parts(expression: Expression) -> Iterator[Expression]:
    pending = [expression]
    while pending:
        part = pending.pop()
        yield part
        pending += _operands(part)


def _value(
    part: Expression,
    known: Mapping[int, Value],
    computed: Mapping[int, Value],
    value_of: Callable[[str], Value],
) -> Value:
    if id(part) in known:
        return known[id(part)]
    if isinstance(part, Call):
        return apply(part, [computed[id(operand)] for operand in part.operands])
    if isinstance(part, (Known, Number)):
        return part.value
    assert isinstance(part, Name)  # noqa: S101  (there is no other kind)
    return value_of(part.name)


def _levels(parts: Sequence[Expression], known: Container[int]) -> dict[int, int]:
    """The level of each part; a partial sum has that of the whole sum, unless it is a term."""

    def is_partial(operand: Expression, part: Expression) -> bool:
        both_add = all(isinstance(x, Call) and x.op == "add" for x in (operand, part))
        return both_add and id(operand) not in known

    levels: dict[int, int] = {}
    for part in reversed(parts):
        steps = (levels[id(x)] + (not is_partial(x, part)) for x in _operands(part))
        levels[id(part)] = max(steps, default=0)
    for part in parts:
        for x in _operands(part):
            if is_partial(x, part):
                levels[id(x)] = max(levels[id(x)], levels[id(part)])
    return levels


def _operands(part: Expression) -> tuple[Expression, ...]:
    return part.operands if isinstance(part, Call) else ()
