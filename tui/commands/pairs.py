"""Pairs behind the name of a command, `seeds=200 lr=0.1,1`, read."""

from __future__ import annotations

import re
from collections.abc import Mapping

from engine.errors import DebuggerError

_PAIR = re.compile(r"\s*([\w.\[\],]+?)\s*=\s*((?:\[.*?\]+|[^\s=]+?))(?=\s+[\w.\[\],]+\s*=|\s*\Z)")


def read_pairs(text: str, example: str) -> Mapping[str, str]:
    """The values by their names, as they were typed.

    Args:
        text: what was typed.
        example: what may be, for who typed something else.

    Raises:
        DebuggerError: where something else stands there, or a name twice.
    """
    found: dict[str, str] = {}
    place = 0
    while text[place:].strip():
        pair = _PAIR.match(text, place)
        if pair is None:
            rest = text[place:].strip()
            raise DebuggerError(f"{rest[:40]!r} is no pair: write name=value, as in {example}")
        name, place = pair[1], pair.end()
        if name in found:
            raise DebuggerError(f"{name} stands there twice")
        found[name] = pair[2]
    return found
