"""The work of a study: the runs of a chunk made, judged and recorded."""

from __future__ import annotations

from collections.abc import Generator

import numpy as np

from engine.diagnosis.ahead import reach_of
from engine.diagnosis.findings import Findings
from engine.diagnosis.rate_claims import Jumps
from engine.diagnosis.settled import Rest, is_minimal, settled
from engine.language.values import unwarned
from engine.slowly import at_once
from engine.study.chunks import Chunk
from engine.study.identity import plan_hash
from engine.study.judging import AT_ONCE, Judging
from engine.study.made import Made
from engine.study.plan import Plan
from engine.study.readings import Readings, run_of
from engine.study.reasons import mask_of
from engine.study.records import NOT_RUN, End, Records, no_records
from engine.study.starts import starts_of
from engine.sweeps.sweep import Sweep


def work(plan: Plan, chunk: Chunk) -> Records:
    """Make the runs of a chunk, and record what came of each."""
    return at_once(working_at(plan, chunk))


def working_at(plan: Plan, chunk: Chunk) -> Generator[int, None, Records]:
    """The same, a little at a time, saying how many iterations the runs are made and followed."""
    readings, sweep = _begun(plan, chunk)
    made = Made(readings, sweep, plan.iterations)
    with unwarned():
        yield from made.make()
        judging = Judging(made)
        for ahead in judging.judge():
            yield plan.iterations + ahead
        records = yield from _recorded(made, judging)
    return records


def _begun(plan: Plan, chunk: Chunk) -> tuple[Readings, Sweep]:
    """The runs of a chunk before their first iteration; what is compiled once is used again."""
    key = f"{plan_hash(plan)} {plan.place(chunk.first).optimiser}"
    starts = starts_of(plan, chunk)
    if key in _COMPILED:
        readings, sweep = _COMPILED[key]
        return readings, sweep.restarted(starts, chunk.count)
    readings = Readings(plan.programs[plan.place(chunk.first).optimiser])
    sweep = Sweep(readings.probed, starts, chunk.count)
    _COMPILED.clear()
    _COMPILED[key] = readings, sweep.restarted(starts, chunk.count)
    return readings, sweep


_COMPILED: dict[str, tuple[Readings, Sweep]] = {}
"""The sweep that this process has compiled last, by the hash of its plan and its optimiser."""


def _recorded(made: Made, judging: Judging) -> Generator[int, None, Records]:
    """The records of runs that are judged, a few at a time."""
    records, courses = no_records(len(made.courses.last)), made.courses
    outcome = records.outcome
    outcome[:] = End.UNDECIDED
    outcome[judging.settled | judging.jumping] = End.STUCK
    outcome[judging.solved] = End.SOLVED
    outcome[judging.diverged] = End.DIVERGED
    records.loss[:] = np.where(judging.diverged, np.nan, courses.last)
    records.solved_in[:] = np.where(judging.solved, courses.solved_in, NOT_RUN)
    records.dead[:] = made.readings.silent_units(made.sweep)
    stuck = np.flatnonzero(outcome == End.STUCK)
    for first in range(0, len(stuck), AT_ONCE):
        places = stuck[first : first + AT_ONCE]
        memory = made.sweep.select(places.tolist()).memory
        for row, place in enumerate(places):
            findings = Findings(run_of(made.program, made.iterations, memory, row))
            records.reasons[place] = _reasons(made, judging, int(place), findings)
        yield made.iterations + reach_of(made.program, made.iterations)
    return records


def _reasons(made: Made, judging: Judging, place: int, findings: Findings) -> int:
    """Why a run is stuck, a bit for each reason."""
    if judging.jumping[place]:
        jumps = Jumps(findings.iteration, float(findings.run.start[-1]), ())
        return mask_of([jumps, *findings.illnesses(), *findings.small_gradients()])
    gradients = {symbol: float(each[place]) for symbol, each in made.gradients.items()}
    rest = Rest(
        bool(made.courses.has_moved[place]), float(made.courses.before[place]), lambda: gradients
    )
    _, reasons = settled(findings, rest, is_minimal=is_minimal(findings.run))
    return mask_of(reasons)
