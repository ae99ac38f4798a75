"""Epochs: what each came to, and what the network does with samples that it is not trained with."""

from __future__ import annotations

import math
from functools import cached_property
from typing import NamedTuple
from weakref import WeakKeyDictionary

from engine.diagnosis.predictions import classified
from engine.errors import DebuggerError, NetworkError, SpecError
from engine.frozen import frozen
from engine.iterations.run import Run
from engine.iterations.timeline import Timeline
from engine.language.values import Memory, Value, shape_of
from engine.network.feeds import given_by
from engine.network.network import Network
from engine.network.samples import Samples, samples_of
from engine.program.forward import forward_program
from engine.program.program import Program


class Score(NamedTuple):
    """What a network comes to with some samples.

    Args:
        loss: of all of them at once.
        right: for how many the right class alone is the likeliest; None for no classifier.
        samples: how many there are.
    """

    loss: float
    right: int | None
    samples: int

    @property
    def accuracy(self) -> float | None:
        """The part of them that is right."""
        return None if self.right is None else self.right / self.samples


class Epoch(NamedTuple):
    """An epoch that is over.

    Args:
        number: which one, counted from 0.
        first: its first iteration.
        end: the iteration after its last.
        loss: the mean of the losses of its iterations.
        score: what the network came to after it, with the samples that are kept apart for
            validation, or with all where none are; None where it cannot be told.
    """

    number: int
    first: int
    end: int
    loss: float
    score: Score | None

    @property
    def accuracy(self) -> float | None:
        """The part of the samples that was right after it; None where that cannot be told."""
        return None if self.score is None else self.score.accuracy


@frozen(eq=False)
class Evaluation:
    """A network as it predicts: with the samples for validation, and nothing drawn or trained.

    Args:
        network: as it is read for that.
        program: of the network that is trained.
        samples: how many samples it predicts.
    """

    network: Network
    program: Program
    samples: int

    @cached_property
    def derived(self) -> Program:
        """Its program: what it predicts can be looked at as any other iteration."""
        return forward_program(self.network)

    def run(self, start: Memory) -> Run:
        """An iteration with what another starts with, but for the samples."""
        mine, theirs = self.derived.base, self.program.base
        memory: list[Value] = list(self.derived.start)
        fed = given_by(self.program.network.feeds)
        for name, slot in mine.items():
            # What a layer brings for so many samples is another thing with others.
            if name in theirs and name not in fed:
                value = start[theirs[name]]
                memory[slot] = value if shape_of(value) == shape_of(memory[slot]) else memory[slot]
        return Run(self.derived, 0, tuple(memory))

    def score(self, start: Memory) -> Score:
        """What the parameters come to with which an iteration starts."""
        run = self.run(start)
        found = classified(run)
        return Score(run.loss, None if found is None else found.right, self.samples)


def evaluation_of(program: Program) -> Evaluation:
    """The network of a program as it predicts.

    Raises:
        DebuggerError: where it cannot be read with other samples, or would be too large.
    """
    network = program.network
    samples = samples_of(network.feeds)
    if network.evaluation is None or samples is None:
        raise DebuggerError("this network is given all that there is, and nothing is kept apart")
    try:
        found = network.evaluation(network.seed or 0, samples)
        evaluation = Evaluation(found, program, samples.evaluated_count)
        shapes, others = network.shapes, evaluation.derived.shapes
    except (NetworkError, SpecError) as error:
        reason = str(error).splitlines()[0]
        raise DebuggerError(f"with the samples for validation: {reason}") from None
    for name in (*network.parameters, *network.buffers):
        if others.get(name, shapes[name]) != shapes[name]:
            raise DebuggerError(f"with the samples for validation {name!r} has another shape")
    return evaluation


class _Found:
    """What was found of the epochs of a run; nothing in it leads back to the run."""

    def __init__(self, program: Program) -> None:
        self.epochs: dict[int, Epoch] = {}
        self.problem = ""
        self.evaluation: Evaluation | None = None
        try:
            self.evaluation = evaluation_of(program)
        except DebuggerError as error:
            self.problem = str(error)


_FOUND: WeakKeyDictionary[Timeline, _Found] = WeakKeyDictionary()


class Epochs:
    """The epochs of a run.

    Args:
        timeline: its iterations.
        samples: what is taken anew in each of them.
    """

    def __init__(self, timeline: Timeline, samples: Samples) -> None:
        self.samples = samples
        self._timeline = timeline

    @property
    def length(self) -> int:
        """How many are over, of the iterations that have been run."""
        return self._timeline.length // self.samples.per_epoch

    @property
    def is_apart(self) -> bool:
        """Whether there are samples that are kept apart for validation."""
        return self.samples.validation > 0

    @property
    def problem(self) -> str:
        """Why there are no scores; empty where there are."""
        return self._found.problem

    @property
    def _found(self) -> _Found:
        found = _FOUND.get(self._timeline)
        if found is None:
            found = _FOUND[self._timeline] = _Found(self._timeline.program)
        return found

    def loss(self, number: int) -> float:
        """The mean of the losses of an epoch that is over."""
        first = number * self.samples.per_epoch
        losses = self._timeline.losses[first : first + self.samples.per_epoch]
        return math.fsum(losses) / len(losses)

    def at(self, number: int) -> Epoch:
        """An epoch that is over."""
        known = self._found.epochs
        if number not in known:
            first = number * self.samples.per_epoch
            end = first + self.samples.per_epoch
            known[number] = Epoch(number, first, end, self.loss(number), self.score(end))
        return known[number]

    def score(self, iteration: int) -> Score | None:
        """The score of the parameters with which an iteration starts that has been reached."""
        evaluation = self._found.evaluation
        return None if evaluation is None else evaluation.score(self._timeline.start(iteration))


def epochs_of(timeline: Timeline) -> Epochs | None:
    """The epochs of a run, what was found before included; None where it has none."""
    samples = samples_of(timeline.program.network.feeds)
    return None if samples is None else Epochs(timeline, samples)
