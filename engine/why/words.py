"""The words of why a value is what it is: the sentence that answers, and the equations behind."""

from __future__ import annotations

from collections.abc import Sequence

from engine.derivation.note import note
from engine.derivation.relus import relu_label
from engine.iterations.state import State
from engine.language.expression import Expression, Name
from engine.language.index import entry_name
from engine.language.notation import Style
from engine.language.sides import joined, written_sum
from engine.language.text import all_of, capitalised, counted, listed
from engine.language.values import Value, is_array, is_zero
from engine.program.program import LEARNING_RATE, Phase
from engine.why.causes import cause_of, causes
from engine.why.quantity import ByHand, Quantity
from engine.why.reasons import Contribution, Reason

MAX_WRITTEN = 2
"""So many causes of a chain are written with their equations, and then the last."""

MAX_PARTS = 6
"""So many contributions that cancel are listed; of more the largest."""


def say_answer(quantity: Quantity, state: State, style: Style) -> list[str]:
    """The sentence that answers, and before it that the quantity is not computed yet."""
    lines = []
    if not quantity.is_computed(state):
        place = quantity.run.program.index[quantity.symbol] + 1
        lines.append(
            f"{say_name(quantity, style)} is not computed yet: step {place} does it. Then:"
        )
    return [*lines, _answer(list(causes(quantity)), style)]


def _answer(chain: Sequence[Quantity], style: Style) -> str:
    """As in: ∂L/∂w3 = 0, because h0 = 0, because ReLU 0 is dead since iteration 1."""
    first, last = chain[0], chain[-1]
    subject = _is_zero(first, style) or f"{say_name(first, style)} = {style.number(first.shown)}"
    step = first.step
    if first.by_hand:
        return f"{subject}: it was {say_by_hand(first, first.by_hand, style)}."
    if step is None:
        return f"{subject}: it is {_given(first)}."
    if cause_of(first).reason is Reason.COMPUTED:
        if step.phase is Phase.UPDATE:
            return f"{subject} since the update of iteration {step.iteration}."
        return f"{subject}." if first.index else f"{subject}. {note(step, style)}"
    if cause_of(first).reason in (Reason.UNCHANGED, Reason.FROZEN):
        subject = f"{subject}: the update of iteration {step.iteration} left it as it was"
    clauses = [_because(each, style) for each in chain]
    if len(chain) > MAX_WRITTEN + 1:
        clauses = [clauses[0], f"and in the end {_because(last, style)}"]
    if is_array(first.value):
        subject = capitalised(subject)
    return ", ".join([subject, *clauses]) + "."


def _because(quantity: Quantity, style: Style) -> str:
    said = say_cause(quantity, style)
    if quantity.by_hand:
        return f"which was {said}"
    return f"which is {said}" if quantity.step is None else f"because {said}"


def say_cause(quantity: Quantity, style: Style) -> str:
    """Why it is what it is, as in: ReLU 0 is dead since iteration 1. Empty if just computed."""
    cause = cause_of(quantity)
    match cause.reason:
        case Reason.GIVEN:
            return _given(quantity)
        case Reason.SET:
            assert quantity.by_hand is not None  # noqa: S101  (as that is what it says)
            return f"set by hand in iteration {quantity.by_hand.iteration}"
        case Reason.FROZEN:
            return f"{style.name(quantity.symbol)} is frozen"
        case Reason.COMPUTED:
            return ""
        case Reason.DEAD_RELU:
            return f"{_dead(quantity, style)}"
        case Reason.KINK:
            return f"{_relu(quantity, style)} is at the kink, where its derivative is 0"
        case Reason.CANCELS:
            return _cancelling(cause.parts)
        case Reason.FLAT:
            assert cause.part is not None  # noqa: S101  (as it says what is flat)
            return f"{_of_entries(quantity, style).write(cause.part)} is 0"
        case Reason.UNCHANGED if not cause.zeros:
            return "the change is too small for a float"
    return _zeros(cause.zeros, style)


def _cancelling(parts: Sequence[Contribution]) -> str:
    if parts[0].sample is not None:
        return f"the contributions of {all_of(len(parts), 'samples')} cancel"
    whose = "contributions" if parts[0].source else "terms of its equation"
    return f"{counted(len(parts))} {whose} cancel"


def _zeros(zeros: Sequence[Quantity], style: Style) -> str:
    if len(zeros) == 1:
        return _is_zero(zeros[0], style)
    return f"{listed(say_name(each, style) for each in zeros)} are 0"


