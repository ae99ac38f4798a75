"""The pen of a terminal: how what is written next looks, as sequences of SGR set it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from rich.style import Style

_ATTRIBUTES = {1: "bold", 2: "dim", 3: "italic", 4: "underline", 7: "reverse"}
_OFF = {22: ("bold", "dim"), 23: ("italic",), 24: ("underline",), 27: ("reverse",)}


class Pen(NamedTuple):
    """How a cell looks.

    Args:
        colour: as Rich writes it; None for the terminal's own.
        ground: the same of what is behind.
        bold: and the attributes that may be set besides.
    """

    colour: str | None = None
    ground: str | None = None
    bold: bool = False
    dim: bool = False
    italic: bool = False
    underline: bool = False
    reverse: bool = False

    def style(self) -> Style:
        """The same for Rich."""
        return _style(self)

    def after(self, parameters: str) -> Pen:
        """The pen after a sequence with these parameters, `1;38;5;117`.

        >>> Pen().after("1;38;5;117").after("22").colour
        'color(117)'
        """
        pen = self
        codes = iter([int(each or 0) for each in parameters.replace(":", ";").split(";")])
        for code in codes:
            changed: dict[str, Any] = dict(_changes(code, codes))
            pen = pen._replace(**changed) if code else Pen()
        return pen


NEW = Pen()
"""The pen that nothing is set of."""


@lru_cache(maxsize=4_096)
def _style(pen: Pen) -> Style:
    return Style(
        color=pen.colour,
        bgcolor=pen.ground,
        bold=pen.bold,
        dim=pen.dim,
        italic=pen.italic,
        underline=pen.underline,
        reverse=pen.reverse,
    )


def _changes(code: int, codes: Iterator[int]) -> Iterator[tuple[str, str | bool | None]]:
    """What a code changes; of colours in several numbers, those that follow are taken."""
    if code in _ATTRIBUTES:
        yield _ATTRIBUTES[code], True
    for attribute in _OFF.get(code, ()):
        yield attribute, False
    for start, target in ((30, "colour"), (40, "ground")):
        if start <= code < start + 8:
            yield target, f"color({code - start})"
        elif start + 60 <= code < start + 68:
            yield target, f"color({code - start - 52})"
        elif code == start + 9:
            yield target, None
        elif code == start + 8:
            yield target, _colour(codes)


def _colour(codes: Iterator[int]) -> str | None:
    """The colour that `5;117` or `2;135;215;255` means."""
    kind = next(codes, 0)
    if kind == 5:
        return f"color({min(next(codes, 0), 255)})"
    if kind == 2:
        red, green, blue = (min(next(codes, 0), 255) for _ in range(3))
        return f"#{red:02x}{green:02x}{blue:02x}"
    return None
