"""The screen, drawn as SVG: the same bytes for the same screen.

Lines and blocks are drawn as shapes, so that they meet whatever the font is; words are placed one
by one, and signs that few fonts have alone in their cells. No font is fetched.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple
from xml.sax.saxutils import escape

from rich.cells import cell_len
from rich.color import Color, blend_rgb
from rich.segment import Segment
from rich.style import Style
from rich.terminal_theme import SVG_EXPORT_THEME

from tui.drawing.look import UNICODE
from tui.graph.wires import HEAVY

FONTS = "'DejaVu Sans Mono',Menlo,Consolas,'Liberation Mono','Courier New',monospace"
SIZE, WIDTH, HEIGHT = 14, 8.43, 18
"""The size of the font, and the cell that a character of the first three takes."""

MARGIN, BASELINE = 12, 13.5

WIRES = {glyph: (joined & ~heavy, heavy) for (joined, heavy), glyph in HEAVY.items()}
"""The directions of the light and the heavy lines of each glyph: N=1, E=2, S=4, W=8."""

ROUND = dict(zip(UNICODE.corners, (6, 12, 3, 9), strict=True))
BLOCKS = {"█": (0.0, 1.0, 1.0), "░": (0.0, 1.0, 0.25), "▒": (0.0, 1.0, 0.5), "▓": (0.0, 1.0, 0.75)}
BLOCKS |= {sign: (1 - n / 8, 1.0, 1.0) for n, sign in enumerate("▁▂▃▄▅▆▇", 1)} | {
    "▀": (0.0, 0.5, 1.0)
}
"""Of each block the upper and the lower edge, and how dark it is."""

DASHES = {"╌": (10, 2, 0), "╍": (10, 2, 1), "┈": (10, 4, 0), "┉": (10, 4, 1)}
DASHES |= {"╎": (5, 2, 0), "╏": (5, 2, 1), "┊": (5, 4, 0), "┋": (5, 4, 1)}
"""Of each broken line its directions, in how many pieces it is, and whether it is heavy."""

DOUBLE = {"═": 10, "║": 5, "╔": 6, "╗": 12, "╚": 3, "╝": 9, "╟": 7, "╢": 13}
"""The directions of each double line; a third direction is a single one."""

APART = 1.75
"""How far each of two lines is from the middle of its cell."""

HALF = "▌"
"""The block that is half a cell wide."""

SHAPES = frozenset((*WIRES, *DASHES, *ROUND, *DOUBLE, *BLOCKS, HALF))
WORD = re.compile(f"[{re.escape(''.join(sorted(SHAPES)))}]|[!-~]+|[^ ]")


class Ink(NamedTuple):
    """The ink of a piece of text: colours and attributes.

    Args:
        colour: of the text.
        ground: behind it.
        attributes: further ones, as SVG has them.
    """

    colour: str
    ground: str
    attributes: str


def svg(lines: Sequence[Sequence[Segment]], title: str, ground: str) -> str:
    """A picture of the lines of a screen.

    Args:
        lines: the segments of each.
        title: what the picture is called by those who cannot see it.
        ground: the colour around the text, as #rrggbb.
    """
    columns = max((sum(cell_len(each.text) for each in line) for line in lines), default=0)
    width, height = _n(columns * WIDTH + 2 * MARGIN), _n(len(lines) * HEIGHT + 2 * MARGIN)
    strokes: dict[_Pen, _Strokes] = defaultdict(_Strokes)
    body = [each for y, line in enumerate(lines) for each in _row(line, y, ground, strokes)]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
            f'width="{width}" height="{height}" role="img">',
            f"<title>{escape(title)}</title>",
            f'<rect width="{width}" height="{height}" rx="8" fill="{ground}"/>',
            f'<g font-family="{FONTS}" font-size="{SIZE}" xml:space="preserve" '
            f'transform="translate({MARGIN} {MARGIN})">',
            *body,
            *(each for pen, drawn in strokes.items() for each in drawn.paths(pen)),
            "</g>",
            "</svg>",
            "",
        ]
    )


class _Pen(NamedTuple):
    """The pen that lines are drawn with."""

    colour: str
    is_heavy: bool = False


class _Strokes:
    """The lines of one pen; pieces that meet are drawn as one."""

    def __init__(self) -> None:
        self._across: dict[int, list[tuple[int, int]]] = defaultdict(list)
        self._down: dict[int, list[tuple[int, int]]] = defaultdict(list)
        self._corners: list[str] = []
        self._dashes: list[str] = []

    def add_wire(self, bits: int, column: int, row: int) -> None:
        """A line from the middle of the cell to each edge that it leaves by."""
        x, y = 2 * column, 2 * row  # in halves of a cell
        if bits & 10:
            ends = (x if bits & 8 else x + 1, x + 2 if bits & 2 else x + 1)
            self._across[row].append(ends)
        if bits & 5:
            ends = (y if bits & 1 else y + 1, y + 2 if bits & 4 else y + 1)
            self._down[column].append(ends)

    def add_dashes(self, bits: int, count: int, column: int, row: int) -> None:
        """A broken line through a cell, with as much of a gap behind each piece as before it."""
        extent, start = (WIDTH, column * WIDTH) if bits & 10 else (HEIGHT, row * HEIGHT)
        for piece in range(count):
            first = start + extent * (piece + 0.2) / count
            last = _n(first + extent * 0.6 / count)
            if bits & 10:
                self._dashes.append(f"M{_n(first)} {_n((row + 0.5) * HEIGHT)}H{last}")
            else:
                self._dashes.append(f"M{_n((column + 0.5) * WIDTH)} {_n(first)}V{last}")

    def add_corner(self, bits: int, column: int, row: int) -> None:
        """A rounded corner, from one edge of the cell to another."""
        x, y = (column + 0.5) * WIDTH, (row + 0.5) * HEIGHT
        edge = y + (HEIGHT / 2 if bits & 4 else -HEIGHT / 2)
        side = x + (WIDTH / 2 if bits & 2 else -WIDTH / 2)
        self._corners.append(f"M{_n(x)} {_n(edge)}Q{_n(x)} {_n(y)} {_n(side)} {_n(y)}")

    def add_double(self, bits: int, column: int, row: int) -> None:
        """A double line through a cell, or around its corner."""
        x, y = (column + 0.5) * WIDTH, (row + 0.5) * HEIGHT
        right, down = (1 if bits & 2 else -1), (1 if bits & 4 else -1)
        for side in (-APART, APART):
            if bits == 10:
                self._corners.append(f"M{_n(column * WIDTH)} {_n(y + side)}h{_n(WIDTH)}")
            elif bits & 5 == 5:
                self._corners.append(f"M{_n(x + side)} {_n(row * HEIGHT)}v{HEIGHT}")
            else:
                end, start = x + right * WIDTH / 2, y + down * HEIGHT / 2
                turn = x + side * right, y + side * down
                self._corners.append(f"M{_n(end)} {_n(turn[1])}H{_n(turn[0])}V{_n(start)}")
        if bits & 5 == 5 and bits & 10:
            self._corners.append(f"M{_n(x + right * APART)} {_n(y)}H{_n(x + right * WIDTH / 2)}")

    def paths(self, pen: _Pen) -> Iterator[str]:
        """What there is to draw."""
        straight = "".join(
            [
                *(
                    f"M{_n(start * WIDTH / 2)} {_n((row + 0.5) * HEIGHT)}H{_n(end * WIDTH / 2)}"
                    for row, pieces in self._across.items()
                    for start, end in _merged(pieces)
                ),
                *(
                    f"M{_n((column + 0.5) * WIDTH)} {_n(start * HEIGHT / 2)}V{_n(end * HEIGHT / 2)}"
                    for column, pieces in self._down.items()
                    for start, end in _merged(pieces)
                ),
            ]
        )
        stroke = f'stroke="{pen.colour}" stroke-linecap="square" fill="none"'
        stroke += ' stroke-width="2"' if pen.is_heavy else ""
        if straight:
            yield f'<path d="{straight}" {stroke} shape-rendering="crispEdges"/>'
        if self._dashes:
            dashes = stroke.replace("square", "butt")
            yield f'<path d="{"".join(self._dashes)}" {dashes}/>'
        if self._corners:
            yield f'<path d="{"".join(self._corners)}" {stroke}/>'


def _merged(pieces: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Pieces in order, those that meet as one."""
    merged: list[tuple[int, int]] = []
    for start, end in pieces:
        if merged and merged[-1][1] == start:
            start = merged.pop()[0]
        merged.append((start, end))
    return merged


