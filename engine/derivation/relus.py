"""Happenings at ReLUs over the iterations: which units which died, revived or changed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from engine.iterations.history import MAX_EVENT_BYTES, Event
from engine.iterations.run import Mask, Run
from engine.iterations.timeline import Timeline
from engine.language.notation import Style
from engine.program.program import Program


class Fate(StrEnum):
    """The fate of a unit from one iteration to the next: it died, was revived, or changed."""

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
    change: Fate
    active: int
    samples: int


def happenings(program: Program, events: Sequence[Event]) -> Iterator[Happening]:
    """What happened, unit by unit."""
    for event in events:
        units = program.network.units(event.node)
        for unit in range(units):
            before, after = entries(event.before, unit, units), entries(event.after, unit, units)
            if before != after:
                change = Fate.CHANGED
                if not any(after):
                    change = Fate.DIED
                elif not any(before):
                    change = Fate.REVIVED
                yield Happening(event.iteration, event.node, unit, change, sum(after), len(after))


def entries(mask: Mask, unit: int, units: int) -> bytes:
    """Whether a unit is active, for each sample a byte that is 1 or 0."""
    return bytes([mask]) if isinstance(mask, bool) else mask[unit::units]


def say(happening: Happening, program: Program, style: Style) -> str:
    """As in: unit 1 of H died; unit 0 of H is active for 3 of 4 samples; ReLU 0 revived."""
    who = f"unit {happening.unit} of {style.name(happening.node)}"
    if program.network.units(happening.node) == 1:
        who = relu_label(happening.node, style)
    if happening.change is Fate.CHANGED:
        return f"{who} is active for {happening.active} of {happening.samples} samples"
    return f"{who} {happening.change}"


def relu_label(node: str, style: Style) -> str:
    """What a ReLU is called: `ReLU 0` for the one whose node is h0, else `the ReLU of` its node."""
    digits = re.search(r"\d+$", node)
    return f"ReLU {digits[0]}" if digits else f"the ReLU of {style.name(node)}"


def deaths(
    timeline: Timeline, run: Run, relu: str | None = None
) -> Mapping[tuple[str, int], int] | None:
    """The iteration in which each unit last became active for no sample, up to that of a run.

    None where there were so many events that some may not have been kept.

    Args:
        timeline: the iterations that the run is one of.
        run: the iteration up to which it is looked.
        relu: the node whose units are meant; None for those of all ReLUs.
    """
    if sum(event.size for event in timeline.events) > MAX_EVENT_BYTES / 2:
        return None
    events = [event for event in timeline.events if event.iteration < run.number]
    if run.number:
        before = timeline.run(run.number - 1).masks
        relus = zip(run.program.network.relus, before, run.masks, strict=True)
        events += [Event(run.number, *each) for each in relus if each[1] != each[2]]
    meant = [event for event in events if relu in (None, event.node)]
    return {
        (each.node, each.unit): each.iteration
        for each in happenings(run.program, meant)
        if each.change is Fate.DIED
    }


def dead_since(timeline: Timeline, run: Run, relu: str, unit: int) -> int | None:
    """The iteration since which a unit has been active for no sample; 0 for from the start.

    None where there were so many events that some may not have been kept.
    """
    found = deaths(timeline, run, relu)
    return None if found is None else found.get((relu, unit), 0)
