"""Calls of every op, drawn: operands of ranks 0 to 4, and all values of its options.

The entries of all operands differ from one another and from every whole number, so that none of
them is on a kink or at a jump.
"""

import math
from typing import NamedTuple

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from engine.language.notation import TEXT
from engine.language.ops import OPS
from engine.language.table.comparisons import COMPARING
from tests.engine.language.moved import MOVES, PLACING, drawn

MAX_RANK = 4
SIDE = 3


class Case(NamedTuple):
    """A call as text, of operands called a, b and c, and their shapes."""

    text: str
    shapes: tuple[tuple[int, ...], ...]
    places: np.ndarray | float | None = None
    """The second operand, where it says where entries go."""


def shapes(least=0, most=MAX_RANK):
    return (
        hnp.array_shapes(min_dims=least, max_dims=most, max_side=SIDE)
        if least
        else (st.just(()) | hnp.array_shapes(min_dims=1, max_dims=most, max_side=SIDE))
    )


def _broadcast(draw, count):
    found = hnp.mutually_broadcastable_shapes(
        num_shapes=count, max_dims=MAX_RANK, max_side=SIDE, min_side=1
    )
    return draw(found).input_shapes


def _elementwise(op):
    def case(draw):
        names = ", ".join("abc"[: OPS[op].operands])
        option = draw(st.sampled_from(["", ", 0", ", 0.25"])) if OPS[op].options else ""
        return Case(f"{op}({names}{option})", tuple(_broadcast(draw, OPS[op].operands)))

    return case


def _axes(draw, rank):
    """No axis, one, or several, counted from the front or the back."""
    if not rank:
        return ""
    one = st.integers(-rank, rank - 1)
    several = st.lists(one, min_size=1, max_size=rank, unique_by=lambda axis: axis % rank)
    axis = draw(st.none() | one | several.map(tuple))
    return "" if axis is None else f", axis={axis}"


def _reducing(op):
    def case(draw):
        shape = draw(shapes())
        return Case(f"{op}(a{_axes(draw, len(shape))})", (shape,))

    return case


def _matmul(draw):
    m, k, n = (draw(st.integers(1, SIDE)) for _ in range(3))
    left, right = draw(st.sampled_from([((), ()), ((m,), ()), ((), (n,)), ((m,), (n,))]))
    others = ((), ())
    if left and right:
        found = hnp.mutually_broadcastable_shapes(
            num_shapes=2, max_dims=MAX_RANK - 2, max_side=SIDE, min_side=1
        )
        others = draw(found).input_shapes
    return Case("a @ b", ((*others[0], *left, k), (*others[1], k, *right)))


def _summed_to(draw):
    like, shape = _broadcast(draw, 2)
    return Case("sum_to(a, b)", (np.broadcast_shapes(like, shape), like))


def _broadcast_to(draw):
    like, shape = _broadcast(draw, 2)
    return Case("broadcast_to(a, b)", (shape, np.broadcast_shapes(like, shape)))


def _expanded(draw):
    shape = draw(shapes(0, 3))
    rank = len(shape) + 1
    axis = draw(st.integers(-rank, rank - 1))
    return Case(f"expand_dims(a, axis={axis})", (shape,))


def _rows(op):
    def case(draw):
        shape = draw(shapes(1))
        return Case(f"{op}(a)", (shape,))

    return case


def _losses(draw):
    shape = draw(shapes(1))
    return Case("cross_entropy(a, b)", (shape, shape))


def _moved(op):
    def case(draw):
        call, values = drawn(draw, op)
        shapes = tuple(np.shape(values[name]) for name in sorted(values))
        return Case(TEXT.write(call), shapes, values["b"] if op in PLACING else None)

    return case


CASES = {
    **{op: _moved(op) for op in MOVES},
    **{op: _elementwise(op) for op in OPS if OPS[op].elementwise},
    **{op: _reducing(op) for op in ("sum", "mean", "max", "min")},
    "matmul": _matmul,
    "transpose": lambda draw: Case("transpose(a)", (draw(shapes(2)),)),
    "outer": lambda draw: Case("outer(a, b)", (draw(shapes(1, 1)), draw(shapes(1, 1)))),
    "sum_to": _summed_to,
    "broadcast_to": _broadcast_to,
    "expand_dims": _expanded,
    **{op: _rows(op) for op in ("softmax", "log_softmax")},
    "cross_entropy": _losses,
}
"""For each op what draws a call of it."""

POSITIVE = {"log": "a", "sqrt": "a", "pow": "a", "div": "b"}
"""The operands that have to be above 0."""

NOT_ANALYTIC = ("abs", "sign", "relu", "step", "leaky_relu", "softplus", "sigmoid", "minimum",
                "maximum", "erf", "gelu", "silu", "floor", "detach", "max", "min", "where",
                *COMPARING)  # fmt: skip
"""The ops that numpy computes for no complex numbers, or otherwise."""


@st.composite
def calls(draw, op):
    """A call of an op as text, with values of its operands."""
    case = CASES[op](draw)
    sizes = [math.prod(shape) for shape in case.shapes]
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    count = sum(sizes)
    numbers = rng.permutation(2.0 * (np.arange(count) - count / 2 + 0.5) / count) + 0.3 / count
    values, at = {}, 0
    for name, shape, size in zip("abc", case.shapes, sizes, strict=False):
        array = numbers[at : at + size].reshape(shape)
        values[name] = np.abs(array) + 0.1 if name in POSITIVE.get(op, "") else array
        at += size
    if case.places is not None:
        values["b"] = np.asarray(case.places)
    if op == "cross_entropy":  # rows of targets sum to 1
        values["b"] = abs(values["b"]) / abs(values["b"]).sum(axis=-1, keepdims=True)
    return case.text, {
        name: array if array.shape else float(array) for name, array in values.items()
    }
