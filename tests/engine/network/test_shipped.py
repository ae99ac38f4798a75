"""The networks that ship, and the template for a network of one's own."""

import math
import re

import numpy as np
import pytest

from engine.iterations.edits import Edits, Start
from engine.iterations.run import trace
from engine.iterations.state import State
from engine.iterations.step import every_step
from engine.iterations.timeline import Timeline
from engine.language.ops import OPS
from engine.language.parser import parse
from engine.language.table.comparisons import COMPARING
from engine.language.values import is_finite
from engine.network.files import TEMPLATE, load_network, shipped_networks
from engine.network.optimisers import Optimiser
from engine.network.reader import read_network
from engine.network.source import Source
from engine.program.program import derive
from tests.engine.values_of import values

NETWORKS = shipped_networks()


def trained(network, updates):
    """The timeline of so many updates, and the state after the forward pass that follows."""
    timeline = Timeline(derive(network))
    for _ in timeline.reach(updates):
        pass
    assert timeline.divergence is None
    run = timeline.run(updates)
    return timeline, State(run, len(every_step(run)))


def after_one_iteration(network):
    (run,) = trace(derive(network), 1)
    return State(run, len(every_step(run)))


def test_these_networks_ship():
    assert NETWORKS == [
        "attention",
        "classifier",
        "convolution",
        "deep",
        "elman",
        "iris",
        "lenet",
        "neuron",
        "plain",
        "regression",
        "saddle",
        "skip",
        "transformer",
        "xor",
    ]


@pytest.mark.parametrize("name", NETWORKS)
def test_a_shipped_network_says_what_it_teaches(name):
    network = load_network(name)
    assert 0 < len(network.teaches) <= 90
    assert network.teaches.isprintable()
    assert network.name == name
    assert 0 < len(network.title) <= 60


@pytest.mark.parametrize("name", NETWORKS)
def test_a_shipped_network_trains_with_finite_numbers(name):
    program = derive(load_network(name))
    for run in trace(program, 5):
        assert all(is_finite(step.value) for step in every_step(run))
        assert all(map(is_finite, run.end))
    assert set(program.network.parameters) <= set(program.index)


@pytest.mark.parametrize("name", NETWORKS)
def test_the_gradients_of_a_shipped_network_are_right(name, central_difference):
    network = load_network(name, 3)
    state = after_one_iteration(network)
    for parameter in network.parameters:
        wanted = central_difference(network, parameter)
        np.testing.assert_allclose(state.gradient(parameter), wanted, rtol=1e-6, atol=1e-9)


def test_the_neuron_has_the_numbers_of_the_lecture():
    state = after_one_iteration(load_network("neuron"))
    found = [state.gradient(name) for name in ("x1", "w1", "x2", "w2")]
    assert found == pytest.approx([-1.5, 1.0, 0.5, 0.0], rel=1e-12)
    assert state.value("o") == pytest.approx(0.7071, abs=5e-5)


@pytest.mark.parametrize("seed", range(20))
def test_xor_starts_at_ln_2_and_one_update_changes_next_to_nothing(seed):
    # Where the loss lies at the edge of rounding, 0.6932 may become 0.6931: for 14 seeds of 300.
    timeline, _ = trained(load_network("xor", seed), 2)
    first, second = timeline.losses
    assert f"{first:.4f}" in ("0.6931", "0.6932")
    assert f"{second:.4f}" in ("0.6931", "0.6932")
    assert abs(second - first) < 5e-5


def test_regression_converges_to_the_line_of_least_squares():
    network = load_network("regression")
    _, state = trained(network, 500)
    x, y = network.inputs["x"], network.targets["y"]
    slope, intercept = np.polyfit(x, y, 1)
    assert state.value("w") == pytest.approx(slope, rel=1e-10)
    assert state.value("b") == pytest.approx(intercept, rel=1e-10)
    assert state.loss == pytest.approx(((slope * x + intercept - y) ** 2).mean(), rel=1e-10)
    assert (slope, intercept) == pytest.approx((2, 1), abs=0.1)  # as the comment in the file says


