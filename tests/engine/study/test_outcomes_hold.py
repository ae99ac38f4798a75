"""No outcome of a study is contradicted by the iterations to come, of XOR in plain numpy.

A few runs are looked at with every run of the suite; for a person (400 seeds take some minutes):

    OUTCOMES=400 pytest -n 0 -s tests/engine/study/test_outcomes_hold.py
"""

import os
from collections import Counter

import numpy as np
import pytest

from engine.study.reasons import words_of
from engine.study.records import End
from engine.study.working import study
from tests.engine.diagnosis.xor_oracle import xor_runs
from tests.engine.study.networks import plan_of

ASKED = os.environ.get("OUTCOMES")
SEEDS = int(ASKED or 12)
AHEAD = 10_000 if ASKED else 400
COUNTS = (20, 100, 300, 1000) if ASKED else (20, 120)
RATES = (0.1, 1.0, 3.0, 10.0) if ASKED else (1.0, 10.0)


@pytest.fixture(autouse=True)
def _as_far(monkeypatch):
    monkeypatch.setattr("engine.diagnosis.ahead.AHEAD", AHEAD)


@pytest.fixture(scope="module", params=RATES)
def rate_and_runs(request):
    with np.errstate(all="ignore"):
        return request.param, xor_runs(range(SEEDS), request.param, max(COUNTS) + AHEAD)


@pytest.mark.parametrize("count", COUNTS)
def test_what_is_stuck_does_not_learn_and_what_is_solved_stays_so(rate_and_runs, count):
    rate, runs = rate_and_runs
    records = study(plan_of("xor", SEEDS, (rate,), count)).records
    outcome, reasons = records.outcome[0, :, 0], records.reasons[0, :, 0]
    now = runs.losses[count]
    before = np.minimum(now, runs.losses[count - 1])  # of two, where it jumps to and fro
    later, right = runs.losses[count : count + AHEAD + 1], runs.right[count : count + AHEAD + 1]
    assert np.allclose(records.loss[0, :, 0], now, rtol=1e-9, atol=0.0)
    stuck, solved = outcome == End.STUCK, outcome == End.SOLVED
    assert (later[:, stuck].min(axis=0) >= before[stuck] * (1.0 - 1.001e-3)).all()
    assert (later[:, solved].max(axis=0) <= 0.010001 * runs.losses[0][solved]).all()
    assert right[:, solved].all()
    learns_later = (later[-1] <= 0.01 * runs.losses[0]) & ~solved
    assert (outcome[learns_later] == End.UNDECIDED).all()
    if ASKED:
        words = Counter(word for each in reasons[stuck] for word in words_of(int(each)))
        counts = Counter(End(each).words for each in outcome)
        print(f"\nlr {rate}, {count}:", dict(counts), dict(words))  # noqa: T201
        print(f"learn later: {learns_later.sum()}")  # noqa: T201
    elif rate == 1.0:
        assert stuck.any()
        assert learns_later.any()
