"""Computations on numbered variables, each made once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from engine.iterations.lines import GIVEN, Array, Inline, Line, Memory
from engine.language.expression import Options
from engine.language.scalars import NAMES
from engine.language.shapes import Shape, axes_of
from engine.language.values import contiguous

MAX_INLINE = 80
"""The most characters of a computation that is written where it is used and not on its own line.

This also bounds how deeply parentheses are nested.
"""


@dataclass(frozen=True, slots=True)
class Operand:
    """An operand of a computation.

    Args:
        text: a variable or a number, as it is written.
        shape: the shape of its value.
        number: its value, if it is a number.
        owner: the variable whose memory it looks into; most look into their own.
        is_ordered: whether its entries stand in memory in the order of C, for certain.
    """

    text: str
    shape: Shape = ()
    number: float | None = None
    owner: str = ""
    is_ordered: bool = True

    @property
    def is_given(self) -> bool:
        """Whether it looks into memory that the function was given."""
        return self.owner.startswith("v")


class Code:
    """Computations on numbered variables, each made once however often it is asked for."""

    def __init__(self) -> None:
        self._computed: dict[tuple[str, tuple[str, ...]], str] = {}
        self._arrays: dict[str, Array] = {}
        self._constants: dict[str, str] = {}
        self.has_arrays = False

    def given(self, slot: int, shape: Shape = (), *, is_ordered: bool = False) -> Operand:
        """The variable for something that is given, by its number; it is not written over."""
        name, is_ordered = f"v{slot}", is_ordered or len(shape) < 2
        if shape:
            self._arrays[name] = Array(shape, GIVEN, is_ordered)
        return Operand(name, shape, None, name, is_ordered)

    def number(self, value: float) -> Operand:
        """A number."""
        value = float(value)  # a subclass could write itself in its own way
        return Operand(repr(value), (), value)

    def compute(self, template: str, *operands: Operand) -> Operand:
        """A single number, from a template with `{0}`, `{1}` for the operands."""
        return Operand(self._variable(template, operands))

    def compute_array(
        self,
        shape: Shape,
        template: str,
        *operands: Operand,
        is_ordered: bool = False,
        into: str = "",
    ) -> Operand:
        """An array, or a single number where an array is reduced to one.

        Args:
            shape: of the array.
            template: the computation, with `{0}`, `{1}` for the operands.
            operands: these.
            is_ordered: whether its entries stand in memory in the order of C, for certain.
            into: the same computation, written into `{out}`.
        """
        if shape == ():
            return self.compute(f"float({template})", *operands)
        text = self._variable(template, operands)
        is_ordered = is_ordered or len(shape) == 1
        self._arrays[text] = Array(shape, text, is_ordered, into)
        return Operand(text, shape, None, text, is_ordered)

    def view(self, shape: Shape, template: str, operand: Operand) -> Operand:
        """An array in the memory of another."""
        text = self._variable(template, (operand,))
        seen = self._arrays.get(operand.text)
        self._arrays[text] = Array(shape, GIVEN if seen is None else seen.owner)
        return Operand(text, shape, None, operand.owner, is_ordered=False)

    def as_array(self, operand: Operand) -> Operand:
        """The operand for a ufunc, which takes arrays faster than it takes Python's numbers."""
        if operand.shape:
            return operand
        if operand.number is None:
            return Operand(self._variable("asarray({0})", (operand,)))
        name = self._constants.setdefault(operand.text, f"c{len(self._constants)}")
        return Operand(name)

    def _variable(self, template: str, operands: Sequence[Operand]) -> str:
        key = template, tuple([operand.text for operand in operands])
        return self._computed.setdefault(key, f"t{len(self._computed)}")

    def write(self, results: Sequence[Operand]) -> tuple[list[str], list[str]]:
        """The lines that compute what the results need, and how the results are written."""
        uses = Counter(result.text for result in results)
        for (template, operands), name in reversed(self._computed.items()):
            if uses[name]:
                for i, operand in enumerate(operands):
                    uses[operand] += template.count(f"{{{i}}}")
        asked = {result.text for result in results}
        lines: list[Line] = []
        inline: dict[str, Inline] = {}
        for (template, operands), name in self._computed.items():
            if uses[name]:
                parts = [inline.pop(operand, Inline.of(operand)) for operand in operands]
                texts = [part.text for part in parts]
                text = template.format(*texts)
                reads = frozenset(read for part in parts for read in part.reads)
                # An array has its own line, or numpy would reuse its memory for the next result,
                # with the entries in another order than those of that result have in a trace. So
                # has what is asked for of an array, which is then done with.
                has_line = name in self._arrays or (self.has_arrays and name in asked)
                if uses[name] == 1 and not has_line and len(text) <= MAX_INLINE:
                    inline[name] = Inline(f"({text})", reads)
                else:
                    lines.append(Line(name, template, texts, reads))
        left = [inline.get(result.text, Inline.of(result.text)) for result in results]
        kept = [read for each in left for read in each.reads]
        return [*Memory(self._arrays, lines, kept).texts()], [each.text for each in left]

    def names(self) -> dict[str, Any]:
        """What the names in the lines stand for, but for the variables and Python's own."""
        names = dict(NAMES)
        if self.has_arrays:
            import numpy as np

            from engine.language import arrays, reducing

            names |= {f"array_{op}": function for op, function in arrays.ARRAY_RULES.items()}
            names |= {name: np.array(float(text)) for text, name in self._constants.items()}
            names |= {
                "add_over": reducing.add_over,
                "add_reduce": np.add.reduce,
                "asarray": np.asarray,
                "class_losses": arrays.class_losses,
                "contiguous": contiguous,
                "filled": arrays.filled,
                "kept": arrays.kept,
                "matmul": np.matmul,
                "max_over": reducing.max_over,
                "max_reduce": np.maximum.reduce,
                "min_over": reducing.min_over,
                "of_entries": arrays.of_entries,
            }
        return names


@dataclass(frozen=True, slots=True)
class CallSite:
    """A call on arrays: its op, the shape of its result, its operands, its options."""

    op: str
    shape: Shape
    operands: tuple[Operand, ...]
    options: Options

    @property
    def axes(self) -> tuple[int, ...] | None:
        """The axes that are summed over; None for all."""
        axis = dict(self.options).get("axis")
        return None if axis is None else axes_of(axis, len(self.operands[0].shape))


def called(function: str, operands: Sequence[Operand]) -> str:
    """A call of a function on operands, as a template."""
    return f"{function}({', '.join(f'{{{i}}}' for i in range(len(operands)))})"


def listed(texts: Sequence[str]) -> str:
    """A tuple of variables or values."""
    return f"({', '.join(texts)}{',' if len(texts) == 1 else ''})"