def _row(
    line: Sequence[Segment], y: int, ground: str, strokes: dict[_Pen, _Strokes]
) -> Iterator[str]:
    """What a line is made of, its ground first; the lines in it are added to the strokes."""
    column, placed = 0, []
    for segment in line:
        ink, width = ink_of(segment.style, ground), cell_len(segment.text)
        if ink.ground != ground and width:
            yield _rect(column, y, width, ink.ground)
        placed.append((column, segment.text, ink))
        column += width
    for start, text, ink in placed:
        for match in WORD.finditer(text):
            word, column = match[0], start + cell_len(text[: match.start()])
            if word in WIRES:
                for is_heavy, bits in enumerate(WIRES[word]):
                    strokes[_Pen(ink.colour, bool(is_heavy))].add_wire(bits, column, y)
            elif word in DASHES:
                bits, count, is_heavy = DASHES[word]
                strokes[_Pen(ink.colour, bool(is_heavy))].add_dashes(bits, count, column, y)
            elif word in ROUND:
                strokes[_Pen(ink.colour)].add_corner(ROUND[word], column, y)
            elif word in DOUBLE:
                strokes[_Pen(ink.colour)].add_double(DOUBLE[word], column, y)
            else:
                yield _word(word, column, y, ink)


def _word(word: str, column: int, y: int, ink: Ink) -> str:
    """A word, a sign alone in its cell, or a block."""
    if word in BLOCKS:
        top, bottom, opacity = BLOCKS[word]
        return _rect(column, y, 1, ink.colour, (top, bottom), opacity)
    if word == HALF:
        return _rect(column, y, 0.5, ink.colour)
    width, baseline = cell_len(word) * WIDTH, _n(y * HEIGHT + BASELINE)
    x, fit = column * WIDTH, f'textLength="{_n(width)}"'
    if not word.isascii():
        x, fit = x + width / 2, 'text-anchor="middle"'
    return (
        f'<text x="{_n(x)}" y="{baseline}" fill="{ink.colour}" {fit}{ink.attributes}>'
        f"{escape(word)}</text>"
    )


