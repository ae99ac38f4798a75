"""Claims about the iteration in which the fate of a run was decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.claims.statement import Statement, everywhere, looked_at, place_of
from engine.derivation.relus import rows_of, unit_label
from engine.diagnosis.course import SETTLED, SOLVED, stays
from engine.diagnosis.prediction_claims import SAME
from engine.diagnosis.predictions import Prediction, predictions
from engine.diagnosis.units import Unit, hidden_units
from engine.iterations.run import Run
from engine.iterations.timeline import Place, Timeline
from engine.language.notation import Style
from engine.language.text import all_of, listed
from engine.program.program import Program


@dataclass(frozen=True)
class Decided(Statement):
    """What decided the fate of a run, in the iteration in which it happened.

    Args:
        end: up to which iteration it has been so.
    """

    end: int


@dataclass(frozen=True)
class DiedHere(Decided):
    """A unit ceased to pass gradients for all samples, and has passed none since.

    Args:
        place: the place of its ReLU.
        unit: its own number.
        per_sample: whether it has a pre-activation for each sample.
    """

    place: int
    unit: int
    per_sample: bool

    def holds(self, timeline: Timeline) -> bool:
        """By looking at its pre-activations before, and since."""
        if self._unit(timeline.anew(self.iteration - 1)).is_silent:
            return False
        since = looked_at(self.iteration, self.end)
        return all(self._unit(timeline.anew(number)).is_silent for number in since)

    def shown_at(self, timeline: Timeline) -> Place:
        """Its ReLU."""
        program = timeline.program
        return place_of(program.network.relu_calls[self.place].node, self.iteration, program)

    def _unit(self, run: Run) -> Unit:
        return next(each for each in hidden_units(run) if each.key == (self.place, self.unit))

    def words(self, program: Program, style: Style) -> str:
        """As in: unit 1 of H died here for all 4 samples."""
        who = unit_label(program.network.relu_calls[self.place], self.unit, style)
        return f"{who} died here{everywhere(program) if self.per_sample else ''}"


@dataclass(frozen=True)
class PassesFrom(Decided):
    """A unit passes gradients for other samples than before, and for these ever since.

    Args:
        place: the place of its ReLU.
        unit: its own number.
        passing: for how many samples, or positions.
        samples: of how many.
    """

    place: int
    unit: int
    passing: int
    samples: int

    def holds(self, timeline: Timeline) -> bool:
        """By looking at its pre-activations before, and since."""
        now = self._passes(timeline.anew(self.iteration))
        if self._passes(timeline.anew(self.iteration - 1)) == now:
            return False
        if (sum(now), len(now)) != (self.passing, self.samples):
            return False
        since = looked_at(self.iteration, self.end)
        return all(self._passes(timeline.anew(number)) == now for number in since)

    def shown_at(self, timeline: Timeline) -> Place:
        """Its ReLU."""
        program = timeline.program
        return place_of(program.network.relu_calls[self.place].node, self.iteration, program)

    def _passes(self, run: Run) -> list[bool]:
        unit = next(each for each in hidden_units(run) if each.key == (self.place, self.unit))
        passes = unit.z >= 0.0 if unit.passes_at_kink else unit.z > 0.0
        flags: list[bool] = passes.tolist()
        return flags

    def words(self, program: Program, style: Style) -> str:
        """As in: from here on unit 1 of H is active for all 4 samples."""
        relu = program.network.relu_calls[self.place]
        who, rows = unit_label(relu, self.unit, style), rows_of(relu, self.samples, program)
        passes = "passes gradients" if program.network.conventions.relu_at_zero else "is active"
        if self.samples == 1:
            return f"from here on {who} {passes}"
        if self.passing == self.samples:
            return f"from here on {who} {passes} for {all_of(self.samples, rows)}"
        return f"from here on {who} {passes} for {self.passing} of {self.samples} {rows}"


@dataclass(frozen=True)
class Reclassified(Decided):
    """Samples got other classes, which they have kept.

    Args:
        place: which of the classifier's predictions it is about, counted from 0.
        samples: which samples.
        classes: what each got.
    """

    place: int
    samples: tuple[int, ...]
    classes: tuple[int, ...]

    def holds(self, timeline: Timeline) -> bool:
        """By what every other class is less likely than the one given, before and since."""
        if any(self._has(timeline.anew(self.iteration - 1), each) for each in self.samples):
            return False
        since = looked_at(self.iteration, self.end)
        return all(
            self._has(timeline.anew(number), sample) for number in since for sample in self.samples
        )

    def shown_at(self, timeline: Timeline) -> Place:
        """What predicts, where it has a name."""
        node = self._known(timeline.anew(self.iteration))[self.place].node
        if node not in timeline.program.index:
            return super().shown_at(timeline)
        return place_of(node, self.iteration, timeline.program)

    @staticmethod
    def _known(run: Run) -> Sequence[Prediction]:
        return [each for each in predictions(run) if each.is_classifier]

    def _has(self, run: Run, sample: int) -> bool:
        """Whether a sample clearly has its class: each other is less likely, by more than a bit."""
        row = self._known(run)[self.place].found[sample].tolist()
        given = row.pop(self.classes[self.samples.index(sample)])
        return all(given - other > 2.0 * SAME for other in row)

    def words(self, program: Program, style: Style) -> str:
        """As in: the last prediction changed here: sample 2 got class 1."""
        del style
        last = "the last prediction changed here"
        if (program.network.samples or 1) == 1:
            return f"{last}: it became class {self.classes[0]}"
        if len({*self.classes}) > 1:
            return f"{last}: samples {listed(self.samples)} got classes {listed(self.classes)}"
        is_all = len(self.samples) == program.network.samples
        who = f"sample{'s' * (len(self.samples) > 1)} {listed(self.samples)}"
        who = all_of(len(self.samples), "samples") if is_all else who
        return f"{last}: {who} got class {self.classes[0]}"


@dataclass(frozen=True)
class StayedSince(Decided):
    """The loss has been about what it is since an iteration, and was something else before it.

    Args:
        loss: what it is.
    """

    loss: float

    def holds(self, timeline: Timeline) -> bool:
        """By looking at the iterations since, and at the one before."""
        if self.iteration and stays(self.loss, timeline.anew(self.iteration - 1).loss):
            return False
        since = looked_at(self.iteration, self.end)
        return all(stays(self.loss, timeline.anew(number).loss) for number in since)

    def words(self, program: Program, style: Style) -> str:
        """As in: since here the loss has stayed within 0.1 % of 0.693."""
        del program
        number = style.number(self.loss)
        return f"since here the loss has stayed within {100 * SETTLED:g} % of {number}"


@dataclass(frozen=True)
class SolvedSince(Decided):
    """The loss has been as good as 0 since an iteration, and was not before it.

    Args:
        first: what it was at first.
    """

    first: float

    def holds(self, timeline: Timeline) -> bool:
        """By looking at the iterations since, and at the one before."""
        least = SOLVED * timeline.anew(0).loss
        if self.iteration and timeline.anew(self.iteration - 1).loss <= least:
            return False
        since = looked_at(self.iteration, self.end)
        return all(timeline.anew(number).loss <= least for number in since)

    def words(self, program: Program, style: Style) -> str:
        """As in: from here on the loss is below 1 % of what it was at first, 3.375."""
        del program
        return (
            f"from here on the loss is below {100 * SOLVED:g} % of what it was at first, "
            f"{style.number(self.first)}"
        )


@dataclass(frozen=True)
class Open(Statement):
    """Nothing has decided the fate of a run so far.

    Args:
        loss: what its loss is.
    """

    loss: float

    def holds(self, timeline: Timeline) -> bool:
        """By looking at the loss: it was something else not long ago."""
        recent = looked_at(max(0, self.iteration - max(self.iteration // 10, 10)), self.iteration)
        losses = [timeline.anew(number).loss for number in recent]
        few = self.iteration < 10
        return losses[-1] == self.loss and (few or not all(stays(self.loss, x) for x in losses))

    def words(self, program: Program, style: Style) -> str:
        """As in: nothing is decided yet: the loss is 0.34 and changes."""
        del program
        return f"nothing is decided yet: the loss is {style.number(self.loss)}, and changes"
