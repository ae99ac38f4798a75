"""The words for what is 0 in an equation: names, gates that are shut, parts that come out as 0."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from engine.claims.gates import chosen
from engine.derivation.relus import layer_label, relu_label
from engine.iterations.step import Step
from engine.language.entries import entry
from engine.language.expression import Call, Expression, Name, Number, calls
from engine.language.figures import grouped
from engine.language.index import entry_name, fit_index
from engine.language.notation import Style
from engine.language.ops import OPS, infer_shape
from engine.language.text import listed
from engine.why.facts import Fact, Kind
from engine.why.gates import Gate
from engine.why.moves import is_empty
from engine.why.quantity import Quantity, first_of
from engine.why.reasons import Zero

if TYPE_CHECKING:
    from engine.claims.parts import Mask

MAX_NAMED = 4
"""So many entries of an array are named one by one."""

_UNDERFLOWS = frozenset(
    (
        "mul",
        "div",
        "outer",
        "square",
        "exp",
        "sigmoid",
        "softplus",
        "softmax",
        "tanh",
        "sqrt",
        "erf",
        "gelu",
        "silu",
    )
)
"""The ops that give 0 of what is not 0 only where the result is too small for a float."""


def say_zero(zero: Zero, step: Step, style: Style) -> str:
    """As in: h0 = 0; ReLU 0 is dead since iteration 1; y − ŷ is 0."""
    if zero.quantity is not None:
        return say_is_zero(zero.quantity, style)
    if zero.gate is not None:
        return say_gate(zero.gate, step, style)
    if zero.fact.kind is Kind.NUMBER:
        return _say_number(zero.fact, step)
    return _say_part(zero.fact, step, style)


# Names


def say_name(quantity: Quantity, style: Style) -> str:
    """As in: ∂L/∂w3; H[3,1]; H[1,1], [2,1] and [3,1]; column 1 of H; 12 entries of H."""
    name = style.name(entry_name(quantity.symbol, quantity.index))
    return name if quantity.entries is None else _say_entries(name, quantity.entries)


def say_is_zero(quantity: Quantity, style: Style) -> str:
    """As in: h0 = 0; every entry of H is 0; H[1,1] and [2,1] are 0."""
    name = say_name(quantity, style)
    if quantity.entries is not None:
        is_one = name.startswith(("column ", "row "))
        return f"{name} {'is' if is_one else 'are'} 0"
    if quantity.where.ndim and not quantity.index:
        return f"every entry of {name} is 0"
    return f"{name} = 0"


def _say_entries(name: str, where: Mask) -> str:
    import numpy as np

    places = [place for place, meant in np.ndenumerate(where) if meant]
    if where.ndim == 2 and len(places) > 2:
        for axis, what in ((0, "column"), (1, "row")):
            numbers = np.flatnonzero(where.all(axis=axis)).tolist()
            if len(numbers) * where.shape[axis] == len(places):
                return f"{what}{'s' * (len(numbers) > 1)} {listed(numbers)} of {name}"
    if len(places) > MAX_NAMED:
        return f"{len(places):,} of the {where.size:,} entries of {name}"
    first, *rest = ["[" + ",".join(map(str, place)) + "]" for place in places]
    return listed([name + first, *rest])


# Gates


def say_gate(gate: Gate, step: Step, style: Style) -> str:
    """As in: unit 1 of H is dead for sample 0; max(a, b) passes its gradient to b, as a < b."""
    if gate.relu is None:
        return _say_step(gate, step, style)
    relu, samples = gate.relu, step.run.program.network.samples or 1
    units, rows = gate.units, len(gate.columns)
    among = gate.rows if rows == samples else range(samples) if len(gate.rows) == rows else None
    is_batch = relu.per_sample and among is not None
    if not gate.is_grid or (not is_batch and rows > 1):
        count = f"{int(gate.where.sum()):,} of the {gate.where.size:,} entries"
        return f"{layer_label(relu, style)} is {_state(gate)} in {count}{_flat_there(gate)}"
    if relu.units == 1:
        who = relu_label(relu, style)
    elif len(units) == relu.units:
        who = f"every {relu.noun} of {layer_label(relu, style)}"
    else:
        who = f"{relu.noun}{'s' * (len(units) > 1)} {listed(units)} of {layer_label(relu, style)}"
    verb = "are" if 1 < len(units) < relu.units else "is"
    which = _say_samples(among, samples) if is_batch and among and samples > 1 else ""
    return f"{who} {verb} {_state(gate)}{which}{_since(gate)}{_flat_there(gate)}"


def _state(gate: Gate) -> str:
    return "dead" if gate.is_dead else "at the kink"


def _flat_there(gate: Gate) -> str:
    return "" if gate.is_dead else ", where its derivative is 0"


def _since(gate: Gate) -> str:
    if gate.since is None:
        return ""
    return f" since iteration {gate.since}" if gate.since else " from the start"


def _say_samples(numbers: Sequence[int], samples: int) -> str:
    if len(numbers) == samples:
        return " for all samples"
    if len(numbers) > MAX_NAMED:
        return f" for {grouped(len(numbers))} of {grouped(samples)} samples"
    return f" for sample{'s' * (len(numbers) > 1)} {listed(numbers)}"


def _say_step(gate: Gate, step: Step, style: Style) -> str:
    """Of a maximum which operand it passes its gradient to, of a step that it is 0."""

    def write(expression: Expression) -> str:
        return _write(expression, gate.where, step, style)

    sign, (among, there) = "<" if gate.is_dead else "=", _among(gate.where)
    if gate.call.op in ("maximum", "minimum"):
        assert isinstance(gate.z, Call)  # noqa: S101  (as it is a difference)
        smaller, larger = gate.z.operands
        to = chosen(gate.call, gate.z)
        passes = "is flat" if isinstance(to, Number) else f"passes its gradient to {write(to)}"
        reason = f"as {write(smaller)} {sign} {write(larger)}"
    else:
        passes = "is flat" if gate.call.op == "leaky_relu" else "is 0"
        reason = f"as {write(gate.z)} {sign} 0"
    return f"{write(gate.call)} {passes}{among}, {reason}{there}"


def _among(where: Mask) -> tuple[str, str]:
    """In how many of the entries of an array something is so; empty for one and for all."""
    count = int(where.sum())
    if count in (1, where.size):
        return "", ""
    return f" in {count:,} of {where.size:,} entries", " there"


# Other parts


def _say_number(fact: Fact, step: Step) -> str:
    """That something is multiplied by a number that is 0, which may be a derivative."""
    if len(fact.part.path) == 1:
        return "that is what its equation says"
    child = step.equation.terms[fact.part.path[0]].child
    definition = step.run.program.network.definitions.get(child)
    if step.phase != "forward" and definition is not None:
        for call in calls(definition):
            if call.op in ("step", "sign"):
                return f"the derivative of {call.op} is 0"
    return "its equation has a factor 0"


def _say_part(fact: Fact, step: Step, style: Style) -> str:
    if _is_left_empty(fact):
        names = dict.fromkeys(_moved_into(fact.part.expression))
        moved = f"no entry of {listed(map(style.name, names))}" if names else "nothing"
        return f"{moved} is put there"
    written = _write(fact.part.expression, fact.where, step, style)
    call = fact.part.expression
    is_tiny = isinstance(call, Call) and call.op in _UNDERFLOWS
    said = "too small for a float" if is_tiny else "0"
    count, size = int(fact.where.sum()), fact.where.size
    if count == 1:
        return f"{written} is {said}"
    if count == size:
        return f"every entry of {written} is {said}"
    return f"{count:,} of the {size:,} entries of {written} are {said}"


def _is_left_empty(fact: Fact) -> bool:
    """Whether a part is 0 as no entry of what it moves is put there."""
    call = fact.part.expression
    if not isinstance(call, Call) or not (OPS[call.op].moves or OPS[call.op].reduces):
        return False
    return not (fact.where & ~is_empty(fact.part)).any()


def _moved_into(expression: Expression) -> Iterator[str]:
    """The names in what a part is made of, without those that only say where it goes."""
    if isinstance(expression, Name):
        yield expression.name
    elif isinstance(expression, Call):
        for place, operand in enumerate(expression.operands):
            if place not in OPS[expression.op].guides:
                yield from _moved_into(operand)


def _write(expression: Expression, where: Mask, step: Step, style: Style) -> str:
    """A part of an equation; where one entry of it is meant, that entry."""
    if where.ndim == 0 or where.sum() != 1:
        return style.write(expression)
    shapes = step.run.program.shapes
    shape = infer_shape(expression, shapes)
    found = fit_index(first_of(where), shape) if shape else ()
    if found is None:
        return style.write(expression)
    return style.of_entries().write(entry(expression, found, shapes, step.before))
