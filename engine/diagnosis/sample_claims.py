"""Claims about hidden units that are dead for some samples and active for others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from engine.claims.statement import Statement, looked_at, place_of
from engine.derivation.relus import happenings, unit_label
from engine.diagnosis.units import Unit, hidden_units
from engine.iterations.history import MAX_EVENT_BYTES
from engine.iterations.run import Run
from engine.iterations.timeline import Place, Timeline
from engine.language.notation import Style
from engine.language.text import listed
from engine.program.program import Program

MOST_UNITS, MOST_SAMPLES = 4, 16
"""So many units are told of at most, and only in a batch of no more samples."""


@dataclass(frozen=True)
class DeadFor(Statement):
    """A unit passes no gradient for some samples, and does for others.

    Args:
        unit: the place of its ReLU, and its number.
        samples: for which samples it passes none.
        state: what it is for these: dead, at the kink, or one for some and one for the others.
        since: the first iteration of those in which it has been these.
    """

    unit: tuple[int, int]
    samples: tuple[int, ...]
    state: str
    since: int

    def holds(self, timeline: Timeline) -> bool:
        """By looking at its pre-activations since, and in the iteration before."""
        runs = [timeline.anew(number) for number in looked_at(self.since, self.iteration)]
        now = self._unit(runs[-1])
        z = [float(now.z[sample]) for sample in self.samples]
        is_so = {"dead": max(z) < 0.0, "at the kink": not any(z)}.get(self.state, max(z) == 0.0)
        if not is_so or any(self._silent(run) != self.samples for run in runs):
            return False
        return not self.since or self._silent(timeline.anew(self.since - 1)) != self.samples

    def _silent(self, run: Run) -> tuple[int, ...]:
        return silent_for(self._unit(run))

    def _unit(self, run: Run) -> Unit:
        return next(each for each in hidden_units(run) if each.key == self.unit)

    def shown_at(self, timeline: Timeline) -> Place:
        """Its ReLU, since when it has been these."""
        relu = timeline.program.network.relu_calls[self.unit[0]]
        return place_of(relu.node, self.since, timeline.program)

    def words(self, program: Program, style: Style) -> str:
        """As in: unit 1 of H is dead for samples 0 and 2 since iteration 340."""
        relu = program.network.relu_calls[self.unit[0]]
        who = unit_label(relu, self.unit[1], style)
        many = f"sample{'s' * (len(self.samples) != 1)} {listed(self.samples)}"
        since = f"since iteration {self.since}" if self.since else "from the start"
        return f"{who} is {self.state} for {many} {since}"


def silent_for(unit: Unit) -> tuple[int, ...]:
    """The samples for which a unit passes no gradient."""
    passes = unit.z >= 0.0 if unit.passes_at_kink else unit.z > 0.0
    return tuple((~passes).nonzero()[0].tolist())


def dead_for(timeline: Timeline, run: Run) -> Iterator[DeadFor]:
    """What is said of the units that are dead for some samples in an iteration, if they are few."""
    samples = run.program.network.samples or 1
    if timeline.program.fed:  # as the next iteration has other samples, or another mask
        return
    if not 1 < samples <= MOST_SAMPLES:
        return
    units = [each for each in hidden_units(run) if each.relu.per_sample and not each.is_silent]
    partly = [each for each in units if silent_for(each) and len(each.z) == samples]
    if len(partly) > MOST_UNITS:
        return
    for unit in partly:
        since = _since(timeline, unit, run.number)
        if since is not None and since < run.number:
            rows = silent_for(unit)
            state = replace(unit, z=unit.z[list(rows)]).state
            yield DeadFor(run.number, unit.key, rows, state, since)


def _since(timeline: Timeline, unit: Unit, end: int) -> int | None:
    """The iteration since which a unit has been dead for the same samples.

    None where that is not kept, or something may have been set by hand in between.
    """
    if any(timeline.edits) or sum(each.size for each in timeline.events) > MAX_EVENT_BYTES / 2:
        return None
    if end and silent_for(_again(timeline.run(end - 1), unit)) != silent_for(unit):
        return end
    changes = happenings(timeline.events)
    mine = [each.iteration for each in changes if (each.relu.place, each.unit) == unit.key]
    return max((each for each in mine if each < end), default=0)


def _again(run: Run, unit: Unit) -> Unit:
    """The same unit in another iteration."""
    return next(each for each in hidden_units(run) if each.key == unit.key)
