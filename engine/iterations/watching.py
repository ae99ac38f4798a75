"""Expressions watched over many iterations, in the loop that computes these."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import repeat
from struct import Struct

from engine.frozen import replace
from engine.iterations.block import NOTHING_FED, Fed
from engine.iterations.code import Code
from engine.iterations.compiled_numbers import text_of
from engine.iterations.layout import Feeding, Layout
from engine.iterations.slices import is_long
from engine.iterations.unrolled import Asked, unroll
from engine.language.values import Array, Memory
from engine.program.program import Program

MOST = 6_000
"""A program of about more computations is not watched: it would be compiled for too long."""


class Watching:
    """A program on small arrays, compiled to give the entries of expressions of each iteration.

    Args:
        program: what is watched.
        frozen: the symbols that its update leaves as they are.
        asked: the expressions, not none.

    Raises:
        ValueError: where an array is too large, or the program too long.
    """

    def __init__(self, program: Program, frozen: frozenset[str], asked: Sequence[Asked]) -> None:
        unrolled = None if is_long(program, MOST) else unroll(program, frozen, asked=asked)
        if unrolled is None:
            raise ValueError("only programs on small arrays are watched")
        self._layout = Layout(program, frozen)
        self._width = sum(map(len, unrolled.asked))
        code = Code()
        source = text_of(replace(unrolled, masks=()), self._layout, code)
        names = {**code.names(), "pack": Struct(f"{self._width}d").pack}
        exec(compile(source, "<watching>", "exec"), names)  # noqa: S102  (see `compile`)
        self._train = names["train"]

    def rows(self, memory: Memory, count: int, fed: Fed = NOTHING_FED) -> Array:
        """The entries of all expressions, one behind the other, with a row for each iteration.

        Args:
            memory: what the first iteration starts with.
            count: how many there are; there may be fewer rows, as Python cannot compute all.
            fed: what is fed to those behind the first.
        """
        import numpy as np

        rows = bytearray()
        feeding = Feeding(self._layout, memory, fed)
        self._train(self._layout.numbers(memory), (), repeat(True, count), [], [], rows, feeding)
        return np.frombuffer(rows, np.float64).reshape(-1, self._width)
