"""Equations on matrices as blocks of text, as a lecturer writes them on the board.

A block is a rectangle of characters with a baseline. A line of a hand computation is text and
matrices side by side: `Style.write` puts a mark, one character, where it meets an array; then the
marks are replaced by matrices, and the parentheses around them drawn as tall as they are.
"""

from __future__ import annotations

import math
import re
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from itertools import groupby
from operator import add
from typing import NamedTuple

from engine.iterations.run import Step
from engine.language.entries import MAX_TERMS, Omitted, omitted_terms
from engine.language.expression import Call, Expression, Name
from engine.language.notation import Style, ValueOf
from engine.language.values import Array, Value, is_array, unwarned

MAX_ROWS, MAX_COLUMNS = 8, 16
"""A larger array is not written out; its shape stands for it."""

DIGITS = (4, 3, 2)
"""The significant digits that a line is tried with until it fits."""


@dataclass(frozen=True, slots=True)
class Block:
    """A rectangle of characters.

    Args:
        lines: from top to bottom, all equally wide.
        baseline: the line, counted from 0, on which what stands beside the block is written.
    """

    lines: tuple[str, ...]
    baseline: int = 0

    @property
    def width(self) -> int:
        """How many columns it takes."""
        return len(self.lines[0])

    @property
    def height(self) -> int:
        """How many lines it takes."""
        return len(self.lines)


# Arrays


