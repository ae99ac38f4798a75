"""The terminal app: a view of `engine.debugger.debugger`, and the command line.

For notebooks there is a door to what draws without a terminal: `from tui import picture`. It is
loaded when it is first asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tui.recording.graph import Drawing as Drawing
    from tui.recording.graph import picture as picture

__all__ = ["Drawing", "picture"]

if not TYPE_CHECKING:  # a type checker has the imports above, and would take any name for one here

    def __getattr__(name: str) -> object:
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from tui.recording import graph

        return getattr(graph, name)

    def __dir__() -> list[str]:
        return [*__all__]
