"""Expressions: sums, products and powers, for LaTeX and plain text alike.

A recursive descent over tokens whose depth and breadth are bounded. What begins with a name is
read in `operands`, brackets and tables in `grids`, derivatives in `ratios`; these are handed what
reads an expression, as parts are expressions again.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from engine.checking.reading.atoms import number, root, size
from engine.checking.reading.cursor import Cursor, Parts, Unreadable
from engine.checking.reading.grids import bracketed, environment
from engine.checking.reading.names import accented, script_text
from engine.checking.reading.operands import named, scripted
from engine.checking.reading.ratios import by_macro, fraction, gradient, nabla, partial
from engine.checking.reading.token import Kind
from engine.checking.reading.written import Apply, Compared, Figure, Grid, Summed, Word, Written

MAX_PARTS = 100
"""The most terms of a sum, and factors of a product."""

_SHAPE = re.compile(r"\d+(?:[*×,]\d+)*", re.ASCII)
COMPARISONS = ("<", "<=", ">", ">=", "!=", "=")
_PRODUCTS = {"*": "times", "/": "div", "⊙": "hadamard", "@": "matmul", "⊗": "outer"}
_FACTOR_STARTS = ("(", "{", "[", "|<", "‖<")


def whole(cursor: Cursor) -> Written:
    """All that is there, as one expression, or a comparison.

    Raises:
        Unreadable: where it is none, or something is left over.
    """
    tree = compared(cursor)
    if not cursor.is_done():
        raise cursor.unexpected()
    return tree


def compared(cursor: Cursor) -> Written:
    """An expression, or two and how they compare.

    Raises:
        Unreadable: where there is none.
    """
    start = cursor.here.start
    left = expression(cursor)
    if not cursor.is_at(*COMPARISONS, kind=Kind.SIGN):
        return left
    sign = cursor.take().text
    return Compared(sign, left, expression(cursor), cursor.source.place(start))


def expression(cursor: Cursor) -> Written:
    """A sum, or what is less than one.

    Raises:
        Unreadable: where there is none.
    """
    with cursor.deeper():
        start = cursor.here.start
        tree = term(cursor)
        for _ in range(MAX_PARTS):
            if not cursor.is_at("+", "-"):
                return tree
            op = "add" if cursor.take().text == "+" else "sub"
            tree = Apply(op, (tree, term(cursor)), cursor.source.place(start))
        raise Unreadable(f"more than {MAX_PARTS} terms", cursor.here.start)


def term(cursor: Cursor) -> Written:
    """A product, or what is less than one.

    Raises:
        Unreadable: where there is none.
    """
    start = cursor.here.start
    tree = signed(cursor)
    for _ in range(MAX_PARTS):
        if cursor.is_at(*_PRODUCTS):
            op = _PRODUCTS[cursor.take().text]
            tree = Apply(op, (tree, signed(cursor)), cursor.source.place(start))
        elif _starts_factor(cursor):
            tree = Apply("times", (tree, powered(cursor)), cursor.source.place(start))
        else:
            return tree
    raise Unreadable(f"more than {MAX_PARTS} factors", cursor.here.start)


def signed(cursor: Cursor) -> Written:
    """A factor with its sign, if it has one.

    Raises:
        Unreadable: where there is none.
    """
    start = cursor.here.start
    is_negative = False
    while cursor.is_at("+", "-"):
        is_negative ^= cursor.take().text == "-"
    first = cursor.here
    factor = powered(cursor)
    if not is_negative:
        return factor
    if isinstance(factor, Figure) and first.kind is Kind.NUMBER:
        return Figure(f"-{factor.text}", -factor.value, factor.unit, cursor.source.place(start))
    return Apply("neg", (factor,), cursor.source.place(start))


def powered(cursor: Cursor) -> Written:
    """An operand with its powers, transposed perhaps.

    Raises:
        Unreadable: where there is none.
    """
    start = cursor.here.start
    is_bracketed = cursor.is_at("(", "[")
    tree = operand(cursor)
    if isinstance(tree, Word) and not is_bracketed and cursor.is_at("_", "^", "'"):
        return scripted(cursor, tree, PARTS)
    if cursor.is_at("_"):
        tree = _indexed(cursor, tree)
    is_raised = False
    for _ in range(MAX_PARTS):
        if not cursor.took("^"):
            return tree
        inside = cursor.power()
        if [token.text for token in inside] == ["T"]:
            tree = Apply("transpose", (tree,), cursor.source.place(start))
            continue
        if is_raised:
            raise Unreadable("a power of a power: say which by parentheses", cursor.before.start)
        tree = Apply("pow", (tree, whole(cursor.within(inside))), cursor.source.place(start))
        is_raised = True
    raise Unreadable("too many powers", cursor.here.start)


def _indexed(cursor: Cursor, tree: Written) -> Written:
    """What something is with what stands below it; that stays where it cannot stand there.

    A table may have its shape below it, a part of a sum the index that it runs over, and a 1 the
    condition under which it is one.
    """
    start = cursor.at
    cursor.take()
    inside = cursor.group()
    if isinstance(tree, Figure) and tree.value == 1:
        mask = whole(cursor.within(inside))
        if isinstance(mask, Compared):
            return mask
    below = script_text(inside)
    if below not in cursor.indices and not (isinstance(tree, Grid) and _SHAPE.fullmatch(below)):
        cursor.back(start)
    return tree


def operand(cursor: Cursor) -> Written:
    """A number, a name, a call, a bracket or a fraction.

    Raises:
        Unreadable: where there is none.
    """
    token = cursor.here
    if token.kind is Kind.NUMBER:
        return number(cursor)
    if token.kind is Kind.NAME:
        return gradient(cursor) or named(cursor, PARTS)
    if token.kind is Kind.MACRO:
        return _macro(cursor)
    if cursor.took("{"):
        tree = compared(cursor)
        cursor.close(token, "}")
        return tree
    if cursor.is_at("(", "["):
        return bracketed(cursor, compared)
    if cursor.is_at("|", "|<", "‖", "‖<"):
        return size(cursor, PARTS)
    raise cursor.unexpected()


def _macro(cursor: Cursor) -> Written:
    """What a macro makes of its arguments."""
    name = cursor.here.text
    read = _MACROS.get(name)
    if read:
        return read(cursor)
    if name.startswith("begin:"):
        return environment(cursor, whole)
    raise cursor.unexpected()


def _starts_factor(cursor: Cursor) -> bool:
    """Whether a factor is next, without a sign before it."""
    token = cursor.here
    if token.kind is Kind.NAME:
        return True
    if token.kind is Kind.MACRO:
        return not token.text.startswith("end:")
    if cursor.is_at("|", "‖"):
        return not cursor.bars
    return cursor.is_at(*_FACTOR_STARTS)


def _summed(cursor: Cursor) -> Written:
    """A sum over an index; its body goes on to the next + or -."""
    place = cursor.place
    cursor.take()
    bounds = {"_": "", "^": ""}
    while cursor.is_at("_", "^"):
        mark = cursor.take().text
        bounds[mark] = script_text(cursor.group())
    outer = cursor.indices
    cursor.indices = (*outer, bounds["_"].partition("=")[0])
    index = f"{bounds['_']}..{bounds['^']}" if bounds["^"] else bounds["_"]
    with cursor.deeper():
        body = term(cursor)
    cursor.indices = outer
    return Summed(index, body, place)


def _under_brace(cursor: Cursor) -> Written:
    """What a brace lies under or over, without what is said of it there."""
    cursor.take()
    inside = cursor.within(cursor.group())
    if cursor.took("_") or cursor.took("^"):
        cursor.group()
    return whole(inside)


def _accented(cursor: Cursor) -> Written:
    return scripted(cursor, accented(cursor), PARTS)


PARTS = Parts(compared, powered, signed)

_MACROS: dict[str, Callable[[Cursor], Written]] = {
    **dict.fromkeys(("hat", "bar", "tilde"), _accented),
    **dict.fromkeys(("sqrt", "√"), lambda cursor: root(cursor, PARTS)),
    "frac": lambda cursor: fraction(cursor, PARTS),
    "by": by_macro,
    "∂": partial,
    "∇": nabla,
    "sum": _summed,
    "brace": _under_brace,
}
