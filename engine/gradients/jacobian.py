"""Local derivatives between entries: how an entry of a node answers to an entry that it reads.

They are what the backward pass would hand back if the upstream gradient were 1 at the entry of the
node and 0 elsewhere: a row of the Jacobian, by the rules of the op table. The same expression with
every number replaced by a 1 says which entries are read at all, whatever their derivative is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from engine.iterations.run import Run
from engine.iterations.step import Step
from engine.language.entries import entry
from engine.language.expression import (
    ONE,
    ZERO,
    Call,
    Expression,
    Name,
    Number,
    free_names,
    gradient_name,
    occurrences,
    substitute,
)
from engine.language.index import Index, Omitted, entry_name
from engine.language.notation import TEXT
from engine.language.op import ATOM, call
from engine.language.ops import OPS, infer_shape
from engine.language.rules import Rules
from engine.language.shapes import MAX_ENTRIES, Shape
from engine.language.values import Array, Value, bind, is_array, shape_of, unwarned, zeros
from engine.program.differentiation import Differentiator
from engine.program.program import Phase

MAX_LEAVES = 12
"""A derivative of more names and numbers is not spelt out."""


class Entry(NamedTuple):
    """An entry of a node; `()` for a single number."""

    node: str
    entry: Index = ()


class Link(NamedTuple):
    """One use of an entry in the equation of another.

    Args:
        source: the entry that is read.
        target: the entry that is computed.
        position: which of the target's operands it is, counted from 0.
        value: the local derivative.
    """

    source: Entry
    target: Entry
    position: int
    value: float


class Jacobian:
    """The local derivatives of one node, a row at a time.

    Args:
        run: the iteration.
        node: the node, one that is computed.
    """

    def __init__(self, run: Run, node: str) -> None:
        program = run.program
        network, shape = program.network, program.shapes[node]
        self._node, self._shape, self._shapes = node, shape, program.shapes
        upstream = Name(gradient_name(network.loss, node)) if shape else ONE
        self._upstream = free_names(upstream)
        self._step = Step(run, program.phases[Phase.FORWARD].stop)
        self._terms = Differentiator(program.shapes, network.conventions).contributions(
            node, network.definitions[node], upstream, network.shapes.keys()
        )
        self._row = cache(self._make_row)
        self._marks = cache(self._make_marks)

    def links(self, index: Index, position: int, only: Entry | None = None) -> Iterator[Link]:
        """The links from an entry of the node to those it reads of one operand.

        Args:
            index: the entry.
            position: the operand.
            only: the one entry that is wanted of the node that it is one of.
        """
        source, target = self._terms[position][0], Entry(self._node, index)
        row = self._row(position)(index)
        if not is_array(row):
            yield Link(Entry(source), target, position, row)
            return
        marks = self._marks(position)(index)
        assert is_array(marks)  # noqa: S101  (as the row is one)
        if only is not None and only.node == source:
            places = [only.entry] if marks[only.entry] else []
        else:
            places = [*zip(*(axis.tolist() for axis in marks.nonzero()), strict=True)]
        for place in places:
            yield Link(Entry(source, place), target, position, float(row[place]))

    def expression(self, link: Link) -> Expression:
        """The derivative along a link in symbols, with the names of entries."""
        whole = self._terms[link.position][1].expression
        if not self._shape and not link.source.entry:
            return whole
        parts: dict[str, Expression] = {}
        named = self._named(whole, parts)
        shapes = {**self._shapes, **{name: self._shape_of(part) for name, part in parts.items()}}

        def value_of(name: str) -> Value:
            return self._step.evaluate(parts[name]) if name in parts else self._step.before(name)

        written = entry(named, link.source.entry, shapes, value_of, MAX_ENTRIES, MAX_ENTRIES)
        found = simplified(substitute(written, self._one_at(link.target.entry, written)))
        if sum(1 for _ in occurrences(found)) > MAX_LEAVES:
            return Omitted("...", link.value)
        return found

    def _make_row(self, position: int) -> Callable[[Index], Value]:
        """The function that gives the derivatives of an entry."""
        expression = self._terms[position][1].expression
        names = free_names(expression) - self._upstream
        return self._of_entry(expression, {name: self._step.before(name) for name in names})

    def _make_marks(self, position: int) -> Callable[[Index], Value]:
        """The function that tells what an entry reads, by a number that is not 0."""
        ones: dict[str, Value] = {}
        marked = self._marked(self._terms[position][1].expression, ones)
        guides = free_names(marked) - ones.keys() - self._upstream
        return self._of_entry(marked, ones | {name: self._step.before(name) for name in guides})

    def _of_entry(
        self, expression: Expression, values: Mapping[str, Value]
    ) -> Callable[[Index], Value]:
        """An expression as a function of the entry at which the upstream gradient is 1."""
        names = [*values, *self._upstream]
        shapes = {name: shape_of(value) for name, value in values.items()}
        shapes |= dict.fromkeys(self._upstream, self._shape)
        slots = {name: slot for slot, name in enumerate(names)}
        function = bind(expression, slots, shapes)
        known = tuple(values.values())

        def row(index: Index) -> Value:
            with unwarned():
                return function((*known, _one_at(index, self._shape)))

        return row

    def _marked(self, part: Expression, ones: dict[str, Value]) -> Expression:
        """The part with ones in place of its numbers, and nothing subtracted."""
        if not self._is_passed(part):
            shape, is_nothing = self._shape_of(part), _is_nothing(part)
            name = f"{'zeros' if is_nothing else 'ones'} {shape}"
            ones[name] = zeros(shape) if is_nothing else zeros(shape) + 1.0
            return Name(name)
        if not isinstance(part, Call):
            return part
        guides = OPS[part.op].guides
        marked = [
            operand if place in guides else self._marked(operand, ones)
            for place, operand in enumerate(part.operands)
        ]
        return MARK_RULES[part.op](part, marked)

    def _named(self, part: Expression, parts: dict[str, Expression]) -> Expression:
        """The part with names for sums in it that the gradient does not pass, `softmax(O)`."""
        if not isinstance(part, Call):
            return part
        op = OPS[part.op]
        if self._is_passed(part) or op.elementwise or op.moves:
            return part.of(self._named(operand, parts) for operand in part.operands)
        name = TEXT.write(part)
        if op.notation.binding < ATOM:
            name = f"({name})"
        parts[name] = part
        return Name(name)

    def _is_passed(self, part: Expression) -> bool:
        """Whether the upstream gradient stands in it."""
        return not self._upstream.isdisjoint(occurrences(part))

    def _one_at(self, index: Index, written: Expression) -> Mapping[str, Expression]:
        """1 for the entry of the upstream gradient, 0 for the others that are written."""
        ones = {entry_name(upstream, index) for upstream in self._upstream}
        return {
            name: ONE if name in ones else ZERO
            for name in occurrences(written)
            if name.partition("[")[0] in self._upstream
        }

    def _shape_of(self, part: Expression) -> Shape:
        return infer_shape(part, self._shapes)


def _kept(part: Call, marked: Sequence[Expression]) -> Expression:
    return part.of(marked)


def _added(part: Call, marked: Sequence[Expression]) -> Expression:
    del part
    return call("add", *marked)


def _either(part: Call, marked: Sequence[Expression]) -> Expression:
    """Of what a condition chooses: both of them, each in the shape of the whole."""
    del part
    condition, *others = marked
    return call("mul", condition, call("add", *others))


def _unsigned(part: Call, marked: Sequence[Expression]) -> Expression:
    del part
    return marked[0]


MARK_RULES: Rules[Callable[[Call, Sequence[Expression]], Expression]] = Rules(
    "what an entry reads",
    __name__,
    {
        "sub": _added,
        "neg": _unsigned,
        "where": _either,
        **dict.fromkeys(
            ("matmul", "outer", "max", "min", "softmax", "log_softmax", "cross_entropy"), _kept
        ),
    },
    dict.fromkeys(("elementwise", "moves", "reduces"), _kept),
    exceptions=("sub", "neg", "where"),
)
"""A call that the upstream gradient passes, so that no two ones in its operands cancel."""


def simplified(expression: Expression) -> Expression:
    """The expression without what is multiplied by 0, factors of 1 and terms of 0.

    This is the algebra of `Expression`'s operators; there is no more of it for other ops.
    """
    if not isinstance(expression, Call):
        return expression
    operands = tuple(map(simplified, expression.operands))
    match expression.op, operands:
        case "mul", (left, right):
            return ZERO if ZERO in (left, right) else left * right
        case "div", (left, right):
            return ZERO if left == ZERO else left / right
        case "add", (left, right):
            return right if left == ZERO else left if right == ZERO else left + right
        case "sub", (left, right):
            return -right if left == ZERO else left if right == ZERO else left - right
        case "neg", (operand,):
            return ZERO if operand == ZERO else -operand
    return expression.of(operands)


def _is_nothing(part: Expression) -> bool:
    """Whether it is 0 whatever the numbers are, as the derivative of a step is."""
    match part:
        case Number(value=value):
            return value == 0.0
        case Call(op="mul", operands=operands):
            return any(map(_is_nothing, operands))
    return False


def _one_at(index: Index, shape: Shape) -> Value:
    """A value that is 1 at one entry and 0 elsewhere."""
    if not shape:
        return 1.0
    import numpy as np

    found: Array = np.zeros(shape)
    found[index] = 1.0
    return found
