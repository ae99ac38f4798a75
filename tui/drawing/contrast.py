"""The contrast of the colours of a theme, in full and in the 256 colours of most terminals."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from rich.color import Color, ColorSystem
from rich.color_triplet import ColorTriplet

from tui.drawing.themes import ROLES, Theme

LEAST = 4.5
"""WCAG 2.2, success criterion 1.4.3: the least for text of usual size."""


class Pair(NamedTuple):
    """A colour of a theme on its background.

    Args:
        ink: the name of the colour of text; behind it is the background.
        contrast: of the two, from 1 to 21; the less of that in full and that in 256 colours.
    """

    ink: str
    contrast: float

    def said(self, theme: Theme) -> str:
        """The pair in words, with the figure."""
        colours = f"{self.ink} {getattr(theme, self.ink)} on background {theme.background}"
        return f"{colours} has a contrast of {self.contrast:.1f}, and {LEAST} is the least"


def too_little(theme: Theme) -> Pair | None:
    """The pair with the least contrast, if that is too little; None where all can be read."""
    if theme.ansi:
        return None  # what the terminal's own colours are nobody knows
    least = min(_pairs(theme), key=lambda pair: pair.contrast)
    return least if least.contrast < LEAST else None


def contrast(one: ColorTriplet, other: ColorTriplet) -> float:
    """The contrast of two colours, as WCAG has it.

    >>> round(contrast(ColorTriplet(0, 0, 0), ColorTriplet(255, 255, 255)), 1)
    21.0
    """
    dark, light = sorted(map(luminance, (one, other)))
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: ColorTriplet) -> float:
    """How light a colour is, from 0 to 1."""
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in colour.normalized
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _pairs(theme: Theme) -> Iterator[Pair]:
    for ink in sorted({colour for colour, _ in ROLES.values()}):
        colours = [Color.parse(str(getattr(theme, name))) for name in (ink, "background")]
        seen = ([each.downgrade(system).get_truecolor() for each in colours] for system in _SYSTEMS)
        yield Pair(ink, min(contrast(*each) for each in seen))


_SYSTEMS = (ColorSystem.TRUECOLOR, ColorSystem.EIGHT_BIT)
