"""What is said about updates, held against the numbers."""

import pytest

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
