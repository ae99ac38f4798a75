"""Textual, imported without what this app has not: 15 to 20 ms less until keys are taken.

Textual's own command palette brings a dozen modules of widgets and is not shown here, as keys typed
ahead would not reach it in their order (`tui.widgets.palette` is ours). asyncio brings OpenSSL, and
an app in a terminal is connected to nobody. Both can be imported later, as ever.
"""

from __future__ import annotations

import sys
from types import ModuleType


class _Nothing(ModuleType):
    """A module in which every name is a class of its own, with nothing in it."""

    def __getattr__(self, name: str) -> type:
        if name.startswith("__"):
            raise AttributeError(name)
        return type(name, (), {})


def import_textual() -> None:
    """Import `textual.app` without them, unless it is imported already."""
    if "textual.app" in sys.modules:
        return
    put = {"textual.command": _Nothing("textual.command"), "ssl": None}  # asyncio allows for None
    put = {name: module for name, module in put.items() if name not in sys.modules}
    sys.modules.update(put)  # type: ignore[arg-type]  # None says that there is no such module
    try:
        import textual.app  # noqa: F401
    finally:
        for name in put:
            del sys.modules[name]
