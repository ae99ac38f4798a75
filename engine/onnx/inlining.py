"""Functions in a file of ONNX, written out as the operators that they are made of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.errors import ModelError
from engine.language.text import shortened

MAX_NODES = 20_000
"""So many nodes a graph may have."""

DEEPEST = 50
"""So many functions may call one another."""


def inlined(model: Any, known: Mapping[str, object]) -> Any:
    """The model with the functions that it brings along written out, and those of ONNX itself.

    Args:
        model: a `ModelProto`.
        known: operators that are known, by name, and stay as they are.

    Raises:
        ModelError: where there are too many, or they cannot be written out.
    """
    from onnx import inliner

    try:
        if model.functions:
            _check(model)
            model = inliner.inline_local_functions(model)
        rest = _defined(model, known)
        if rest and hasattr(inliner, "inline_selected_functions"):
            model = inliner.inline_selected_functions(model, rest, inline_schema_functions=True)
    except ModelError:
        raise
    except (RuntimeError, ValueError, TypeError) as error:
        raise ModelError(f"its functions cannot be written out: {shortened(str(error))}") from None
    return model


def _check(model: Any) -> None:
    """Refuse functions that call themselves, or come to too many nodes."""
    known = {(each.domain, each.name): each for each in model.functions}
    sizes: dict[tuple[str, str], int] = {}

    def size_of(key: tuple[str, str], depth: int) -> int:
        if key not in known:
            return 1
        if depth > DEEPEST:
            raise ModelError("its functions call one another without end")
        if key not in sizes:
            inner = ((node.domain, node.op_type) for node in known[key].node)
            sizes[key] = sum(size_of(each, depth + 1) for each in inner)
        return sizes[key]

    if sum(size_of((node.domain, node.op_type), 0) for node in model.graph.node) > MAX_NODES:
        raise ModelError(f"more than {MAX_NODES:,} nodes")


def _defined(model: Any, known: Mapping[str, object]) -> list[tuple[str, str]]:
    """Operators that are not known, and that ONNX itself defines by others."""
    import onnx

    version = max((each.version for each in model.opset_import if not each.domain), default=0)
    found = []
    for op in sorted({node.op_type for node in model.graph.node if not node.domain} - {*known}):
        try:
            schema = onnx.defs.get_schema(op, version)
        except onnx.defs.SchemaError:
            continue
        if schema.has_function or schema.has_context_dependent_function:
            found.append(("", op))
    return found
