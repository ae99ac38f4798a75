"""The look of wires that are lit: heavy where they run, so that it is seen without colours."""

from __future__ import annotations

from collections.abc import Mapping

from tui.drawing.look import EAST, WEST

Joint = tuple[int, int]
"""The directions that are joined in a cell, and those of them that are lit: N=1, E=2, S=4, W=8."""

_WEIGHTS = "╵╹╶╺└┖┕┗╷╻│╿╽┃┌┍┎┏├┞┝┡┟┠┢┣╴╸┘┚┙┛─╼╾━┴┸┶┺┵┹┷┻┐┒┑┓┤┦┧┨┥┩┪┫┬┮┰┲┭┯┱┳┼╀┾╄╁╂╆╊┽╃┿╇╅╉╈╋"

_JOINTS = [
    (joined, lit) for joined in range(1, 16) for lit in range(joined + 1) if lit & ~joined == 0
]

HEAVY: Mapping[Joint, str] = dict(zip(_JOINTS, _WEIGHTS, strict=True))
"""A line for each joint, heavy in the directions that are lit."""

DOUBLE: Mapping[Joint, str] = {(EAST | WEST, EAST | WEST): "="}
"""In ASCII, a level line that is lit; others have nothing else to look like."""

LEVEL = (HEAVY[EAST | WEST, EAST | WEST], DOUBLE[EAST | WEST, EAST | WEST])
"""How level wires look that are lit."""


def lit_wire(joint: Joint, ascii_only: bool) -> str | None:
    """The line for a joint; None where it looks as it does unlit."""
    return (DOUBLE if ascii_only else HEAVY).get(joint)
