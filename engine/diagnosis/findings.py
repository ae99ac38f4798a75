"""Findings of why a network does not learn: in its units, its predictions and its gradients."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from engine.claims.statement import Statement
from engine.derivation.relus import deaths
from engine.derivation.samples import cancel, contributions
from engine.diagnosis.curvature import Curvature, form, forms
from engine.diagnosis.gradient_claims import (
    ROUNDING,
    Cancelling,
    GradientAtMost,
    Grows,
    Vanishes,
    ZeroGradients,
    largest,
    largest_gradient,
    parameter_gradients,
    rounded_up,
)
from engine.diagnosis.groups import Indices, groups_of
from engine.diagnosis.movable import Flags, movable, movable_in
from engine.diagnosis.prediction_claims import RightClasses, Shared
from engine.diagnosis.predictions import Prediction, predictions
from engine.diagnosis.rate_claims import BadRate, Frozen
from engine.diagnosis.unit_claims import Fate, Linear, NoneDead, Silent, silent
from engine.diagnosis.units import Unit, hidden_units
from engine.iterations.run import Run
from engine.iterations.step import Step
from engine.iterations.timeline import Timeline
from engine.language.values import is_array
from engine.network.network import Network
from engine.program.program import Phase

MAX_GROUPS = 3
"""So many groups of samples that share a prediction are told of."""

VANISHED = 1e-3
"""Gradients below this part of the largest gradient of all have vanished."""

FADED = 1e-2
"""A gradient whose entries are all below this part of the largest before has faded."""

GROWN = 1.5
"""A gradient that has become so many times as large since half the run has grown."""


@dataclass(frozen=True, eq=False)
class Findings:
    """The findings in the iteration that a training run would go on with.

    Args:
        run: the iteration.
        timeline: the iterations before it; None where no more is asked than what it is like now.
    """

    run: Run
    timeline: Timeline | None = None

    @property
    def _past(self) -> Timeline:
        assert self.timeline is not None  # noqa: S101  (as whoever asks about the past gives it)
        return self.timeline

    @property
    def iteration(self) -> int:
        """The iteration that the run would go on with."""
        return self.run.number

    @property
    def network(self) -> Network:
        """What has been trained."""
        return self.run.program.network

    @cached_property
    def predictions(self) -> Sequence[Prediction]:
        """What it predicts."""
        return predictions(self.run)

    @cached_property
    def units(self) -> Sequence[Unit]:
        """Its hidden units."""
        return hidden_units(self.run)

    @cached_property
    def movable(self) -> Mapping[str, Flags] | None:
        """What in it may still change; None where that is not known.

        What was set by hand in this iteration is something else in the next.
        """
        return None if self.run.given else movable(self.run)

    @property
    def is_fixed(self) -> bool:
        """Whether it is known that no parameter moves any more."""
        moving, names = self.movable, self.network.parameters
        return moving is not None and not any(moving[name].any() for name in names)

    # All together

    def illnesses(self) -> Iterator[Statement]:
        """What keeps the network from learning."""
        silent = [*self._updates(), *self.silent_units()]
        shared = [
            each
            for place, prediction in enumerate(self.predictions)
            for each in self._shared(place, prediction)
        ]
        is_wrong = any(each.right not in (None, len(each.found)) for each in self.predictions)
        linear = self.linearity()
        if silent or shared or (linear and is_wrong):
            yield from (*silent, *linear, *shared)

    def _updates(self) -> Iterator[Statement]:
        """That the learning rate is one with which nothing can learn, and what is frozen."""
        rate = self.run.start[-1]
        assert isinstance(rate, float)  # noqa: S101  (as it is a single number)
        if rate <= 0.0:
            yield BadRate(self.iteration, rate)
        names = tuple(name for name in self.network.parameters if name in self.run.frozen)
        if names:
            yield Frozen(self.iteration, names)

    # Units

    def silent_units(self) -> Iterator[Silent]:
        """The units that pass no gradient for any sample, those together that share their fate."""
        fates = ((unit, self._fate(unit)) for unit in self.units if unit.is_silent)
        yield from silent(self.iteration, fates)

    def _fate(self, unit: Unit) -> Fate:
        if self.timeline is None:
            return Fate(None, True, None)
        since = None if self._deaths is None else self._deaths.get(unit.key, 0)
        was_so = since is None or self._states(since)[unit.key] == unit.state
        if any(self.timeline.edits):  # between, anything may have been set by hand
            was_so = was_so and since in (None, self.iteration)
        recovers = None
        if self.movable is not None:
            step = Step(self.run, self.run.program.index[unit.relu.node])
            flags = unit.relu.columns(movable_in(step, unit.relu.z, self.movable))
            recovers = bool(flags[:, unit.number].any())
        return Fate(since, was_so, recovers)

    @cached_property
    def _deaths(self) -> Mapping[tuple[int, int], int] | None:
        return deaths(self._past, self.run)

    def _states(self, iteration: int) -> Mapping[tuple[int, int], str]:
        """What the units were in an iteration, if silent."""
        if iteration not in self._known_states:
            run = self.run if iteration == self.iteration else self._past.anew(iteration)
            self._known_states[iteration] = {unit.key: unit.state for unit in hidden_units(run)}
        return self._known_states[iteration]

    @cached_property
    def _known_states(self) -> dict[int, Mapping[tuple[int, int], str]]:
        return {}

    def none_dead(self) -> list[NoneDead]:
        """That no hidden unit is dead, if there are any."""
        return [NoneDead(self.iteration)] if self.units else []

    def linearity(self) -> list[Linear]:
        """That no ReLU bends the network for the samples it has, and that these disagree."""
        if not self._is_linear:
            return []
        return [Linear(self.iteration, not all(unit.is_active for unit in self.units))]

    @property
    def _is_linear(self) -> bool:
        """Whether predictions are linear in the inputs, and the samples' contributions cancel."""
        active = [unit for unit in self.units if unit.is_active]
        if not active or not all(unit.is_active or unit.is_dead for unit in self.units):
            return False
        if (self.network.samples or 1) == 1 or not self.cancelling or not self.predictions:
            return False
        whole = {unit.relu.node for unit in self.units if unit.relu.is_whole}
        known = forms(self.network, self.network.inputs, whole)
        return all(
            form(each.source, known).curvature <= Curvature.LINEAR for each in self.predictions
        )

    # Predictions

    def classes(self) -> Iterator[RightClasses]:
        """How many samples get the right class."""
        for place, each in enumerate(self.predictions):
            if each.right is not None:
                yield RightClasses(self.iteration, place, each.right, len(each.found))

    def _shared(self, place: int, prediction: Prediction) -> Iterator[Shared]:
        """Groups of samples with different inputs and targets that get the same prediction."""
        if len(prediction.found) != self.network.samples:
            return
        alike = (group for group in groups_of(prediction) if self._is_ill(prediction, group))
        for group in islice(alike, MAX_GROUPS):
            value = tuple(prediction.found[group[0]].tolist())
            samples = tuple(group.tolist())
            yield Shared(self.iteration, place, samples, value, self._none_active(group))

    def _is_ill(self, prediction: Prediction, group: Indices) -> bool:
        """Whether the samples of a group should have got different predictions.

        Two numbers may be the same by chance, probabilities of classes hardly.
        """
        wanted = prediction.wanted[group]
        inputs = [
            value[group]
            for name, value in self.network.inputs.items()
            if is_array(value) and name in self.network.per_sample
        ]
        if (wanted == wanted[0]).all() or all((rows == rows[0]).all() for rows in inputs):
            return False
        is_all = len(group) == len(prediction.found)
        return prediction.is_classifier or is_all or self._none_active(group)

    def _none_active(self, group: Indices) -> bool:
        """Whether there are hidden units, and none is active for any sample of a group."""
        rows = [
            unit.z.reshape(self.network.samples or 1, -1)[group]
            for unit in self.units
            if unit.relu.per_sample
        ]
        return bool(rows) and not any((z > 0.0).any() for z in rows)

    # Gradients

    def small_gradients(self) -> Iterator[Statement]:
        """The gradients that are 0, and those that are small because the samples disagree."""
        gradients = list(parameter_gradients(self.run))
        zero = [step.symbol for step in gradients if not largest(step.value)]
        others = [symbol for symbol in zero if symbol not in self.cancelling]
        if len(zero) == len(gradients):
            yield ZeroGradients(self.iteration, tuple(zero), are_all=True)
        elif others:
            yield ZeroGradients(self.iteration, tuple(others), are_all=False)
        if self.cancelling:
            yield Cancelling(self.iteration, tuple(self.cancelling))

    @cached_property
    def cancelling(self) -> Sequence[str]:
        """The gradients of parameters in which the contributions of the samples cancel."""
        return [
            step.symbol
            for step in parameter_gradients(self.run)
            if (parts := contributions(step)) is not None and cancel(parts)
        ]

    def gradient(self) -> GradientAtMost:
        """How large the gradient is."""
        return GradientAtMost(self.iteration, rounded_up(largest_gradient(self.run)))

    def growth(self) -> Iterator[Grows]:
        """That the gradient has grown."""
        since = self.iteration // 2
        before, now = largest_gradient(self._past.anew(since)), largest_gradient(self.run)
        if before > 0.0 and now > GROWN * before:
            yield Grows(self.iteration, since, now / before)

    def has_faded(self, before: Mapping[str, float]) -> bool:
        """Whether the gradient of every parameter is a small part of the largest it was before.

        Below rounding it has as well.

        Args:
            before: the largest entry of each gradient in iterations before, by its symbol.
        """
        for step in parameter_gradients(self.run):
            if largest(step.value) > max(FADED * before[step.symbol], ROUNDING * _weight(step)):
                return False
        return True

    def vanishing(self) -> Iterator[Vanishes]:
        """That gradients get lost on the way from the loss to the first layers.

        What cancels between samples only at the end has not vanished on the way; neither has a
        gradient that is small at a parameter only because data are.
        """
        run = self.run
        steps = [Step(run, index) for index in run.program.phases[Phase.BACKWARD]]
        top = max(steps, key=lambda step: largest(step.value))
        most = largest(top.value)
        least = max(map(_weight, parameter_gradients(run)))
        given = self.network.constants
        way = [largest(step.value) for step in steps if step.node not in given]
        if 0.0 < least <= VANISHED * most and min(way, default=most) <= VANISHED * most:
            yield Vanishes(self.iteration, top.node, most, rounded_up(least))


def _weight(step: Step) -> float:
    """The largest entry of a gradient, where the samples' contributions do not cancel."""
    parts = contributions(step)
    return largest(step.value) if parts is None else float(abs(parts).sum(axis=0).max())
