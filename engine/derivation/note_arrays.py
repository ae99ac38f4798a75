"""Sentences about how gradients of arrays come about: sums over samples, and what cancels."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from engine.claims.batches import (
    Cancels,
    ErrorOfPrediction,
    SumOfProducts,
    SumOfRepeats,
    TakenBack,
)
from engine.derivation.said import NOTHING, Said
from engine.derivation.samples import cancel, contributions, has_samples
from engine.iterations.step import Step
from engine.language.expression import Call, Expression, Name, gradient_name
from engine.language.notation import Style
from engine.language.ops import infer_shape
from engine.language.rules import Rules
from engine.language.shapes import Shape


def chain_rule_note(step: Step, child: str, expression: Expression, style: Style) -> Said | None:
    """How a gradient comes about where arrays are involved; None where nothing fits."""
    definition = step.run.program.network.definitions[child]
    if isinstance(definition, Call) and definition.op in ("max", "min"):
        from engine.derivation.note_largest import shared_note  # which few networks need

        shared = shared_note(step, child, definition, style)
        if shared is not None:
            return shared
    if isinstance(expression, Call):
        said = CHAIN_RULES[expression.op](step, expression, style)
        if said is not None:
            return said
    network = step.run.program.network
    if child == network.loss:
        return None
    upstream = style.name(gradient_name(network.loss, child))
    equation = f"{style.name(child)} = {style.write(network.definitions[child])}"
    return Said(f"{upstream} is taken back through {equation} to {style.name(step.node)}.")


def _through_product(step: Step, part: Call, style: Style) -> Said | None:
    """For a product of matrices: over the samples, or of each sample and the weights."""
    program = step.run.program
    if any(len(_shape(step, each)) > 2 for each in part.operands):
        return None
    match part.operands:
        case (Call(op="transpose", operands=(rows,)), right):
            if has_samples(program, rows) and has_samples(program, right):
                return _products_note(step, rows, right, style)
        case (left, Call(op="transpose", operands=(weights,))):
            return _rows_note(step, left, weights, style)
        case (left, weights) if has_samples(program, left) and not has_samples(program, weights):
            if len(_shape(step, weights)) > 1:  # what the equation uses is its transpose
                return _rows_note(step, left, weights.transposed, style)
    return None


def _products_note(step: Step, rows: Expression, right: Expression, style: Style) -> Said:
    """For a product over the samples, `∂L/∂W2 = Hᵀ · ∂L/∂O`."""
    what = "row" if len(_shape(step, right)) > 1 else "entry"
    product = f"its row of {style.write(rows)} times its {what} of {style.write(right)}"
    samples = step.run.program.network.samples or 0
    claims = (SumOfProducts(step.iteration, step.index, rows, right, samples),)
    if samples == 1:
        return Said(f"The only sample contributes {product}.", claims)
    total = "the gradient is their sum over the batch."
    words = f"Each of the {samples} samples contributes {product}; {total}"
    return Said(words, claims).then(_cancellation(step, style))


def _through_repeats(step: Step, part: Call, style: Style) -> Said:
    """For a sum over what broadcasting has repeated, `∂L/∂b2 = Σₙ (∂L/∂O)ₙ`."""
    summed, like = part.operands
    program, node, what = step.run.program, style.name(step.node), style.write(summed)
    full, shape = _shape(step, summed), _shape(step, like)
    if has_samples(program, summed) and shape in (full[1:], (1, *full[1:])):
        samples = program.network.samples or 0
        claims = (SumOfRepeats(step.iteration, step.index, summed, samples),)
        if samples == 1:
            words = f"{node} is used for the only sample, so its gradient is {what} of that."
            return Said(words, claims)
        total = f"the sum of {what} over the {samples} samples of the batch"
        words = f"{node} is used for every sample, so its gradient is {total}."
    else:
        claims = (SumOfRepeats(step.iteration, step.index, summed, None),)
        over = f"all entries of {what}" if shape == () else f"{what} over the repeats"
        used = "used for every entry" if shape == () else "repeated to fit"
        words = f"{node} is {used}, so its gradient is the sum of {over}."
    return Said(words, claims).then(_cancellation(step, style))


def _rows_note(step: Step, left: Expression, weights: Expression, style: Style) -> Said:
    """For a product with the transpose of what the weights are used as, `∂L/∂H = ∂L/∂O · W2ᵀ`."""
    whose = "Each sample's row" if has_samples(step.run.program, left) else "Each row"
    through = f"is taken back through {style.write(weights)} to {style.name(step.node)}"
    claims = (TakenBack(step.iteration, step.index, left, weights),)
    return Said(f"{whose} of {style.write(left)} {through}.", claims)


def _error_note(step: Step, factor: Expression | None, other: str, style: Style) -> Said:
    """For softmax with cross-entropy, `∂L/∂O = 1 / 4 · (softmax(O) − Y)`."""
    network = step.run.program.network
    is_batch = len(_shape(step, Name(step.node))) > 1
    who, what = "For each sample it" if is_batch else "It", "the prediction minus the target"
    if other not in network.targets:
        what = f"the softmax of {style.name(step.node)} minus {style.name(other)}"
    samples = network.samples or 1
    value = None if factor is None else step.evaluate(factor)
    share = samples if samples > 1 and isinstance(value, float) and value == 1.0 / samples else None
    is_target = other in network.targets
    claims = (ErrorOfPrediction(step.iteration, step.index, other, factor, share, is_target),)
    if share is not None:
        what += f", as its share of the mean over {share} samples"
    elif factor is not None:
        what += f", times {style.write(factor)}"
    return Said(f"{who} is {what}.", claims)


def _through_softmax(step: Step, part: Call, style: Style) -> Said | None:
    """For the error of a prediction, with or without a factor."""
    factor: Expression | None = None
    error: Expression = part
    if part.op == "mul":
        factor, error = part.operands
    match error:
        case Call(
            op="sub", operands=(Call(op="softmax", operands=(Name(name=logits),)), Name(name=other))
        ) if logits == step.node:
            return _error_note(step, factor, other, style)
    return None


def _through_equation(step: Step, part: Call, style: Style) -> None:
    del step, part, style


CHAIN_RULES: Rules[Callable[[Step, Call, Style], Said | None]] = Rules(
    "sentences about the chain rule",
    __name__,
    {
        "matmul": _through_product,
        "sum_to": _through_repeats,
        "sub": _through_softmax,
        "mul": _through_softmax,
        **dict.fromkeys(
            (
                "outer",
                "sum",
                "mean",
                "max",
                "min",
                "fold",
                "scatter_add",
                "softmax",
                "log_softmax",
                "cross_entropy",
            ),
            _through_equation,
        ),
    },
    {"elementwise": _through_equation, "moves": _through_equation},
    exceptions=("sub", "mul"),
)
"""What to say of a gradient that is such a call; None to name the equation it comes through."""


def _cancellation(step: Step, style: Style) -> Said:
    """That the samples' contributions cancel, with how large they are, if they do."""
    parts = contributions(step)
    if parts is None or not cancel(parts):
        return NOTHING
    short = replace(style, digits=3)
    largest, left = float(abs(parts).max()), float(abs(parts.sum(axis=0)).max())
    up_to, at_most = short.number(largest), short.number(left)
    words = f"The samples' contributions cancel: of up to {up_to} each, {at_most} at most is left."
    return Said(words, (Cancels(step.iteration, step.index, largest, left),))


def _shape(step: Step, expression: Expression) -> Shape:
    return infer_shape(expression, step.run.program.shapes)
