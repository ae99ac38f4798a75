"""Regions: what a network predicts all over the plane of its two inputs."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.diagnosis.comparisons import Comparison, comparisons
from engine.diagnosis.confusion import classes_of, names_of
from engine.diagnosis.epochs import evaluation_of
from engine.diagnosis.predictions import predictions
from engine.errors import DebuggerError
from engine.iterations.run import Run
from engine.iterations.step import Step
from engine.language.values import Array, Value, array
from engine.network.groups import brought_in
from engine.network.samples import samples_of
from engine.program.program import Program

MARGIN = 0.1
"""So far beyond the samples the plane goes, as a part of how far they are apart."""

SECONDS = 0.15
"""About so long it may take to compute the plane: with more cells some take the nearest."""

MOST_POINTS = 500
"""So many samples are shown on it."""

TWO = 2


@dataclass(frozen=True)
class Side:
    """A side of the plane: an input, or a column of one.

    Args:
        name: the input.
        column: which of its columns; None for an input that is a number for each sample.
        low: where the plane begins.
        high: where it ends.
    """

    name: str
    column: int | None
    low: float
    high: float


@dataclass(frozen=True, eq=False)
class Regions:
    """What is predicted on a grid over the plane, and samples on it.

    Args:
        across: the first input.
        up: the second.
        values: what is predicted, rows from the lowest up: the number of a class, or a number.
        classes: what the classes are called; none where numbers are predicted.
        points: the samples, (count, 2).
        has: the class, or the number, that each has.
        gets: that which it gets.
        is_apart: whether the samples are those that are kept apart for validation.
    """

    across: Side
    up: Side
    values: Array
    classes: Sequence[str]
    points: Array
    has: Array
    gets: Array
    is_apart: bool = False

    @property
    def wrong(self) -> NDArray[np.bool_]:
        """Which samples get another class than they have."""
        return np.asarray(self.has != self.gets) & bool(self.classes)


def regions(run: Run, columns: int, rows: int) -> Regions:
    """The regions of the parameters with which an iteration starts.

    Args:
        run: the iteration.
        columns: how many places there are across.
        rows: and how many up.

    Raises:
        DebuggerError: where a network has not two inputs, or predicts more than one thing.
    """
    return _Plane(run).regions(columns, rows)


class _Plane:
    """The plane of a network's inputs, on which it is evaluated as many places at once as a batch.

    Args:
        run: an iteration.
    """

    def __init__(self, run: Run) -> None:
        self._trained, self._run = run.program, _evaluated(run)
        feed = samples_of(run.program.network.feeds)
        self._is_apart = self._run is not run and feed is not None and feed.validation > 0
        self._program, self._start = self._run.program, self._run.start
        self._sides = _sides(self._program)
        found = comparisons(self._program)
        if not found:
            raise DebuggerError("nothing in this network is compared with a target")
        self._comparison: Comparison = found[0]
        self._samples = self._program.network.samples or 1

    def regions(self, columns: int, rows: int) -> Regions:
        """The regions, on a grid."""
        inputs, wanted, names = self._known()
        across, up = (self._side(number, inputs[:, number]) for number in range(TWO))
        gets = self._classes(self.at(inputs), names)
        grid = self._grid(across, up, columns, rows)
        values = self._classes(grid.reshape(-1, grid.shape[-1]), names)
        values = values.reshape(grid.shape[:2])
        return Regions(across, up, values, names, inputs, wanted, gets, self._is_apart)

    def at(self, places: Array) -> Array:
        """What is predicted at places, (count, 2): a row for each."""
        count, samples = len(places), self._samples
        padded = np.resize(places, (-(-count // samples) * samples, TWO))
        found = [self._outputs(chunk) for chunk in padded.reshape(-1, samples, TWO)]
        return np.concatenate(found)[:count]

    def _outputs(self, places: Array) -> Array:
        memory: list[Value] = list(self._start)
        for number, (name, column) in enumerate(self._sides):
            slot = self._program.base[name]
            if column is None and not self._program.shapes[name]:
                memory[slot] = float(places[0, number])
            elif column is None:
                memory[slot] = array(places[:, number])
            elif number == 0:
                memory[slot] = array(places.reshape(self._program.shapes[name]))
        run = Run(self._program, 0, tuple(memory))
        value = Step(run, self._comparison.index).evaluate(self._comparison.source)
        return np.asarray(self._comparison.rows(value))

    def _grid(self, across: Side, up: Side, columns: int, rows: int) -> Array:
        """What is predicted on a grid, (rows, columns, outputs); a coarser one where it is slow."""
        corner = np.array([[across.low, up.low]])
        self.at(corner)  # what is bound once does not count
        begun = time.perf_counter()
        self.at(corner)
        taken = time.perf_counter() - begun
        cells = columns * rows / self._samples * max(taken, 1e-6)
        coarser = max(1, int(np.ceil(np.sqrt(cells / SECONDS))))
        some = [max(2, -(-each // coarser)) for each in (columns, rows)]
        x, y = (
            np.linspace(side.low, side.high, count)
            for side, count in zip((across, up), some, strict=True)
        )
        places = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, TWO)
        found = self.at(places).reshape(some[1], some[0], -1)
        nearest = [
            np.rint(np.linspace(0, each - 1, all_)).astype(int)
            for each, all_ in zip(some, (columns, rows), strict=True)
        ]
        return np.asarray(found[nearest[1]][:, nearest[0]])

    def _side(self, number: int, values: Array) -> Side:
        name, column = self._sides[number]
        low, high = float(values.min()), float(values.max())
        margin = MARGIN * (high - low) or 1.0
        return Side(name, column, low - margin, high + margin)

    def _classes(self, outputs: Array, names: Sequence[str]) -> Array:
        if self._comparison.is_classifier:
            return np.asarray(outputs.argmax(axis=-1), float)
        return np.asarray(outputs[:, 0] > 0.5, float) if names else outputs[:, 0]

    def _known(self) -> tuple[Array, Array, Sequence[str]]:
        """The samples that are given, what each has, and what the classes are called."""
        prediction = predictions(self._run)[0]
        if not self._comparison.is_classifier and prediction.outputs.shape[-1] > 1:
            raise DebuggerError("the prediction has several numbers: there is no one picture of it")
        if not np.isfinite(prediction.outputs).all():
            raise DebuggerError("the predictions are not finite here: there are no regions")
        classes = classes_of(prediction)
        if classes is None and self._comparison.is_classifier:
            raise DebuggerError("the targets say no class for each sample")
        columns = [_column(self._start[self._program.base[name]], at) for name, at in self._sides]
        inputs = np.stack(columns, axis=-1)[:MOST_POINTS]
        if classes is None:
            return inputs, prediction.wanted[:MOST_POINTS, 0], ()
        has = np.asarray(classes.wanted[:MOST_POINTS], float)
        return inputs, has, list(names_of(self._trained, classes))


def _evaluated(run: Run) -> Run:
    """What predicts: the network without what is drawn, where it can be had; else the iteration."""
    if run.program.network.evaluation is None:
        return run
    try:
        return evaluation_of(run.program).run(run.start)
    except DebuggerError:
        return run


def _sides(program: Program) -> Sequence[tuple[str, int | None]]:
    """The two inputs, or the two columns of the one."""
    network, shapes = program.network, program.shapes
    brought = brought_in(network.groups)
    given = [name for name in network.inputs if name not in brought]
    if network.samples is None:
        numbers = [name for name in given if shapes[name] == ()]
        if len(given) == len(numbers) == TWO:
            return [(name, None) for name in numbers]
    else:
        rows = [name for name in given if name in network.per_sample]
        match [shapes[name] for name in rows]:
            case [(_, 2)]:
                return [(rows[0], 0), (rows[0], 1)]
            case [(_,), (_,)]:
                return [(name, None) for name in rows]
    raise DebuggerError(
        "a picture of the regions needs two inputs, or one of two columns for each sample"
    )


def _column(value: Value, column: int | None) -> Array:
    found = np.asarray(value, float)
    return found[:, column] if column is not None else np.atleast_1d(found)
