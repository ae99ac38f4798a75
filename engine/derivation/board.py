"""Equations on matrices as blocks of text, as a lecturer writes them on the board.

A block is a rectangle of characters with a baseline. A line of a hand computation is text and
matrices side by side: `Style.write` puts a mark, one character, where it meets an array; then the
marks are replaced by matrices, and the parentheses around them drawn as tall as they are.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from functools import reduce
from itertools import groupby, pairwise
from operator import add
from typing import NamedTuple

from engine.derivation.blocks import Block, column, pieces_of, rows_of, text_line
from engine.derivation.exactness import Line, is_exact
from engine.derivation.matrices import DIGITS, is_small, least_width, matrix, shape, summary
from engine.frozen import frozen, made_by
from engine.iterations.residues import shown
from engine.iterations.step import Step
from engine.language.breaking import CUT, broken
from engine.language.expression import Call, Expression, Name
from engine.language.index import MAX_TERMS, Omitted, omitted_terms
from engine.language.notation import Style, ValueOf
from engine.language.rules import Rules
from engine.language.values import Array, Value, apply, is_array, unwarned


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
    return text.translate({ord(mark): shape(array, style) for mark, array in arrays.items()})


def _fitted(
    expression: Expression, style: Style, value_of: ValueOf, width: int, most: int = DIGITS[0]
) -> tuple[Block, int] | None:
    """The expression as a block, and with how many digits, `most` at the most, it fits."""
    text, arrays = _marked(expression, style, value_of)
    for room in (math.inf, width):
        for digits in DIGITS:
            if digits <= most:
                matrices = {mark: matrix(array, style, digits) for mark, array in arrays.items()}
                block = rows_of(pieces_of(text, matrices, style), room)
                if block.width <= width:
                    return block, digits
    return None


def _in_text(text: str, style: Style, width: int) -> Block:
    """An expression without matrices, on as many lines as it takes, broken before a sign if so."""
    block = rows_of(pieces_of(text, {}, style), width)
    if block.width <= width:
        return block
    return column(map(text_line, broken(text, width, cut="~" if style.kind == "text" else CUT)))


_FIRST_MARK = 0xF0000
"""Marks are characters for private use, which no name has."""


@frozen()
class _Marking(Style):
    """A style that writes a mark for every array, and keeps the array."""

    arrays: dict[str, Array] = made_by(factory=dict)

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


# Steps


def hand_computation_blocks(step: Step, style: Style, width: int, height: int) -> list[Block]:
    """The right-hand sides of a step with arrays, each at most `width` wide.

    The first is in names, the last is the value. Between them stand the numbers, or the shapes
    where those do not fit, and what the innermost ops make of them. Where all that is taller than
    `height`, the middle is shortened first and the value last. What was set by hand is its value.
    """
    if step.is_set:
        side = _whole(step.value, style, width)
        if side is None or side.block.height > height:
            return [_in_text(summary(step.value, style), style, width)]
        return [side.block]
    expression = first_terms(step)
    levels = levels_of(expression)
    values = Values(step)

    def fitted(level: int, most: int) -> _Side | None:
        value_of = known_at(values, levels, level)
        if _least_width(expression, value_of) > width:
            return None
        found = _fitted(expression, style, value_of, width, most)
        return None if found is None else _Side(found[0], Line(value_of, style, found[1]))

    names = _Side(_in_text(style.write(expression), style, width))
    given = write_shapes(expression, style, known_at(values, levels, 0))
    shapes = _Side(_in_text(given, style, width))
    numbers = fitted(0, DIGITS[0])
    digits = DIGITS[0] if numbers is None or numbers.line is None else numbers.line.digits
    further = range(1, levels[id(expression)]) if reads_small_arrays(step) else ()
    results = next((found for level in further if (found := fitted(level, digits))), None)
    value = shown(step)
    short = _Side(_in_text(summary(value, style), style, width))
    whole = _whole(value, style, width) or short
    for sides in (
        [names, numbers or shapes, results, whole],
        [names, numbers, whole],
        [names, results, whole],
        [names, shapes, whole],
        [names, whole],
        [names, shapes, short],
        [names, short],
    ):
        kept = [side for side in sides if side is not None]
        if len(kept) == len(sides) and sum(side.block.height for side in kept) <= height:
            break
    different = [next(group) for _, group in groupby(kept, key=lambda side: side.block)]
    return [
        different[0].block,
        *(_signed(expression, left, right, style) for left, right in pairwise(different)),
    ]


class _Side(NamedTuple):
    """A side of an equation, and the numbers that are written in it, if there are any."""

    block: Block
    line: Line | None = None


def _signed(expression: Expression, left: _Side, right: _Side, style: Style) -> Block:
    """The block of a side with the sign that stands before it, behind another side."""
    exact = not left.line or not right.line or is_exact(expression, left.line, right.line)
    return replace(right.block, sign=style.equals(is_exact=exact))


BOARD_RULES: Rules[int] = Rules(
    "lines on the board",
    __name__,
    {
        "step": 0,
        **dict.fromkeys(
            ("matmul", "outer", "max", "min", "softmax", "log_softmax", "cross_entropy"), 1
        ),
    },
    {"moves": 0, "elementwise": 1, "reduces": 1},
    exceptions=("step",),
)
"""How many lines of a hand computation an op takes.

