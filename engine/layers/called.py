"""What calls of layers and groups are called."""

from __future__ import annotations

import ast
from collections.abc import Mapping

from engine.errors import ExpressionError
from engine.language.parser import MAX_NAME
from engine.language.text import is_aligned, shortened
from engine.layers.layer import Layer
from engine.layers.static import Static, as_tree


def check_path(path: str) -> None:
    """Raise ExpressionError unless a group may be called so."""
    if len(path) > MAX_NAME:
        raise ExpressionError(f"a name of more than {MAX_NAME} characters: {shortened(path)!r}")
    if not is_aligned(path):
        raise ExpressionError(f"{path!r} has characters that are not one column wide")


def said_call(
    layer: Layer,
    call: ast.Call,
    operands: Mapping[str, ast.expr],
    options: Mapping[str, Static],
) -> str:
    """A call of a layer with what its arguments are."""
    places = [*layer.operands, *layer.options]
    given = {name: _shown(value) for name, value in options.items()} | dict(operands)
    none = ast.Name("none", ast.Load())
    said = [given.get(name, none) for name, _ in zip(places, call.args, strict=False)]
    while said and said[-1] is none:
        said.pop()
    named = [ast.keyword(each.arg, given[each.arg]) for each in call.keywords if each.arg in given]
    return ast.unparse(ast.Call(call.func, said, named))


def _shown(value: Static) -> ast.expr:
    """What is known, as a person writes it."""
    return ast.Name(str(value).lower()) if isinstance(value, bool) else as_tree(value)
