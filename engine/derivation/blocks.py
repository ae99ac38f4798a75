"""Rectangles of characters, side by side on one baseline."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from engine.language.notation import Style


@dataclass(frozen=True, slots=True)
class Block:
    """A rectangle of characters.

    Args:
        lines: from top to bottom, all equally wide.
        baseline: the line, counted from 0, on which what stands beside the block is written.
        sign: what stands before it, where it is a side of an equation.
    """

    lines: tuple[str, ...]
    baseline: int = 0
    sign: str = "="

    @property
    def width(self) -> int:
        """How many columns it takes."""
        return len(self.lines[0])

    @property
    def height(self) -> int:
        """How many lines it takes."""
        return len(self.lines)


_CLOSING = {"(": ")", "[": "]", "|": "|"}


_TALL = {
    "(": ("⎛", "⎜", "⎝"),
    ")": ("⎞", "⎟", "⎠"),
    "[": ("⎡", "⎢", "⎣"),
    "]": ("⎤", "⎥", "⎦"),
    "|": ("│", "│", "│"),
}


_RAISED, _LOWERED = "⁰¹²³⁴⁵⁶⁷⁸⁹⁻ᵀ", "ₙ"


_SIGNS = (" + ", " − ", " - ")


_PIECE = re.compile(rf"([()\[\]|]|[{_RAISED}]+|[{_LOWERED}]| [+−-] |[\U000F0000-\U000FFFFD])")


def pieces_of(text: str, matrices: Mapping[str, Block], style: Style) -> list[Block]:
    """The text in pieces, with matrices in place of marks and delimiters as tall as they need."""
    groups: list[list[Block]] = [[]]
    opened: list[str] = []
    for piece in filter(None, _PIECE.split(text)):
        group = groups[-1]
        if piece in matrices:
            group.append(matrices[piece])
        elif opened and piece == _CLOSING[opened[-1]] and (piece != "|" or _is_complete(group)):
            inside = _beside(groups.pop())
            groups[-1].append(enclosed(inside, opened.pop(), piece, style))
        elif piece in _CLOSING:
            groups.append([])
            opened.append(piece)
        elif group and piece[0] in _RAISED + _LOWERED:
            group.append(_script(piece, group[-1]))
        else:
            group.append(text_line(piece))
    while opened:  # a name has a parenthesis in it that nothing closes
        unclosed = groups.pop()
        groups[-1] += [text_line(opened.pop()), *unclosed]
    return groups[0]


def _is_complete(group: Sequence[Block]) -> bool:
    """Whether no operand has to follow, so that a bar closes and does not open."""
    return bool(group) and (group[-1].height > 1 or group[-1].lines[0][-1] not in " −^")


def text_line(text: str) -> Block:
    """A line of text as a block."""
    return Block((text,))


def _script(piece: str, owner: Block) -> Block:
    """An exponent or an index, at the upper or lower corner of what it belongs to."""
    lines = [piece, *[" " * len(piece)] * (owner.height - 1)]
    return Block(tuple(lines if piece[0] in _RAISED else reversed(lines)), owner.baseline)


def enclosed(inside: Block, left: str, right: str, style: Style) -> Block:
    """A block between two brackets as tall as it is."""
    return _beside([_tall(left, inside, style), inside, _tall(right, inside, style)])


def _tall(delimiter: str, inside: Block, style: Style) -> Block:
    """A delimiter as tall as what it holds."""
    if inside.height == 1 or style.kind == "text":
        return Block((delimiter,) * inside.height, inside.baseline)
    top, middle, bottom = _TALL[delimiter]
    return Block((top, *[middle] * (inside.height - 2), bottom), inside.baseline)


def _beside(blocks: Sequence[Block]) -> Block:
    """Blocks from left to right, on one baseline."""
    above = max((block.baseline for block in blocks), default=0)
    below = max((block.height - block.baseline for block in blocks), default=1)
    lines = ["".join(_at(block, row) for block in blocks) for row in range(-above, below)]
    return Block(tuple(lines), above)


def _at(block: Block, row: int) -> str:
    """A row of a block, counted from its baseline; blank above and below it."""
    place = block.baseline + row
    return block.lines[place] if 0 <= place < block.height else " " * block.width


def rows_of(pieces: Sequence[Block], width: float) -> Block:
    """The pieces from left to right; where that is too wide, a sum goes on below, with its sign."""
    terms: list[list[Block]] = [[]]
    for piece in pieces:
        if piece.lines[0] in _SIGNS:
            terms.append([])
        terms[-1].append(piece)
    rows = terms[:1]
    for sign, *term in terms[1:]:
        row = [*rows[-1], sign, *term]
        if sum(block.width for block in row) <= width:
            rows[-1] = row
        else:
            rows.append([text_line(sign.lines[0].lstrip()), *term])
    return column(map(_beside, rows))


def column(rows: Iterable[Block]) -> Block:
    """Blocks from top to bottom; the baseline is that of the first."""
    blocks = list(rows)
    wide = max(block.width for block in blocks)
    lines = tuple(line.ljust(wide) for block in blocks for line in block.lines)
    return Block(lines, blocks[0].baseline)
