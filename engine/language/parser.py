"""Text to expressions, with Python's own grammar and a whitelist of what it may contain.

The text goes through `ast.parse` only; nothing is ever evaluated as code.
"""

from __future__ import annotations

import ast
import keyword
import re
import unicodedata

from engine.errors import ExpressionError
from engine.language.expression import (
    Call,
    Expression,
    Name,
    Number,
    Options,
    OptionValue,
    chain,
    depth,
    size,
)
from engine.language.op import NEEDS_NAME, Op
from engine.language.ops import OPS
from engine.language.text import is_aligned, shortened
from engine.language.trees import SLASH_LETTER, tree_of

MAX_LENGTH = 10_000
MAX_NAME = 100
MAX_DEPTH = 100
MAX_OPS = 300
MAX_EXPONENT = 1_000
_TOO_DEEP = f"nested more than {MAX_DEPTH} deep: split it into several equations"

CONSTANTS = {"inf": float("inf"), "nan": float("nan")}

# `dL/dh0` is one name, but Python's grammar would read `2*dL/dh0` as `(2*dL)/dh0`. So its slash is
# swapped for a letter of the same width before parsing, so that columns in errors stay true, and
# back after.
_GRADIENT = re.compile(r"(?<!\w)d(\w+)/d(\w+)")

_LONG_WORD = re.compile(rf"(?<![\w.])[^\W\d]\w{{{MAX_NAME + 1},}}+")  # dL of a long L is none

_BINARY = {
    ast.Add: "add",
    ast.Sub: "sub",
    ast.Mult: "mul",
    ast.Div: "div",
    ast.Pow: "pow",
    ast.MatMult: "matmul",
}


def parse(text: str, *, gradients: bool = True) -> Expression:
    """Read an expression such as `w2*h1 + w3*h0` or, with gradients, `2*dL/dh0`.

    Args:
        text: one line in the grammar of network files: numbers, names, `+ - * / ** @`, unary
            minus, parentheses and calls of the ops in `engine.language.ops.OPS` with their options.
        gradients: whether `dL/dh0` is the name of a gradient or a division.

    Raises:
        ExpressionError: where the text is something else, or larger than the bounds above.

    >>> parse("w2*h1")
    Call(op='mul', operands=(Name(name='w2'), Name(name='h1')), options=())
    >>> parse("rleu(z)")
    Traceback (most recent call last):
    engine.errors.ExpressionError: unknown op 'rleu'; did you mean 'relu'?
    """
    return to_expression(read_tree(text, gradients=gradients))


def read_tree(text: str, *, gradients: bool) -> ast.expr:
    """What Python's grammar makes of a text; nothing of it is ever run.

    Raises:
        ExpressionError: where it makes nothing of it.
    """
    if len(text) > MAX_LENGTH:
        raise ExpressionError(f"longer than {MAX_LENGTH} characters")
    source = text.strip().replace("∂", "d")
    if not source:
        raise ExpressionError("there is no expression")
    if SLASH_LETTER in source:
        raise ExpressionError(f"the character {SLASH_LETTER!r} cannot be used in a name")
    long = len(source) > MAX_NAME and _LONG_WORD.search(source)
    if long:
        raise ExpressionError(f"more than {MAX_NAME} characters in one word: {shortened(long[0])}")
    if gradients:
        source = _GRADIENT.sub(rf"d\1{SLASH_LETTER}d\2", source)
    try:
        tree = tree_of(source)
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        from engine.language.refusals import explained

        raise ExpressionError(explained(source, error, _TOO_DEEP)) from None
    if not source.replace("\t", " ").isprintable():
        raise ExpressionError("it holds a character that cannot be seen")
    return tree


def to_expression(tree: ast.expr) -> Expression:
    """The expression that a part of a tree is.

    Raises:
        ExpressionError: where it is none, or larger than the bounds above.
    """
    try:
        expression = _convert(tree)
    except RecursionError:
        raise ExpressionError(_TOO_DEEP) from None
    ops = size(expression)
    if ops > MAX_DEPTH and depth(expression) > MAX_DEPTH:
        raise ExpressionError(_TOO_DEEP)
    if ops > MAX_OPS:
        raise ExpressionError(f"more than {MAX_OPS} ops: split it into several equations")
    return expression


def check_name(name: str) -> None:
    """Raise ExpressionError unless `name` may name a node.

    Names are what Python calls identifiers, less the words with a meaning of their own here.
    """
    if len(name) > MAX_NAME:
        raise ExpressionError(f"a name of more than {MAX_NAME} characters: {shortened(name)!r}")
    if not name.isidentifier() or SLASH_LETTER in name:
        raise ExpressionError(f"{name!r} is no name: use letters, digits and _")
    if not name.isascii():
        if not is_aligned(name):
            raise ExpressionError(f"{name!r} has characters that are not one column wide")
        read = unicodedata.normalize("NFKC", name)
        if name != read:
            raise ExpressionError(f"{name!r} is read as {read!r} in an equation: write {read!r}")
    if keyword.iskeyword(name):
        raise ExpressionError(f"{name!r} is a word of Python's grammar: choose another name")
    if name in OPS or name in CONSTANTS:
        raise ExpressionError(f"{name!r} has a meaning of its own: choose another name")
    if name == "lr":
        raise ExpressionError("'lr' is the learning rate: choose another name")


