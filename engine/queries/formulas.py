"""Formulas: what a person may ask the worth of, and what it is worth.

That is an expression over nodes, gradients, what the optimiser remembers and single entries of
arrays, as in `dL/dh0 / dL/dh1` or `W1[0,1]`; or a condition, as in `dead(h0)`.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from operator import lt
from typing import TYPE_CHECKING

from engine.errors import DebuggerError, ExpressionError, ShapeError
from engine.iterations.run import Run
from engine.iterations.state import State
from engine.language.expression import PREVIOUS, Expression, Name, free_names, substitute
from engine.language.index import parted
from engine.language.ops import infer_shape
from engine.language.parser import read_tree, to_expression
from engine.language.shapes import Shape, say_shape
from engine.language.values import Memory, Value, bind, is_array, unwarned
from engine.program.program import Program
from engine.queries.condition_parser import parse_condition
from engine.queries.conditions import NUMBERS, RELU_STATES, Condition
from engine.queries.symbols import find_symbol, say_unknown
from engine.queries.zero_divisors import divides_by_zero

if TYPE_CHECKING:
    pass


@dataclass(frozen=True, slots=True)
class Operand:
    """A symbol that an expression reads, or one entry of it.

    Args:
        symbol: a node, a gradient or what the optimiser remembers.
        entry: which entry of an array; None for all of it.
        is_previous: whether it is read at the end of the iteration before.
    """

    symbol: str
    entry: tuple[int, ...] | None = None
    is_previous: bool = False

    def value(self, state: State, before: State | None) -> Value | None:
        """What it is in a state; None where it is not computed yet, or there is none before."""
        where = before if self.is_previous else state
        value = None if where is None else where.value(self.symbol)
        if value is None or self.entry is None or not is_array(value):
            return value
        return float(value[self.entry])


@dataclass(frozen=True, slots=True)
class Formula:
    """An expression that has a worth in every state in which all it reads is computed.

    Args:
        expression: in the program's own names, to which those of entries, `W1[0,1]`, are added.
        shape: of its value.
        shapes: of what the names stand for.
        parts: what each name stands for.
        function: computes it from the values of the parts.
    """

    expression: Expression
    shape: Shape = field(compare=False)
    shapes: Mapping[str, Shape] = field(compare=False)
    parts: Mapping[str, Operand] = field(compare=False)
    function: Callable[[Memory], Value] = field(compare=False, repr=False)

    @property
    def symbols(self) -> frozenset[str]:
        """What it reads of the iteration itself."""
        return frozenset(part.symbol for part in self.parts.values() if not part.is_previous)

    @property
    def has_memory(self) -> bool:
        """Whether it also reads the iteration before."""
        return any(part.is_previous for part in self.parts.values())

    def value(self, state: State, before: State | None = None) -> Value | None:
        """What it is in a state; None where something that it reads is not computed yet.

        Args:
            state: where one stands.
            before: the end of the iteration before, None in the first.
        """
        values: list[Value] = []
        for part in self.parts.values():
            value = part.value(state, before)
            if value is None:
                return None
            values.append(value)
        with unwarned():
            return self.function(values)

    def at_end(self, run: Run) -> Value:
        """What it is at the end of an iteration."""
        value = self.value(State(run, len(run.program.equations)))
        assert value is not None  # noqa: S101  (by then everything is computed)
        return value

    def divides_by_zero(self, state: State, before: State | None = None) -> bool:
        """Whether a number in it is divided by 0, in a state in which it has a value."""
        known = {name: part.value(state, before) for name, part in self.parts.items()}
        values = {name: value for name, value in known.items() if value is not None}
        return divides_by_zero(self.expression, values)


Asked = Formula | Condition
"""What a person may ask the worth of."""


# Reading


def parse_asked(text: str, program: Program) -> Asked:
    """What a text asks the worth of.

    Raises:
        DebuggerError: where it is neither an expression nor a condition over the program's symbols.
    """
    if is_condition(text):
        return parse_condition(text, program)
    return _formula(text, program, _WithPrevious())


def is_condition(text: str) -> bool:
    """Whether a text can only be meant as a condition.

    Raises:
        DebuggerError: where it is not even an expression.
    """
    match _tree(text):
        case ast.BoolOp() | ast.Compare() | ast.UnaryOp(op=ast.Not()):
            return True
        case ast.Call(func=ast.Name(id=name)):
            return name in (*RELU_STATES, *NUMBERS)
    return False


def parse_formula(text: str, program: Program) -> Formula:
    """The expression that a text is, over the symbols of a program and entries of its arrays.

    Raises:
        DebuggerError: where it is none, or its shapes do not fit.
    """
    return _formula(text, program, _EntriesAsNames())


def _formula(text: str, program: Program, names: _EntriesAsNames) -> Formula:
    """The expression that a text is, once what has a name of its own is turned into a name."""
    try:
        return _read_formula(to_expression(names.visit(_tree(text))), program)
    except (ExpressionError, ShapeError) as error:
        raise DebuggerError(str(error)) from None


def _read_formula(expression: Expression, program: Program) -> Formula:
    meant = {name: _part(name, program) for name in sorted(free_names(expression))}
    names = {name: Name(_name_of(part)) for name, part in meant.items()}
    expression = substitute(expression, names)
    parts = {names[name].name: part for name, part in meant.items()}
    slots = {name: slot for slot, name in enumerate(parts)}
    shapes = {
        name: program.shapes[part.symbol] if part.entry is None else ()
        for name, part in parts.items()
    }
    shape = infer_shape(expression, shapes)
    return Formula(expression, shape, shapes, parts, bind(expression, slots, shapes))


def _name_of(part: Operand) -> str:
    from engine.language.index import entry_name

    name = entry_name(part.symbol, part.entry or ())
    return f"{PREVIOUS}{name}" if part.is_previous else name


def _tree(text: str) -> ast.expr:
    try:
        return read_tree(text, gradients=True)
    except ExpressionError as error:
        raise DebuggerError(str(error)) from None


class _EntriesAsNames(ast.NodeTransformer):
    """Turns an entry, `W1[0,1]`, into a name of its own."""

    def visit_Subscript(self, node: ast.Subscript) -> ast.expr:
        """An entry of an array."""
        places = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        numbers = [place.value for place in places if isinstance(place, ast.Constant)]
        match node.value:
            case ast.Name(id=name) if (
                numbers and len(numbers) == len(places) and {*map(type, numbers)} == {int}
            ):
                return ast.Name(f"{name}[{','.join(map(str, numbers))}]")
        raise DebuggerError("write an entry by its places, counted from 0, as in W1[0,1]")

    def visit_Call(self, node: ast.Call) -> ast.expr:
        """A call, which is none of prev."""
        if isinstance(node.func, ast.Name) and node.func.id == "prev":
            raise DebuggerError("prev stands in conditions, in watches and behind print only")
        self.generic_visit(node)
        return node


class _WithPrevious(_EntriesAsNames):
    """Turns prev(L) and prev(W1[0,1]) into names of their own as well."""

    def visit_Call(self, node: ast.Call) -> ast.expr:
        """A call, which may be one of prev."""
        self.generic_visit(node)
        match node:
            case ast.Call(func=ast.Name(id="prev"), args=[ast.Name(id=name)], keywords=[]) if (
                not name.startswith("prevǀ")
            ):
                return ast.Name(f"prevǀ{name}")
            case ast.Call(func=ast.Name(id="prev")):
                raise DebuggerError("prev takes a name: prev(L), or prev(W1[0,1])")
        return node


def _part(name: str, program: Program) -> Operand:
    """What a name stands for that was typed."""
    if name.startswith(PREVIOUS):
        return replace(_part(name.removeprefix(PREVIOUS), program), is_previous=True)
    called, entry = parted(name)
    symbol = find_symbol(called, program)
    if symbol is None:
        loss = program.network.loss
        if called == f"d{loss}":
            raise DebuggerError(f"write a gradient as d{loss}/d{program.network.equations[0][0]}")
        raise DebuggerError(say_unknown(called, program))
    if not entry:
        return Operand(symbol)
    shape = program.shapes[symbol]
    if len(entry) != len(shape) or not all(map(lt, entry, shape)):
        raise DebuggerError(f"{symbol} is {say_shape(shape)}: it has no entry {list(entry)}")
    return Operand(symbol, entry)


# Telling
