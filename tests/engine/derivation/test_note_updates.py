"""What is said about updates, held against the numbers."""

import pytest

from engine.claims.updates import IsClipped
from engine.derivation.note import note
from engine.iterations.step import every_step
from engine.iterations.timeline import Timeline
from engine.program.recipe import Recipe
from tests.engine.derivation.notes import PLAIN, network_of
from tests.engine.derivation.steps import steps_of


def updates_of(name, iteration=0, **changes):
    """What is said of each step of an update, by what it assigns."""
    run = Timeline(Recipe(name, **changes).program()).run(iteration)
    return {step.symbol: note(step, PLAIN) for step in every_step(run) if step.phase == "update"}


def test_momentum_has_a_velocity_that_keeps_most_of_what_it_was():
    said = updates_of("skip", optimiser="momentum")
    assert list(said) == ["v_w0", "w0", "v_w1", "w1", "v_w2", "w2", "v_w3", "w3"]
    assert said["v_w0"] == (
        "The velocity of w0 keeps 0.9 of what it was, and the gradient is added to it."
    )
    assert said["w0"] == "v_w0 is positive, so momentum moves w0 down, against it."


def test_momentum_moves_a_weight_that_has_no_gradient():
    """In iteration 1 the network is dead, and 0.9 of the first velocity of w0, 0.75, is left."""
    run = Timeline(Recipe("skip", optimiser="momentum").program()).run(1)
    steps = {step.symbol: step for step in every_step(run)}
    assert (steps["v_w0"].value, steps["w0"].value) == (0.9 * 0.75, -0.25 - 0.9 * 0.75)
    assert updates_of("skip", 1, optimiser="momentum")["w0"] == (
        "v_w0 is positive, so momentum moves w0 down, against it."
    )


def test_adam_has_two_means_that_are_corrected_and_a_count():
    said = updates_of("skip", optimiser="adam")
    assert list(said)[:6] == ["t", "m_w0", "v_w0", "mhat_w0", "vhat_w0", "w0"]
    assert said["t"] == (
        "t counts the updates; it makes up for means that started at 0 and are too small at first."
    )
    assert said["m_w0"] == (
        "The running mean of w0's gradient keeps 0.9 of what it was and takes in 0.1 of ∂L/∂w0."
    )
    assert said["v_w0"] == (
        "The running mean square of w0's gradient keeps 0.999 of what it was and takes in 0.001 of "
        "the square of ∂L/∂w0."
    )
    assert said["vhat_w0"] == (
        "v_w0 started at 0, so it is too small at first: the weights in it add up to 1 − 0.999^t, "
        "by which it is divided."
    )
    assert said["w0"] == "mhat_w0 is positive, so Adam moves w0 down, against it."


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("gd", "W1 moves against its gradient by the learning rate times ∂L/∂W1."),
        ("momentum", "W1 moves against its velocity by the learning rate times v_W1."),
        ("adam", "W1 moves against its mean gradient by the learning rate times "
         "mhat_W1 / (√(vhat_W1) + 1e−08)."),
    ],
)  # fmt: skip
def test_arrays_move_against_what_drives_them(kind, said):
    assert updates_of("xor", optimiser=kind)["W1"] == said


@pytest.mark.parametrize("kind", ["gd", "momentum", "adam"])
@pytest.mark.parametrize("name", ["skip", "xor"])
def test_with_a_learning_rate_of_0_nothing_is_said_to_move(name, kind):
    for symbol, said in updates_of(name, optimiser=kind, learning_rate=0.0).items():
        if symbol.startswith(("w", "W", "b")):
            assert said.startswith(f"The learning rate is 0, so {symbol} stays ")


@pytest.mark.parametrize(("name", "symbol"), [("skip", "w0"), ("xor", "W1")])
def test_with_a_negative_learning_rate_it_moves_along_its_gradient(name, symbol):
    assert updates_of(name, learning_rate=-1.0)[symbol] == (
        f"The learning rate is negative, so {symbol} moves along its gradient."
    )


