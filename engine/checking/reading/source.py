"""The text of a page, with the way from an offset in it to a place in the file."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from itertools import accumulate

from engine.checking.reading.written import Place

_DECIMAL_POINT = re.compile(r"\d\.\d")
_DECIMAL_COMMA = re.compile(r"(?<![\w,.(\[{])\d+,\d+(?![\d,])")
_BRACED_DECIMAL = re.compile(r"(?<!\d)0\{,\}\d|\d\{,\}(?:\d\d?|\d{4,})(?!\d)")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of the text and where it comes from in the file.

    Args:
        start: its offset in the text.
        origin: its offset in the file.
    """

    start: int
    origin: int


@dataclass(frozen=True, eq=False)
class Source:
    """A text to be read.

    Args:
        text: all of it, lines separated by a line feed.
        starts: the offset in the file at which each line of the file begins.
        pieces: where runs of the text come from; none where the text is the file.
        decimal_commas: whether `0,5` is a number, where that is known otherwise.
    """

    text: str
    starts: tuple[int, ...]
    pieces: tuple[Piece, ...] = ()
    decimal_commas: bool | None = None
    has_decimal_commas: bool = field(init=False)
    """Whether `0,5` is a number on this page: more numbers have commas than points."""
    has_braced_decimals: bool = field(init=False)
    r"""Whether `1{,}500` is one and a half: no other reason for the braces than decimals."""
    piece_starts: tuple[int, ...] = field(init=False)

    def __post_init__(self) -> None:
        points = len(_DECIMAL_POINT.findall(self.text))
        commas = len(_DECIMAL_COMMA.findall(self.text))
        braced = _BRACED_DECIMAL.search(self.text) is not None
        has_commas = commas > points if self.decimal_commas is None else self.decimal_commas
        object.__setattr__(self, "has_decimal_commas", has_commas)
        object.__setattr__(self, "has_braced_decimals", braced or not points)
        object.__setattr__(self, "piece_starts", tuple(piece.start for piece in self.pieces))

    def place(self, offset: int) -> Place:
        """Line and column in the file of an offset in the text."""
        if self.pieces:
            piece = self.pieces[max(bisect_right(self.piece_starts, offset) - 1, 0)]
            offset = piece.origin + offset - piece.start
        line = bisect_right(self.starts, offset)
        return Place(line, offset - self.starts[line - 1] + 1)

    def excerpt(self, start: int, end: int) -> str:
        """What stands there, in one line."""
        return " ".join(self.text[start:end].split())


def source_of(text: str) -> Source:
    """The source that a text is by itself."""
    return Source(text, line_starts(text))


def line_starts(text: str) -> tuple[int, ...]:
    """The offset at which each line of a text begins."""
    lengths = [len(line) + 1 for line in text.split("\n")]
    return tuple(accumulate(lengths[:-1], initial=0))
