"""Claims about hidden units: which are dead, since when, whether for good; and what that makes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from engine.claims.intervention import intervened
from engine.claims.statement import Statement, everywhere, looked_at, place_of
from engine.derivation.relus import layer_label, relu_label
from engine.diagnosis.ahead import AHEAD, onward
from engine.diagnosis.predictions import predictions
from engine.diagnosis.units import Unit, hidden_units
from engine.iterations.run import Run
from engine.iterations.timeline import Place, Timeline
from engine.language.notation import Style
from engine.language.text import listed
from engine.language.values import array, is_array
from engine.network.hidden import hidden_relus
from engine.program.program import Program

MIXTURES = 20
"""So many mixtures of samples are put in to prove that a network is linear."""

TOLERANCE = 1e-9
"""The part by which what is equal but for rounding may differ."""


def last_relu(program: Program, iteration: int) -> Place:
    """The step of the last hidden ReLU."""
    return place_of(hidden_relus(program.network)[-1].node, iteration, program)


@dataclass(frozen=True)
class Silent(Statement):
    """Units pass no gradient for any sample.

    Args:
        units: the units, each as the place of its ReLU and its own number.
        state: what they are: dead, at the kink, or one for some samples and one for the others.
        since: the first iteration of those in which they have passed none; None if not known.
        was_so: whether they are known to have been in the same state since.
        recovers: whether they may pass a gradient again; None if not known.
    """

    units: tuple[tuple[int, int], ...]
    state: str
    since: int | None
    was_so: bool
    recovers: bool | None

    def holds(self, timeline: Timeline) -> bool:
        """By looking at the iterations since, and at the one before; if for good, by going on."""
        first = self.iteration if self.since is None else self.since
        runs = [timeline.anew(number) for number in looked_at(first, self.iteration)]
        if not all(self._is_silent(run) for run in runs):
            return False
        changes = not self.was_so and first != self.iteration
        alike = [runs[-1]] if changes else runs
        if any(unit.state != self.state for run in alike for unit in self._units(run)):
            return False
        if self.since and any(unit.is_silent for unit in self._units(timeline.anew(first - 1))):
            return False
        return self.recovers is not False or self._stays(timeline)

    def _stays(self, timeline: Timeline) -> bool:
        """Whether their pre-activations stay what they are, bit for bit, until a run is spoilt."""
        later = onward(timeline, self.iteration + AHEAD)
        spoilt = later.divergence
        end = later.length if spoilt is None else max(self.iteration, spoilt.iteration - 1)
        now = self._units(timeline.anew(self.iteration))
        ahead = (later.anew(number) for number in looked_at(self.iteration, end))
        return all(
            (unit.z == other.z).all()
            for run in ahead
            for unit, other in zip(now, self._units(run), strict=True)
        )

    def _is_silent(self, run: Run) -> bool:
        return all(unit.is_silent for unit in self._units(run))

    def _units(self, run: Run) -> list[Unit]:
        return [unit for unit in hidden_units(run) if unit.key in self.units]

    def shown_at(self, timeline: Timeline) -> Place:
        """The first of their ReLUs, since when they have passed none."""
        relu = timeline.program.network.relu_calls[self.units[0][0]]
        since = self.iteration if self.since is None else self.since
        return place_of(relu.node, since, timeline.program)

    def words(self, program: Program, style: Style) -> str:
        """As in: hidden unit 0 is dead for all 4 samples since iteration 5 and cannot recover."""
        network = program.network
        relus = [network.relu_calls[place] for place, _ in self.units]
        batch = everywhere(program) if relus[0].per_sample else ""
        verb = "are" if len(self.units) > 1 else "is"
        return f"{self._who(program, style)} {verb} {self.state}{batch}{self._since}{self._outlook}"

    def _who(self, program: Program, style: Style) -> str:
        """As in: hidden units 0 and 1 of H; ReLU 0."""
        network = program.network
        relus = [network.relu_calls[place] for place, _ in self.units]
        if relus[0].units == 1:
            return listed(relu_label(relu, style) for relu in relus)
        is_output = relus[0].is_whole and network.kind(relus[0].node) == "prediction"
        kind = "output" if is_output else "hidden"
        is_only = len(hidden_relus(network)) == 1
        of = "" if is_only else f" of {layer_label(relus[0], style)}"
        units = f"{relus[0].noun}{'s' * (len(relus) > 1)}"
        return f"{kind} {units} {listed(each for _, each in self.units)}{of}"

    @property
    def _since(self) -> str:
        if self.since is None:
            return ""
        since = f"since iteration {self.since}" if self.since else "from the start"
        return f" {since}" if self.was_so else f", silent {since}"

    @property
    def _outlook(self) -> str:
        if self.recovers is None:
            return ""
        return " but may recover" if self.recovers else " and cannot recover"


@dataclass(frozen=True)
class NoneDead(Statement):
    """No hidden unit is dead for all samples."""

    def holds(self, timeline: Timeline) -> bool:
        """By looking at the output of every ReLU before its kink."""
        units = hidden_units(timeline.anew(self.iteration))
        return all((unit.z >= 0.0).any() for unit in units)

    def shown_at(self, timeline: Timeline) -> Place:
        """The last ReLU."""
        return last_relu(timeline.program, self.iteration)

    def words(self, program: Program, style: Style) -> str:
        """As a sentence."""
        del program, style
        return "no hidden unit is dead"


@dataclass(frozen=True)
class Linear(Statement):
    """The network is linear for the samples it has.

    Args:
        some_dead: whether some of its hidden units are dead; all others are active for all.
    """

    some_dead: bool

    def holds(self, timeline: Timeline) -> bool:
        """By putting mixtures of the samples in: what it predicts is the mixture of predictions."""
        run = timeline.anew(self.iteration)
        units = hidden_units(run)
        if not all(unit.is_active or unit.is_dead for unit in units):
            return False
        if any(unit.is_dead for unit in units) is not self.some_dead:
            return False
        return all(self._mixes(run, seed) for seed in range(MIXTURES))

    @staticmethod
    def _mixes(run: Run, seed: int) -> bool:
        import numpy as np

        network = run.program.network
        rng = np.random.default_rng(seed)
        order, part = rng.permutation(network.samples or 1), rng.uniform()
        given = {
            name: value
            for name, value in network.inputs.items()
            if is_array(value) and name in network.per_sample
        }
        other = {name: array(value[order]) for name, value in given.items()}
        mixed = {
            name: array(part * value + (1.0 - part) * other[name]) for name, value in given.items()
        }
        runs = (run, intervened(run, other), intervened(run, mixed))
        for one, two, both in zip(*map(predictions, runs), strict=True):
            expected = part * one.outputs + (1.0 - part) * two.outputs
            slack = TOLERANCE * max(abs(one.outputs).max(), abs(two.outputs).max())
            if not (abs(both.outputs - expected) <= slack).all():
                return False
        return True

    def shown_at(self, timeline: Timeline) -> Place:
        """The last ReLU."""
        return last_relu(timeline.program, self.iteration)

    def words(self, program: Program, style: Style) -> str:
        """As in: every hidden unit is active for all 4 samples, so the network is linear."""
        del style
        states = "active or dead" if self.some_dead else "active"
        return f"every hidden unit is {states}{everywhere(program)}, so the network is linear"


class Fate(NamedTuple):
    """The fate of a silent unit, as `Silent` has it."""

    since: int | None
    was_so: bool
    recovers: bool | None


def silent(iteration: int, fates: Iterable[tuple[Unit, Fate]]) -> Iterator[Silent]:
    """What is said of silent units, of those together that share their fate."""
    found: dict[tuple[int | None, bool, str, Fate], list[Unit]] = {}
    for unit, fate in fates:
        layer = None if unit.relu.units == 1 else unit.relu.place
        found.setdefault((layer, unit.relu.per_sample, unit.state, fate), []).append(unit)
    for (_, _, state, fate), units in found.items():
        yield Silent(iteration, tuple(unit.key for unit in units), state, *fate)
