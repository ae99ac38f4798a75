"""Source: the statement of a file that an op of a graph comes from."""

from __future__ import annotations

import ast
import linecache
from functools import lru_cache
from pathlib import Path

from engine.frozen import frozen

_BLOCKS = (
    *(ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef),
    *(ast.With, ast.For, ast.If, ast.While, ast.Try),
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
        code: its first line as it stands there.
    """

    first: int
    names: tuple[str, ...]
    gives: bool
    code: str


def statement(file: str, line: int, function: str) -> Statement | None:
    """The statement at a line; None where the file cannot be read.

    Args:
        file: the file, or what Python calls a cell of a notebook.
        line: the line, from 1.
        function: the function that runs: what a `lambda` computes is given back.
    """
    found = _statements(file).get(line)
    if found is not None and function == "<lambda>":
        return Statement(found.first, (), True, found.code)
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
            code = lines[node.lineno - 1].strip()
            said = Statement(node.lineno, _assigned(node), isinstance(node, ast.Return), code)
            found.update(dict.fromkeys(range(node.lineno, (node.end_lineno or 0) + 1), said))
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
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=of, attr="append"))):
            return _names(of)
    return ()


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
