"""The words of why a value is what it is: the sentence that answers, and the equations behind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import reduce
from operator import add

from engine.claims.zeros import ElseCancels
from engine.derivation.note import note
from engine.iterations.residues import shown
from engine.iterations.state import State
from engine.iterations.step import Step
from engine.language.expression import Expression, Name, Number
from engine.language.index import MAX_TERMS, Known, entry_name, entry_of, omitted_terms
from engine.language.notation import Style
from engine.language.sides import joined, written_numbers, written_sum
from engine.language.text import all_of, capitalised, counted, listed
from engine.language.values import Value, is_array
from engine.program.program import LEARNING_RATE, Phase
from engine.why.causes import cause_of, causes, ends, is_past
from engine.why.quantity import ByHand, Quantity
from engine.why.reasons import Cause, Contribution, Reason, Zero
from engine.why.say_zeros import say_is_zero, say_name, say_zero

MAX_WRITTEN = 2
"""So many causes of a chain are written with their equations, and then the last."""

MAX_PARTS = 6
"""So many contributions that cancel are listed; of more the largest."""

MAX_ENDS = 3
"""So many ends of the causes of one thing are named."""

MAX_BRANCHES = 2
"""So many equations are written of what is 0 together."""


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
    first, step = chain[0], chain[0].step
    subject = f"{say_name(first, style)} = {style.number(first.shown)}"
    if first.is_zero:
        subject = say_is_zero(first, style)
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
    clauses = list(_clauses(chain, style))
    if len(clauses) > MAX_WRITTEN + 1:
        # The last is told with what it is said of: "and in the end because x = 0, which is given".
        last = clauses[-2:] if clauses[-1].startswith("which") else clauses[-1:]
        clauses = [clauses[0], "and in the end " + ", ".join(last)]
    if first.is_zero and is_array(first.value):
        subject = capitalised(subject)  # which begins with no name
    sentence = ", ".join([subject, *clauses])
    return f"{sentence}{_as_well(chain, style)}."


def _clauses(chain: Sequence[Quantity], style: Style) -> Iterator[str]:
    for place, quantity in enumerate(chain):
        if place and (quantity.step is None or is_past(quantity)):
            yield f"which {_origin(quantity, style)}"
            continue
        cause = cause_of(quantity)
        said = say_cause(quantity, style)
        if len(cause.zeros) > 1:
            said = listed(_with_ends(cause.zeros, quantity, style))
        yield f"because {said}"


def _as_well(chain: Sequence[Quantity], style: Style) -> str:
    """As in: ; w3 = 0 as well. What would make it 0 too; empty for nothing."""
    found = dict.fromkeys(
        said
        for place, quantity in enumerate(chain)
        if not (place and is_past(quantity))
        for said in _with_ends(cause_of(quantity).as_well, quantity, style)
    )
    as_well = f"; {listed(found)} as well" if found else ""
    made = (claim for quantity in chain for claim in cause_of(quantity).claims)
    cancels = any(isinstance(claim, ElseCancels) for claim in made)
    return as_well + ("; else contributions would cancel" if cancels else "")


def _with_ends(zeros: Sequence[Zero], quantity: Quantity, style: Style) -> list[str]:
    """What is 0 and, in parentheses, where that begins: ∂L/∂z1 = 0 (ReLU 1 is dead).

    Numbers whose causes begin with the same are said together.
    """
    step = quantity.step
    if step is None:
        return []
    found: dict[str, list[Zero]] = {}
    for zero in zeros:
        begins = _begins(zero.quantity, style) if zero.quantity is not None else ""
        key = f" ({begins})" if begins else ""
        # What is no number has words of its own.
        is_number = zero.quantity is not None and not zero.fact.where.ndim
        found.setdefault(key if is_number else f"{key}\0{id(zero)}", []).append(zero)
    said = []
    for key, group in found.items():
        first, *others = [say_zero(zero, step, style) for zero in group]
        if others:
            names = listed(style.name(zero.quantity.symbol) for zero in group if zero.quantity)
            first = f"{names} are 0"
        said.append(first + key.partition("\0")[0])
    return said


def _begins(quantity: Quantity, style: Style) -> str:
    """Where the causes of a 0 begin."""
    found = list(dict.fromkeys(_end(each, end, quantity, style) for each, end in ends(quantity)))
    if len(found) > MAX_ENDS:
        found = [*found[:MAX_ENDS], f"{len(found) - MAX_ENDS} more"]
    return listed(found)


def _end(found: Quantity, zero: Zero | None, asked: Quantity, style: Style) -> str:
    """What a cause begins with, said in few words."""
    if zero is not None:
        assert found.step is not None  # noqa: S101  (as its equation has zeros)
        return say_zero(zero, found.step, style)
    whose = found is asked
    if found.step is None or is_past(found):
        origin = "given" if cause_of(found).reason is Reason.GIVEN else _origin(found, style)
        origin = origin.removeprefix("is ").removeprefix("was ")
        return origin if whose else f"{say_is_zero(found, style)}, {origin}"
    said = say_cause(found, style)
    return said if whose else f"in {say_name(found, style)} {said}"


def _origin(quantity: Quantity, style: Style) -> str:
    """As in: is given; was set by hand in iteration 2; is as the update of iteration 4 left it."""
    if quantity.by_hand:
        return f"was {say_cause(quantity, style)}"
    if quantity.step is None:
        return f"is {_given(quantity)}"
    kept = cause_of(quantity).reason in (Reason.UNCHANGED, Reason.FROZEN)
    done = "left it" if kept else "made it"
    return f"is as the update of iteration {quantity.step.iteration} {done}"


def say_cause(quantity: Quantity, style: Style) -> str:
    """Why it is what it is, as in: ReLU 0 is dead since iteration 1. Empty if just computed."""
    cause, step = cause_of(quantity), quantity.step
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
        case Reason.CANCELS:
            return _cancelling(cause.parts)
        case Reason.UNCHANGED if not cause.zeros:
            return "the change is too small for a float"
    assert step is not None  # noqa: S101  (as its equation has zeros)
    return listed(say_zero(zero, step, style) for zero in cause.zeros)


def _cancelling(parts: Sequence[Contribution]) -> str:
    if parts[0].sample is not None:
        return f"the contributions of {all_of(len(parts), 'samples')} cancel"
    whose = "contributions" if parts[0].source else "terms of its equation"
    return f"{counted(len(parts))} {whose} cancel"


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
    if quantity.symbol in network.fed(quantity.run.number):
        return "given, anew in each iteration"
    return "given" if quantity.symbol in network.constants else "so before the first update"


# The equations behind


def say_details(quantity: Quantity, style: Style) -> list[str]:
    """The equation in symbols and numbers, and what cancels or is silent in it."""
    cause = cause_of(quantity)
    if quantity.step is None:
        return []
    lines = [write_equation(quantity.first, style), *_behind(cause, style)]
    parts = sorted(cause.parts, key=lambda part: -abs(part.value))[:MAX_PARTS]
    if not parts:
        return lines
    indent = "  "
    if cause.entry and not quantity.index:
        lines.append(f"  of which {style.name(entry_name(quantity.symbol, cause.entry))}:")
        indent = "    "
    lines += [f"{indent}{_part(part, quantity, style)}" for part in cause.parts if part in parts]
    if len(cause.parts) > MAX_PARTS:
        lines.append(f"{indent}… ({len(cause.parts) - MAX_PARTS:,} more, none larger)")
    return [*lines, f"{indent}sum{_sum_of(quantity.step, cause, style)}"]


def _sum_of(step: Step, cause: Cause, style: Style) -> str:
    """What contributions come to, with ≈ before it where those that are written do not."""
    total, values = shown(step, cause.entry), [part.value for part in cause.parts]
    if len(values) > MAX_TERMS:
        addends = _first(tuple(map(Number, values)), values)
        *_, numbers, found = written_sum(addends, _known, total, style)
        return f" {style.equals(is_exact=False)} {numbers} {found.sign} {found}"
    numbers, found = written_numbers("add", values, total, style)
    is_as_written = numbers == style.write_sum([Number(value) for value in values])
    is_exact = found.sign == "=" and is_as_written
    return f"{':' if is_exact else ' ' + style.equals(is_exact=False)} {found}"


def _behind(cause: Cause, style: Style) -> Iterator[str]:
    """The equations of the pre-activations of gates, and of what is 0 together."""
    if len(cause.zeros) == 1 and cause.zeros[0].quantity is not None:
        return  # its equation comes next
    computed = [each for zero in cause.zeros for each in zero.sources if each.step is not None]
    for each in computed[:MAX_BRANCHES]:
        yield f"  {write_equation(each, style)}"


def write_equation(quantity: Quantity, style: Style) -> str:
    """As in: ∂L/∂w3 = ∂L/∂z2 · h0 = 1 · 0 = 0."""
    name = say_name(quantity, style)
    style = _of_entries(quantity, style)
    values = () if quantity.step is None else quantity.step.run.terms(quantity.step.index)
    index = quantity.index
    terms = _first(quantity.terms, [entry_of(x, index) if index else x for x in values])
    if is_array(quantity.value):
        return f"{name} = {style.write_sum(terms)}"

    def number_of(part: Expression) -> Value | None:
        if isinstance(part, Known):
            return part.value
        return quantity.evaluate(part) if isinstance(part, Name) else None

    return f"{name} = {joined(written_sum(terms, number_of, quantity.shown, style))}"


def _first(terms: Sequence[Expression], values: Sequence[Value]) -> Sequence[Expression]:
    """Terms as they are written, of very many the first, by the values of all of them."""
    if len(values) != len(terms) or len(terms) <= MAX_TERMS:
        return terms
    rest = values[MAX_TERMS:]
    return [*terms[:MAX_TERMS], omitted_terms(len(rest), reduce(add, rest))]


def _known(part: Expression) -> Value | None:
    return part.value if isinstance(part, Known) else None


def _of_entries(quantity: Quantity, style: Style) -> Style:
    """The style for its equation, in which the names of entries are single numbers."""
    return style.of_entries() if quantity.index else style


def _part(part: Contribution, quantity: Quantity, style: Style) -> str:
    number = style.number(part.value)
    separator = ": " if part.expression is None else " = "
    return f"{say_source(part, quantity, style)}{separator}{number}"


def say_source(part: Contribution, quantity: Quantity, style: Style) -> str:
    """Where a contribution to a quantity comes from, as in: from z1: ∂L/∂z1 · w1; sample 3."""
    if part.expression is None:
        return f"sample {part.sample}"
    source = f"from {style.name(part.source)}: " if part.source else ""
    written = style.of_entries() if cause_of(quantity).entry else style
    return f"{source}{written.write(part.expression)}"
