"""Residues of an iteration: which of its values are nothing but rounding, and values as shown.

The bound of each value is worked out within the iteration (`engine.language.rounding`). What an
iteration starts with is taken for right but for its own rounding.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, cast
from weakref import WeakKeyDictionary

from engine.iterations.run import Run
from engine.iterations.state import State
from engine.iterations.step import Step
from engine.language.expression import Call, Expression, Name, Number
from engine.language.rounding import (
    Bounded,
    Cancelling,
    Residue,
    Residues,
    absolute,
    bounded,
    bounded_sum,
    is_residue,
    rounded,
)
from engine.language.values import Array, Value, is_array, unwarned

if TYPE_CHECKING:
    from engine.language.index import Index

MAX_BOUNDED = 100_000
"""Of larger arrays no bounds are worked out."""


SMALL = 1e-6
"""A number larger than this times each number that it is computed from is no residue."""


def residues(step: Step, arrived: int | None = None) -> Residues:
    """Whether what a step assigns is nothing but rounding; of an array, which of its entries.

    Args:
        step: the step.
        arrived: of its terms only so many are added up; None for all.
    """
    known = _known(step.run)
    known.look_at(step.run, step.index)
    if arrived is None:
        known.look_at(step.run, step.index + 1)
        return known.found.get(step.index, False)
    return known.of(step, arrived) if arrived else False


def residues_in(run: Run, position: int) -> Mapping[int, Residues]:
    """The residues of the first steps of a run, so many of them, by the steps that have any."""
    known = _known(run)
    known.look_at(run, position)
    return known.found


def shown(step: Step, index: Index = ()) -> Value:
    """What a step assigns, or an entry of it, as it is shown: `Residue` where it is nothing else.

    In an array the entries that are nothing but rounding are 0.
    """
    value, found = step.value, residues(step)
    if index:
        from engine.language.index import entry_of  # not before an entry is singled out

        return as_residue(
            entry_of(value, index), not isinstance(found, bool) and bool(found[index])
        )
    return as_shown(value, found)


def shown_in(state: State, symbol: str) -> Value | None:
    """The value of a symbol in a state, as it is shown; None if it is not computed yet."""
    value = state.value(symbol)
    place = state.run.program.index.get(symbol)
    if value is None or place is None or place >= state.position:
        return value
    if place == state.position - 1 and state.arrived is not None:
        found = residues(Step(state.run, place), state.arrived)
    else:
        found = residues_in(state.run, place + 1).get(place, False)
    return value if found is False else as_shown(value, found)


def as_shown(value: Value, found: Residues) -> Value:
    """A value with what is nothing but rounding in it marked as that, or 0 in an array."""
    if not is_array(value):
        return as_residue(value, bool(found))
    if isinstance(found, bool):
        return value
    clean: Array = value * ~found
    return clean


def as_residue(value: float, is_one: bool) -> float:
    """The number, marked if it is nothing but rounding."""
    return Residue(value) if is_one else value


class _Known:
    """What is known of the residues of a run."""

    __slots__ = ("found", "looked_at")

    def __init__(self) -> None:
        self.found: dict[int, Residues] = {}
        """The steps that have any, by their index."""
        self.looked_at = 0
        """So many steps, from the first on, are looked through."""

    def look_at(self, run: Run, position: int) -> None:
        """Look through the first steps of a run, so many of them."""
        if position <= self.looked_at:
            return
        program, known, memory = run.program, len(run.start), run.memory(position)
        for index in range(self.looked_at, position):
            cancelling = program.cancelling[index]
            if not cancelling and not self.found:
                continue
            value = memory[known + index]
            is_exact = not cancelling or (
                cancelling == Cancelling.TERMS and _is_large(value, run.terms(index))
            )
            if is_exact and not self.found:
                continue
            slots = [program.slot(name, index) for name in program.equations[index].reads()]
            inherits = self.found and any(slot - known in self.found for slot in slots)
            if not inherits and (is_exact or _is_large(value, [memory[slot] for slot in slots])):
                continue
            found = self.of(Step(run, index))
            if found if isinstance(found, bool) else found.any():
                self.found[index] = found
        self.looked_at = position

    def of(self, step: Step, arrived: int | None = None) -> Residues:
        """The residues of a step, those before it being known."""
        if step.is_set or step.is_frozen:
            return False
        if is_array(step.value) and step.value.size > MAX_BOUNDED:
            return False

        def bound_of(part: Expression) -> Bounded | None:
            return None if isinstance(part, Call) else self._leaf(step, part)

        shared: dict[int, Bounded] = {}
        with unwarned():
            terms = step.equation.terms[:arrived]
            found_of = [bounded(each.expression, bound_of, shared) for each in terms]
            value, bound = bounded_sum(found_of)
            found: Residues = is_residue(value, bound)
        return found

    def _leaf(self, step: Step, part: Expression) -> Bounded:
        """A number or a name; of what is nothing but rounding, all of it is its bound."""
        if isinstance(part, Number):
            return part.value, rounded(part.value)
        assert isinstance(part, Name)  # noqa: S101  (there is no other kind)
        value = step.before(part.name)
        place = step.run.program.slot(part.name, step.index) - len(step.run.start)
        found = self.found.get(place, False)
        if isinstance(found, bool):
            return value, absolute(value) if found else rounded(value)
        return value, cast("Value", rounded(value) + absolute(value) * found)


def _is_large(value: Value, reads: Sequence[Value]) -> bool:
    """Whether a number is no residue, as it is not small next to what it is computed from."""
    if is_array(value):
        return False
    size = abs(value)
    return not size or all(not is_array(each) and abs(each) * SMALL < size for each in reads)


_KNOWN: WeakKeyDictionary[Run, _Known] = WeakKeyDictionary()
"""What is known of each run that is looked at."""


def _known(run: Run) -> _Known:
    known = _KNOWN.get(run)
    if known is None:
        known = _KNOWN[run] = _Known()
    return known
