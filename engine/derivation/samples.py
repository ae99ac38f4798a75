"""Contributions of samples to a gradient that is a sum over the batch."""

from __future__ import annotations

import math
from collections.abc import Callable

from engine.iterations.step import Step
from engine.language.expression import Call, Expression
from engine.language.ops import infer_shape, option_of
from engine.language.rules import Rules
from engine.language.shapes import MAX_ENTRIES, Shape, axes_of
from engine.language.values import Array, Value, apply, is_array, unwarned
from engine.network.batch import Rows
from engine.program.program import Program

CANCELS = 1e-3
"""A sum so many times smaller than its terms, all taken positive, is said to cancel."""


def contributions(step: Step) -> Array | None:
    """What each sample contributes to the gradient that a step computes.

    Returns:
        An array with an axis for the samples before those of the gradient, whose sum over the
        samples is the gradient; None where the gradient is no such sum, as where it was set by
        hand, or the array would be too large.
    """
    if step.is_set:
        return None
    program = step.run.program
    samples, shape = program.network.samples, program.shapes[step.symbol]
    if samples is None or samples * math.prod(shape) > MAX_ENTRIES:
        return None
    total: Array | None = None
    with unwarned():
        for term in step.equation.terms:
            part = _summands(step, term.expression)
            if part is None:
                return None
            total = part if total is None else total + part
    return total


def cancel(parts: Array) -> bool:
    """Whether the samples' contributions are not 0, but their sums are, next to them."""
    with unwarned():
        largest = abs(parts).sum(axis=0)
        return bool(
            0.0 < largest.max() < math.inf and (abs(parts.sum(axis=0)) <= CANCELS * largest).all()
        )


def _summands(step: Step, expression: Expression) -> Array | None:
    """What is summed over the samples in an expression; None where it is no such sum."""
    if not isinstance(expression, Call):
        return None
    return SUMMAND_RULES[expression.op](step, expression)


def _of_no_sum(step: Step, part: Call) -> None:
    del step, part


def _of_products(step: Step, part: Call) -> Array | None:
    """Of `Xᵀ · ∂L/∂Z`: a product for each sample."""
    if len(_shape(step.run.program, part)) > 2:
        return None
    match part.operands:
        case (Call(op="transpose", operands=(left,)), right):
            if has_samples(step.run.program, left) and has_samples(step.run.program, right):
                return _outer_products(step.evaluate(left), step.evaluate(right))
    return None


def _of_sum(step: Step, part: Call) -> Array | None:
    """Of `Σₙ (∂L/∂Z)ₙ`: a row for each sample."""
    summed, like = part.operands
    is_batch = has_samples(step.run.program, summed)
    parts = step.evaluate(summed) if is_batch else _summands(step, summed)
    return _summed(parts, _shape(step.run.program, like))


def _of_opposite(step: Step, part: Call) -> Array | None:
    parts = _summands(step, part.operands[0])
    return None if parts is None else -parts


def _of_landing(step: Step, part: Call) -> Array | None:
    """Of what is added up at places, where each sample has its own."""
    x, places = part.operands
    program = step.run.program
    if not has_samples(program, x) or not has_samples(program, places):
        return None
    if axes_of(option_of(part, "axis"), len(_shape(program, part))) != (0,):
        return None
    import numpy as np

    values, found = step.evaluate(x), step.evaluate(places)
    if not is_array(values) or not is_array(found):
        return None
    pairs = zip(values, found, strict=True)
    return np.stack([np.asarray(apply(part, [_value(each) for each in pair])) for pair in pairs])


def _value(entry: Array) -> Value:
    """A row, or a number for a row that is one."""
    return entry if entry.shape else float(entry)


def _of_moved(step: Step, part: Call) -> Array | None:
    """Of such a sum whose entries are put elsewhere: those of each sample are."""
    operand, *guides = part.operands
    parts = _summands(step, operand)
    if parts is None:
        return None
    import numpy as np

    others = [step.evaluate(each) for each in guides]
    return np.stack([np.asarray(apply(part, [each, *others])) for each in parts])


def _of_scaled(step: Step, part: Call) -> Array | None:
    """Of such a sum times a factor."""
    operand, factor = part.operands
    parts = _summands(step, operand)
    if parts is None:
        return None
    added = len(_shape(step.run.program, part)) + 1 - parts.ndim
    rows = parts.reshape(len(parts), *[1] * added, *parts.shape[1:])
    scaled: Array = rows * step.evaluate(factor)
    return scaled


SUMMAND_RULES: Rules[Callable[[Step, Call], Array | None]] = Rules(
    "contributions of samples",
    __name__,
    {
        "matmul": _of_products,
        "sum_to": _of_sum,
        "neg": _of_opposite,
        "scatter_add": _of_landing,
        "mul": _of_scaled,
        **dict.fromkeys(
            (
                "outer", "sum", "mean", "max", "min", "fold", "concat", "broadcast_to", "softmax",
                "log_softmax", "cross_entropy",
            ),
            _of_no_sum,
        ),
    },
    {"elementwise": _of_no_sum, "moves": _of_moved},
    exceptions=("neg", "mul", "concat", "broadcast_to"),
)  # fmt: skip
"""What is summed over the samples in a call, an axis for the samples before the others."""


def _outer_products(rows: Value, others: Value) -> Array | None:
    """For each sample every entry of one row times every entry, or the number, of the other."""
    if not is_array(rows) or not is_array(others):
        return None
    with unwarned():
        products: Array = rows[..., None] * others.reshape(len(others), 1, -1)
    return products.reshape(*rows.shape, *others.shape[1:])


def _summed(parts: Value | None, shape: Shape) -> Array | None:
    """The parts, a row for each sample, with every row summed to a shape."""
    if parts is None or not is_array(parts):
        return None
    if len(shape) == parts.ndim:
        if shape[0] != 1:
            return None
        parts = parts[:, None]
    added = parts.ndim - 1 - len(shape)
    wide = (1 + added + i for i, size in enumerate(shape) if size == 1)
    summed: Array = parts.sum(axis=(*range(1, 1 + added), *wide)).reshape(len(parts), *shape)
    return summed


def has_samples(program: Program, expression: Expression) -> bool:
    """Whether an expression has a row, or a number, for each sample of the batch."""
    samples = program.network.samples
    if samples is None:
        return False
    return Rows(program.per_sample, program.shapes, samples).has(expression)


def _shape(program: Program, expression: Expression) -> Shape:
    return infer_shape(expression, program.shapes)
