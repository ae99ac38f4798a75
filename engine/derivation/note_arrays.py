"""Sentences about steps with arrays: samples, units, and what cancels."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from engine.derivation.samples import cancel, contributions, has_samples
from engine.iterations.state import State
from engine.iterations.step import Step
from engine.language.expression import Call, Expression, Name, gradient_name
from engine.language.notation import Style
from engine.language.ops import infer_shape
from engine.language.rules import Rules
from engine.language.shapes import Shape
from engine.language.text import all_of, capitalised, listed
from engine.language.values import Array, is_array, is_zero

MAX_UNITS = 4
"""So many units are named one by one; more are counted."""


# Units


def units_note(step: Step, node: str) -> str:
    """What the units of a ReLU are: `Both units are active for all 4 samples`, in a sentence."""
    z = State(step.run, step.index + 1).pre_activation(node)
    assert z is not None  # noqa: S101  (the step computes the ReLU, or comes after it)
    assert is_array(z)  # noqa: S101  (as the caller has checked)
    network, count = step.run.program.network, step.run.program.network.units(node)
    columns = z.reshape(-1, count).T
    is_batch = node in network.per_sample and columns.shape[1] == network.samples
    units: dict[str, list[int]] = {}
    for unit, column in enumerate(columns):
        units.setdefault(_states(column, "samples" if is_batch else "rows"), []).append(unit)
    phrases = [f"{_who(members, count)} {states}" for states, members in units.items()]
    return capitalised(f"{', '.join(phrases)}.")


def _states(z: Array, rows: str) -> str:
    """What a unit with these pre-activations is, over the rows."""
    everywhere = f" for {all_of(len(z), rows)}" if len(z) > 1 else ""
    active, dead, kink = (int(each.sum()) for each in (z > 0.0, z < 0.0, z == 0.0))
    for count, states in ((active, "active"), (dead, "dead"), (kink, "at the kink")):
        if count == len(z):
            return f"{states}{everywhere}"
    if dead + kink == len(z):
        return f"dead or at the kink{everywhere}"
    if active + dead + kink == len(z):
        return f"active for some {rows} and not for others"
    return f"nan for some {rows}" if active + dead + kink else f"nan{everywhere}"


def _who(members: Sequence[int], count: int) -> str:
    """As in: both units are; unit 1 is; units 0 and 2 are; 7 of 20 units are."""
    if len(members) == count:
        return f"{all_of(count, 'units')} are" if count > 1 else "its only unit is"
    if len(members) == 1:
        return f"unit {members[0]} is"
    if len(members) > MAX_UNITS:
        return f"{len(members)} of {count} units are"
    return f"units {listed(members)} are"


def passes_note(z: Array, written: str, at_zero: float) -> str:
    """How many entries of a gradient a ReLU passes on, given its derivative at the kink."""
    where, passes = ("positive", z > 0.0) if at_zero == 0.0 else ("not negative", z >= 0.0)
    entries = f"{int(passes.sum())} of {z.size} entries"
    return f"The gradient passes where {written} is {where}: {entries}."


# The chain rule


def chain_rule_note(step: Step, child: str, expression: Expression, style: Style) -> str | None:
    """How a gradient comes about where arrays are involved; None where nothing fits."""
    if isinstance(expression, Call):
        said = CHAIN_RULES[expression.op](step, expression, style)
        if said is not None:
            return said
    network = step.run.program.network
    if child == network.loss:
        return None
    upstream = style.name(gradient_name(network.loss, child))
    equation = f"{style.name(child)} = {style.write(network.definitions[child])}"
    return f"{upstream} is taken back through {equation} to {style.name(step.node)}."


def _through_product(step: Step, part: Call, style: Style) -> str | None:
    """For a product of matrices: over the samples, or of each sample and the weights."""
    program = step.run.program
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


def _products_note(step: Step, rows: Expression, right: Expression, style: Style) -> str:
    """For a product over the samples, `∂L/∂W2 = Hᵀ · ∂L/∂O`."""
    what = "row" if len(_shape(step, right)) > 1 else "entry"
    product = f"its row of {style.write(rows)} times its {what} of {style.write(right)}"
    samples = step.run.program.network.samples
    if samples == 1:
        return f"The only sample contributes {product}."
    return (
        f"Each of the {samples} samples contributes {product}; the gradient is their sum over the "
        f"batch.{_cancellation(step, style)}"
    )


def _through_repeats(step: Step, part: Call, style: Style) -> str:
    """For a sum over what broadcasting has repeated, `∂L/∂b2 = Σₙ (∂L/∂O)ₙ`."""
    summed, like = part.operands
    program, node, what = step.run.program, style.name(step.node), style.write(summed)
    full, shape = _shape(step, summed), _shape(step, like)
    if has_samples(program, summed) and shape in (full[1:], (1, *full[1:])):
        return (
            f"{node} is used for every sample, so its gradient is the sum of {what} over the "
            f"{program.network.samples} samples of the batch.{_cancellation(step, style)}"
        )
    over = f"all entries of {what}" if shape == () else f"{what} over the repeats"
    used = "used for every entry" if shape == () else "repeated to fit"
    return f"{node} is {used}, so its gradient is the sum of {over}.{_cancellation(step, style)}"


def _rows_note(step: Step, left: Expression, weights: Expression, style: Style) -> str:
    """For a product with the transpose of what the weights are used as, `∂L/∂H = ∂L/∂O · W2ᵀ`."""
    whose = "Each sample's row" if has_samples(step.run.program, left) else "Each row"
    through = f"is taken back through {style.write(weights)} to {style.name(step.node)}"
    return f"{whose} of {style.write(left)} {through}."


def _error_note(step: Step, factor: Expression | None, style: Style) -> str:
    """For softmax with cross-entropy, `∂L/∂O = 1 / 4 · (softmax(O) − Y)`."""
    is_batch = len(_shape(step, Name(step.node))) > 1
    error = f"{'For each sample it' if is_batch else 'It'} is the prediction minus the target"
    if factor is None:
        return f"{error}."
    samples, value = step.run.program.network.samples, step.evaluate(factor)
    if samples is not None and not is_array(value) and value == 1.0 / samples:
        return f"{error}, as its share of the mean over {samples} samples."
    return f"{error}, times {style.write(factor)}."


def _through_softmax(step: Step, part: Call, style: Style) -> str | None:
    """For the error of a prediction, with or without a factor."""
    match part:
        case Call(op="sub", operands=(Call(op="softmax"), Name())):
            return _error_note(step, None, style)
        case Call(
            op="mul", operands=(factor, Call(op="sub", operands=(Call(op="softmax"), Name())))
        ):
            return _error_note(step, factor, style)
    return None


def _through_equation(step: Step, part: Call, style: Style) -> None:
    del step, part, style


CHAIN_RULES: Rules[Callable[[Step, Call, Style], str | None]] = Rules(
    "sentences about the chain rule",
    __name__,
    {
        "matmul": _through_product,
        "sum_to": _through_repeats,
        "sub": _through_softmax,
        "mul": _through_softmax,
        **dict.fromkeys(
            ("outer", "sum", "mean", "softmax", "log_softmax", "cross_entropy"), _through_equation
        ),
    },
    {"elementwise": _through_equation, "moves": _through_equation},
    exceptions=("sub", "mul"),
)
"""What to say of a gradient that is such a call; None to name the equation it comes through."""


def _cancellation(step: Step, style: Style) -> str:
    """That the samples' contributions cancel, with how large they are, if they do."""
    parts = contributions(step)
    if parts is None or not cancel(parts):
        return ""
    short = replace(style, digits=3)
    largest = short.number(float(abs(parts).max()))
    left = short.number(float(abs(parts.sum(axis=0)).max()))
    return f" The samples' contributions cancel: of up to {largest} each, {left} at most is left."