def matrix(value: Array, style: Style, digits: int) -> Block:
    """An array with so many significant digits, or its shape if it is too large to write out.

    A vector is a row in brackets, `[1 2]`; a matrix of one row has two pairs, `[[1 2]]`; one of
    several rows has brackets as tall as it is.
    """
    if not _is_small(value):
        return _line(_shape(value, style))
    columns = _columns(value.reshape(-1, value.shape[-1]).T.tolist(), digits)
    minus = "-" if style.kind == "text" else "−"
    rows = tuple(" ".join(row).replace("-", minus) for row in zip(*columns, strict=True))
    if len(rows) > 1:
        return _enclosed(Block(rows, (len(rows) - 1) // 2), "[", "]", style)
    return _line(f"[{rows[0]}]" if value.ndim == 1 else f"[[{rows[0]}]]")


def summary(value: Value, style: Style) -> str:
    """A value in a line; an array by its shape and range: `[50×20] from −1.2 to 3.4, 1 nan`."""
    if not is_array(value):
        return style.number(value)
    import numpy as np

    finite = value[np.isfinite(value)]
    parts = []
    if finite.size:
        least, most = style.number(float(finite.min())), style.number(float(finite.max()))
        every = "all " if finite.size == value.size else ""
        parts.append(f"{every}{least}" if least == most else f"from {least} to {most}")
    for other in (math.nan, math.inf, -math.inf):
        count = np.count_nonzero(np.isnan(value) if math.isnan(other) else value == other)
        parts += [f"{count} {style.number(other)}"] if count else []
    return " ".join([_shape(value, style), ", ".join(parts)])


def _is_small(value: Array) -> bool:
    rows, columns = (1, *value.shape)[-2:]
    return value.ndim <= 2 and rows <= MAX_ROWS and columns <= MAX_COLUMNS


def _shape(value: Array, style: Style) -> str:
    by = "x" if style.kind == "text" else "×"
    return f"[{by.join(map(str, value.shape))}]"


# Numbers


class _Number(NamedTuple):
    """A number as text, in the parts that stand one under the other in a column.

    Args:
        whole: what stands before the point; all of `nan` and `inf`.
        fraction: the point and what stands after it.
        exponent: as in `e-7`.
    """

    whole: str
    fraction: str = ""
    exponent: str = ""


def _columns(columns: Sequence[Sequence[float]], digits: int) -> list[list[str]]:
    """The columns of a matrix as text, the entries of each equally wide.

    All entries have the same decimals if their sizes allow it, or else those of a column.
    """
    common = _common_decimals([entry for column in columns for entry in column], digits)
    texts = []
    for column in columns:
        decimals = _common_decimals(column, digits) if common is None else common
        texts.append(_aligned([_split(entry, decimals, digits) for entry in column]))
    return texts


def _common_decimals(entries: Sequence[float], digits: int) -> int | None:
    """The decimals that the largest entry needs, or one more; None if a small one needs still more.

    Every entry keeps two digits at least, or all that it has; only 0 is shown as 0.
    """
    sizes = [abs(entry) for entry in entries if entry and math.isfinite(entry)]
    least = _decimals(max(sizes, default=1.0), digits)
    if least is None:
        return None
    for decimals in (least, least + 1):
        if all(x * 10**decimals >= 10 or _is_same(round(x, decimals), x) for x in sizes):
            return decimals
    return None


def _decimals(size: float, digits: int) -> int | None:
    """How many decimals a number of this size needs; None if it needs an exponent."""
    if not 1e-4 <= size < 1e6:
        return None
    return max(0, digits - 1 - math.floor(math.log10(size)))


def _split(value: float, decimals: int | None, digits: int) -> _Number:
    """A number with these decimals, or with as many as it needs by itself; 0 is always `0`."""
    if value == 0.0:
        return _Number("0")
    if decimals is None:
        decimals = _decimals(abs(value), digits)
    text = f"{value:.{digits - 1}e}" if decimals is None else f"{value:.{decimals}f}"
    mantissa, e, exponent = text.partition("e")
    # Zeros at the end say that the number was rounded there; an exact one goes without.
    if "." in mantissa and _is_same(float(text), value):
        mantissa = mantissa.rstrip("0").removesuffix(".")
    whole, point, fraction = mantissa.partition(".")
    return _Number(whole, point + fraction, f"e{int(exponent)}" if e else "")


def _is_same(rounded: float, value: float) -> bool:
    """Whether rounding has taken nothing off but the noise of floats."""
    return math.isclose(rounded, value, rel_tol=1e-9)


def _aligned(column: Sequence[_Number]) -> list[str]:
    """The column with its decimal points one under the other."""
    wide = max(len(number.fraction + number.exponent) for number in column)
    texts = [
        number.whole + (number.fraction + number.exponent).ljust(wide)
        if number.whole[-1].isdigit()
        else number.whole
        for number in column
    ]
    wide = max(map(len, texts))
    return [text.rjust(wide) for text in texts]


# Expressions


def write_block(
    expression: Expression, style: Style, value_of: ValueOf, width: int
) -> Block | None:
    """An expression with values in place of the parts that `value_of` has one for.

    Matrices get as many digits as fit. Where not even the fewest do, a sum goes on below, with its
    sign; None where that is too wide as well.
    """
    fitted = _fitted(expression, style, value_of, width)
    return None if fitted is None else fitted[0]


def write_shapes(expression: Expression, style: Style, value_of: ValueOf) -> str:
    """The same in one line, with the shapes of arrays: `[2×4] · [4×2]`."""
    text, arrays = _marked(expression, style, value_of)
    return text.translate({ord(mark): _shape(array, style) for mark, array in arrays.items()})


def _fitted(
    expression: Expression, style: Style, value_of: ValueOf, width: int, most: int = DIGITS[0]
) -> tuple[Block, int] | None:
    """The expression as a block, and with how many digits, `most` at the most, it fits."""
    text, arrays = _marked(expression, style, value_of)
    for room in (math.inf, width):
        for digits in DIGITS:
            if digits <= most:
                matrices = {mark: matrix(array, style, digits) for mark, array in arrays.items()}
                block = _rows(_pieces(text, matrices, style), room)
                if block.width <= width:
                    return block, digits
    return None


def _in_text(text: str, style: Style, width: int) -> Block:
    """An expression without matrices, on as many lines as it takes, broken before a sign if so."""
    block = _rows(_pieces(text, {}, style), width)
    if block.width <= width:
        return block
    lines = textwrap.wrap(text, width, subsequent_indent="  ")
    return _column(map(_line, lines))


_FIRST_MARK = 0xF0000
"""Marks are characters for private use, which no name has."""


@dataclass(frozen=True)
class _Marking(Style):
    """A style that writes a mark for every array, and keeps the array."""

    arrays: dict[str, Array] = field(default_factory=dict)

    def number(self, value: Value) -> str:
        """A number, or the mark of an array."""
        if not is_array(value):
            return super().number(value)
        mark = chr(_FIRST_MARK + len(self.arrays))
        self.arrays[mark] = value
        return mark


def _marked(
    expression: Expression, style: Style, value_of: ValueOf
) -> tuple[str, Mapping[str, Array]]:
    marking = _Marking(style.kind, style.names, style.shapes, style.digits)
    return marking.write(expression, value_of), marking.arrays


# Layout

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


def _pieces(text: str, matrices: Mapping[str, Block], style: Style) -> list[Block]:
    """The text in pieces, with matrices in place of marks and delimiters as tall as they need."""
    groups: list[list[Block]] = [[]]
    opened: list[str] = []
    for piece in filter(None, _PIECE.split(text)):
        group = groups[-1]
        if piece in matrices:
            group.append(matrices[piece])
        elif opened and piece == _CLOSING[opened[-1]] and (piece != "|" or _is_complete(group)):
            inside = _beside(groups.pop())
            groups[-1].append(_enclosed(inside, opened.pop(), piece, style))
        elif piece in _CLOSING:
            groups.append([])
            opened.append(piece)
        elif group and piece[0] in _RAISED + _LOWERED:
            group.append(_script(piece, group[-1]))
        else:
            group.append(_line(piece))
    while opened:  # a name has a parenthesis in it that nothing closes
        unclosed = groups.pop()
        groups[-1] += [_line(opened.pop()), *unclosed]
    return groups[0]


def _is_complete(group: Sequence[Block]) -> bool:
    """Whether no operand has to follow, so that a bar closes and does not open."""
    return bool(group) and (group[-1].height > 1 or group[-1].lines[0][-1] not in " −^")


def _line(text: str) -> Block:
    return Block((text,))


def _script(piece: str, owner: Block) -> Block:
    """An exponent or an index, at the upper or lower corner of what it belongs to."""
    lines = [piece, *[" " * len(piece)] * (owner.height - 1)]
    return Block(tuple(lines if piece[0] in _RAISED else reversed(lines)), owner.baseline)


def _enclosed(inside: Block, left: str, right: str, style: Style) -> Block:
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


def _rows(pieces: Sequence[Block], width: float) -> Block:
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
            rows.append([_line(sign.lines[0].lstrip()), *term])
    return _column(map(_beside, rows))


def _column(rows: Iterable[Block]) -> Block:
    """Blocks from top to bottom; the baseline is that of the first."""
    blocks = list(rows)
    wide = max(block.width for block in blocks)
    lines = tuple(line.ljust(wide) for block in blocks for line in block.lines)
    return Block(lines, blocks[0].baseline)


# Steps


def hand_computation_blocks(step: Step, style: Style, width: int, height: int) -> list[Block]:
    """The right-hand sides of a step with arrays, each at most `width` wide.

    The first is in names, the last is the value. Between them stand the numbers, or the shapes
    where those do not fit, and what the innermost ops make of them. Where all that is taller than
    `height`, the middle is shortened first and the value last. What was set by hand is its value.
    """
    if step.is_set:
        block = _whole(step.value, style, width)
        if block is None or block.height > height:
            block = _in_text(summary(step.value, style), style, width)
        return [block]
    expression = _first_terms(step)
    levels = _levels(expression)

    def fitted(level: int, most: int) -> tuple[Block, int] | None:
        return _fitted(expression, style, _known_at(step, levels, level), width, most)

    names = _in_text(style.write(expression), style, width)
    given = write_shapes(expression, style, _known_at(step, levels, 0))
    shapes = _in_text(given, style, width)
    numbers, digits = fitted(0, DIGITS[0]) or (None, DIGITS[0])
    further = range(1, levels[id(expression)]) if _reads_small_arrays(step) else ()
    results = next((found[0] for level in further if (found := fitted(level, digits))), None)
    short = _in_text(summary(step.value, style), style, width)
    value = _whole(step.value, style, width) or short
    for sides in (
        [names, numbers or shapes, results, value],
        [names, numbers, value],
        [names, results, value],
        [names, shapes, value],
        [names, value],
        [names, shapes, short],
        [names, short],
    ):
        blocks = [side for side in sides if side is not None]
        if len(blocks) == len(sides) and sum(block.height for block in blocks) <= height:
            break
    return [block for block, _ in groupby(blocks)]


_AT_ONCE = frozenset({"transpose", "expand_dims", "broadcast_to", "step"})
"""Ops that only arrange numbers, or say which are positive; their result is written at once."""


def _levels(expression: Expression) -> dict[int, int]:
    """How many ops deep each part is, by its id; those that are done at once do not count."""
    levels: dict[int, int] = {}

    def visit(part: Expression) -> int:
        operands = part.operands if isinstance(part, Call) else ()
        counts = isinstance(part, Call) and part.op not in _AT_ONCE
        levels[id(part)] = max(map(visit, operands), default=0) + counts
        return levels[id(part)]

    visit(expression)
    return levels


def _known_at(step: Step, levels: Mapping[int, int], level: int) -> ValueOf:
    """The values of the parts that are so many ops deep, and of those within them."""

    def value_of(part: Expression) -> Value | None:
        if isinstance(part, Omitted) or levels[id(part)] > level:
            return None
        return step.evaluate(part)

    return value_of


def _first_terms(step: Step) -> Expression:
    """The right-hand side; of a sum of very many terms the first."""
    terms = [term.expression for term in step.equation.terms[:MAX_TERMS]]
    rest = step.run.terms(step.index)[MAX_TERMS:]
    if rest:
        with unwarned():
            terms.append(omitted_terms(len(rest), reduce(add, rest)))
    return reduce(lambda left, right: Call("add", (left, right)), terms)


def _reads_small_arrays(step: Step) -> bool:
    """Whether computing one more line costs next to nothing."""
    values = map(step.before, frozenset(step.equation.reads()))
    return all(_is_small(value) for value in values if is_array(value))


def _whole(value: Value, style: Style, width: int) -> Block | None:
    """The value written out; None if it is too large or too wide for that."""
    if is_array(value) and not _is_small(value):
        return None
    return write_block(Name("value"), style, lambda _: value, width)


def reads_arrays(step: Step) -> bool:
    """Whether a step reads or computes an array."""
    shapes = step.run.program.shapes
    return any(shapes[name] for name in (step.symbol, *step.equation.reads()))
