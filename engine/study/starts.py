"""Starts: what the runs of a chunk begin with."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine.language.values import Array
from engine.network.initialisers import draw_many
from engine.program.program import LEARNING_RATE, Program
from engine.study.chunks import Chunk
from engine.study.plan import Plan


def starts_of(plan: Plan, chunk: Chunk) -> dict[str, Array]:
    """What each run of a chunk begins with, by symbol, where that is not the same for all."""
    places = [plan.place(chunk.first + number) for number in range(chunk.count)]
    program = plan.programs[places[0].optimiser]
    found = _drawn(plan, program, [place.seed for place in places])
    found[LEARNING_RATE] = np.array([plan.settings[place.cell].rate for place in places])
    for number, each in enumerate(plan.varied):
        if each.name not in found:
            value = np.asarray(program.network.constants[each.name])
            found[each.name] = np.repeat(value[None], len(places), axis=0)
        values = [plan.settings[place.cell].values[number] for place in places]
        entries: tuple[slice | int, ...] = (slice(None), *each.index)
        found[each.name][entries] = values
    return found


def _drawn(plan: Plan, program: Program, seeds: Sequence[int]) -> dict[str, Array]:
    """The parameters that the seeds give, a row for each run."""
    different, rows = np.unique(seeds, return_inverse=True)
    drawn = draw_many(program.network.initialisers, [plan.seeds[each] for each in different])
    return {name: values[rows] for name, values in drawn.items()}