def _rect(
    column: int,
    y: int,
    width: float,
    colour: str,
    edges: tuple[float, float] = (0.0, 1.0),
    opacity: float = 1.0,
) -> str:
    top, bottom = edges
    faint = f' fill-opacity="{opacity}"' if opacity < 1 else ""
    faint += ' shape-rendering="crispEdges"'  # or there would be seams between cells
    return (
        f'<rect x="{_n(column * WIDTH)}" y="{_n((y + top) * HEIGHT)}" width="{_n(width * WIDTH)}" '
        f'height="{_n((bottom - top) * HEIGHT)}" fill="{colour}"{faint}/>'
    )


def ink_of(style: Style | None, ground: str) -> Ink:
    """The colours of a style as they come out, and what else it says."""
    style = style or Style()
    colour = _hex(style.color, foreground=True)
    behind = ground if _is_default(style.bgcolor) else _hex(style.bgcolor, foreground=False)
    if style.reverse:
        colour, behind = behind, colour
    if style.dim:
        colour = _blend(colour, behind)
    attributes = ' font-weight="bold"' if style.bold else ""
    attributes += ' font-style="italic"' if style.italic else ""
    attributes += ' text-decoration="underline"' if style.underline else ""
    return Ink(colour, behind, attributes)


def _is_default(colour: Color | None) -> bool:
    return colour is None or colour.is_default


def _hex(colour: Color | None, foreground: bool) -> str:
    return (colour or Color.default()).get_truecolor(SVG_EXPORT_THEME, foreground).hex


def _blend(colour: str, behind: str) -> str:
    ink, ground = (Color.parse(each).get_truecolor() for each in (colour, behind))
    return blend_rgb(ink, ground, 0.4).hex


def _n(number: float) -> str:
    """A number with as few digits as it takes."""
    return f"{number:.2f}".rstrip("0").rstrip(".")