def zero_note(step: Step, expression: Expression, style: Style) -> str:
    """Which factor makes a gradient 0, if it is 0 everywhere."""
    if not is_zero(step.value):
        return ""
    values = {part: step.evaluate(part) for part in _factors(expression)}
    factors = [
        f"{'every entry of ' if is_array(value) else ''}{style.write(part)}"
        for part, value in values.items()
        if is_zero(value)
    ]
    if not factors:
        return ""
    what = "Every entry" if is_array(step.value) else "It"
    return f" {what} is 0, as {' and '.join(factors)} is."


def _factors(expression: Expression) -> Iterator[Expression]:
    """The parts of which none may be 0 everywhere if the whole is not to be."""
    if isinstance(expression, Call) and (telling := FACTOR_RULES[expression.op]):
        for place in telling:
            yield from _factors(expression.operands[place])
    elif isinstance(expression, (Name, Call)):
        yield expression


FACTOR_RULES: Rules[tuple[int, ...]] = Rules(
    "factors of a gradient",
    __name__,
    {
        **dict.fromkeys(("mul", "matmul", "outer"), (0, 1)),
        **dict.fromkeys(("neg", "div", "sum_to"), (0,)),
        **dict.fromkeys(("sum", "mean", "softmax", "log_softmax", "cross_entropy"), ()),
    },
    {"moves": (0,), "elementwise": ()},
    exceptions=("mul", "neg", "div"),
)
"""The operands to name in place of a call that is 0 everywhere.

Fewer than `Op.zero_if` has: an activation, and a sum within a rule, are named themselves.
"""


def _shape(step: Step, expression: Expression) -> Shape:
    return infer_shape(expression, step.run.program.shapes)
