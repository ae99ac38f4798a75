"""The private parts of Textual that are used, all named: a new release is looked at for these."""

import ast
import importlib
import inspect
import pkgutil
import tomllib
from importlib.util import find_spec
from pathlib import Path

import textual

import tui

ROOT = Path(__file__).resolve().parents[2]

READ = {
    "_app", "_batch_count", "_begin_update", "_build_environment", "_close_messages_no_wait",
    "_debug", "_dirty_regions", "_display", "_driver", "_end_update", "_is_mounted",
    "_process_messages", "_refresh_truecolor_filter", "_running",
}  # fmt: skip
"""What is read or called of Textual's objects, and of textual-serve's."""

MODULES = {"textual._ansi_sequences", "textual._compositor", "textual._xterm_parser"}
"""The private modules that are imported."""

OVERRIDDEN = {
    "_dispatch_message", "_get_terminal_size", "_handle_exception", "_register_child",
    "_sequence_to_key_events",
}  # fmt: skip
"""What Textual calls, and our classes do in their own way."""

OF_SERVE = {"_make_app", "_open_app_process"}
"""The same of textual-serve, where that extra is installed."""

PYTHONS = {"_exit", "_replace"}
"""What is private by its name only: `os._exit`, and what named tuples have."""


def trees():
    return [ast.parse(path.read_text(encoding="utf-8")) for path in (ROOT / "tui").rglob("*.py")]


def is_private(name):
    return name.startswith("_") and not name.startswith("__")


def own_names(nodes):
    """What is defined in the package itself."""
    for node in nodes:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.attr


def test_what_is_read_is_named():
    nodes = [node for tree in trees() for node in ast.walk(tree)]
    read = {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    read = set(filter(is_private, read)) - set(own_names(nodes))
    assert read - PYTHONS == READ
    imported = {
        node.module
        for node in nodes
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("textual._")
    }
    assert imported == MODULES


def test_what_is_overridden_is_named():
    has_serve = find_spec("textual_serve") is not None
    overridden, own = set(), set(own_names(node for tree in trees() for node in ast.walk(tree)))
    for module in pkgutil.walk_packages(tui.__path__, "tui."):
        if module.name.endswith("__main__"):
            continue
        try:
            names = vars(importlib.import_module(module.name))
        except ModuleNotFoundError as error:
            assert error.name in ("aiohttp", "textual_serve")  # noqa: PT017  (the extra)
            continue
        for each in names.values():
            if not (inspect.isclass(each) and each.__module__ == module.name):
                continue
            bases = [base for base in each.__mro__ if base.__module__.startswith("textual")]
            overridden |= {
                name
                for name in filter(is_private, own.intersection(vars(each)))
                if any(name in vars(base) for base in bases)
            }
    assert overridden == (OVERRIDDEN | OF_SERVE if has_serve else OVERRIDDEN)


def test_no_release_is_taken_that_nobody_has_looked_at():
    described = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert "textual>=8.2,<9" in described["project"]["dependencies"]
    assert textual.__version__.startswith("8.")
