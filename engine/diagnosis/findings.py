"""Findings of why a network does not learn: in its units, its predictions and its gradients."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Any

from engine.derivation.relus import deaths, layer_label, relu_label
from engine.derivation.samples import cancel, contributions
from engine.diagnosis.curvature import Curvature, form, forms
from engine.diagnosis.movable import Flags, movable, movable_in
from engine.diagnosis.predictions import Prediction, predictions
from engine.diagnosis.units import Unit, hidden_units
from engine.iterations.run import Run
from engine.iterations.step import Step
from engine.iterations.timeline import Timeline
from engine.language.expression import gradient_name
from engine.language.notation import Style
from engine.language.text import all_of, listed
from engine.language.values import Value, is_array
from engine.network.network import Network
from engine.program.program import Phase

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Indices = NDArray[np.intp]
else:
    Indices = Any

MAX_GROUPS = 3
"""So many groups of samples that share a prediction are told of."""

SHARE = 0.1
"""A group of samples is told of if it is at least this part of the batch."""

SAME = 1e-3
"""Probabilities that differ by less count as one, numbers next to the range of the targets."""


VANISHED = 1e-3
"""Gradients of parameters below this part of the largest gradient of all have vanished."""


@dataclass(frozen=True, eq=False)
class Findings:
    """The findings in the iteration that a training run would go on with.

    Args:
        timeline: the iterations that have been run.
        run: the iteration after them.
        style: how names and numbers are written.
    """

    timeline: Timeline
    run: Run
    style: Style

    def illnesses(self) -> Iterator[str]:
        """What keeps the network from learning."""
        silent = [*self.bad_rate(), *self._silent_units()]
        shared = [each for prediction in self.predictions for each in self._shared(prediction)]
        is_wrong = any(each.right not in (None, len(each.found)) for each in self.predictions)
        linear = self.linearity()
        if silent or shared or (linear and is_wrong):
            yield from (*silent, *linear, *shared)

    def linearity(self) -> list[str]:
        """That no ReLU bends the network for the samples it has, and that these disagree."""
        if not self._is_linear:
            return []
        states = "active" if all(unit.is_active for unit in self.units) else "active or dead"
        return [f"every hidden unit is {states}{self._everywhere}, so the network is linear"]

    def bad_rate(self) -> Iterator[str]:
        """That the learning rate is one with which nothing can learn."""
        rate = self.run.start[-1]
        if rate <= 0.0:
            yield f"the learning rate is {'negative' if rate else '0'}"

    def small_gradients(self) -> Iterator[str]:
        """The gradients that are 0, and those that are small because the samples disagree."""
        gradients = parameter_gradients(self.run)
        zero = [self.style.name(step.symbol) for step in gradients if not largest(step.value)]
        others = [name for name in zero if name not in self.cancelling]
        if len(zero) == len(self.network.parameters):
            yield "the gradient of every parameter is 0"
        elif others:
            yield f"{listed(others)} {'are' if len(others) > 1 else 'is'} 0"
        if self.cancelling:
            yield f"the samples' contributions to {listed(self.cancelling)} cancel"

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
        """What in it may still change; None where that is not known."""
        return movable(self.run)

    # Units

    def _silent_units(self) -> Iterator[str]:
        """The units that pass no gradient for any sample, those together that share their fate."""
        at_zero = self.network.conventions.relu_at_zero
        fates: dict[tuple[int | None, str], list[Unit]] = {}
        for unit in self.units:
            if unit.is_silent(at_zero):
                place = None if unit.relu.units == 1 else unit.relu.place
                fate = self._state(unit) + self._since(unit) + self._outlook(unit)
                fates.setdefault((place, fate), []).append(unit)
        for (place, fate), units in fates.items():
            yield f"{self._who(place, units)} {'are' if len(units) > 1 else 'is'} {fate}"

    def _who(self, place: int | None, units: Sequence[Unit]) -> str:
        """As in: hidden units 0 and 1 of H; ReLU 0."""
        if place is None:
            return listed(relu_label(unit.relu, self.style) for unit in units)
        relu = units[0].relu
        kind = "hidden"
        if relu.is_whole and self.network.kind(relu.node) == "prediction":
            kind = "output"
        is_only = all(unit.relu.place == place for unit in self.units)
        of = "" if is_only else f" of {layer_label(relu, self.style)}"
        numbers = listed(each.number for each in units)
        return f"{kind} unit{'s' * (len(units) > 1)} {numbers}{of}"

    def _state(self, unit: Unit) -> str:
        is_batch = unit.relu.per_sample
        return unit.state + (self._everywhere if is_batch else "")

    @property
    def _everywhere(self) -> str:
        samples = self.network.samples or 1
        return f" for {all_of(samples, 'samples')}" if samples > 1 else ""

    def _since(self, unit: Unit) -> str:
        if self._deaths is None:
            return ""
        iteration = self._deaths.get((unit.relu.place, unit.number))
        return " from the start" if iteration is None else f" since iteration {iteration}"

    @cached_property
    def _deaths(self) -> Mapping[tuple[int, int], int] | None:
        return deaths(self.timeline, self.run)

    def _outlook(self, unit: Unit) -> str:
        if self.movable is None:
            return ""
        step = Step(self.run, self.run.program.index[unit.node])
        flags = movable_in(step, unit.relu.z, self.movable).reshape(-1, unit.relu.units)
        return " but may recover" if flags[:, unit.number].any() else " and cannot recover"

    @property
    def _is_linear(self) -> bool:
        """Whether predictions are linear in the inputs, and the samples' contributions cancel."""
        active = [unit for unit in self.units if unit.is_active]
        if not active or not all(unit.is_active or unit.is_dead for unit in self.units):
            return False
        if (self.network.samples or 1) == 1 or not self.cancelling or not self.predictions:
            return False
        known = forms(
            self.network,
            self.network.inputs,
            {unit.node for unit in self.units if unit.relu.is_whole},
        )
        return all(
            form(each.source, known).curvature <= Curvature.LINEAR for each in self.predictions
        )

    # Predictions

    def _shared(self, prediction: Prediction) -> Iterator[str]:
        """Groups of samples with different inputs and targets that get the same prediction."""
        count = len(prediction.found)
        if count != self.network.samples:
            return
        groups = (group for group in _groups(prediction) if self._is_ill(prediction, group))
        for group in islice(groups, MAX_GROUPS):
            is_all = len(group) == count
            who = all_of(count, "samples") if is_all else f"samples {listed(group)}"
            shared = replace(self.style, digits=3).number(prediction.found[group[0]])
            none = ": no hidden unit is active for any of them" if self._none_active(group) else ""
            yield f"{who} get about the same prediction, {shared}, but have different targets{none}"

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

    def vanishing(self) -> str:
        """That gradients get lost on the way from the loss to the parameters; empty if not.

        What cancels between samples only at the end has not vanished on the way.
        """
        run = self.run
        steps = [Step(run, index) for index in run.program.phases[Phase.BACKWARD]]
        top = max(steps, key=lambda step: largest(step.value))
        least = max(map(_weight, parameter_gradients(run)))
        if not 0.0 < least <= VANISHED * largest(top.value):
            return ""
        number = replace(self.style, digits=3).number
        return (
            f"the gradient vanishes on its way back: it is {number(largest(top.value))} at "
            f"{self.style.name(top.node)}, and {number(least)} at most at a parameter"
        )

    @cached_property
    def cancelling(self) -> Sequence[str]:
        """The gradients of parameters in which the contributions of the samples cancel."""
        return [
            self.style.name(step.symbol)
            for step in parameter_gradients(self.run)
            if (parts := contributions(step)) is not None and cancel(parts)
        ]


