"""The work of a study: the runs of a chunk made, and what came of each recorded."""

from __future__ import annotations

from engine.diagnosis.diagnosis import diagnosis_claims
from engine.diagnosis.unit_claims import Silent
from engine.diagnosis.verdicts import Kind, Verdict
from engine.iterations.timeline import Timeline
from engine.study.chunks import Chunk
from engine.study.plan import Plan
from engine.study.reasons import mask_of
from engine.study.records import End, Records, no_records

ENDS = {
    Kind.SOLVED: End.SOLVED,
    Kind.DIVERGED: End.DIVERGED,
    **dict.fromkeys(
        (
            Kind.JUMPING, Kind.AT_MINIMUM, Kind.SETTLED, Kind.STOPPED, Kind.NOT_LEARNING,
            Kind.HARDLY,
        ),
        End.STUCK,
    ),
}  # fmt: skip
"""What a verdict comes to; any other is not decided."""


def work(plan: Plan, chunk: Chunk) -> Records:
    """Make the runs of a chunk, and record what came of each."""
    records = no_records(chunk.count)
    for number in range(chunk.count):
        timeline = Timeline(plan.recipe_of(plan.place(chunk.first + number)).program())
        for _ in timeline.reach(plan.iterations):
            pass
        verdict, *reasons = diagnosis_claims(timeline)
        assert isinstance(verdict, Verdict)  # noqa: S101  (as it stands first)
        end = ENDS.get(verdict.name, End.UNDECIDED)
        records.outcome[number] = end
        records.loss[number] = timeline.run(timeline.length).loss
        records.dead[number] = sum(len(each.units) for each in reasons if isinstance(each, Silent))
        if end is End.STUCK:
            records.reasons[number] = mask_of([verdict, *reasons])
        if end is End.DIVERGED:
            records.spoilt[number] = verdict.iteration
        if end is End.SOLVED:
            least = 1e-2 * timeline.losses[0]
            above = [i for i, loss in enumerate(timeline.losses) if not loss <= least]
            records.solved_in[number] = above[-1] + 1 if above else 0
    return records
