"""Colours as codes for a terminal, in as many as it has; the same that rich would choose.

A frame that is drawn before Textual is imported has to do without rich's colours, which take as
long to import as the frame takes to draw.
"""

from __future__ import annotations

from colorsys import rgb_to_hls
from functools import cache

NAMES = ("black", "red", "green", "yellow", "blue", "magenta", "cyan", "white", "", "default")
"""The terminal's own colours, each where its code says."""

ATTRIBUTES = {"bold": "1", "underline": "4", "reverse": "7"}


@cache
def code(ink: str, ground: str, attributes: str, depth: str) -> str:
    """The code that sets how text looks, as between `ESC [` and `m`; empty for text as it is.

    Args:
        ink: the colour of the text: `#rrggbb`, or one of the terminal's own, `ansi_cyan`; empty
            where there is none to see.
        ground: the colour behind it.
        attributes: words of `ATTRIBUTES`.
        depth: how many colours there are, `256` or `standard`; empty for none.
    """
    codes = sorted(ATTRIBUTES[word] for word in attributes.split())
    if depth:
        codes += [_colour(ink, depth, 30)] * bool(ink) + [_colour(ground, depth, 40)]
    return ";".join(codes)


def _colour(colour: str, depth: str, base: int) -> str:
    """The code of a colour for text, from 30 on, or for what is behind it, from 40 on."""
    if not colour.startswith("#"):
        return str(base + NAMES.index(colour.removeprefix("ansi_")))
    if depth == "256":
        red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
        return f"{base + 8};5;{_of_256(red, green, blue)}"
    from rich.color import Color, ColorSystem  # sixteen, for a theme of many: that is rare

    nearest = Color.parse(colour).downgrade(ColorSystem.STANDARD)
    return ";".join(nearest.get_ansi_codes(foreground=base == 30))


def _of_256(red: int, green: int, blue: int) -> int:
    """The nearest of the 256: a grey, or one of the cube of 6 times 6 times 6."""
    _, lightness, saturation = rgb_to_hls(red / 255, green / 255, blue / 255)
    if saturation < 0.15:
        grey = round(lightness * 25)
        return {0: 16, 25: 231}.get(grey, 231 + grey)
    parts = [part / 95 if part < 95 else 1 + (part - 95) / 40 for part in (red, green, blue)]
    return 16 + 36 * round(parts[0]) + 6 * round(parts[1]) + round(parts[2])