def parameter_gradients(run: Run) -> Iterator[Step]:
    """The steps that compute the gradient of a parameter."""
    network = run.program.network
    for name in network.parameters:
        yield Step(run, run.program.index[gradient_name(network.loss, name)])


def _weight(step: Step) -> float:
    """The largest entry of a gradient, where the samples' contributions do not cancel."""
    parts = contributions(step)
    return largest(step.value) if parts is None else float(abs(parts).sum(axis=0).max())


def largest(value: Value) -> float:
    """The largest entry of a value, without its sign."""
    return float(abs(value).max()) if is_array(value) else abs(value)


def _groups(prediction: Prediction) -> Iterator[Indices]:
    """The samples that get about the same prediction, the largest groups first."""
    import numpy as np

    found, count = prediction.found, len(prediction.found)
    near = SAME if prediction.is_classifier else SAME * float(np.ptp(prediction.wanted))
    if near == 0.0:
        return
    # A group falls into a few cells of a grid; around the middle of the fullest it is looked for.
    _, firsts, counts = np.unique(
        np.round(found / near), axis=0, return_index=True, return_counts=True
    )
    left = np.ones(count, np.bool_)
    for first in firsts[np.argsort(-counts, kind="stable")][: round(2 / SHARE)]:
        group = np.flatnonzero(left & (abs(found - found[first]) < near).all(axis=-1))
        left[group] = False
        if len(group) >= max(2, SHARE * count):
            yield group