What only moves numbers, or says which are positive, takes none: its result is written at once.
"""


def levels_of(expression: Expression) -> dict[int, int]:
    """How many ops deep each part is, by its id; those that are done at once do not count."""
    levels: dict[int, int] = {}

    def visit(part: Expression) -> int:
        levels[id(part)] = 0
        if isinstance(part, Call):
            deepest = max(map(visit, part.operands), default=0)
            levels[id(part)] = deepest + BOARD_RULES[part.op]
        return levels[id(part)]

    visit(expression)
    return levels


class Values:
    """The values of the parts of a step's equation, each computed once, of those within it."""

    def __init__(self, step: Step) -> None:
        self._step = step
        self._found: dict[int, Value] = {}

    def of(self, part: Expression) -> Value:
        """The value of a part."""
        found = self._found.get(id(part))
        if found is None:
            if isinstance(part, Call):
                operands = [self.of(each) for each in part.operands]
                with unwarned():
                    found = apply(part, operands)
            else:
                found = self._step.evaluate(part)
            self._found[id(part)] = found
        return found


def known_at(values: Values, levels: Mapping[int, int], level: int) -> ValueOf:
    """The values of the parts that are so many ops deep, and of those within them."""

    def value_of(part: Expression) -> Value | None:
        if isinstance(part, Omitted) or levels[id(part)] > level:
            return None
        return values.of(part)

    return value_of


def _least_width(expression: Expression, value_of: ValueOf) -> int:
    """Columns that an expression takes at least, with values in place of its parts.

    It is soon found, as nothing is written: a product of a hundred matrices has as many lines, of
    which hardly any fits. A sum may go on below; of other ops it is not known what is written.
    """
    found: dict[int, int] = {}

    def visit(part: Expression) -> int:
        width = found.get(id(part))
        if width is None:
            found[id(part)] = width = measured(part)
        return width

    def measured(part: Expression) -> int:
        value = value_of(part)
        if value is not None:
            return least_width(value) if is_array(value) else 0
        if not isinstance(part, Call):
            return 0
        match part.op:
            case "matmul" | "mul":
                return sum(map(visit, part.operands))
            case "add" | "sub":
                return max(map(visit, part.operands))
        return 0

    return visit(expression)


def first_terms(step: Step) -> Expression:
    """The right-hand side; of a sum of very many terms the first."""
    terms = [term.expression for term in step.equation.terms[:MAX_TERMS]]
    rest = step.run.terms(step.index)[MAX_TERMS:]
    if rest:
        with unwarned():
            terms.append(omitted_terms(len(rest), reduce(add, rest)))
    return reduce(lambda left, right: Call("add", (left, right)), terms)


def reads_small_arrays(step: Step) -> bool:
    """Whether computing one more line costs next to nothing."""
    values = map(step.before, frozenset(step.equation.reads()))
    return all(is_small(value) for value in values if is_array(value))


def _whole(value: Value, style: Style, width: int) -> _Side | None:
    """The value written out; None if it is too large or too wide for that."""
    if is_array(value) and not is_small(value):
        return None
    found = _fitted(Name("value"), style, lambda _: value, width)
    return None if found is None else _Side(found[0], Line(lambda _: value, style, found[1]))


def reads_arrays(step: Step) -> bool:
    """Whether a step reads or computes an array."""
    shapes = step.run.program.shapes
    return any(shapes[name] for name in (step.symbol, *step.equation.reads()))
