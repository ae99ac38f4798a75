"""Causes: which of the reasons makes a quantity what it is."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from weakref import WeakKeyDictionary

from engine.claims.claim import Claim
from engine.claims.origins import Given, SetByHand, Unchanged
from engine.claims.parts import take_apart
from engine.iterations.step import Step
from engine.language.values import is_array
from engine.program.program import Phase
from engine.why.cancelling import cancelling
from engine.why.quantity import Quantity
from engine.why.reasons import Cause, Reason, Zero
from engine.why.zero_cause import zero_cause

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
        by_hand = quantity.by_hand
        if by_hand is None:
            where = quantity.where if is_array(quantity.whole) else None
            given = Given(quantity.run.number, quantity.symbol, where)
            return Cause(Reason.GIVEN, claims=(given,))
        return Cause(Reason.SET, claims=(SetByHand(by_hand.iteration, quantity.symbol),))
    if step.is_frozen:
        return Cause(Reason.FROZEN, claims=(_unchanged(quantity, step),))
    if step.phase is Phase.UPDATE and step.symbol == step.node and _is_unchanged(quantity, step):
        return _left_as_it_was(quantity, step)
    cancels = cancelling(quantity, step)
    if cancels is not None:
        return cancels
    if quantity.is_zero:
        return zero_cause(quantity, step, take_apart(step), None, ())
    return Cause(Reason.COMPUTED)


def _is_unchanged(quantity: Quantity, step: Step) -> bool:
    """Whether an update left it as it was."""
    import numpy as np

    before, after = np.asarray(step.before(quantity.symbol)), np.asarray(quantity.whole)
    where = quantity.where
    return before[where].tobytes() == after[where].tobytes()


def _unchanged(quantity: Quantity, step: Step) -> Claim:
    return Unchanged(step.iteration, step.index, quantity.where, step.is_frozen)


def _left_as_it_was(quantity: Quantity, step: Step) -> Cause:
    """Why an update changed nothing: what it takes off the parameter is 0, or too small."""
    import numpy as np

    claim, change = _unchanged(quantity, step), take_apart(step).operands[1]
    if np.asarray(change.value)[quantity.where].any():
        return Cause(Reason.UNCHANGED, claims=(claim,))
    return zero_cause(quantity, step, change, Reason.UNCHANGED, (claim,))


def causes(quantity: Quantity) -> Iterator[Quantity]:
    """A quantity, what makes it 0, what makes that 0, and so on, as long as that is one thing."""
    for place in range(MAX_LINKS):
        yield quantity
        zeros = cause_of(quantity).zeros
        if len(zeros) != 1 or zeros[0].quantity is None or (place and is_past(quantity)):
            return
        quantity = zeros[0].quantity


def claims(quantity: Quantity, seen: set[object] | None = None) -> Iterator[Claim]:
    """Everything that is claimed where it is said why a quantity is what it is.

    Args:
        quantity: what is asked about.
        seen: what has been followed already, for who asks about much.
    """
    pending, seen = deque([quantity]), set() if seen is None else seen
    for _ in range(MAX_LINKS):
        if not pending:
            return
        found = pending.popleft()
        if found.key in seen:
            continue
        seen.add(found.key)
        cause = cause_of(found)
        yield from cause.claims
        if found is quantity or not is_past(found):
            zeros = (*cause.zeros, *cause.as_well)
            pending += [zero.quantity for zero in zeros if zero.quantity is not None]


def ends(quantity: Quantity) -> Iterator[tuple[Quantity, Zero | None]]:
    """Where the causes of a 0 begin: each a quantity, and what is 0 in its equation without a name.

    Every 0 that is needed is followed, back to the updates of the iteration before at the most.
    """
    pending, seen = deque([quantity]), set[object]()
    for _ in range(MAX_LINKS):
        if not pending:
            return
        found = pending.popleft()
        zeros = () if is_past(found) else cause_of(found).zeros
        if not zeros:
            yield found, None
        for zero in zeros:
            if zero.quantity is None:
                yield found, zero
                continue
            if zero.quantity.key not in seen:
                seen.add(zero.quantity.key)
                pending.append(zero.quantity)


def is_past(quantity: Quantity) -> bool:
    """Whether it is a parameter as the update of an iteration before has left it."""
    step = quantity.step
    return step is not None and step.phase is Phase.UPDATE and step.iteration < quantity.run.number
