"""What became of the units of ReLUs over the iterations: which died, revived or changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from engine.derivation.kinks import relu_label
from engine.iterations.history import Event
from engine.iterations.run import Mask
from engine.language.notation import Style
from engine.program.program import Program


class Change(StrEnum):
    """What can become of a unit from one iteration to the next."""

    DIED = "died"
    REVIVED = "revived"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Happening:
    """A unit whose set of active samples is not what it was in the iteration before.

    Args:
        iteration: the iteration in which it differs.
        node: the ReLU.
        unit: which of its units; 0 for a single number.
        change: what became of it.
        active: for how many samples it is active now.
        samples: of how many.
    """

    iteration: int
    node: str
    unit: int
    change: Change
    active: int
    samples: int


def happenings(program: Program, events: Sequence[Event]) -> Iterator[Happening]:
    """What happened, unit by unit."""
    for event in events:
        units = program.network.units(event.node)
        for unit in range(units):
            before, after = entries(event.before, unit, units), entries(event.after, unit, units)
            if before != after:
                change = Change.CHANGED
                if not any(after):
                    change = Change.DIED
                elif not any(before):
                    change = Change.REVIVED
                yield Happening(event.iteration, event.node, unit, change, sum(after), len(after))


def entries(mask: Mask, unit: int, units: int) -> bytes:
    """Whether a unit is active, for each sample a byte that is 1 or 0."""
    return bytes([mask]) if isinstance(mask, bool) else mask[unit::units]


def say(happening: Happening, program: Program, style: Style) -> str:
    """As in: unit 1 of H died; unit 0 of H is active for 3 of 4 samples; ReLU 0 revived."""
    who = f"unit {happening.unit} of {style.name(happening.node)}"
    if program.network.units(happening.node) == 1:
        who = relu_label(happening.node, style)
    if happening.change is Change.CHANGED:
        return f"{who} is active for {happening.active} of {happening.samples} samples"
    return f"{who} {happening.change}"
