"""Causes: which of the reasons makes a quantity what it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from weakref import WeakKeyDictionary

from engine.derivation.samples import CANCELS, cancel, contributions
from engine.iterations.step import Step
from engine.language.expression import Call, Expression, gradient_name
from engine.language.index import Index, entry_name, entry_of
from engine.language.op import call
from engine.language.values import Value, is_array, is_zero, same, unwarned
from engine.program.program import LEARNING_RATE, Phase
from engine.why.quantity import Quantity
from engine.why.reasons import Cause, Contribution, Reason
from engine.why.zeros import Zero

MAX_LINKS = 1_000
"""So many causes are followed to find the first of them."""


_KNOWN: WeakKeyDictionary[Quantity, Cause] = WeakKeyDictionary()
"""The causes that have been found, as long as somebody asks for them."""


def cause_of(quantity: Quantity) -> Cause:
    """Why a quantity is what it is."""
    known = _KNOWN.get(quantity)
    if known is None:
        known = _KNOWN[quantity] = _find_cause(quantity)
    return known


def _find_cause(quantity: Quantity) -> Cause:
    step = quantity.step
    if step is None:
        return Cause(Reason.SET if quantity.by_hand else Reason.GIVEN)
    if step.is_frozen:
        return Cause(Reason.FROZEN)
    if step.phase is Phase.UPDATE and _is_unchanged(quantity, step):
        gradient = gradient_name(step.run.program.network.loss, step.node)
        factors = quantity.read([LEARNING_RATE, entry_name(gradient, quantity.index)])
        return Cause(Reason.UNCHANGED, tuple(each for each in factors if is_zero(each.value)))
    parts = _samples(step, quantity.index) or _terms(quantity)
    if parts:
        return Cause(Reason.CANCELS, parts=parts)
    if is_zero(quantity.value):
        return Zero(quantity, step).cause()
    return Cause(Reason.COMPUTED)


def _is_unchanged(quantity: Quantity, step: Step) -> bool:
    """Whether an update left it as it was."""
    before = step.before(quantity.symbol)
    return same(quantity.value, entry_of(before, quantity.index) if quantity.index else before)


def _samples(step: Step, index: Index) -> tuple[Contribution, ...]:
    """The contributions of the samples of a batch, if they cancel."""
    if step.phase is not Phase.BACKWARD:
        return ()
    with unwarned():
        found = contributions(step)
        if found is None:
            return ()
        place: tuple[slice | int, ...] = (slice(None), *index)
        chosen = found[place]
        if not cancel(chosen):
            return ()
    return tuple(
        Contribution("", number, None, _largest(part)) for number, part in enumerate(chosen)
    )


def _terms(quantity: Quantity) -> tuple[Contribution, ...]:
    """The terms of a fan-in sum or of a sum in the equation, if they cancel."""
    step = quantity.step
    assert step is not None  # noqa: S101  (as it has an equation)
    terms = quantity.terms
    sources = [term.child for term in step.equation.terms]
    if len(terms) == 1:
        terms = tuple(_addends(terms[0]))
        sources = [""] * len(terms)
    values = [quantity.evaluate(term) for term in terms]
    sizes = [quantity.evaluate(call("abs", term)) for term in terms]
    if len(terms) == 1 or not _cancel(sizes, quantity.value):
        return ()
    return tuple(
        Contribution(source, None, term, _largest(value))
        for source, term, value in zip(sources, terms, values, strict=True)
    )


def _cancel(sizes: Sequence[Value], total: Value) -> bool:
    """Whether terms of these sizes are not 0, but their sum is, next to them."""
    size: Value = 0.0
    for each in sizes:
        size = size + each
    if is_array(total):
        return not is_zero(size) and bool((abs(total) <= CANCELS * size).all())
    return not is_array(size) and size > 0.0 and abs(total) <= CANCELS * size


def _addends(expression: Expression) -> Iterator[Expression]:
    match expression:
        case Call(op="add", operands=(left, right)):
            yield from _addends(left)
            yield from _addends(right)
        case Call(op="sub", operands=(left, right)):
            yield from _addends(left)
            yield from (-addend for addend in _addends(right))
        case _:
            yield expression


def _largest(value: Value) -> float:
    """The entry that is largest in size."""
    if not is_array(value):
        return float(value)
    return max(value.ravel().tolist(), key=abs)


def causes(quantity: Quantity) -> Iterator[Quantity]:
    """A quantity, what makes it 0, what makes that 0, and so on, each by its first cause."""
    for _ in range(MAX_LINKS):
        yield quantity
        cause = cause_of(quantity)
        if not cause.zeros or cause.reason in (Reason.DEAD_RELU, Reason.KINK):
            return
        quantity = cause.zeros[0]