def _dead(quantity: Quantity, style: Style) -> str:
    """As in: ReLU 0 is dead since iteration 1; unit 1 of H is dead for sample 0."""
    cause, index, step = cause_of(quantity), quantity.index, quantity.step
    assert step is not None  # noqa: S101  (as a ReLU stands in its equation)
    label = _relu(quantity, style)
    network = step.run.program.network
    if cause.since is not None:
        since = f"since iteration {cause.since}" if cause.since else "from the start"
        samples = " for all samples" if network.samples and cause.relu in network.per_sample else ""
        return f"{label} is dead{samples} {since}"
    if index and cause.relu in network.per_sample:
        return f"{label} is dead for sample {index[0]}"
    return f"{label} is dead"


def _relu(quantity: Quantity, style: Style) -> str:
    """What the ReLU is called that passes nothing."""
    cause, step = cause_of(quantity), quantity.step
    assert step is not None  # noqa: S101  (as a ReLU stands in its equation)
    if not cause.relu:
        assert cause.part is not None  # noqa: S101  (as it is applied to something)
        return f"the ReLU of {_of_entries(quantity, style).write(cause.part)}"
    if step.run.program.network.units(cause.relu) == 1:
        return relu_label(step.run.program.network.relus[cause.relu], style)
    if quantity.index:
        return f"unit {quantity.index[-1]} of {style.name(cause.relu)}"
    return f"every unit of {style.name(cause.relu)}"


def say_by_hand(quantity: Quantity, by_hand: ByHand, style: Style) -> str:
    """As in: set by hand in iteration 0; its equation ReLU(z0) would give 0.5."""
    said, instead = say_cause(quantity, style), style.number(by_hand.instead)
    if by_hand.step is None:
        return f"{said}, in place of {instead}"
    return f"{said}; its equation {by_hand.step.written(style)} would give {instead}"


def _given(quantity: Quantity) -> str:
    """What a quantity is that no step has computed."""
    if quantity.symbol == LEARNING_RATE:
        return "the learning rate"
    network = quantity.run.program.network
    if quantity.symbol in network.parameters:
        return "given, before the first update"
    return "given" if quantity.symbol in network.constants else "so before the first update"


def _is_zero(quantity: Quantity, style: Style) -> str:
    """As in: h0 = 0; every entry of H is 0. Empty where it is not."""
    if not is_zero(quantity.value):
        return ""
    name = say_name(quantity, style)
    return f"every entry of {name} is 0" if is_array(quantity.value) else f"{name} = 0"


def say_name(quantity: Quantity, style: Style) -> str:
    """As in: ∂L/∂w3; H[3,1]."""
    return style.name(entry_name(quantity.symbol, quantity.index))


def say_details(quantity: Quantity, style: Style) -> list[str]:
    """The equation in symbols and numbers, and what cancels or is silent in it."""
    step, cause = quantity.step, cause_of(quantity)
    if step is None:
        return []
    lines = [write_equation(quantity, style)]
    if cause.reason in (Reason.DEAD_RELU, Reason.KINK):
        lines += [f"  {write_equation(each, style)}" for each in cause.zeros[:1] if each.step]
    parts = sorted(cause.parts, key=lambda part: -abs(part.value))[:MAX_PARTS]
    up_to = "up to " if is_array(quantity.value) else ""
    lines += [f"  {_part(part, up_to, quantity, style)}" for part in cause.parts if part in parts]
    if len(cause.parts) > MAX_PARTS:
        lines.append(f"  … ({len(cause.parts) - MAX_PARTS:,} more, all smaller)")
    if parts:
        lines.append(f"  sum: {style.number(quantity.shown)}")
    return lines


def write_equation(quantity: Quantity, style: Style) -> str:
    """As in: ∂L/∂w3 = ∂L/∂z2 · h0 = 1 · 0 = 0."""
    name = say_name(quantity, style)
    style = _of_entries(quantity, style)
    if is_array(quantity.value):
        return f"{name} = {style.write_sum(quantity.terms)}"

    def number_of(part: Expression) -> Value | None:
        return quantity.evaluate(part) if isinstance(part, Name) else None

    return f"{name} = {joined(written_sum(quantity.terms, number_of, quantity.shown, style))}"


def _of_entries(quantity: Quantity, style: Style) -> Style:
    """The style for its equation, in which the names of entries are single numbers."""
    return style.of_entries() if quantity.index else style


def _part(part: Contribution, up_to: str, quantity: Quantity, style: Style) -> str:
    is_written = part.expression is not None and not up_to
    number = up_to + style.number(part.value)
    return f"{say_source(part, quantity, style)}{' = ' if is_written else ': '}{number}"


def say_source(part: Contribution, quantity: Quantity, style: Style) -> str:
    """Where a contribution to a quantity comes from, as in: from z1: ∂L/∂z1 · w1; sample 3."""
    if part.expression is None:
        return f"sample {part.sample}"
    source = f"from {style.name(part.source)}: " if part.source else ""
    return f"{source}{_of_entries(quantity, style).write(part.expression)}"
