"""Fewer bytes for the same colours.

Rich resets the colours behind every piece of text and sets them anew before the next. Over a slow
line that is half of what a step sends.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

_SGR = re.compile(r"\x1b\[([0-9;]*)m")
_PART = re.compile(r"[34]8;5;\d+|[34]8;2;\d+;\d+;\d+|\d+")
_MOVES = re.compile(r"(?:\x1b\[[0-9;]*H)*")
_OFF = {"1": "22", "3": "23", "4": "24", "7": "27"}
"""What takes an attribute back: bold, italic, underlined, reversed."""


class _Setting(NamedTuple):
    """A setting of how text looks.

    Args:
        attributes: those of `_OFF` that are on.
        ink: the code of its colour; empty for the terminal's own.
        ground: the code of the colour behind it; empty for the terminal's own.
    """

    attributes: tuple[str, ...] = ()
    ink: str = ""
    ground: str = ""


class Short(str):
    """A text that is as short already as `shortened` would make it."""

    __slots__ = ()


def shortened(text: str) -> str:
    """What looks the same on a terminal, in as many bytes or fewer.

    Args:
        text: what is to be written where nothing is set yet; each setting is reset behind its text.
    """
    first, *rest = _SGR.split(text)
    written, shown, wanted = [first], "", ""
    for code, following in zip(rest[::2], rest[1::2], strict=True):
        if code.strip("0") and wanted:
            return text  # one setting on top of another, which is none of ours
        wanted = code if code.strip("0") else ""
        if not _MOVES.fullmatch(following):
            written.append(change(shown, wanted))
            shown = wanted
        written.append(following)
    written.append(change(shown, wanted))
    return "".join(written)


def dressed(spans: Iterable[tuple[str, str]]) -> str:
    """Texts with the code that each is to be seen in, as `shortened` would leave them."""
    written, shown = list[str](), ""
    for text, code in spans:
        if text:
            written += (change(shown, code), text)
            shown = code
    return "".join([*written, change(shown, "")])


@cache
def change(shown: str, wanted: str) -> str:
    """The shortest sequence from one setting to another."""
    if shown == wanted:
        return ""
    if not wanted:
        return "\x1b[0m"
    ways = [f"0;{wanted}" if shown else wanted]
    before, after = _setting(shown), _setting(wanted)
    if before is not None and after is not None:
        codes = [_OFF[each] for each in before.attributes if each not in after.attributes]
        codes += [each for each in after.attributes if each not in before.attributes]
        codes += [after.ink or "39"] * (after.ink != before.ink)
        codes += [after.ground or "49"] * (after.ground != before.ground)
        ways.append(";".join(codes))
    return f"\x1b[{min(filter(None, ways), key=len)}m"


def _setting(code: str) -> _Setting | None:
    """What a code sets where nothing is set yet; None where it is about something else."""
    attributes, ink, ground = [], "", ""
    for part in _PART.findall(code):
        number = int(part.partition(";")[0])
        if part in _OFF:
            attributes.append(part)
        elif 30 <= number <= 39 or 90 <= number <= 97:
            ink = part
        elif 40 <= number <= 49 or 100 <= number <= 107:
            ground = part
        else:
            return None
    return _Setting(tuple(attributes), ink, ground)
