"""Figures of a page, as one finds them."""

from __future__ import annotations

from engine.checking.reading.written import Apply, Figure, Written


def printed_figure(tree: Written) -> Figure | None:
    """The number that a tree is, with its sign; None where it is none."""
    match tree:
        case Figure():
            return tree
        case Apply("neg", (Figure() as figure,), place):
            return Figure(f"-{figure.text}", -figure.value, figure.unit, place)
    return None
