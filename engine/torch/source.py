"""Source: the statement of a file that an op of a graph comes from."""

from __future__ import annotations

import ast
import linecache
from functools import lru_cache
from pathlib import Path

from engine.frozen import frozen

_BLOCKS = (
    *(ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef),
    *(ast.With, ast.If, ast.While, ast.Try),
)
_LONGEST = 2_000_000
"""So many bytes of a file are read at the most, to find a statement in it."""


@frozen(slots=True)
class Statement:
    """A statement of a file.

    Args:
        first: its first line.
        names: what it assigns, a name for each value; empty where it assigns nothing.
        gives: whether it gives a value back, `return ...`.
        before: the numbers that stand before a sign, `2 *`, each with the sign.
        code: its first line as it stands there.
    """

    first: int
    names: tuple[str, ...]
    gives: bool
    before: frozenset[tuple[str, float]]
    code: str


NOTHING = Statement(0, (), False, frozenset(), "")
"""A statement that assigns nothing."""


def statement(file: str, line: int, function: str) -> Statement | None:
    """The statement at a line; None where the file cannot be read.

    Args:
        file: the file, or what Python calls a cell of a notebook.
        line: the line, from 1.
        function: the function that runs: what a `lambda` computes is given back.
    """
    found = _statements(file).get(line)
    if found is not None and function == "<lambda>":
        return Statement(found.first, (), True, found.before, found.code)
    return found


@lru_cache(maxsize=64)
def _statements(file: str) -> dict[int, Statement]:
    """The innermost statement at each line of a file."""
    lines = _lines(file)
    try:
        tree = ast.parse("".join(lines))
    except (SyntaxError, ValueError, RecursionError):
        return {}
    found: dict[int, Statement] = {}
    for node in ast.walk(tree):  # breadth first: what stands within comes later
        if isinstance(node, ast.stmt) and not isinstance(node, _BLOCKS):
            is_return = isinstance(node, ast.Return)
            code = lines[node.lineno - 1].strip()
            said = Statement(node.lineno, _assigned(node), is_return, _before(node), code)
            last = node.iter if isinstance(node, ast.For) else node
            found.update(dict.fromkeys(range(node.lineno, (last.end_lineno or 0) + 1), said))
    return found


def _lines(file: str) -> list[str]:
    """The lines of a file; of a cell of a notebook too, as Python keeps these."""
    path = Path(file)
    try:
        if path.is_file() and path.stat().st_size > _LONGEST:
            return []
    except OSError:
        return []
    return linecache.getlines(file)


def _assigned(node: ast.stmt) -> tuple[str, ...]:
    """What a statement assigns."""
    match node:
        case ast.Assign(targets=[*_, target]) | ast.AugAssign(target=target):
            return _names(target)
        case ast.AnnAssign(target=target):
            return _names(target)
        case ast.For(target=target):
            return _names(target)[-1:]  # the last one in `for t, xt in enumerate(...)`
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=of, attr="append"))):
            return _names(of)
    return ()


def _before(node: ast.stmt) -> frozenset[tuple[str, float]]:
    """The numbers that stand before a sign, and not behind one as well."""
    before: set[tuple[str, float]] = set()
    behind: set[tuple[str, float]] = set()
    for part in ast.walk(node):
        if isinstance(part, ast.BinOp) and isinstance(part.op, ast.Mult | ast.Add):
            sign = "*" if isinstance(part.op, ast.Mult) else "+"
            for side, found in ((part.left, before), (part.right, behind)):
                if isinstance(side, ast.Constant) and isinstance(side.value, int | float):
                    found.add((sign, float(side.value)))
    return frozenset(before - behind)


def _names(target: ast.expr) -> tuple[str, ...]:
    """The names of a target, one for each value."""
    match target:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return (name,)
        case ast.Subscript(value=value) | ast.Starred(value=value):
            return _names(value)
        case ast.Tuple(elts=parts) | ast.List(elts=parts):
            return tuple(name for part in parts for name in _names(part)[:1])
    return ()
