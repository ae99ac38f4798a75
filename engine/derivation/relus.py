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
from engine.network.relus import Relu
from engine.program.program import Program


class Fate(StrEnum):
    """The fate of a unit from one iteration to the next: it died, was revived, or changed."""

    DIED = "died"
    REVIVED = "revived"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Happening:
    """A unit that does not pass a gradient for the samples for which it did an iteration before.

    Args:
        iteration: the iteration in which it differs.
        relu: the ReLU.
        unit: which of its units; 0 for a single number.
        change: what became of it.
        passing: for how many samples, or positions, it passes a gradient now.
        samples: of how many.
    """

    iteration: int
    relu: Relu
    unit: int
    change: Fate
    passing: int
    samples: int


def happenings(events: Sequence[Event]) -> Iterator[Happening]:
    """What happened, unit by unit."""
    for event in events:
        for unit in range(event.relu.units):
            masks = (event.before, event.after)
            before, after = (entries(each, unit, event.relu) for each in masks)
            if before != after:
                change = Fate.CHANGED
                if not any(after):
                    change = Fate.DIED
                elif not any(before):
                    change = Fate.REVIVED
                yield Happening(event.iteration, event.relu, unit, change, sum(after), len(after))


def entries(mask: Mask, unit: int, relu: Relu) -> bytes:
    """Whether a unit passes a gradient, for each sample, or position, a byte that is 1 or 0.

    There may be one byte for each unit only, as `engine.iterations.history.any_of` has it.
    """
    if isinstance(mask, bool):
        return bytes([mask])
    units, positions = relu.units, relu.positions
    if positions == 1 or len(mask) == units:
        return mask[unit::units]
    firsts = range(unit * positions, len(mask), units * positions)
    return b"".join([mask[first : first + positions] for first in firsts])


def say(happening: Happening, program: Program, style: Style) -> str:
    """As in: unit 1 of H died; unit 0 of H is active for 3 of 4 samples; ReLU 0 revived."""
    relu = happening.relu
    who = unit_label(relu, happening.unit, style)
    if happening.change is Fate.CHANGED:
        passes = "passes gradients" if program.network.conventions.relu_at_zero else "is active"
        rows = rows_of(relu, happening.samples, program)
        return f"{who} {passes} for {happening.passing} of {happening.samples} {rows}"
    return f"{who} {happening.change}"


def rows_of(relu: Relu, count: int, program: Program) -> str:
    """What so many entries of a unit are: samples; positions of images; else rows."""
    if relu.positions > 1:
        return "positions"
    return "samples" if relu.per_sample and count == program.network.samples else "rows"


def unit_label(relu: Relu, unit: int, style: Style) -> str:
    """As in: ReLU 0; unit 1 of H; channel 1 of C; unit 1 of the ReLU of X · V in H."""
    if relu.units == 1:
        return relu_label(relu, style)
    return f"{relu.noun} {unit} of {layer_label(relu, style)}"


def layer_label(relu: Relu, style: Style) -> str:
    """What a ReLU of several units is called: its node, or what `relu_label` calls an inner one."""
    return style.name(relu.node) if relu.is_whole else relu_label(relu, style)


def relu_label(relu: Relu, style: Style) -> str:
    """What a ReLU is called: by the number of its node, else by its node.

    As in: ReLU 0, for h0; the ReLU of gate; for an inner one, the ReLU of w1 · x in h0.
    """
    if not relu.is_whole:
        return f"the ReLU of {style.write(relu.z)} in {style.name(relu.node)}"
    digits = re.search(r"\d+$", relu.node)
    return f"ReLU {digits[0]}" if digits else f"the ReLU of {style.name(relu.node)}"


def deaths(
    timeline: Timeline, run: Run, relu: Relu | None = None
) -> Mapping[tuple[int, int], int] | None:
    """The iteration in which each unit last ceased to pass gradients, up to that of a run.

    Each unit is known by the place of its ReLU and its own number. None where there were so many
    events that some may not have been kept.

    Args:
        timeline: the iterations that the run is one of.
        run: the iteration up to which it is looked.
        relu: the one whose units are meant; None for those of all ReLUs.
    """
    if sum(event.size for event in timeline.events) > MAX_EVENT_BYTES / 2:
        return None
    events = [event for event in timeline.events if event.iteration < run.number]
    if run.number:
        before = timeline.run(run.number - 1).masks
        relus = zip(run.program.network.relu_calls, before, run.masks, strict=True)
        events += [Event(run.number, *each) for each in relus if each[1] != each[2]]
    meant = [event for event in events if relu is None or event.relu.place == relu.place]
    return {
        (each.relu.place, each.unit): each.iteration
        for each in happenings(meant)
        if each.change is Fate.DIED
    }


def dead_since(timeline: Timeline, run: Run, relu: Relu, unit: int) -> int | None:
    """The iteration since which a unit has passed no gradient; 0 for from the start.

    None where there were so many events that some may not have been kept.
    """
    found = deaths(timeline, run, relu)
    return None if found is None else found.get((relu.place, unit), 0)