def test_regression_at_another_rate_gets_there_faster():
    # As its line suggests. The loss is a parabola in w and one in b, of curvature 2·mean(x²) = 1
    # and 2; a rate of 1/2 takes b to its minimum in one update and halves the error of w.
    network = load_network("regression")
    timeline = Timeline(derive(network), Edits((Start(0, "lr", 0.5, 0, "lr = 0.5"),)))
    for _ in timeline.reach(40):
        pass
    x, y = network.inputs["x"], network.targets["y"]
    slope, intercept = np.polyfit(x, y, 1)
    for number in (1, 2, 3, 40):
        w, b = (next(values(timeline, name, [number])) for name in ("w", "b"))
        assert b == pytest.approx(intercept, rel=1e-12)
        assert w == pytest.approx(slope * (1 - 0.5**number), rel=1e-12)


@pytest.mark.parametrize("seed", range(10))
def test_the_classifier_gets_every_point_right(seed):
    network = load_network("classifier", seed)
    _, state = trained(network, 200)
    predicted = np.argmax(state.value("O"), axis=1)
    np.testing.assert_array_equal(predicted, np.argmax(network.targets["Y"], axis=1))
    assert state.loss < 0.05 < math.log(3)


def test_the_gradient_of_the_classifier_is_the_prediction_minus_the_target():
    network = load_network("classifier")
    state = after_one_iteration(network)
    logits = state.value("O")
    softmax = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    wanted = (softmax - network.targets["Y"]) / 6
    np.testing.assert_allclose(state.gradient("O"), wanted, rtol=1e-12, atol=1e-16)


# The template

TEXT = TEMPLATE.read_text()


def test_the_template_is_a_network():
    network = load_network(str(TEMPLATE))
    assert network.title == "My network"
    assert network.samples == 4
    assert list(network.initialisers) == ["W1", "b1", "W2"]
    assert network.seed == 0


@pytest.mark.parametrize("seed", range(8))
def test_the_template_learns(seed):
    timeline, state = trained(load_network(str(TEMPLATE), seed), 200)
    assert state.loss < 0.8 * timeline.losses[0]


@pytest.mark.parametrize(
    ("changes", "gradients", "optimiser"),
    [
        (['gradients = ["X"]'], ("X",), Optimiser()),
        (['optimiser = "momentum"', "momentum = 0.8"], (), Optimiser("momentum", momentum=0.8)),
        (['optimiser = "adam"', "beta1 = 0.7"], (), Optimiser("adam", beta1=0.7)),
    ],
)
def test_what_the_template_has_commented_out_can_be_used(changes, gradients, optimiser):
    text = TEXT
    for change in changes:
        key = change.partition(" =")[0]
        text, count = re.subn(rf"(?m)^(# )?{key} = .*$", change, text)
        assert count == 1
    network = read_network(Source("my.toml", text))
    assert (network.gradients, network.optimiser) == (gradients, optimiser)
    assert all(
        is_finite(step.value) for run in trace(derive(network), 3) for step in every_step(run)
    )


def test_the_template_names_every_op():
    listed = re.findall(r"(?m)^#   (.*)$", TEXT)
    words = {word for line in listed[1:4] for word in line.split()}
    assert words <= set(OPS)
    # The others are written as operators, or stand in derivatives only.
    assert set(OPS) - words == {
        "add", "sub", "mul", "div", "pow", "neg", "matmul",
        "sign", "step", *COMPARING, "expand_dims", "sum_to", "broadcast_to", "slice", "fold",
        "scatter_add",
    }  # fmt: skip
    for example in re.findall(r"\w+\([^()]*\)", "\n".join(listed[4:])):
        parse(example)


def test_no_line_of_the_template_is_too_long_for_a_terminal():
    assert max(map(len, TEXT.splitlines())) <= 100
    assert TEXT.endswith("\n")
