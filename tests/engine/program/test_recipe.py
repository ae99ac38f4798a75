from pathlib import Path

import numpy as np
import pytest

from engine.errors import SpecError
from engine.iterations.run import trace
from engine.iterations.state import State
from engine.iterations.step import every_step
from engine.network.files import load_network
from engine.network.optimisers import Optimiser
from engine.program.program import derive
from engine.program.recipe import Recipe

MINE = """\
loss = "L"
equations = "L = square(depth*w - y)"
[inputs]
depth = 3
[targets]
y = 1
[parameters]
w = { normal = 1 }
[training]
learning_rate = 0.5
optimiser = "momentum"
momentum = 0.25
"""


@pytest.fixture
def mine(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(MINE)
    return str(path)


def refusal(recipe):
    with pytest.raises(SpecError) as caught:
        recipe.program()
    return str(caught.value)


def test_a_name_alone_is_the_network_as_it_ships():
    network = Recipe("skip").program().network
    assert network == load_network("skip")


def test_a_recipe_gives_the_program_of_the_network():
    program = Recipe("skip").program()
    assert program.equations == derive(load_network("skip")).equations
    (run,) = trace(program, 1)
    assert State(run, len(every_step(run))).gradient("h0") == 0.75


def test_values_are_changed():
    network = Recipe("skip", {"w0": 0.3, "x": 2.0, "y": 1.0}).program().network
    assert (network.parameters["w0"], network.inputs["x"], network.targets["y"]) == (0.3, 2.0, 1.0)
    assert network.parameters["w1"] == 0.5


def test_the_seed_is_that_of_what_is_drawn():
    for seed in (0, 5):
        network = Recipe("xor", seed=seed).program().network
        wanted = 0.01 * np.random.default_rng(seed).standard_normal((2, 2))
        np.testing.assert_array_equal(network.parameters["W1"], wanted)
        assert network.seed == seed


def test_a_value_that_was_set_stays_under_every_seed():
    zeros = np.zeros((2, 2))
    network = Recipe("xor", {"W1": zeros}, seed=5).program().network
    np.testing.assert_array_equal(network.parameters["W1"], zeros)
    np.testing.assert_array_equal(network.with_seed(6).parameters["W1"], zeros)
    np.testing.assert_array_equal(network.parameters["W2"], load_network("xor", 5).parameters["W2"])


# Settings and values


def test_what_is_chosen_of_a_generated_network_is_told_from_its_values():
    network = Recipe("deep", {"depth": 3.0, "skip": 0.0, "w0": 0.25, "x": -2.0}).program().network
    assert list(network.relus) == ["h0", "h1", "h2"]
    assert "s2" not in network.parameters
    assert (network.parameters["w0"], network.inputs["x"]) == (0.25, -2.0)
    assert network.parameters["w1"] == 0.5


def test_in_another_network_a_value_may_be_called_like_a_setting(mine):
    assert Recipe(mine, {"depth": 4.0}).program().network.inputs["depth"] == 4.0


@pytest.mark.parametrize("depth", [0.0, 1.5, 1e9, float("nan"), np.array([2.0, 3.0])])
def test_a_setting_has_to_fit(depth):
    said = refusal(Recipe("deep", {"depth": depth}))
    assert said == "deep: depth has to be a whole number from 1 to 4,000"


@pytest.mark.parametrize(
    ("recipe", "message"),
    [
        (Recipe("deep", {"deph": 3.0}), "deep: unknown setting 'deph'; did you mean 'depth'?"),
        (Recipe("deep", {"w11": 1.0}), "deep: 'w11' cannot be set; did you mean 'w1'?"),
        (Recipe("deep", {"h0": 1.0}), "deep: 'h0' is computed and cannot be set"),
        (Recipe("skip", {"depth": 3.0}), "skip: 'depth' cannot be set; it has x, y, w0"),
        (Recipe("skip", {"x": np.ones(3)}), "skip: the loss 'L' has to be one number, but is 3"),
        (Recipe("skip", {"\x1b[2J": 1.0}), "skip: '\\x1b[2J' cannot be set"),
        (Recipe("xor", {"W1": np.ones((3, 2))}), "xor: Z: a 4×2 matrix @ a 3×2 matrix"),
        (Recipe("xor", seed=-1), "the seed has to be a whole number from 0, not -1"),
        (Recipe("skip", learning_rate=float("inf")), "skip: the learning rate has to be a finite"),
        (
            Recipe("skip", optimiser="sgd"),
            "no optimiser 'sgd': write one of gd, momentum, nesterov",
        ),
        (Recipe("skipp"), "skipp: no such network; did you mean 'skip'?"),
    ],
)
def test_changes_that_do_not_fit_are_refused(recipe, message):
    said = refusal(recipe)
    assert said.startswith(message)
    assert said.isprintable()
    assert len(said) < 300


def test_a_refusal_of_a_large_network_does_not_list_it():
    said = refusal(Recipe("deep", {"depth": 300.0, "qqq": 1.0}))
    assert said.startswith("deep: 'qqq' cannot be set; it has x, y, w0, w1, ")
    assert said.endswith(", ...")
    assert len(said) < 200


# Training


def test_learning_rate_and_optimiser_are_those_asked_for(mine):
    assert Recipe("skip", learning_rate=0.125).program().network.learning_rate == 0.125
    for kind in ("gd", "momentum", "adam"):
        assert Recipe("skip", optimiser=kind).program().network.optimiser == Optimiser(kind)
        assert Recipe(mine, optimiser=kind).program().network.optimiser.kind == kind
    assert Recipe(mine).program().network.learning_rate == 0.5


def test_the_settings_of_the_file_are_kept_with_its_optimiser(mine):
    assert Recipe(mine).program().network.optimiser == Optimiser("momentum", momentum=0.25)
    asked = Recipe(mine, optimiser="momentum").program().network.optimiser
    assert asked == Optimiser("momentum", momentum=0.25)


def test_the_file_is_read_anew_each_time(mine):
    recipe = Recipe(mine, {"w": 2.0})
    assert recipe.program().network.inputs["depth"] == 3.0
    Path(mine).write_text(MINE.replace("depth = 3", "depth = 4"))
    assert recipe.program().network.inputs["depth"] == 4.0
    assert recipe.program().network.parameters["w"] == 2.0
