"""Operators that leave less than they take: sums, means, extremes, and softmax along an axis."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import numpy as np

from engine.drafts.operand import Operand
from engine.drafts.texts.numbers import several
from engine.onnx.call import Call, Rule
from engine.onnx.numbers import check_size


def _reduced(write: Callable[[Call, str, str], str]) -> Rule:
    """A rule of what is left of an array without some axes.

    Args:
        write: what is left, of the call, an operand and the option that says the axes.
    """

    def rule(call: Call) -> str | Operand:
        rank, axes = len(call.shape(0)), call.axes(1)
        if not axes:
            if axes is not None and call.whole("noop_with_empty_axes", 0):
                return call[0]
            if 1 not in call and call.whole("noop_with_empty_axes", 0):
                return call[0]
            axes = tuple(range(rank))
        axes = tuple(sorted(call.counted(axes, rank)))
        if not axes:
            return call[0]
        option = "" if len(axes) == rank else f", axis={several(axes)}"
        text = write(call, call[0].text, option)
        if not call.whole("keepdims", 1):
            return text
        return f"expand_dims({text}, axis={several(axes)})"

    return rule


def _of(op: str) -> Rule:
    return _reduced(lambda call, x, axis: f"{op}({x}{axis})")


def _log_sum_exp(call: Call, _: str, axis: str) -> str:
    """Shifted by the largest entry, so that no power is above what a number can be."""
    x = call.named(0)
    whole = axis or f", axis={several(tuple(range(len(x.shape))))}"
    largest = call.let("largest", f"max({x}{axis})")
    shifted = f"{x} - expand_dims({largest}{whole})"
    return f"{largest} + log(sum(exp({shifted}){axis}))"


def _product(call: Call) -> str | Operand:
    """A product of all entries along one axis, of a few."""
    shape = call.shape(0)
    axes = call.axes(1) or tuple(range(len(shape)))
    axes = call.counted(axes, len(shape))
    if len(axes) != 1 or not 0 < shape[axes[0]] <= 32:
        call.refuse("a product is written for one axis of up to 32 entries")
    x, before = call.named(0), ":, " * axes[0]
    text = " * ".join(f"{x}[{before}{place}]" for place in range(shape[axes[0]]))
    return f"expand_dims({text}, axis={axes[0]})" if call.whole("keepdims", 1) else text


def _rows(op: str) -> Rule:
    """Along the last axis; before version 13 along all axes from one on, as if they were one."""

    def rule(call: Call) -> str | Operand:
        shape = call.shape(0)
        rank = len(shape)
        axis = call.axis("axis", -1 if call.opset >= 13 else 1, rank)
        x = call[0]
        if axis == rank - 1:
            return f"{op}({x.text})"
        if call.opset < 13:
            flat = several((*shape[:axis], math.prod(shape[axis:])))
            return f"reshape({op}(reshape({x.text}, {flat})), {several(shape)})"
        order = [*range(rank)]
        order[axis], order[-1] = order[-1], order[axis]
        moved = several(order)
        return f"permute({op}(permute({x.text}, {moved})), {moved})"

    return rule


def _cumulated(call: Call) -> str | Operand:
    """The sums of all entries before, as a product with a triangle of ones."""
    x, shape = call[0], call.shape(0)
    axis = call.counted((int(call.known_number(1, "axis")),), len(shape))[0]
    size = shape[axis]
    check_size(size, size)
    ones = np.triu(np.ones((size, size)), call.whole("exclusive", 0))
    if call.whole("reverse", 0):
        ones = ones.T
    triangle = call.writer.constant("triangle", ones)
    if axis == len(shape) - 1:
        return f"{x} @ {triangle}"
    order = [*range(len(shape))]
    order[axis], order[-1] = order[-1], order[axis]
    moved = several(order)
    return f"permute(permute({x.text}, {moved}) @ {triangle}, {moved})"


def _lp_normalised(call: Call) -> str | Operand:
    x, shape = call.named(0), call.shape(0)
    axis = call.axis("axis", -1, len(shape))
    text = f"sum(abs({x}), axis={axis})"
    if call.whole("p", 2) == 2:
        text = f"sqrt(sum(square({x}), axis={axis}))"
    return f"{x} / expand_dims({text}, axis={axis})"


REDUCTIONS: Mapping[str, Rule] = {
    "ReduceSum": _of("sum"), "ReduceMean": _of("mean"), "ReduceMax": _of("max"),
    "ReduceMin": _of("min"), "ReduceProd": _product,
    "ReduceL1": _reduced(lambda call, x, axis: f"sum(abs({x}){axis})"),
    "ReduceL2": _reduced(lambda call, x, axis: f"sqrt(sum(square({x}){axis}))"),
    "ReduceSumSquare": _reduced(lambda call, x, axis: f"sum(square({x}){axis})"),
    "ReduceLogSum": _reduced(lambda call, x, axis: f"log(sum({x}{axis}))"),
    "ReduceLogSumExp": _reduced(_log_sum_exp),
    "Softmax": _rows("softmax"), "LogSoftmax": _rows("log_softmax"),
    "CumSum": _cumulated, "LpNormalization": _lp_normalised,
}  # fmt: skip
"""The rules, by operator."""
