"""Levels as signs: how large a number is, in decades, in one cell."""

from __future__ import annotations

from tui.drawing.look import Look, Span

SIGNS, ASCII_SIGNS = "0▁▂▃▄▅▆▇█!", '0,:;"&*$@!'
"""Nothing at all, eight decades, no number."""

ROLES = ("dead", *["dim"] * 3, *["text"] * 2, *["active"] * 3, "error")
"""The role of each."""


def signs_of(look: Look) -> str:
    """The signs of the levels, but for what is not computed yet."""
    return ASCII_SIGNS if look.ascii else SIGNS


def sign_of(level: int, look: Look) -> Span:
    """The sign of a level, of `tui.graph.magnitudes`, and its role."""
    if not level:
        return look.glyphs.pending, "dim"
    return signs_of(look)[level - 1], ROLES[level - 1]
