"""Calls of numpy bound to memory, for so many runs at once."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np

from engine.language.values import Array
from engine.sweeps.calls import Bank, Call, Calls, Place


def _class_loss(target: Array, logarithm: Array, out: Array) -> None:
    """As `engine.language.arrays.class_losses`."""
    none = target == 0.0
    np.multiply(target, logarithm, out)
    np.negative(out, out)
    np.copyto(out, 0.0, where=none)


def _each(op: str) -> Callable[[Array, Array], None]:
    """A function that numpy has not, entry by entry."""
    function = np.frompyfunc(getattr(math, op), 1, 1)

    def compute(x: Array, out: Array) -> None:
        out[...] = function(x)

    return compute


def _where(condition: Array, x: Array, y: Array, out: Array) -> None:
    """As `engine.language.arrays` has it; what is read may be what is written."""
    out[...] = np.where(condition != 0.0, x, y)


UFUNCS: Mapping[str, Callable[..., Any]] = {
    "add": np.add,
    "sub": np.subtract,
    "mul": np.multiply,
    "div": np.divide,
    "pow": np.power,
    "neg": np.negative,
    "abs": np.abs,
    "sign": np.sign,
    "heaviside": np.heaviside,
    "passes": np.greater,
    "passes_at_0": np.greater_equal,
    "greater": np.greater,
    "greater_equal": np.greater_equal,
    "less": np.less,
    "less_equal": np.less_equal,
    "equal": np.equal,
    "not_equal": np.not_equal,
    "where": _where,
    "minimum": np.minimum,
    "maximum": np.maximum,
    "tanh": np.tanh,
    "exp": np.exp,
    "log": np.log,
    "log1p": np.log1p,
    "sqrt": np.sqrt,
    "sin": np.sin,
    "cos": np.cos,
    "floor": np.floor,
    "erf": _each("erf"),
    "erfc": _each("erfc"),
    "positive": np.positive,
    "class_loss": _class_loss,
}
"""The functions that calls name; each writes into the last array that it is given."""


class Kernel:
    """Calls with memory for a number of runs.

    Every array that is computed on is contiguous along the runs, so numpy takes the same loops
    for each number of runs, and the same bits come of it.

    Args:
        calls: what is called.
        runs: for how many at once.
    """

    def __init__(self, calls: Calls, runs: int) -> None:
        self.runs = runs
        sizes = calls.sizes
        self._banks: dict[Bank, Array] = {
            Bank.RUN: _aligned(sizes[Bank.RUN], runs),
            Bank.ALL: np.zeros((sizes[Bank.ALL], 1)),
            Bank.FLAG: np.zeros((sizes[Bank.FLAG], runs), bool),
            Bank.CONSTANT: _aligned(sizes[Bank.CONSTANT], runs),
        }
        for row, value in zip(self._banks[Bank.CONSTANT], calls.constants, strict=True):
            row[:] = value
        self._calls = list(map(self._bound, calls.calls))
        self.results: list[Array | float] = [
            self._banks[each.bank][each.row] if isinstance(each, Place) else each
            for each in calls.results
        ]

    def given(self, bank: Bank, rows: int) -> Array:
        """The first rows of a bank, to be set and read."""
        return self._banks[bank][:rows]

    def run(self) -> None:
        """Do the calls once."""
        for call in self._calls:
            call()

    def repeat(self, losses: Array) -> None:
        """Do the calls once for each row of `losses`, which the only result is written to.

        -0 is written as 0: exact and other calls differ in that.
        """
        calls, (loss,) = self._calls, self.results
        add, zero = np.add, np.array(0.0)
        for row in losses:
            for call in calls:
                call()
            add(loss, zero, row)

    def _bound(self, call: Call) -> Callable[[], Any]:
        """A call with its rows; numpy takes them fastest where they are flat."""
        into = self._rows(call.into, call.rows)
        operands = [
            np.array(each) if isinstance(each, float) else self._rows(each, call.rows)
            for each in call.operands
        ]
        if call.op in ("maximum", "minimum"):  # which take no third operand without its name
            return partial(UFUNCS[call.op], *operands, out=into)
        return partial(UFUNCS[call.op], *operands, into)

    def _rows(self, place: Place, rows: int) -> Array:
        bank = self._banks[place.bank]
        if place.bank is Bank.ALL:
            return bank[place.row, 0, ...]
        return bank[place.row : place.row + rows].reshape(-1)


LINE = 64
"""Bytes of a cache line: reading eight numbers is slower where they lie in two of them."""


def _aligned(rows: int, runs: int) -> Array:
    """Rows of zeros of which the first begins where a cache line does."""
    room = np.zeros(rows * runs + LINE // 8)
    start = -room.ctypes.data % LINE // 8
    return room[start : start + rows * runs].reshape(rows, runs)
