"""The terminal app: a view of `engine.debugger.debugger`, and the command line.

What a person's own Python imports of it is loaded when it is first asked for:
`from tui import debug, watch` open the debugger on a module of torch, and `picture` draws without a
terminal, for notebooks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tui.live.debug import debug as debug
    from tui.live.errors import LiveError as LiveError
    from tui.live.errors import NotFiniteError as NotFiniteError
    from tui.live.watch import watch as watch
    from tui.recording.graph import Drawing as Drawing
    from tui.recording.graph import picture as picture

WHERE = {
    "Drawing": "tui.recording.graph",
    "LiveError": "tui.live.errors",
    "NotFiniteError": "tui.live.errors",
    "debug": "tui.live.debug",
    "picture": "tui.recording.graph",
    "watch": "tui.live.watch",
}
"""The modules in which the names stand that are offered here."""

__all__ = ["Drawing", "LiveError", "NotFiniteError", "debug", "picture", "watch"]

if not TYPE_CHECKING:  # a type checker has the imports above, and would take any name for one here

    def __getattr__(name: str) -> object:
        if name not in WHERE:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module

        return getattr(import_module(WHERE[name]), name)

    def __dir__() -> list[str]:
        return [*__all__]
