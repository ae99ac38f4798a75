"""Figures: numbers and short formulas in letters of three rows, for those at the back.

A figure is drawn with dots, six rows of them, and a row of the terminal takes two: halves of
blocks, or in ASCII what comes closest to them. Letters that go below the line have a sixth row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

ROWS = 3
"""The rows of the terminal that a figure takes."""

_HALVES = {"..": " ", "#.": "▀", ".#": "▄", "##": "█"}
_ASCII_HALVES = {"..": " ", "#.": '"', ".#": "o", "##": "#"}

_DOTS: Mapping[str, str] = {
    "0": "### #.# #.# #.# ###",
    "1": ".#. ##. .#. .#. ###",
    "2": "### ..# ### #.. ###",
    "3": "### ..# .## ..# ###",
    "4": "#.# #.# ### ..# ..#",
    "5": "### #.. ### ..# ###",
    "6": "### #.. ### #.# ###",
    "7": "### ..# .#. .#. .#.",
    "8": "### #.# ### #.# ###",
    "9": "### #.# ### ..# ###",
    "a": "... ##. .## #.# ###",
    "b": "#.. #.. ##. #.# ##.",
    "c": "... .## #.. #.. .##",
    "d": "..# ..# .## #.# .##",
    "e": "... .#. #.# ##. .##",
    "f": ".## .#. ### .#. .#.",
    "g": "... .## #.# .## ..# ##.",
    "h": "#.. #.. ##. #.# #.#",
    "i": "# . # # #",
    "j": "..# ... ..# ..# #.# .#.",
    "k": "#.. #.# ##. ##. #.#",
    "l": "#. #. #. #. .#",
    "m": "..... ##.#. #.#.# #.#.# #.#.#",
    "n": "... ##. #.# #.# #.#",
    "o": "... .#. #.# #.# .#.",
    "p": "... ##. #.# #.# ##. #..",
    "q": "... .## #.# #.# .## ..#",
    "r": "... #.# ##. #.. #..",
    "s": "... .## #.. .## ##.",
    "t": ".#. ### .#. .#. .##",
    "u": "... #.# #.# #.# .##",
    "v": "... #.# #.# #.# .#.",
    "w": "..... #...# #.#.# #.#.# .#.#.",
    "x": "... #.# .#. .#. #.#",
    "y": "... #.# #.# .## ..# ##.",
    "z": "... ### .## ##. ###",
    "ŷ": ".#. #.# ... #.# .#. #..",
    "A": ".#. #.# ### #.# #.#",
    "B": "##. #.# ##. #.# ##.",
    "C": ".## #.. #.. #.. .##",
    "D": "##. #.# #.# #.# ##.",
    "E": "### #.. ##. #.. ###",
    "F": "### #.. ##. #.. #..",
    "G": ".## #.. #.# #.# .##",
    "H": "#.# #.# ### #.# #.#",
    "I": "### .#. .#. .#. ###",
    "J": "..# ..# ..# #.# .#.",
    "K": "#.# #.# ##. #.# #.#",
    "L": "#.. #.. #.. #.. ###",
    "M": "#...# ##.## #.#.# #...# #...#",
    "N": "#..# ##.# #.## #..# #..#",
    "O": ".##. #..# #..# #..# .##.",
    "P": "##. #.# ##. #.. #..",
    "Q": ".##. #..# #..# #.## .###",
    "R": "##. #.# ##. #.# #.#",
    "S": ".## #.. .#. ..# ##.",
    "T": "### .#. .#. .#. .#.",
    "U": "#.# #.# #.# #.# ###",
    "V": "#.# #.# #.# #.# .#.",
    "W": "#...# #...# #.#.# #.#.# .#.#.",
    "X": "#.# #.# .#. #.# #.#",
    "Y": "#.# #.# .#. .#. .#.",
    "Z": "### ..# .#. #.. ###",
    "∂": ".##. ...# .### #..# .##.",
    "∇": "##### #...# .#.#. .#.#. ..#..",
    "σ": "..... .#### #..#. #..#. .##..",
    "√": "..### ..#.. ..#.. #.#.. .#...",
    "∞": "..... .#.#. #.#.# #.#.# .#.#.",
    "₀": "... ... ### #.# #.# ###",
    "₁": "... ... ##. .#. .#. ###",
    "₂": "... ... ##. ..# .#. ###",
    "₃": "... ... ### .## ..# ###",
    "₄": "... ... #.# #.# ### ..#",
    "₅": "... ... ### ##. ..# ##.",
    "₆": "... ... #.. ### #.# ###",
    "₇": "... ... ### ..# .#. .#.",
    "₈": "... ... ### ### #.# ###",
    "₉": "... ... ### #.# ### ..#",
    "²": "##. ..# .#. ###",
    "³": "### .## ..# ###",
    "+": "... .#. ### .#. ...",
    "-": "... ... ### ... ...",
    "−": "... ... ### ... ...",
    "·": ". . # . .",
    "⊙": ".###. #...# #.#.# #...# .###.",
    "×": "... #.# .#. #.# ...",
    "*": "... #.# .#. #.# ...",
    "/": "..# ..# .#. #.. #..",
    "^": ".#. #.# ... ... ...",
    "@": ".###. #.### #.#.# #.### .##..",
    "=": "... ### ... ### ...",
    "≈": ".#.# #.#. .... .#.# #.#.",
    "≠": "..# ### .#. ### #..",
    "<": "..# .#. #.. .#. ..#",
    ">": "#.. .#. ..# .#. #..",
    "≤": "..# .#. #.. .#. ..# ###",
    "≥": "#.. .#. ..# .#. #.. ###",
    "→": "..#.. ...#. ##### ...#. ..#..",
    "(": ".# #. #. #. .#",
    ")": "#. .# .# .# #.",
    "[": "## #. #. #. ##",
    "]": "## .# .# .# ##",
    "|": "# # # # # #",
    ".": ". . . . #",
    ",": ". . . . # #",
    ":": ". # . # .",
    "%": "#.# ..# .#. #.. #.#",
    "_": "... ... ... ... ... ###",
    "'": "# # . . .",
}  # fmt: skip
"""The dots of each figure, row by row."""


def has_figures(text: str) -> bool:
    """Whether there is a figure for all that a text is made of.

    >>> has_figures("∂L/∂h0 = 0.75"), has_figures("softmax(Ω)")
    (True, False)
    """
    return bool(text.strip()) and all(each == " " or each in _DOTS for each in text)


def figures_width(text: str) -> int:
    """The columns that a text takes in figures; none but a text that has them.

    >>> figures_width("0.75")
    13
    """
    return len(figures(text, False)[0])


@lru_cache(maxsize=256)
def figures(text: str, is_ascii: bool) -> Sequence[str]:
    r"""The rows of a text in figures, all of the same width, with a column between two of them.

    Args:
        text: one that `has_figures`.
        is_ascii: whether only ASCII characters may be used.

    >>> print(*figures("0.75", False), sep="\n")
    █▀█   ▀▀█ █▀▀
    █ █   ▄▀  ▀▀█
    ▀▀▀ ▀ ▀   ▀▀▀
    """
    drawn = [_drawn(each, is_ascii) for each in text]
    return [" ".join(rows) for rows in zip(*drawn, strict=True)]


@lru_cache(maxsize=256)
def _drawn(sign: str, is_ascii: bool) -> Sequence[str]:
    """The rows of one figure."""
    if sign == " ":
        return [" "] * ROWS
    halves = _ASCII_HALVES if is_ascii else _HALVES
    dots = _DOTS[sign].split()
    dots += ["." * len(dots[0])] * (2 * ROWS - len(dots))
    return [
        "".join(halves[above + below] for above, below in zip(*pair, strict=True))
        for pair in zip(dots[::2], dots[1::2], strict=True)
    ]
