"""Claims about predictions: which classes are right, and which samples are not told apart."""

from __future__ import annotations

from dataclasses import dataclass, replace

from engine.claims.statement import Statement, place_of
from engine.diagnosis.predictions import Prediction, predictions
from engine.diagnosis.units import hidden_units
from engine.iterations.timeline import Place, Timeline
from engine.language.notation import Style
from engine.language.text import all_of, listed
from engine.language.values import array
from engine.program.program import Program

SAME = 1e-3
"""Probabilities that differ by less count as one, numbers next to the range of the targets."""


@dataclass(frozen=True)
class RightClasses(Statement):
    """So many samples get the right class.

    Args:
        place: which of the predictions it is about, counted from 0.
        right: how many.
        samples: of how many.
    """

    place: int
    right: int
    samples: int

    def holds(self, timeline: Timeline) -> bool:
        """By what every other class is less likely than the right one."""
        found = predictions(timeline.anew(self.iteration))[self.place]
        right = 0
        for row, wanted in zip(found.outputs.tolist(), found.wanted.tolist(), strict=True):
            best = row.pop(wanted.index(1.0))
            right += all(best > other for other in row)
        return (right, len(found.wanted)) == (self.right, self.samples)

    def shown_at(self, timeline: Timeline) -> Place:
        """The predictions."""
        return predictions_at(timeline, self.iteration, self.place)

    def words(self, program: Program, style: Style) -> str:
        """As in: all 4 samples get the right class."""
        del program, style
        if self.samples == 1:
            return f"the class is {'right' if self.right else 'wrong'}"
        if self.right == self.samples:
            return f"{all_of(self.samples, 'samples')} get the right class"
        verb = "gets" if self.right == 1 else "get"
        return f"{self.right} of {self.samples} samples {verb} the right class"


@dataclass(frozen=True)
class Shared(Statement):
    """Samples with different inputs and targets get about the same prediction.

    Args:
        place: which of the predictions it is about, counted from 0.
        samples: which samples.
        value: the prediction of the first of them.
        none_active: whether no hidden unit is active for any of them.
    """

    place: int
    samples: tuple[int, ...]
    value: tuple[float, ...]
    none_active: bool

    def holds(self, timeline: Timeline) -> bool:
        """By comparing each with the first, and looking at the units for these samples."""
        run = timeline.anew(self.iteration)
        prediction, group = predictions(run)[self.place], list(self.samples)
        found, wanted = prediction.found[group], prediction.wanted[group]
        if tuple(found[0].tolist()) != self.value or not (wanted != wanted[0]).any():
            return False
        rows = [unit.z for unit in hidden_units(run) if unit.relu.per_sample]
        samples = run.program.network.samples or 1
        active = any((z.reshape(samples, -1)[group] > 0.0).any() for z in rows)
        if self.none_active and (active or not rows):
            return False
        return bool((abs(found - found[0]) <= 2.0 * nearness(prediction)).all())

    def shown_at(self, timeline: Timeline) -> Place:
        """The predictions."""
        return predictions_at(timeline, self.iteration, self.place)

    def words(self, program: Program, style: Style) -> str:
        """As in: samples 0 and 2 get about the same prediction, 0.5, but have different targets."""
        is_all = len(self.samples) == program.network.samples
        who = all_of(len(self.samples), "samples")
        who = who if is_all else f"samples {listed(self.samples)}"
        shown = replace(style, digits=3).number(array(self.value))
        none = ": no hidden unit is active for any of them" if self.none_active else ""
        return f"{who} get about the same prediction, {shown}, but have different targets{none}"


def nearness(prediction: Prediction) -> float:
    """How near predictions are that count as one."""
    if prediction.is_classifier:
        return SAME
    spread = prediction.wanted.max(axis=None) - prediction.wanted.min(axis=None)
    return SAME * float(spread)


def predictions_at(timeline: Timeline, iteration: int, place: int) -> Place:
    """The step that computes predictions; that of the loss, if they are a part of another step."""
    program = timeline.program
    node = predictions(timeline.anew(iteration))[place].node
    return place_of(node if node in program.index else program.network.loss, iteration, program)
