"""What is said of units: dead, silent, and whether they can recover."""

from dataclasses import replace

from engine.diagnosis.diagnosis import diagnose
from engine.language.notation import TEXT
from engine.language.op import Conventions
from engine.program.program import derive
from engine.program.recipe import Recipe
from tests.engine.diagnosis.training import said, said_of, trained

# Networks of single numbers


def test_after_one_update_the_skip_network_is_dead_for_good():
    sentences = said(Recipe("skip").program(), 1)
    assert sentences == [
        "stopped learning: no parameter moves any more, and the loss stays 3",
        "ReLU 0 is dead since iteration 1 and cannot recover",
        "the gradient of every parameter is 0",
    ]


def test_at_a_kink_without_a_derivative_the_skip_network_has_two_silent_units():
    network = replace(Recipe("skip").program().network, conventions=Conventions(relu_at_zero=0.0))
    assert said(derive(network), 1)[1:3] == [
        "ReLU 0 is dead since iteration 1 and cannot recover",
        "ReLU 1 is at the kink since iteration 1 and cannot recover",
    ]


def test_units_that_share_their_fate_share_a_sentence():
    sentences = said(Recipe("deep").program(), 1000)
    assert sentences[1:] == [
        "ReLU 0 is dead since iteration 24 and cannot recover",
        "ReLU 1, ReLU 2, ReLU 3, ReLU 4, ReLU 5 and 4 more are at the kink since iteration 24 and "
        "cannot recover",
        "the gradient of every parameter is 0",
    ]


def test_one_sample_can_be_fitted_by_a_linear_network_so_that_is_no_reason():
    sentences = said(Recipe("plain").program(), 1000)
    assert sentences[0].startswith("stopped learning: the loss has stayed within 0.1 % of 3")
    assert not [each for each in sentences if "linear" in each]


def test_a_gradient_that_is_halved_by_every_layer_has_vanished():
    program = Recipe("deep", {"depth": 40.0, "skip": 0.0}).program()
    assert 9.09e-13 < 0.5**40 < 9.1e-13
    assert said(program, 100) == [
        "not learning: the loss has stayed within 0.1 % of 3.0000000000004547 since iteration 0, "
        "and would not get lower in 10,000 more",
        "the gradient vanishes on its way back: it is 1 at yhat, and 9.1e-13 at most at a "
        "parameter",
    ]


def test_a_gradient_that_arrives_over_skip_connections_has_not_vanished():
    program = Recipe("deep", {"depth": 40.0}).program()
    assert not [each for each in said(program, 5) if "vanishes" in each]


def test_a_unit_may_be_dead_from_the_start(build):
    network = build(
        "h = relu(w*x)\nL = square(h + b - y) + square(b + 2)",
        {"x": 1.0},
        targets={"y": 2.0},
        w=-1.0,
        b=0.0,
    )
    assert "the ReLU of h is dead from the start and cannot recover" in said_of(network, 100)


def test_where_not_all_events_are_kept_nobody_knows_since_when(monkeypatch):
    monkeypatch.setattr("engine.derivation.relus.MAX_EVENT_BYTES", 1)
    sentences = said(Recipe("xor", seed=8).program(), 1000)
    assert sentences[1] == "hidden unit 0 is dead for all 4 samples and cannot recover"


# Whether a unit can recover


REVIVING = "h0 = relu(w0*x)\nh1 = relu(w1*h0 - 1)\nyhat = h1 + h0\nL = square(yhat - y)"


def test_a_unit_that_is_fed_by_one_that_learns_may_recover(build):
    network = build(REVIVING, {"x": 1.0}, targets={"y": 3.0}, w0=0.5, w1=1.0)
    assert "ReLU 1 is dead from the start but may recover" in said_of(network, 20, rate=1e-9)
    # and with a larger step it does
    run = trained(derive(replace(network, learning_rate=0.1)), 20).run(20)
    assert run.value(run.program.index["h1"]) > 0.0


def test_a_unit_that_momentum_still_moves_is_not_given_up():
    timeline = trained(Recipe("skip", optimiser="momentum").program(), 15)
    runs = [timeline.run(15), timeline.run(16)]
    moved = {run.value(run.program.index["z0"]) for run in runs}
    assert len(moved) == 2
    assert "ReLU 0 is dead since iteration 1 but may recover" in diagnose(
        trained(timeline.program, 15), TEXT
    )
