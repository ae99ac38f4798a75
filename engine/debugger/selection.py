"""Which node and which entry is looked at."""

from __future__ import annotations

from engine.errors import DebuggerError
from engine.language.text import unknown_node
from engine.program.program import Program


def named(name: str, program: Program) -> str:
    """The node of this name, or written like this."""
    if name in program.places:
        return name
    for node, written in program.network.names.items():
        if name == written:
            return node
    raise DebuggerError(unknown_node(name, list(program.network.nodes)))


def has_entry(program: Program, entry: tuple[int, ...]) -> bool:
    """Whether an array has this entry, or one whose last places are these."""
    return any(
        len(entry) <= len(shape)
        and all(0 <= place < size for place, size in zip(entry[::-1], shape[::-1], strict=False))
        for shape in program.shapes.values()
    )
