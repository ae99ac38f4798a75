"""The parser of conditions: `z1 < 0 and not dead(h1)`."""

from __future__ import annotations

import ast
from collections import ChainMap
from collections.abc import Sequence
from dataclasses import dataclass

from engine.errors import ConditionError, ExpressionError
from engine.language.expression import PREVIOUS, Call, Expression, Name, free_names, substitute
from engine.language.parser import read_tree, to_expression
from engine.language.text import suggestion
from engine.program.program import Program
from engine.program.told import as_told, in_names
from engine.queries.condition_parts import (
    Comparison,
    Joined,
    Negated,
    Part,
    ReluTest,
    Test,
    names_in,
)
from engine.queries.conditions import COMPARISONS, RELU_STATES, TESTS, Condition
from engine.queries.symbols import find_symbol, say_unknown


@dataclass(frozen=True, slots=True)
class Words:
    """The words that the names in a condition may be.

    Args:
        program: its symbols may be named.
        stand_ins: further names that stand for a symbol, to be said of one later; of the first of
            them a ReLU's state may be said in one word, as in `dead`.
        example: what a condition may look like.
    """

    program: Program
    stand_ins: Sequence[str] = ()
    example: str = "z1 < 0, dead(h1) or isnan(L)"

    def symbol(self, name: str) -> str:
        """The symbol that is meant by a name.

        Raises:
            ConditionError: where there is none.
        """
        symbol = name if name in self.stand_ins else find_symbol(name, self.program)
        if symbol is None:
            raise ConditionError(say_unknown(name, self.program, self.stand_ins))
        return symbol

    def relu_test(self, state: str, expression: Expression) -> ReluTest:
        """The test of the ReLUs that are meant.

        A ReLU is meant by its node, by its pre-activation or as it stands in an equation, and all
        that stand in the equation of a node by that.

        Raises:
            ConditionError: where there is none.
        """
        network = self.program.network
        if isinstance(expression, Name) and expression.name in (*network.relus, *self.stand_ins):
            return ReluTest(state, expression)
        is_call = isinstance(expression, Call) and expression.op == "relu"
        z = expression.operands[0] if isinstance(expression, Call) and is_call else expression
        if z in network.relu_of:
            relu = network.relu_of[z]
            return ReluTest(state, Name(relu.node), None if relu.is_whole else z)
        if isinstance(expression, Name) and expression.name in network.relus_in:
            return ReluTest(state, expression)
        known = ", ".join(map(self.program.told, network.relus_in)) or "none"
        raise ConditionError(f"no ReLU is meant: write one of {known}")

    def refusal(self, tree: ast.expr) -> ConditionError:
        """That something is no condition, and what may be meant."""
        match tree:
            case ast.Name(id=name) if self.stand_ins:
                hint = suggestion(name, list(RELU_STATES))
            case ast.Call(func=ast.Name(id=name)):
                hint = suggestion(name, list(TESTS))
            case _:
                hint = ""
        hint = hint or f": write a condition such as {self.example}"
        shown = as_told(ast.unparse(tree)[:40].replace("ǀ", "/"), self.program.names)
        return ConditionError(f"{shown!r} is neither true nor false{hint}")


def parse_condition(text: str, program: Program) -> Condition:
    """Read a condition over the symbols of a program.

    Raises:
        ConditionError: where it is none.
    """
    condition = read_condition(text, Words(program))
    before = {f"{PREVIOUS}{name}": shape for name, shape in program.shapes.items()}
    condition.check_shapes(ChainMap(before, dict(program.shapes)))
    return condition


def read_condition(text: str, words: Words) -> Condition:
    """Read a condition whose shapes are still to be checked.

    Raises:
        ConditionError: where it is none.
    """
    try:
        named = in_names(text, words.program.names)
        part = _part(read_tree(named, gradients=True), words)
    except ExpressionError as error:
        raise ConditionError(str(error)) from None
    names = names_in(part)
    now = frozenset(name for name in names if not name.startswith(PREVIOUS))
    shown = "".join(each if each.isprintable() else " " for each in text).strip()
    return Condition(shown, part, now, len(now) < len(names))


def _part(tree: ast.expr, words: Words) -> Part:
    match tree:
        case ast.BoolOp(op=op, values=values):
            parts = tuple(_part(value, words) for value in values)
            return Joined(isinstance(op, ast.And), parts)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return Negated(_part(operand, words))
        case ast.Compare(left=left, ops=[op], comparators=[right]) if type(op) in COMPARISONS:
            sides = (_expression(side, words) for side in (left, right))
            return Comparison(type(op), *sides)
        case ast.Compare(ops=ops) if len(ops) > 1:
            raise ConditionError("compare two things at a time, and join with and: 0 < x and x < 1")
        case ast.Call(func=ast.Name(id=name), args=[operand], keywords=[]) if name in TESTS:
            expression = _expression(operand, words)
            is_of_relu = name in RELU_STATES
            return words.relu_test(name, expression) if is_of_relu else Test(name, expression)
        case ast.Name(id=name) if words.stand_ins and name in RELU_STATES:
            return ReluTest(name, Name(words.stand_ins[0]))
    raise words.refusal(tree)


def _expression(tree: ast.expr, words: Words) -> Expression:
    expression = to_expression(_WithoutPrevious().visit(tree))
    meant: dict[str, Expression] = {}
    for name in free_names(expression):
        shown = name.removeprefix(PREVIOUS)
        meant[name] = Name(name.removesuffix(shown) + words.symbol(shown))
    return substitute(expression, meant)


class _WithoutPrevious(ast.NodeTransformer):
    """Turns prev(L) into a name of its own."""

    def visit_Call(self, node: ast.Call) -> ast.expr:
        """A call, which may be one of prev."""
        match node:
            case ast.Call(func=ast.Name(id="prev"), args=[ast.Name(id=name)], keywords=[]):
                return ast.Name(f"prevǀ{name}")
            case ast.Call(func=ast.Name(id="prev")):
                raise ConditionError("prev takes a name: prev(L), or prev(dL/dw0)")
        self.generic_visit(node)
        return node
