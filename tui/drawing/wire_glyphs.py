"""The characters of wires that are lit, or that the gradient has gone over."""

from __future__ import annotations

from typing import NamedTuple

from tui.drawing.look import Look


class WireGlyphs(NamedTuple):
    """The characters of wires: what runs level, and what upright.

    Args:
        lit: of a step.
        idle: of a step, where a contribution of 0 comes over them.
        weights: gone over, by `tui.graph.scale.Weight`.
        stops_short: their arrow head at a box where 0 has arrived.
    """

    lit: tuple[str, str]
    idle: tuple[str, str]
    weights: tuple[str, str]
    stops_short: str


UNICODE = WireGlyphs(("━", "┃"), ("┉", "┋"), ("┈╌╍╾!", "┊╎╏╿!"), "◁")
ASCII = WireGlyphs(("=", "|"), (".", "."), (".:~*!", ".:~*!"), "(")


def wire_glyphs(look: Look) -> WireGlyphs:
    """The characters of wires."""
    return ASCII if look.ascii else UNICODE
