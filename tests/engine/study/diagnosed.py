"""What the debugger's diagnosis says of a run of a study, as the study would record it."""

from dataclasses import dataclass

from engine.diagnosis.diagnosis import diagnosis_claims
from engine.diagnosis.kinds import Kind
from engine.diagnosis.units import hidden_units
from engine.iterations.timeline import Timeline
from engine.study.reasons import mask_of, words_of
from engine.study.records import End

STUCK = (
    Kind.JUMPING, Kind.AT_MINIMUM, Kind.SETTLED, Kind.STOPPED, Kind.NOT_LEARNING, Kind.HARDLY,
)  # fmt: skip
ENDS = {Kind.SOLVED: End.SOLVED, Kind.DIVERGED: End.DIVERGED, **dict.fromkeys(STUCK, End.STUCK)}


@dataclass
class Diagnosed:
    end: End
    loss: float
    reasons: tuple
    dead: int


def diagnosed(plan, number):
    """By making the run alone, and diagnosing it."""
    timeline = Timeline(plan.recipe_of(plan.place(number)).program())
    for _ in timeline.reach(plan.iterations):
        pass
    verdict, *reasons = diagnosis_claims(timeline)
    end = ENDS.get(verdict.name, End.UNDECIDED)
    words = words_of(mask_of([verdict, *reasons])) if end is End.STUCK else ()
    run = timeline.run(timeline.length)
    return Diagnosed(end, run.loss, words, sum(unit.is_silent for unit in hidden_units(run)))


def differences(study):
    """What of a study is not what the diagnosis of each of its runs says.

    Of runs that are not decided the losses may differ: some go to and fro at random, so that the
    last bits of numbers decide how far.
    """
    records = study.records
    for number in range(study.plan.count):
        alone = diagnosed(study.plan, number)
        end = End(records.outcome.reshape(-1)[number])
        loss = float(records.loss.reshape(-1)[number])
        reasons = words_of(int(records.reasons.reshape(-1)[number]))
        dead = int(records.dead.reshape(-1)[number])
        if end is not alone.end:
            yield f"run {number}: {end.words}, alone {alone.end.words} at {alone.loss}"
        elif end is not End.DIVERGED and (reasons, dead) != (alone.reasons, alone.dead):
            yield f"run {number}: {reasons}, {dead} dead, alone {alone.reasons}, {alone.dead}"
        elif end in (End.SOLVED, End.STUCK) and abs(loss - alone.loss) > 1e-9:
            yield f"run {number}: the loss is {loss}, alone {alone.loss}"
