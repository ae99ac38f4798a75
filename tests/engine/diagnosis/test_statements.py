"""Statements as data: each is proved by its run, and refuted where anything in it is changed."""

from dataclasses import replace

import pytest

from engine.diagnosis.course_claims import IsZero
from engine.diagnosis.diagnosis import diagnosis_of
from engine.diagnosis.gradient_claims import NoLowerMinimum, rounded_up
from engine.diagnosis.loss_claims import NeverRose
from engine.diagnosis.unit_claims import Linear, NoneDead
from engine.diagnosis.verdicts import Verdict
from engine.language.notation import TEXT
from engine.language.values import array
from engine.network.optimisers import Optimiser
from engine.program.program import derive
from engine.program.recipe import Recipe
from tests.engine.diagnosis.training import trained

CHANGES = {
    "Stayed": [{"since": 1}, {"loss": 0.1}],
    "StayedSoFar": [{"loss": 0.1}],
    "WouldNotFall": [{"loss": 1e9}],
    "WouldStaySolved": [{"most": 1e-9}],
    "Returns": [{"at": 30}],
    "Leaves": [{"left": 900}, {"then": 0.1}],
    "Fixed": [{"loss": 0.1}],
    "Fell": [{"before": 0.1}, {"loss": 0.2}],
    "IsZero": [],
    "MovesOn": [{"before": 0.1}, {"first": 0}],
    "Turned": [{"turn": 2}, {"there": 0.1}],
    "WentToAndFro": [{"low": 0.1}, {"high": 9.0}],
    "Spoilt": [{"step": 1}, {"value": 1.0}],
    "NothingRun": [{"iteration": 1}],
    "Jumps": [{"names": ("W1",)}],
    "BadRate": [{"rate": -0.5}],
    "SlowPace": [{"gradient": 1.0}, {"change": 1.0}],
    "Silent": [{"state": "asleep"}, {"since": 0}, {"since": 1}],
    "NoneDead": [],
    "Linear": [{"some_dead": True}],
    "RightClasses": [{"right": 99}],
    "Shared": [{"samples": (0,)}, {"value": (0.1, 0.9)}],
    "ZeroGradients": [{"are_all": None}],
    "Cancelling": [{"symbols": ("dL/dW1",)}],
    "GradientAtMost": [{"most": -1.0}],
    "WouldGrow": [{"factor": 1.1}, {"at": 100}],
    "Grows": [{"factor": 1.1}, {"since": 0}],
    "Vanishes": [{"least": 0.0}, {"most": 0.5}],
    "NoLowerMinimum": [{"loss": 9.0}],
    "Plateau": [{"groups": ((0, 1),)}, {"loss": 0.7}],
    "DeadFor": [{"samples": (0,)}, {"since": 0}, {"state": "at the kink"}],
    "FirstUpdate": [{"digits": 2}, {"digits": 7}, {"before": 0.1}, {"after": 0.1}],
    "Rose": [{"count": 1}, {"most": 3}, {"height": 0.5}],
    "NeverRose": [],
}  # fmt: skip
"""Of every kind what in it is changed."""


def runs(build):
    """Runs of which all kinds of statements are made."""
    for seed, rate, count in (
        (1, 0.1, 200), (125, 1.0, 1000), (8, 1.0, 1000), (1, 10.0, 100),
        (1, 1.0, 700), (1, 0.01, 50), (0, 1.0, 50), (0, 1.0, 3), (0, 1.0, 0),
    ):  # fmt: skip
        yield trained(Recipe("xor", seed=seed, learning_rate=rate).program(), count)
    yield trained(Recipe("skip").program(), 3)
    yield trained(Recipe("regression").program(), 1000)
    yield trained(Recipe("regression", learning_rate=2.0).program(), 1000)
    yield trained(Recipe("regression", learning_rate=-0.01).program(), 20)
    yield trained(Recipe("deep", {"depth": 40.0, "skip": 0.0}).program(), 20)
    yield trained(derive(build("L = square(w)", w=0.0)), 3)
    yield trained(derive(build("L = square(square(w) - 1)/4 + 1", w=0.5)), 40)
    slow = build("L = square(w - 3)", w=1.0)
    yield trained(derive(replace(slow, learning_rate=1e-9)), 20)
    bouncing = build("L = square(square(w) - 1)/4 + 1", w=0.5)
    yield trained(derive(replace(bouncing, learning_rate=1.26)), 100)
    swinging = replace(build("L = square(w)", w=1.0), learning_rate=0.1)
    swinging = derive(replace(swinging, optimiser=Optimiser("momentum")))
    yield from (trained(swinging, count) for count in (3, 5))
    alike = build(
        "h = relu(w*x)\nyhat = v*h\nL = mean(square(yhat - y))",
        {"x": array([1, 1])}, targets={"y": array([1, 2])}, w=1.0, v=1.0,
    )  # fmt: skip
    yield trained(derive(replace(alike, learning_rate=0.1)), 200)


@pytest.fixture
def proved(build, monkeypatch):
    """Every statement that is made of these runs, with its run."""
    monkeypatch.setattr("engine.diagnosis.ahead.AHEAD", 600)
    for module in ("future_claims", "unit_claims", "gradient_claims"):
        monkeypatch.setattr(f"engine.diagnosis.{module}.AHEAD", 200)
    found = []
    for timeline in runs(build):
        for claim in diagnosis_of(timeline, TEXT).claims:
            parts = claim.claims if isinstance(claim, Verdict) else (claim,)
            found += [(timeline, part) for part in parts]
    return found


def test_every_statement_is_proved_and_refuted_when_it_is_changed(proved):
    refuted = set()
    for timeline, claim in proved:
        assert claim.holds(timeline), claim
        kind = type(claim).__name__
        for place, change in enumerate(CHANGES[kind]):
            other = replace(claim, **change)
            if other != claim and not other.holds(timeline):
                refuted.add((kind, place))
    made = {type(claim).__name__ for _, claim in proved}
    assert made == CHANGES.keys()
    assert refuted == {(kind, place) for kind in CHANGES for place in range(len(CHANGES[kind]))}


def test_what_has_nothing_to_change_is_refuted_by_another_run():
    """Both hidden units of this run are dead, and the loss is not at its minimum."""
    dead = trained(Recipe("xor", seed=1, learning_rate=3.0).program(), 60)
    assert not IsZero(60).holds(dead)
    assert not NoneDead(60).holds(dead)
    assert not NeverRose(60).holds(dead)
    bent = trained(Recipe("xor", seed=8).program(), 50)
    assert not Linear(50, some_dead=True).holds(bent)
    assert not Linear(50, some_dead=False).holds(bent)
    falling = trained(Recipe("regression").program(), 5)
    assert not NoLowerMinimum(5, falling.run(5).loss).holds(falling)


def test_a_diagnosis_is_its_claims_in_words():
    timeline = trained(Recipe("skip").program(), 3)
    found = diagnosis_of(timeline, TEXT)
    words = [claim.words(timeline.program, TEXT) for claim in found.claims]
    assert [found.verdict, *found.reasons, *found.answers] == words
    assert found.claims[0].plain() == {
        "kind": "Verdict", "iteration": 3, "name": "stopped learning",
        "claims": [{"kind": "Fixed", "iteration": 3, "loss": 3.0}],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0.0, 0.0), (1.234, 1.24), (1.23, 1.23), (0.9999, 1.0), (1.0001e-9, 1.01e-9)],
)
def test_a_bound_is_rounded_so_that_it_stays_one(value, shown):
    assert rounded_up(value) == shown >= value
