"""The sides of an equation in figures of three rows, as many of them as there is room for."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len

from tui.drawing.figures import ROWS, figures, figures_width, has_figures
from tui.drawing.look import Line, Look

LEAST = 10
"""In fewer rows there are no figures: what is on the card would not stay together."""

Sides = Sequence[Sequence[Line]]
"""What a step is equal to: the lines of each side, the first with the name before it."""


def enlarged(sides: Sides, look: Look, width: int, height: int) -> Sides:
    """The sides of an equation, the value in figures first, then the names, then the numbers.

    Args:
        sides: of the equation; those of matrices are left as they are, and so are all where there
            is room for no figures.
        look: how to write.
        width: the columns that there are.
        height: the rows that all sides together may take, with one between each two.
    """
    texts = ["".join(text for text, _ in side[0]) for side in sides if len(side) == 1]
    if height < LEAST or len(texts) != len(sides):
        return sides
    first, *others = map(str.strip, texts)
    symbol = first.partition(" ")[0] + " "
    wide = figures_width(symbol) + 1 if has_figures(symbol) else 0
    room = height - 2 * len(sides)
    large: set[int] = set()
    for number in dict.fromkeys([len(texts) - 1, 0, *range(1, len(texts))]):
        text = first if number == 0 else others[number - 1]
        indent = (wide or cell_len(symbol)) if number else 0
        if has_figures(text) and indent + figures_width(text) <= width and room >= ROWS - 1:
            large.add(number)
            room -= ROWS - 1
    if not large:
        return sides
    indent = wide if 0 in large else cell_len(symbol)
    return [
        _side(text, side[0][-1][1], indent if number else 0, number in large, look)
        for number, (text, side) in enumerate(zip([first, *others], sides, strict=True))
    ]


def _side(text: str, role: str, indent: int, is_large: bool, look: Look) -> Sequence[Line]:
    rows = figures(text, look.ascii) if is_large else [text]
    return [((" " * indent + row, role),) for row in rows]
