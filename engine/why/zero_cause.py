"""The cause of a 0: what suffices for it, what would do as well, and the claims that this makes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from engine.claims.claim import Claim
from engine.claims.gates import DeadSince, Shut
from engine.claims.parts import Part, take_apart
from engine.claims.zeros import Caused, ElseCancels, Held, Suffices
from engine.iterations.step import Step
from engine.iterations.timeline import Timeline
from engine.language.entries import entry
from engine.language.expression import Name
from engine.program.program import Phase
from engine.why.facts import Fact, Kind, is_among
from engine.why.gates import Gate, dated, gate_of
from engine.why.quantity import Quantity, first_of, names_in
from engine.why.reasons import Cause, Reason, Zero
from engine.why.search import MAX_FACTS, Search

if TYPE_CHECKING:
    from engine.claims.parts import Mask

_REASONS = {
    Kind.NUMBER: Reason.FLAT,
    Kind.DEAD: Reason.DEAD_RELU,
    Kind.KINK: Reason.KINK,
    Kind.NAME: Reason.ZERO_FACTOR,
    Kind.FLAT: Reason.FLAT,
    Kind.GIVEN: Reason.ZERO_FACTOR,
}


def zero_cause(
    quantity: Quantity, step: Step, root: Part, reason: Reason | None, claims: tuple[Claim, ...]
) -> Cause:
    """The cause of a 0.

    Args:
        quantity: what is asked about.
        step: the step that computed it.
        root: its equation, or a part of it, which is 0.
        reason: what is said of it; None where that depends on what makes it 0.
        claims: what is claimed of it besides.
    """
    where = quantity.where

    def is_simple(fact: Fact) -> bool:
        return _is_simple(quantity, fact)

    search = Search(root, where, step.run.program.network, is_simple)
    facts = search.facts()
    as_well = search.as_well(facts)
    about = _About(step, root, where)
    made: list[Claim] = [*claims, about.suffices(facts)]
    others: list[Fact] = []
    if len(facts) > MAX_FACTS:
        made.append(about.caused(facts, quantity.timeline))
    for place, fact in enumerate(facts[:MAX_FACTS]):
        sets = as_well.get(place, [])
        made += map(about.suffices, sets)
        new = [each for found in sets for each in found if not is_among(each, facts)]
        if len(facts) <= MAX_FACTS:
            made.append(about.caused([fact, *new], quantity.timeline))
        others += new
    zeros, also = tuple(_told(quantity, step, facts)), tuple(_told(quantity, step, others))
    also = tuple(each for each in also if not any(_tells(zero, each) for zero in zeros))
    for zero in (*zeros, *also):
        made += _gate_claims(step, zero.gate)
    return Cause(reason or _reason(facts), zeros, also, claims=tuple(made))


@dataclass(frozen=True, slots=True)
class _About:
    """Makes claims about entries of a step's equation, or of a part of it."""

    step: Step
    root: Part
    where: Mask

    def suffices(self, facts: Iterable[Fact]) -> Suffices:
        """That these make it 0."""
        step = self.step
        return Suffices(step.iteration, step.index, self.root.path, self.where, _held(facts))

    def caused(self, facts: Iterable[Fact], timeline: Timeline) -> Claim:
        """That it would not be 0 without these; or only as contributions would cancel then."""
        step, path, held = self.step, self.root.path, _held(facts)
        found = Caused(step.iteration, step.index, path, self.where, held)
        if found.holds(timeline):
            return found
        else_cancels = ElseCancels(step.iteration, step.index, path, self.where, held)
        return else_cancels if else_cancels.holds(timeline) else found


def _held(facts: Iterable[Fact]) -> tuple[Held, ...]:
    found: dict[tuple[int, ...], Mask] = {}
    for fact in facts:
        path = fact.part.path
        found[path] = found[path] | fact.where if path in found else fact.where
    return tuple(Held(path, where) for path, where in found.items())


def _is_simple(quantity: Quantity, fact: Fact) -> bool:
    """Whether a 0 can be told in one: that of a name is made by one other."""
    if not isinstance(fact.part.expression, Name):
        return True
    found = quantity.read_entries(fact.part.expression.name, fact.where)
    step = found.step
    if step is None or step.phase is Phase.UPDATE:
        return True
    network = step.run.program.network
    search = Search(take_apart(step), found.where, network, lambda _: True)
    return len(list(_told(found, step, search.facts()))) == 1


def _reason(facts: Sequence[Fact]) -> Reason:
    kinds = {fact.kind for fact in facts}
    return _REASONS[kinds.pop()] if len(kinds) == 1 else Reason.ZERO_FACTOR


def _told(quantity: Quantity, step: Step, facts: Iterable[Fact]) -> Iterator[Zero]:
    """What facts say: those about one name, one gate or one part together."""
    parts: dict[object, Fact] = {}
    gates: dict[object, tuple[Fact, Gate]] = {}
    order: dict[object, None] = {}
    for fact in facts:
        key: object
        if fact.kind in (Kind.DEAD, Kind.KINK):
            gate = gate_of(step, fact)
            key = gate.key
            if key in gates:
                first, known = gates[key]
                gates[key] = first, replace(known, where=known.where | gate.where)
            else:
                gates[key] = fact, gate
        else:
            key = fact.part.expression
            known_fact = parts.get(key)
            if known_fact is None:
                parts[key] = fact
            else:
                parts[key] = replace(known_fact, where=known_fact.where | fact.where)
        order[key] = None
    for key in order:
        if key in gates:
            first, gate = gates[key]
            sources = _applied_to(quantity, step, gate)
            yield Zero(first, None, dated(gate, step, quantity.timeline), sources)
        else:
            fact = parts[key]
            found = None
            if isinstance(fact.part.expression, Name):
                found = quantity.read_entries(fact.part.expression.name, fact.where)
            yield Zero(fact, found, None, () if found is None else (found.first,))


def _applied_to(quantity: Quantity, step: Step, gate: Gate) -> tuple[Quantity, ...]:
    """What a gate is applied to, in the first of its entries."""
    z = gate.z
    if gate.where.ndim and not (quantity.where.all() and gate.where.all()):
        z = entry(z, first_of(gate.where), step.run.program.shapes, step.before)
    return quantity.read(names_in([z]))


def _tells(zero: Zero, other: Zero) -> bool:
    """Whether one says what another does."""
    if zero.gate is not None and other.gate is not None:
        mine, others = zero.gate, other.gate
        return mine.key == others.key and not (others.where & ~mine.where).any()
    if zero.gate is not None or other.gate is not None or zero.expression != other.expression:
        return False
    return not (other.fact.where & ~zero.fact.where).any()


def _gate_claims(step: Step, gate: Gate | None) -> Iterator[Claim]:
    if gate is None:
        return
    yield Shut(step.iteration, gate.node, gate.call, gate.z, gate.is_dead, gate.where)
    if gate.relu is not None and gate.since is not None:
        yield DeadSince(step.iteration, gate.relu.place, gate.units, gate.since)
