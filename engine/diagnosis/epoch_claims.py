"""Claims about epochs: which way their losses went, and what samples kept apart come to."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from engine.claims.statement import LOOKS, Statement, place_of
from engine.diagnosis.comparisons import comparisons
from engine.diagnosis.course import RISEN, SETTLED, Course
from engine.diagnosis.epochs import Epoch, Epochs, Score, epochs_of, evaluation_of
from engine.diagnosis.kinds import Kind
from engine.iterations.timeline import Place, Timeline
from engine.language.notation import Style
from engine.language.text import counted
from engine.language.values import Value, evaluate, shape_of, unwarned
from engine.network.feeds import given_by
from engine.network.samples import Samples, samples_of
from engine.program.program import Program

MOST_SCORED = 30
"""Of so many epochs at the most it is looked up what the samples kept apart came to."""

TOLERANCE = 1e-9
"""Numpy rounds the same sum in other ways where it is computed in another order."""


@dataclass(frozen=True)
class NoEpoch(Statement):
    """No epoch is over.

    Args:
        per_epoch: how many iterations one has.
    """

    per_epoch: int

    def holds(self, timeline: Timeline) -> bool:
        """By counting iterations."""
        samples = _samples(timeline)
        batches = samples.trained // samples.size
        return timeline.length < batches == self.per_epoch

    def words(self, program: Program, style: Style) -> str:
        """As in: the first epoch, of 7 iterations, is not over."""
        del program, style
        return f"the first epoch, of {self.per_epoch} iterations, is not over"


@dataclass(frozen=True)
class EpochsMoved(Statement):
    """The mean loss of an epoch is what it is, and was another before.

    Args:
        before: an epoch.
        first: its mean loss.
        epoch: a later one.
        last: its mean loss.
    """

    before: int
    first: float
    epoch: int
    last: float

    def holds(self, timeline: Timeline) -> bool:
        """By running iterations of both again, all or evenly spread ones, and adding up."""
        known = {self.before: self.first, self.epoch: self.last}
        return all(_is_mean(timeline, each, mean) for each, mean in known.items())

    def shown_at(self, timeline: Timeline) -> Place:
        """The loss of the first batch of the later epoch."""
        first = self.epoch * _samples(timeline).per_epoch
        return place_of(timeline.program.network.loss, first, timeline.program)

    def words(self, program: Program, style: Style) -> str:
        """As in: the mean loss of an epoch fell from 1.05 in epoch 0 to 0.12 in epoch 39."""
        del program
        if self.before == self.epoch:
            return f"the mean loss of epoch {self.epoch} is {style.number(self.last)}"
        how = "fell" if self.last < self.first else "rose" if self.last > self.first else "went"
        first, last = style.number(self.first), style.number(self.last)
        return (
            f"the mean loss of an epoch {how} from {first} in epoch {self.before} to {last} in "
            f"epoch {self.epoch}"
        )


@dataclass(frozen=True)
class Scored(Statement):
    """What the network comes to with samples that it is not trained with, or with all.

    Args:
        epoch: after which epoch, counted from 0.
        loss: of these samples.
        right: for how many of them the right class is the likeliest; None for no classifier.
        samples: how many there are.
        is_apart: whether they are kept apart.
    """

    epoch: int
    loss: float
    right: int | None
    samples: int
    is_apart: bool

    def holds(self, timeline: Timeline) -> bool:
        """By computing the equations from the parameters, one after the other."""
        found = scored_again(timeline, _end_of(timeline, self.epoch))
        is_near = math.isclose(found.loss, self.loss, rel_tol=TOLERANCE, abs_tol=TOLERANCE)
        apart = _samples(timeline).validation
        return is_near and found[1:] == (self.right, self.samples) and bool(apart) == self.is_apart

    def shown_at(self, timeline: Timeline) -> Place:
        """Before the first step after that epoch."""
        return Place(_end_of(timeline, self.epoch), 0)

    def words(self, program: Program, style: Style) -> str:
        """As in: the 30 samples kept apart have the loss 0.1 then, and 29 of them are right."""
        del program
        who = f"the {self.samples} samples that are kept apart" if self.is_apart else "all samples"
        said = f"{who} have the loss {style.number(self.loss)} after epoch {self.epoch}"
        if self.right is None:
            return said
        share = 100.0 * self.right / self.samples
        return f"{said}, and {self.right} of {self.samples} get the right class ({share:.3g} %)"


@dataclass(frozen=True)
class WasLower(Statement):
    """The loss of the samples that are kept apart was lower after an earlier epoch.

    Args:
        epoch: that epoch.
        lowest: the loss then.
        last: the later epoch.
        loss: the loss after it.
    """

    epoch: int
    lowest: float
    last: int
    loss: float

    def holds(self, timeline: Timeline) -> bool:
        """By computing both again."""
        ends = [_end_of(timeline, each) for each in (self.epoch, self.last)]
        found = [scored_again(timeline, each).loss for each in ends]
        said = (self.lowest, self.loss)
        near = [math.isclose(*pair, rel_tol=TOLERANCE) for pair in zip(found, said, strict=True)]
        return all(near) and found[0] < found[1]

    def shown_at(self, timeline: Timeline) -> Place:
        """Before the first step after the earlier epoch."""
        return Place(_end_of(timeline, self.epoch), 0)

    def words(self, program: Program, style: Style) -> str:
        """As in: their loss was lower after epoch 12: 0.08."""
        del program
        return f"their loss was lower after epoch {self.epoch}: {style.number(self.lowest)}"


@dataclass(frozen=True)
class LeftOut(Statement):
    """Samples are left out of each epoch, as they are fewer than a batch.

    Args:
        samples: how many.
        size: how many a batch has.
    """

    samples: int
    size: int

    def holds(self, timeline: Timeline) -> bool:
        """By counting the rows of the batches of an epoch."""
        samples, seed = _samples(timeline), timeline.program.network.seed or 0
        taken = {row for each in range(samples.per_epoch) for row in samples.rows(seed, each)}
        return samples.count - samples.validation - len(taken) == self.samples < self.size

    def words(self, program: Program, style: Style) -> str:
        """As in: 8 samples are left out of each epoch: they are fewer than a batch of 16."""
        del program, style
        few = f"{counted(self.samples)} sample{'s are' if self.samples != 1 else ' is'}"
        return f"{few} left out of each epoch, fewer than a batch of {self.size}"


def way_of(timeline: Timeline) -> tuple[Kind, Statement]:
    """The verdict on a run in batches, with the claim that it is said of."""
    epochs, end = _epochs(timeline), timeline.length
    if epochs.length < 2:
        return Kind.TOO_EARLY, _begun(epochs, end)
    course = Course([epochs.loss(each) for each in range(epochs.length)])
    first, recent = course.first_recent, course.recent
    is_still = max(recent) - min(recent) <= SETTLED * abs(course.last)
    kind = Kind.HARDLY if is_still else _way(recent)
    return kind, EpochsMoved(end, first, recent[0], epochs.length - 1, course.last)


def besides(timeline: Timeline) -> Iterator[Statement]:
    """What else there is to say of a run in batches."""
    epochs, end = _epochs(timeline), timeline.length
    if epochs.length:
        yield from _scores(epochs, epochs.at(epochs.length - 1), end)
    if epochs.samples.left_over:
        yield LeftOut(end, epochs.samples.left_over, epochs.samples.size)


def _way(recent: Sequence[float]) -> Kind:
    """What losses do that go up and down from epoch to epoch: which way they go all in all."""
    moved = recent[-1] - recent[0]
    if abs(moved) < (max(recent) - min(recent)) / 2:
        return Kind.NOT_SETTLING
    return Kind.LEARNING if moved < 0.0 else Kind.RISING


def _begun(epochs: Epochs, end: int) -> Statement:
    """What is said of a run of less than two epochs."""
    if not epochs.length:
        return NoEpoch(end, epochs.samples.per_epoch)
    loss = epochs.loss(0)
    return EpochsMoved(end, 0, loss, 0, loss)


def _scores(epochs: Epochs, last: Epoch, end: int) -> Iterator[Statement]:
    """What is said of the samples that are kept apart."""
    if last.score is None or not math.isfinite(last.score.loss):
        return
    yield Scored(end, last.number, *last.score, epochs.is_apart)
    if not epochs.is_apart:
        return
    step = max(1, last.number // MOST_SCORED)
    looked = [epochs.at(each) for each in range(last.number % step, last.number, step)]
    scored = [(each.score.loss, each.number) for each in looked if each.score is not None]
    lowest, epoch = min(scored, default=(math.inf, 0))
    if lowest < last.score.loss - RISEN * abs(last.score.loss):
        yield WasLower(end, epoch, lowest, last.number, last.score.loss)


def scored_again(timeline: Timeline, iteration: int) -> Score:
    """The score of an iteration's parameters by other means: one equation after the other."""
    program = timeline.program
    evaluation = evaluation_of(program)
    network = evaluation.network
    start = timeline.start(iteration)
    values: dict[str, Value] = dict(network.constants)
    fed = given_by(program.network.feeds)
    for name in (values.keys() & program.base.keys()) - fed:
        if shape_of(start[program.base[name]]) == network.shapes[name]:  # else of other samples
            values[name] = start[program.base[name]]
    right = None
    with unwarned():
        for name, expression in network.equations:
            values[name] = evaluate(expression, values)
    for each in comparisons(evaluation.derived):
        if each.is_classifier:
            outputs = each.rows(evaluate(each.source, values))
            wanted = each.rows(values[each.target])
            pairs = zip(outputs.tolist(), wanted.tolist(), strict=True)
            right = sum(
                output.count(max(output)) == 1 and output.index(max(output)) == want.index(1.0)
                for output, want in pairs
            )
            break
    loss = values[network.loss]
    assert isinstance(loss, float)  # noqa: S101  (as every network checks)
    return Score(loss, right, evaluation.samples)


def _is_mean(timeline: Timeline, epoch: int, mean: float) -> bool:
    """Whether the losses of an epoch have this mean, by running its iterations again."""
    count = _samples(timeline).per_epoch
    first, losses = epoch * count, timeline.losses
    step = max(1, count // LOOKS)
    looked = range(first, first + count, step)
    if any(timeline.anew(each).loss != losses[each] for each in looked):
        return False
    total = sum(losses[each] for each in range(first, first + count))
    return math.isclose(total / count, mean, rel_tol=TOLERANCE, abs_tol=TOLERANCE)


def _end_of(timeline: Timeline, epoch: int) -> int:
    """The iteration after the last of an epoch."""
    return (epoch + 1) * _samples(timeline).per_epoch


def _samples(timeline: Timeline) -> Samples:
    found = samples_of(timeline.program.network.feeds)
    assert found is not None  # noqa: S101  (of other runs none of this is said)
    return found


def _epochs(timeline: Timeline) -> Epochs:
    found = epochs_of(timeline)
    assert found is not None  # noqa: S101  (as it is in batches)
    return found