def _convert(node: ast.expr) -> Expression:
    if isinstance(node, ast.Name):  # first what is most frequent
        name = node.id
        return (
            Number(CONSTANTS[name]) if name in CONSTANTS else Name(name.replace(SLASH_LETTER, "/"))
        )
    if isinstance(node, ast.BinOp) and type(node.op) in _BINARY:
        return _binary(_BINARY[type(node.op)], _convert(node.left), _convert(node.right))
    match node:
        case ast.Constant(value=bool() | complex() | str() | bytes() | None):
            raise ExpressionError(f"{_excerpt(node)} is no number")
        case ast.Constant(value=int() | float() as value):
            return Number(_to_float(value))
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return _negative(_convert(operand))
        case ast.UnaryOp(op=ast.UAdd(), operand=operand):
            return _convert(operand)
        case ast.Call():
            return _call(node)
    return _otherwise(node)


def _otherwise(node: ast.expr) -> Expression:
    """What is written with other signs."""
    match node:
        case ast.Compare():
            from engine.language.comparing import compared  # which few networks need

            return compared(node, _convert)
        case ast.Subscript(value=value, slice=index):
            from engine.language import subscripts

            return subscripts.read(_convert(value), index, _convert)
        case ast.Attribute(value=value, attr="T" | "mT"):
            return Call("transpose", (_convert(value),))
        case ast.BinOp(op=ast.BitXor()):
            raise ExpressionError(f"{_excerpt(node)}: for a power write **")
    raise ExpressionError(f"{_excerpt(node)} cannot be used here: write {_GRAMMAR}")


_GRAMMAR = "numbers, names, + - * / ** @, parentheses, x[0] and ops such as relu(z)"


def _to_float(value: float) -> float:
    try:
        return float(value)
    except OverflowError:
        raise ExpressionError("a number is larger than a float can hold") from None


def _negative(operand: Expression) -> Expression:
    return Number(-operand.value) if isinstance(operand, Number) else Call("neg", (operand,))


def _binary(op: str, left: Expression, right: Expression) -> Expression:
    if op == "pow" and isinstance(right, Number) and abs(right.value) > MAX_EXPONENT:
        raise ExpressionError(f"the exponent {right.value:g} is larger than {MAX_EXPONENT}")
    return Call(op, (left, right))


def _call(node: ast.Call) -> Expression:
    if not isinstance(node.func, ast.Name):
        raise ExpressionError(
            f"{_excerpt(node.func)} cannot be called: write an op such as relu(z)"
        )
    name = node.func.id.replace(SLASH_LETTER, "/")
    op = OPS.get(name)
    if op is None:
        from engine.language.refusals import meant

        raise ExpressionError(f"unknown op {name!r}{meant(name)}")
    if op.chains:
        return _chain(op, node)
    options = _options(op, node.args[op.operands :], node.keywords)
    count = len(node.args)
    if not op.operands <= count <= op.operands + len(op.options):
        raise ExpressionError(f"{name} does not take {count} operands: write {op.usage}")
    operands = tuple(_convert(argument) for argument in node.args[: op.operands])
    if name == "pow":
        return _binary(name, *operands)
    return _negative(*operands) if name == "neg" else Call(name, operands, options)


def _chain(op: Op, node: ast.Call) -> Expression:
    """A call of two or more operands, or of a tuple of these."""
    parts = node.args
    if len(parts) == 1 and isinstance(parts[0], ast.Tuple | ast.List):
        parts = parts[0].elts
    if len(parts) < op.operands:
        raise ExpressionError(f"{op.name} does not take {len(parts)} operands: write {op.usage}")
    options = _options(op, [], node.keywords)
    return chain(op.name, list(map(_convert, parts)), options)


def _options(op: Op, behind: list[ast.expr], named: list[ast.keyword]) -> Options:
    """The options of a call, by their place behind the operands or by name, as its row has them."""
    known = {option.name: option for option in op.options}
    if op.name in NEEDS_NAME and behind:
        raise ExpressionError(f"write {op.usage}, or {op.name}imum(x, y) for that of two")
    given = list(zip(known, behind, strict=False))
    for keyword_ in named:
        option = (keyword_.arg or "**").replace(SLASH_LETTER, "/")
        if option not in known:
            raise ExpressionError(f"{op.name} has no option {option!r}: write {op.usage}")
        given.append((option, keyword_.value))
    values: dict[str, OptionValue] = {}
    for option, tree in given:
        if option in values:
            raise ExpressionError(f"{op.name} has its {option} twice: write {op.usage}")
        value = _option_value(tree, is_several=known[option].is_several)
        if value is None:
            raise ExpressionError(f"the {option} of {op.name} has to be {known[option].kind}")
        values[option] = value
    missing = [each.name for each in op.options if each.is_needed and each.name not in values]
    if missing:
        raise ExpressionError(f"{op.name} needs its {missing[0]}: write {op.usage}")
    return tuple((option, values[option]) for option in known if option in values)


def _option_value(tree: ast.expr, *, is_several: bool) -> OptionValue | None:
    """A number or, where several are allowed, a tuple of numbers; None for something else."""
    if isinstance(tree, ast.Tuple):
        numbers = [_option_value(each, is_several=False) for each in tree.elts]
        several = tuple(number for number in numbers if isinstance(number, float))
        return several if is_several and several and len(several) == len(numbers) else None
    number = _convert(tree)
    return number.value if isinstance(number, Number) else None


def _excerpt(node: ast.AST) -> str:
    try:
        text = ast.unparse(node).replace(SLASH_LETTER, "/")
    except ValueError:  # a whole number of more digits than Python writes
        return "a part of it"
    return repr(text if len(text) <= 40 else text[:37] + "...")
