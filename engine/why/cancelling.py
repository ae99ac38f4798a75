"""Contributions that cancel: of the samples of a batch, of the terms of a sum."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from engine.claims.sums import Cancels
from engine.derivation.samples import CANCELS, contributions
from engine.iterations.step import Step
from engine.language.entries import entry
from engine.language.expression import Call, Expression
from engine.language.index import Index
from engine.language.values import Array, unwarned
from engine.program.program import Phase
from engine.why.quantity import Quantity
from engine.why.reasons import Cause, Contribution, Reason

if TYPE_CHECKING:
    from engine.claims.parts import Mask


def cancelling(quantity: Quantity, step: Step) -> Cause | None:
    """The cause of a value in which contributions cancel; None where they do not.

    Args:
        quantity: what is asked about.
        step: the step that computed it.
    """
    with unwarned():
        return _of_samples(quantity, step) or _of_terms(quantity, step)


def _of_samples(quantity: Quantity, step: Step) -> Cause | None:
    if step.phase is not Phase.BACKWARD:
        return None
    found = contributions(step)
    place = None if found is None else _shown(found, quantity.where)
    if found is None or place is None:
        return None
    parts = [
        Contribution("", number, None, float(each[place])) for number, each in enumerate(found)
    ]
    return _cause(quantity, step, parts, place, ())


def _of_terms(quantity: Quantity, step: Step) -> Cause | None:
    """Of the terms of a fan-in sum, or of the addends of an equation that is a sum.

    Of an entry they are those of its own equation, in which the terms of a product of matrices
    are addends like others.
    """
    import numpy as np

    is_entry = bool(quantity.index)
    terms = quantity.terms if is_entry else [each.expression for each in step.equation.terms]
    sources = [each.child for each in step.equation.terms]
    if len(terms) == 1:
        terms = list(_addends(terms[0]))
        sources = [""] * len(terms)
    if len(terms) == 1:
        return None
    shape = () if is_entry else np.shape(step.value)
    values = np.array([np.broadcast_to(quantity.evaluate(term), shape) for term in terms])
    where = np.array(True) if is_entry else quantity.where
    place = _shown(values, where)
    if place is None:
        return None

    def written(term: Expression) -> Expression:
        return entry(term, place, step.run.program.shapes, step.before) if place else term

    parts = [
        Contribution(source, None, written(term), float(value[place]))
        for source, term, value in zip(sources, terms, values, strict=True)
    ]
    return _cause(quantity, step, parts, quantity.index or place, tuple(terms))


def _cause(
    quantity: Quantity,
    step: Step,
    parts: Sequence[Contribution],
    place: Index,
    terms: tuple[Expression, ...],
) -> Cause:

    values = tuple(part.value for part in parts)
    claim = Cancels(step.iteration, step.index, quantity.where, place, values, CANCELS, terms)
    return Cause(Reason.CANCELS, parts=tuple(parts), entry=place, claims=(claim,))


def _shown(values: Array, where: Mask) -> Index | None:
    """The entry whose contributions are shown, the largest in size; None where they do not cancel.

    Args:
        values: the contributions, an axis for them before the others.
        where: the entries in which they have to cancel.
    """
    import numpy as np

    sizes = np.where(where, abs(values).sum(axis=0), 0.0)
    totals = np.where(where, abs(values.sum(axis=0)), 0.0)
    if not 0.0 < sizes.max() < np.inf or not (totals <= CANCELS * sizes).all():
        return None
    return tuple(int(each) for each in np.unravel_index(sizes.argmax(), sizes.shape))


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
