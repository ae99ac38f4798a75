"""Readings of many runs in the iteration that they would go on with."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from engine.diagnosis.comparisons import Comparison, comparisons
from engine.diagnosis.movable import Flags
from engine.diagnosis.rate_claims import is_to_and_fro
from engine.frozen import replace
from engine.iterations.run import Run
from engine.language.expression import Name, gradient_name
from engine.language.ops import infer_shape
from engine.language.values import Array, array
from engine.network.hidden import hidden_relus
from engine.program.differentiation import Term
from engine.program.equation import Equation, Phase
from engine.program.program import Program
from engine.sweeps.sweep import Sweep


class Readings:
    """What is read of the runs of a program.

    Args:
        program: the program; what is run is `probed`, in which every prediction has a name.
    """

    def __init__(self, program: Program) -> None:
        self.program = program
        self._comparisons = comparisons(program)
        self._sources = [
            each.source.name if isinstance(each.source, Name) else f"prediction {number}"
            for number, each in enumerate(self._comparisons)
        ]
        self.probed = _probed(program, dict(zip(self._sources, self._comparisons, strict=True)))
        network = program.network
        self._gradients = [gradient_name(network.loss, name) for name in network.parameters]
        self._hidden = hidden_relus(network)

    def all_right(self, sweep: Sweep) -> Flags:
        """Whether all predictions of each run are."""
        right = np.ones(sweep.count, np.bool_)
        for source, each in zip(self._sources, self._comparisons, strict=True):
            outputs = each.rows(sweep.value(source), 1)
            right &= each.are_right(outputs, each.rows(sweep.value(each.target), 1))
        return right

    def silent_units(self, sweep: Sweep) -> NDArray[np.int32]:
        """How many hidden units of each run pass no gradient for any sample."""
        masks, found = sweep.masks(), np.zeros(sweep.count, np.int32)
        for relu in self._hidden:
            rows = relu.columns(masks[relu.place]).reshape(sweep.count, -1, relu.units)
            passes = rows.any(axis=1)
            found += (~passes).sum(axis=-1, dtype=np.int32)
        return found

    def gradients(self, sweep: Sweep) -> dict[str, Array]:
        """The largest entry of the gradient of each parameter, of each run, by its symbol."""
        return {symbol: _largest(sweep.value(symbol)) for symbol in self._gradients}

    def parameters(self, sweep: Sweep) -> dict[str, Array]:
        """The parameters, of each run."""
        return {name: sweep.value(name) for name in self.program.network.parameters}


def have_jumped(starts: Sequence[Mapping[str, Array]]) -> Flags:
    """Whether a parameter of each run goes to and fro between two values.

    As `engine.diagnosis.rate_claims.has_jumped`.

    Args:
        starts: the parameters that five iterations start with, the last first.
    """
    found: list[Flags] = []
    for name in starts[0]:
        a, b, c, d, e = (start[name] for start in starts)
        back = np.maximum(_largest(a - c), np.maximum(_largest(b - d), _largest(c - e)))
        found.append(is_to_and_fro(_largest(a - b), back))
    jumped: Flags = np.logical_or.reduce(found)
    return jumped


def _largest(values: Array) -> Array:
    """The largest entry, without its sign, of the value of each run."""
    largest: Array = abs(entries_of(values)).max(axis=1)
    return largest


def entries_of(values: Array) -> Array:
    """The entries of the value of each run, one behind the other."""
    return values.reshape(len(values), math.prod(values.shape[1:]))


def _probed(program: Program, sources: Mapping[str, Comparison]) -> Program:
    """The program with a name for what predicts, where that has none."""
    probes = {name: each for name, each in sources.items() if name not in program.shapes}
    if not probes:
        return program
    shapes = {name: infer_shape(each.source, program.shapes) for name, each in probes.items()}
    end = program.phases[Phase.FORWARD].stop
    equations = (
        *program.equations[:end],
        *(
            Equation(Phase.FORWARD, name, name, (Term(name, 0, each.source),))
            for name, each in probes.items()
        ),
        *program.equations[end:],
    )
    return replace(program, equations=equations, shapes={**program.shapes, **shapes})


def run_of(program: Program, number: int, memory: Mapping[str, Array], place: int) -> Run:
    """An iteration of one of many runs, to be recorded.

    Args:
        program: the program.
        number: which iteration.
        memory: what the runs start it with, by the symbols of the base.
        place: which of the runs.
    """
    start = [
        array(memory[symbol][place]) if program.shapes[symbol] else float(memory[symbol][place])
        for symbol in program.base
    ]
    return Run(program, number, tuple(start))