@pytest.mark.parametrize(
    ("name", "symbol", "stays"), [("skip", "w0", "stays 0.5"), ("xor", "W1", "stays as it is")]
)
def test_a_change_that_is_lost_in_rounding_is_none(name, symbol, stays):
    assert updates_of(name, learning_rate=1e-30)[symbol] == (
        f"The change is too small for a float, so {symbol} {stays}."
    )


def test_what_is_infinite_is_not_said_to_stay():
    for equation in ("L = w", "L = w*w"):
        step = steps_of(network_of(equation, parameters={"w": "inf"}))["new w"]
        assert "stays" not in note(step, PLAIN)


@pytest.mark.parametrize("kind", ["gd", "momentum", "adam"])
@pytest.mark.parametrize("name", ["skip", "neuron", "regression", "deep"])
def test_every_weight_goes_where_it_is_said_to_go(name, kind):
    timeline = Timeline(Recipe(name, optimiser=kind).program())
    for iteration in (0, 1, 5, 30):
        run = timeline.run(iteration)
        for step in every_step(run):
            if step.phase == "update" and step.symbol == step.node:
                before, said = step.before(step.node), note(step, PLAIN)
                assert (" down, " in said) == (step.value < before), said
                assert (" up, " in said) == (step.value > before), said
                assert (" stays " in said) == (step.value == before), said


def of_training(name, iteration=0, **training):
    return updates_of(name, iteration, training=training)


def test_a_schedule_is_told_in_words():
    step = {"schedule": "step", "step_size": 30.0, "gamma": 0.5}
    assert of_training("skip", **step)["lr_t"] == (
        "lr_t is the learning rate of this update: it is multiplied by 0.5 every 30 updates."
    )
    cosine = {"schedule": "cosine", "length": 1000.0, "warmup": 10.0}
    assert of_training("skip", **cosine)["done"] == (
        "done is how many updates of the schedule are done: the 10 of the warm-up do not count and "
        "there are 1,000 in all."
    )
    assert of_training("skip", **cosine)["lr_t"] == (
        "lr_t is the learning rate of this update: it grows evenly over the first 10 updates, then "
        "goes to 0 along half a cosine, in 1,000 updates."
    )


def test_clipping_is_told_by_what_it_does():
    """The four gradients 0.75, 0.25, 0.25 and 0.5 have the length 0.968."""
    assert of_training("skip", clip_norm=0.5)["clip"] == (
        "The gradients together are longer than 0.5, so all of them are multiplied by clip: the "
        "direction stays, the length does not."
    )
    said = of_training("skip", clip_norm=1.0)
    assert said["clip"] == (
        "The gradients together are no longer than 1: they are taken as they are."
    )
    assert said["g_w0"] == "What the update takes for the gradient is ∂L/∂w0, multiplied by clip."


def test_weight_decay_is_told_where_it_is():
    assert of_training("skip", weight_decay=0.1)["g_w0"] == (
        "What the update takes for the gradient is ∂L/∂w0, with 0.1 of w0 added, so that w0 gets "
        "smaller (weight decay)."
    )
    assert of_training("skip", optimiser="adamw")["u_w0"].endswith("(decoupled weight decay).")
    dead = of_training("skip", 1, weight_decay=0.1)
    assert dead["w0"] == "g_w0 is negative, so gradient descent moves w0 up, against it."


def test_with_a_rate_of_0_by_its_schedule_nothing_moves():
    said = of_training("skip", 5, schedule="cosine", length=5.0)
    assert said["w0"] == "∂L/∂w0 and the learning rate are 0, so w0 stays −0.25."


@pytest.mark.parametrize(("most", "is_longer"), [(0.5, True), (0.5, False), (1.0, True)])
def test_a_claim_about_the_length_of_the_gradients_is_held_against_them(most, is_longer):
    timeline = Timeline(Recipe("skip", training={"clip_norm": most}).program())
    index = timeline.program.index["clip"]
    assert IsClipped(0, index, most, is_longer).holds(timeline) == ((most < 0.96) == is_longer)
