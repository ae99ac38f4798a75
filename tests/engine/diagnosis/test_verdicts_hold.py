"""Verdicts are not contradicted by 10,000 more iterations, of the same training in plain numpy.

A few runs are looked at with every run of the suite. The long test is for a person: give it the
seeds, and a time that is enough (100 XOR seeds take about 4 minutes, 1,000 perceptrons 10):

    VERDICTS=0:400 pytest -n 0 -s tests/engine/diagnosis/test_verdicts_hold.py -k xor
    VERDICTS=0:3000 pytest -n 0 -s tests/engine/diagnosis/test_verdicts_hold.py -k perceptron
"""

import os
from collections import Counter
from dataclasses import replace
from itertools import islice

import numpy as np
import pytest

from engine.diagnosis.ahead import onward
from engine.diagnosis.diagnosis import diagnosis_claims
from engine.diagnosis.gradient_claims import NoLowerMinimum
from engine.diagnosis.unit_claims import Silent
from engine.diagnosis.verdicts import Kind
from engine.iterations.timeline import Timeline
from engine.language.values import array
from engine.network.optimisers import Optimiser
from engine.program.program import derive
from engine.program.recipe import Recipe
from tests.engine.diagnosis.mlp_oracle import random_mlp
from tests.engine.diagnosis.xor_oracle import xor_runs

ASKED = os.environ.get("VERDICTS")
AHEAD = 10_000 if ASKED else 1_000
COUNTS = (20, 100, 300, 1000) if ASKED else (20, 100)
STAYS = {Kind.STOPPED, Kind.NOT_LEARNING, Kind.SETTLED, Kind.AT_MINIMUM, Kind.HARDLY}


def seeds_of(short):
    """The seeds that are asked for, else a few."""
    return range(*map(int, ASKED.split(":"))) if ASKED else short


@pytest.fixture(autouse=True)
def _as_far(monkeypatch):
    """Where only a few runs are looked at, none of them is followed so far."""
    monkeypatch.setattr("engine.diagnosis.ahead.AHEAD", AHEAD)


def contradictions(verdict, reasons, count, losses, right, active):
    """What of a diagnosis is not so, by the losses, classes and units of training that goes on.

    Args:
        verdict: the verdict.
        reasons: its reasons.
        count: how many iterations it was made after.
        losses: the loss of every iteration.
        right: for each whether all classes are right.
        active: for each whether a unit is active for a sample, by the place of its layer.
    """
    first, now, later = losses[0], losses[count], losses[count:]
    if verdict.name in STAYS and min(later) < now - 1.001e-3 * abs(now):
        yield f"{verdict.name}: {now} falls to {min(later)} in {np.argmin(later)}"
    if verdict.name is Kind.SOLVED and (max(later) > 0.010001 * first or not all(right[count:])):
        yield f"solved: {now} rises to {max(later)}, or a class is wrong"
    for silent in (each for each in reasons if isinstance(each, Silent)):
        for layer, unit in silent.units:
            was = [bool(each[layer][unit]) for each in active]
            if any(was[silent.since : count + 1]) or (silent.since and not was[silent.since - 1]):
                yield f"not dead since {silent.since}: {silent}"
            if silent.recovers is False and any(was[count:]):
                yield f"recovers: {silent}"


def diagnosed(timeline, count):
    for _ in timeline.reach(count):
        pass
    verdict, *reasons = diagnosis_claims(timeline)
    return verdict, reasons


@pytest.mark.parametrize("rate", [0.1, 1.0, 3.0, 10.0])
def test_of_xor_no_verdict_is_contradicted(rate):
    seeds, counts, found = seeds_of(range(1, 4)), Counter(), []
    with np.errstate(all="ignore"):
        runs = xor_runs(seeds, rate, max(COUNTS) + AHEAD)
    for place, seed in enumerate(seeds):
        timeline = Timeline(Recipe("xor", seed=seed, learning_rate=rate).program())
        for count in COUNTS:
            verdict, reasons = diagnosed(timeline, count)
            end = count + AHEAD + 1
            ahead = (runs.losses[:end, place], runs.right[:end, place], runs.active[:end, place])
            each = contradictions(verdict, reasons, count, *ahead[:2], ahead[2][:, None])
            found += [f"seed {seed} after {count}: {what}" for what in each]
            counts[count, str(verdict.name)] += 1
            counts["dead"] += sum(isinstance(reason, Silent) for reason in reasons)
    print(f"\nXOR at {rate}:", dict(counts))  # noqa: T201
    assert not found


def program_of(mlp, build):
    network = build(
        mlp.equations(), {"X": array(mlp.x)}, targets={"Y": array(mlp.y)},
        **{name: array(value) for name, value in mlp.parameters.items()},
    )  # fmt: skip
    return derive(replace(network, learning_rate=mlp.rate, optimiser=Optimiser(mlp.optimiser)))


def test_of_random_perceptrons_no_verdict_is_contradicted(build):
    counts, found = Counter(), []
    for seed in seeds_of(range(24)):
        mlp, count = random_mlp(seed), COUNTS[seed % len(COUNTS)]
        timeline = Timeline(program_of(mlp, build))
        verdict, reasons = diagnosed(timeline, count)
        counts[str(verdict.name)] += 1
        counts["dead"] += sum(isinstance(reason, Silent) for reason in reasons)
        if verdict.name is Kind.DIVERGED:
            continue
        with np.errstate(all="ignore"):
            each = [*against(mlp, verdict, reasons, count), *lower(mlp, reasons)]
            if each and rounding_decides(mlp, timeline, count):
                counts["decided by rounding"] += 1
                each = [str(claim) for claim in (verdict, *reasons) if not claim.holds(timeline)]
        counts["no lower minimum"] += any(isinstance(one, NoLowerMinimum) for one in reasons)
        found += [f"perceptron {seed} after {count}: {what}" for what in each]
    print("\nperceptrons:", dict(counts))  # noqa: T201
    assert not found


def rounding_decides(mlp, timeline, count):
    """Whether the last bits of numbers have made another run of it, up to a verdict or after it.

    Adam makes steps of what rounding leaves of a gradient that is 0. Of such a run nothing can be
    told by another program; its claims prove themselves.
    """
    ahead = onward(timeline, count + AHEAD).losses
    losses = [loss for loss, _, _ in islice(mlp.iterations(), len(ahead))]
    return not np.allclose(losses, ahead, rtol=1e-6, atol=1e-12 * losses[0])


def against(mlp, verdict, reasons, count):
    """The contradictions to what is said of a perceptron, which is trained on if need be."""
    silent = [each for each in reasons if isinstance(each, Silent)]
    is_final = verdict.name in {*STAYS, Kind.SOLVED} or any(
        each.recovers is False for each in silent
    )
    if not is_final and not silent:
        return []
    losses, right, active = [], [], []
    for loss, outputs, zs in islice(mlp.iterations(), count + 1 + AHEAD * is_final):
        losses.append(loss)
        right.append(mlp.loss != "cross_entropy" or mlp.is_right(outputs))
        active.append([(z > 0.0).any(axis=0) for z in zs] if silent else [])
    return contradictions(verdict, reasons, count, losses, right, active)


def lower(mlp, reasons):
    """What a linear model misses less than is said to be the least."""
    for each in reasons:
        if isinstance(each, NoLowerMinimum) and mlp.loss != "abs":
            least = mlp.least()
            if least < each.loss * (1.0 - 1.001e-3):
                yield f"no lower minimum than {each.loss}, but {least}"
