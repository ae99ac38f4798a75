"""Which verdict a run gets: plateaus, bumps, scales, and illnesses whatever the verdict is."""

from dataclasses import replace

import numpy as np
import pytest

from engine.debugger.debugger import Debugger
from engine.diagnosis.diagnosis import diagnose, diagnosis_claims
from engine.diagnosis.verdicts import Kind
from engine.language.notation import TEXT
from engine.language.values import array
from engine.program.program import derive
from engine.program.recipe import Recipe
from tests.engine.diagnosis.training import numbers_in, said, said_of, trained, xor_by_hand
from tests.engine.diagnosis.xor_oracle import xor_runs
from tests.engine.network.reading import read

# Plateaus


def test_a_run_on_a_plateau_has_not_stopped():
    """Seed 1 at a rate of 0.1: flat for 200 iterations, half as high after 1,000."""
    program = Recipe("xor", seed=1, learning_rate=0.1).program()
    verdict, leaves, grown, *_ = said(program, 200)
    losses = xor_runs([1], 0.1, 1000).losses[:, 0]
    since = next(n for n in range(201) if abs(losses[n] - losses[200]) <= 1e-3 * losses[200])
    assert verdict.startswith("not decided yet: the loss has stayed within 0.1 % of 0.69151")
    assert numbers_in(verdict)[2] == since
    left = next(n for n in range(200, 1000) if losses[n] < losses[200] * (1 - 1e-3))
    assert leaves.startswith("trained on, it falls to ")
    assert numbers_in(leaves) == pytest.approx([losses[left], left], rel=1e-9)
    assert losses[1000] < losses[200] / 2
    assert grown.startswith("the gradient has grown ")
    parts = [xor_by_hand(program, 0.1, count).contributions for count in (100, 200)]
    before, now = (max(abs(p.sum(axis=0)).max() for p in each.values()) for each in parts)
    assert numbers_in(grown)[0] == pytest.approx(now / before, abs=0.05)


def test_at_a_low_rate_no_flat_run_that_learns_later_has_stopped():
    seeds = range(5)
    losses = xor_runs(seeds, 0.1, 2100).losses
    for seed in seeds:
        verdict, *_ = diagnosis_claims(
            trained(Recipe("xor", seed=seed, learning_rate=0.1).program(), 100)
        )
        learns = losses[:, seed].min() < 0.999 * losses[100, seed]
        assert verdict.name is (Kind.UNDECIDED if learns else Kind.NOT_LEARNING), seed


def test_a_run_too_large_to_be_followed_is_not_decided(monkeypatch):
    monkeypatch.setattr("engine.diagnosis.ahead.BUDGET", 1e6)
    verdict, tried, *_ = said(Recipe("xor", seed=0).program(), 100)
    assert verdict.startswith("not decided yet: the loss has stayed within 0.1 % of 0.693")
    assert tried.startswith("only training on can tell: 10,000 more iterations take too long")
    claims = diagnosis_claims(trained(Recipe("xor", seed=0).program(), 100))
    assert claims[1].holds(trained(Recipe("xor", seed=0).program(), 100))


def test_how_far_a_run_is_followed_does_not_depend_on_the_clock(monkeypatch):
    program = Recipe("xor", seed=1, learning_rate=0.1).program()
    first = diagnosis_claims(trained(program, 100))
    for slice_of_time in (1e-9, 10.0):
        monkeypatch.setattr("engine.iterations.timeline.SLICE", slice_of_time)
        assert diagnosis_claims(trained(program, 100)) == first


def test_a_run_that_would_diverge_has_not_stopped(build):
    """A weight behind a flat stretch: the loss is 1 there, and then rises without end."""
    network = build("L = 1 + exp(1e-4*w*w) - 1", w=1e-3)
    verdict, leaves, *_ = said_of(network, 20, rate=-300.0)
    assert verdict.startswith("not decided yet: ")
    assert leaves.startswith(("trained on, it diverges in iteration ", "trained on, it rises to "))


def test_a_good_loss_on_the_way_through_is_not_solved(build):
    """The weight swings through 0 by momentum, and comes back."""
    network = build("L = square(w)", w=1.0)
    weight, velocity, losses = 1.0, 0.0, []
    for _ in range(30):
        losses.append(weight**2)
        velocity = 0.9 * velocity + 2 * weight
        weight -= 0.1 * velocity
    first = next(n for n, loss in enumerate(losses) if loss < 0.01)
    sentences = said_of(network, first, kind="momentum")
    assert sentences[0].startswith("not decided yet: the loss fell from 1 to ")
    back = numbers_in(sentences[1])[0]
    assert losses[int(back)] > 0.01
    assert max(losses[first : int(back)]) < 0.01


# Bumps


def test_a_run_that_falls_at_the_end_does_not_rise():
    """Seed 125: higher than a hundred iterations before, but falling after a bump."""
    losses = xor_runs([125], 1.0, 1000).losses[:, 0]
    top = 900 + int(losses[900:].argmax())
    assert losses[1000] > losses[900]
    assert (np.diff(losses[top:]) < 0).all()
    (verdict, *_) = said(Recipe("xor", seed=125).program(), 1000)
    assert verdict.startswith("not settling: the loss rose to ")
    assert numbers_in(verdict) == pytest.approx([losses[top], top, losses[1000]], rel=1e-9)


