"""The foot of the inspector: what is not in sight, and the keys that lead there."""

from __future__ import annotations

from tui.drawing.entries import Table

ORDER = "«O order» order"
"""The key for another order of rows, told where there is room."""

MOVE = "«← inspector.left»«↑ inspector.up»«↓ inspector.down»«→ inspector.right» move  "
SLICES = "«[ inspector.slice-before»«] inspector.slice-after» slice  "
CLOSE = "«Enter inspector.keep» keep  «Esc inspector.close» close"


def foot(table: Table, top: int, rows: int, left: int, width: int) -> str:
    """Which slice it is, how much is further down and to the right, and the keys that have room.

    Args:
        table: the entries.
        top: the first row that is shown, of those in the slice.
        rows: how many there is room for.
        left: the first column that is shown.
        width: the columns of the panel.
    """
    if table.shape == ():
        return table.look.told("«Enter inspector.keep» close")
    part = table.part
    slices = table.rows // len(part)
    below, beside = len(part) - top - rows, table.columns - left - table.shown
    hidden = ", ".join(
        [f"slice {part.start // len(part) + 1:,} of {slices:,}"] * (slices > 1)
        + [f"{below:,} more rows"] * (below > 0)
        + [f"{beside:,} more columns"] * (beside > 0)
    )
    keys = f"{MOVE}{SLICES if slices > 1 else ''}{CLOSE}"
    for each in [f"{ORDER}  {keys}", keys][table.rows < 2 :]:
        told = table.look.told(each)
        whole = f"{hidden}   {told}" if hidden else told
        if len(whole) < width:
            return whole
    return hidden
