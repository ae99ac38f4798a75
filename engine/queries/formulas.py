"""Formulas: what a person may ask the worth of, and what it is worth.

That is an expression over nodes, gradients, what the optimiser remembers and single entries of
arrays, as in `dL/dh0 / dL/dh1`, `W1[0,1]` or `softmax(O)[2,1]`; or a condition, as in `dead(h0)`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from dataclasses import replace
from operator import lt

from engine.errors import DebuggerError, ExpressionError, ShapeError
from engine.language.expression import PREVIOUS, Name, free_names, substitute
from engine.language.index import Index, entry_name, parted
from engine.language.ops import infer_shape
from engine.language.parser import read_tree, to_expression
from engine.language.shapes import Shape, say_shape
from engine.language.values import bind
from engine.program.program import Program
from engine.program.told import as_told, in_names
from engine.queries.condition_parser import parse_condition
from engine.queries.conditions import NUMBERS, RELU_STATES, Condition
from engine.queries.formula import Formula, Operand, Picked
from engine.queries.symbols import find_symbol, say_unknown

Asked = Formula | Condition
"""What a person may ask the worth of."""


# Reading


def parse_asked(text: str, program: Program) -> Asked:
    """What a text asks the worth of.

    Raises:
        DebuggerError: where it is neither an expression nor a condition over the program's symbols.
    """
    if is_condition(text, program):
        return parse_condition(text, program)
    return _formula(text, program, _WithPrevious(program))


def is_condition(text: str, program: Program) -> bool:
    """Whether a text can only be meant as a condition.

    Raises:
        DebuggerError: where it is not even an expression.
    """
    match _tree(in_names(text, program.names)):
        case ast.BoolOp() | ast.Compare() | ast.UnaryOp(op=ast.Not()):
            return True
        case ast.Call(func=ast.Name(id=name)):
            return name in (*RELU_STATES, *NUMBERS)
    return False


def parse_formula(text: str, program: Program, with_previous: bool = False) -> Formula:
    """The expression that a text is, over the symbols of a program and entries of its arrays.

    Raises:
        DebuggerError: where it is none, or its shapes do not fit.
    """
    reader = _WithPrevious if with_previous else _EntriesAsNames
    return _formula(text, program, reader(program))


def _formula(text: str, program: Program, names: _EntriesAsNames) -> Formula:
    """The expression that a text is, once what has a name of its own is turned into a name."""
    try:
        tree = _tree(in_names(text, program.names))
        return _read_formula(names.visit(tree), names.picked, program)
    except (ExpressionError, ShapeError) as error:
        raise DebuggerError(str(error)) from None


def _read_formula(
    tree: ast.expr, picked: Mapping[str, tuple[ast.expr, Index]], program: Program
) -> Formula:
    """What a tree means; what is picked out of other trees has a name in it."""
    expression = to_expression(tree)
    meant = {
        name: _picked(name, picked, program) if name in picked else _part(name, program)
        for name in sorted(free_names(expression))
    }
    names = {name: Name(_name_of(name, part)) for name, part in meant.items()}
    expression = substitute(expression, names)
    parts = {names[name].name: part for name, part in meant.items()}
    slots = {name: slot for slot, name in enumerate(parts)}
    shapes = {
        name: () if isinstance(part, Picked) or part.entry is not None
        else program.shapes[part.symbol]
        for name, part in parts.items()
    }  # fmt: skip
    shape = infer_shape(expression, shapes)
    return Formula(expression, shape, shapes, parts, bind(expression, slots, shapes))


def _name_of(name: str, part: Operand | Picked) -> str:
    if isinstance(part, Picked):
        return name
    called = entry_name(part.symbol, part.entry or ())
    return f"{PREVIOUS}{called}" if part.is_previous else called


def _picked(name: str, picked: Mapping[str, tuple[ast.expr, Index]], program: Program) -> Picked:
    tree, entry = picked[name]
    formula = _read_formula(tree, picked, program)
    _check_entry(as_told(name.rpartition("[")[0], program.names), formula.shape, entry)
    return Picked(formula, entry)


def _check_entry(name: str, shape: Shape, entry: Index) -> None:
    if len(entry) != len(shape) or not all(map(lt, entry, shape)):
        raise DebuggerError(f"{name} is {say_shape(shape)}: it has no entry {list(entry)}")


def _tree(text: str) -> ast.expr:
    try:
        return read_tree(text, gradients=True)
    except ExpressionError as error:
        raise DebuggerError(str(error)) from None


class _EntriesAsNames(ast.NodeTransformer):
    """Turns an entry, `W1[0,1]`, into a name of its own; `W1[0]` and `W1[:, 1]` stay slices."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self.picked: dict[str, tuple[ast.expr, Index]] = {}
        """What entries are of that are none of an array with a name, and which, by their names."""

    def visit_Subscript(self, node: ast.Subscript) -> ast.expr:
        """An entry of an array, or a part of one."""
        places = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        numbers = [place.value for place in places if isinstance(place, ast.Constant)]
        whole = self.visit(node.value)
        if self._is_part(whole, places):
            return ast.Subscript(whole, node.slice, ast.Load())
        match node.value:
            case _ if not numbers or len(numbers) != len(places) or {*map(type, numbers)} != {int}:
                pass
            case ast.Name(id=name):
                return ast.Name(f"{name}[{','.join(map(str, numbers))}]")
            case ast.Call() | ast.BinOp() | ast.UnaryOp() | ast.Subscript():
                entry = tuple(number for number in numbers if isinstance(number, int))
                name = entry_name(_written(whole), entry)
                self.picked[name] = whole, entry
                return ast.Name(name)
        raise DebuggerError("write an entry by its places, counted from 0, as in W1[0,1]")

    def _is_part(self, whole: ast.expr, places: list[ast.expr]) -> bool:
        """Whether what is taken of an array is an array."""
        try:
            rank = len(_read_formula(whole, self.picked, self._program).shape)
        except (ExpressionError, ShapeError, DebuggerError):
            return False  # which is told where it is read
        has_slice = any(isinstance(place, ast.Slice) for place in places)
        return rank > 0 and (has_slice or len(places) < rank)

    def visit_Call(self, node: ast.Call) -> ast.expr:
        """A call, which is none of prev."""
        if isinstance(node.func, ast.Name) and node.func.id == "prev":
            raise DebuggerError("prev stands in conditions, in watches, behind print and plot only")
        self.generic_visit(node)
        return node


def _written(tree: ast.expr) -> str:
    """An expression as it is typed, in parentheses if it has to be."""
    text = re.sub(r"prevǀ(\w+)", r"prev(\1)", ast.unparse(tree)).replace("ǀ", "/")
    return text if isinstance(tree, ast.Call | ast.Subscript) else f"({text})"


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
    _check_entry(program.told(symbol), program.shapes[symbol], entry)
    return Operand(symbol, entry)
