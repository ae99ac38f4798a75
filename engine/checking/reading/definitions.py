r"""Definitions: macros that a page defines for itself, `\newcommand{\pd}[2]{...}`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from engine.checking.reading.masks import blank

_DEFINITION = re.compile(
    r"\\(?:(?:re|provide)?(?:new)?command|DeclareMathOperator)\*?\s*(?:\{\s*\\([A-Za-z]+)\s*\}"
    r"|\\([A-Za-z]+))\s*(?:\[(\d)\])?\s*\{|\\def\s*\\([A-Za-z]+)\s*((?:#\d)*)\s*\{"
)
_EDGE = re.compile(r"\\.|[{}]", re.DOTALL)
_ARGUMENT = re.compile(r"#(\d)")
_LONGEST = 1_000
_MOST_UNCLOSED = 20


@dataclass(frozen=True, slots=True)
class Definition:
    """What a macro stands for.

    Args:
        count: how many arguments it takes.
        body: what it stands for, with `#1` where the first argument belongs.
    """

    count: int
    body: str

    def with_arguments(self, arguments: list[str]) -> str:
        """What it stands for with these arguments."""
        return _ARGUMENT.sub(lambda found: _argument(arguments, int(found[1])), self.body)


NONE: Mapping[str, Definition] = MappingProxyType({})


def definitions(text: str) -> tuple[Mapping[str, Definition], str]:
    """The macros that a text defines, and the text without that."""
    found: dict[str, Definition] = {}
    parts: list[str] = []
    offset = unclosed = 0
    for head in _DEFINITION.finditer(text):
        if head.start() < offset or unclosed > _MOST_UNCLOSED:
            continue
        end = _closing(text, head.end())
        if end is None:
            unclosed += 1
            continue
        body = text[head.end() : end]
        if "Operator" in head[0]:
            body = f"\\operatorname{{{body}}}"
        count = int(head[3] or len(head[5] or "") // 2)
        found[head[1] or head[2] or head[4]] = Definition(count, body)
        parts += [text[offset : head.start()], blank(text[head.start() : end + 1])]
        offset = end + 1
    return (found, "".join(parts) + text[offset:]) if found else (NONE, text)


def _closing(text: str, start: int) -> int | None:
    """Where the brace is closed that was opened before an offset."""
    depth = 1
    for edge in _EDGE.finditer(text, start, min(len(text), start + _LONGEST)):
        depth += {"{": 1, "}": -1}.get(edge[0], 0)
        if not depth:
            return edge.start()
    return None


def _argument(arguments: list[str], number: int) -> str:
    return arguments[number - 1] if 0 < number <= len(arguments) else ""