def test_a_run_that_rises_at_the_end_rises(build):
    sentences = said_of(build("L = square(w) + 1", w=1.0), 30, rate=-0.01)
    weights = 1.02 ** np.arange(31)
    assert sentences[0].startswith("rising: ")
    assert numbers_in(sentences[0])[:2] == pytest.approx(
        [weights[20] ** 2 + 1, weights[30] ** 2 + 1]
    )


# Scales


def line(build, scale, rate):
    """A line through three points, with all numbers on a scale."""
    x, y = scale * np.array([-1.0, 0.0, 1.0]), scale * np.array([1.0, 0.0, 1.5])
    network = build(
        "yhat = w*x + b\nL = mean(square(yhat - y))", {"x": array(x)}, targets={"y": array(y)},
        w=0.0, b=0.0,
    )  # fmt: skip
    return replace(network, learning_rate=rate), x, y


@pytest.mark.parametrize("scale", [1e-6, 1.0, 1e6])
def test_a_minimum_is_one_at_any_scale(build, scale):
    """Only b is out of proportion, and it is learnt at any scale alike."""
    network, x, y = line(build, scale, 0.1 / max(1.0, scale**2))
    start = np.linalg.lstsq(np.stack([x, np.ones(3)], axis=1), y, rcond=None)[0]
    near = network.with_values({"w": float(start[0]), "b": float(start[1])})
    sentences = said(derive(near), 50)
    assert sentences[0].startswith(("settled at its minimum: ", "solved: "))
    assert sentences[-1] == "the loss is convex, so there is no lower minimum"


@pytest.mark.parametrize("scale", [1e-6, 1e-4])
def test_small_data_make_no_minimum_of_a_slope(build, scale):
    """The gradient is as small as the data: w is not learnt at all in 300 iterations."""
    network, x, y = line(build, scale, 0.1)
    timeline = trained(derive(network), 300)
    residual = np.linalg.lstsq(np.stack([x, np.ones(3)], axis=1), y, rcond=None)[1][0] / 3
    assert timeline.run(300).loss > 1.01 * residual
    assert not [each for each in diagnose(timeline, TEXT) if "minimum" in each]


# Illnesses


def test_a_run_that_still_learns_names_its_dead_units(build):
    network = build(
        "a = relu(w1*x)\nb = relu(w2*x)\nL = square(v1*a + v2*b - y)",
        {"x": 1.0}, targets={"y": 1.0}, w1=0.5, w2=-1.0, v1=0.5, v2=1.0,
    )  # fmt: skip
    sentences = said_of(network, 15, rate=0.01)
    assert sentences[0].startswith("still learning: ")
    assert sentences[1] == "the ReLU of b is dead from the start and cannot recover"


def test_a_run_that_rises_names_its_dead_units(build):
    network = build(
        "a = relu(w1*x)\nb = relu(w2*x)\nL = square(v1*a + v2*b - y)",
        {"x": 1.0}, targets={"y": 1.0}, w1=0.5, w2=-1.0, v1=0.5, v2=1.0,
    )  # fmt: skip
    verdict, *reasons = said_of(network, 15, rate=-0.01)
    assert verdict.startswith("rising: ")
    assert reasons == [
        "the learning rate is negative",
        "the ReLU of b is dead from the start and cannot recover",
    ]


@pytest.mark.parametrize("equation", ["h = relu(w2*relu(w1*x) + b)", "h = w2*relu(w1*x) + relu(b)"])
def test_a_dead_relu_inside_of_an_equation_is_named(build, equation):
    network = build(
        f"{equation}\nL = square(h - y) + 1", {"x": 1.0}, targets={"y": 2.0},
        w1=-1.0, w2=1.0, b=1.0,
    )  # fmt: skip
    sentences = said_of(network, 300)
    assert "no hidden unit is dead" not in sentences
    dead = [each for each in sentences if "dead" in each]
    assert dead == ["the ReLU of w1*x in h is dead from the start and cannot recover"]


@pytest.mark.parametrize(
    ("frozen", "said_of_it"),
    [
        (("w0", "w1", "w2", "w3"), "every parameter is frozen"),
        (("w0", "w3"), "w0 and w3 are frozen"),
    ],
)
def test_what_is_frozen_is_named(frozen, said_of_it):
    debugger = Debugger(Recipe("skip").program())
    for name in frozen:
        debugger.freeze(name)
    debugger.train(15)
    found = debugger.diagnose()
    assert found.reasons[0] == said_of_it
    assert all(claim.holds(debugger.stop.timeline) for claim in found.claims)
    assert not replace(found.claims[1], names=("w2",)).holds(trained(Recipe("skip").program(), 15))


def test_a_loss_that_masks_do_not_change_does_not_go_to_and_fro():
    network = read(
        'loss = "L"\nequations = "h = dropout(x, rate=0.5)\\nL = square(sum(h)*w - y)"\n'
        "[inputs]\nx = [0, 0]\n[targets]\ny = 1\n[parameters]\nw = 0.5\n"
    )
    verdict, *_ = said(derive(network), 3)
    assert verdict == "too early to tell: the loss has stayed within 0.1 % of 1 in 3 iterations"
