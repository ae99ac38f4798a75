"""Sentences about steps that were untrue once: what a step blames, and what it calls things."""

from dataclasses import replace

import numpy as np
import pytest

from engine.derivation.relus import deaths
from engine.iterations.timeline import Timeline
from engine.language.op import Conventions
from engine.network.files import load_network
from engine.program.program import derive
from tests.engine.derivation.notes import PLAIN, network_of, note_on
from tests.engine.derivation.steps import steps_of

ONE = {"inputs": {"x": 1}, "targets": {"y": 1}}


# What a gradient of 0 is blamed on


def test_a_relu_is_not_blamed_for_a_gradient_that_arrives_at_it():
    given = {**ONE, "parameters": {"w": -1, "v": 0}}
    network = network_of("h0 = relu(w*x)\nyhat = v*h0\nL = square(yhat - y)", **given)
    steps = steps_of(network)
    assert steps["dL/dh0"].value == 0.0
    assert steps["dL/dyhat"].value == -2.0
    assert note_on(network, "dL/dh0").endswith(" It is 0 because v is 0.")
    # Two factors of ∂L/∂w are 0, and neither of them alone makes it so.
    assert note_on(network, "dL/dw").endswith(" It is 0 because ∂L/∂h0 and [w · x > 0] are 0.")
    assert note_on(network, "dL/dv").endswith(" It is 0 because h0 is 0, as ReLU 0 is dead.")


def test_a_dead_inner_relu_is_named_and_the_outer_one_is_not_blamed():
    given = {**ONE, "parameters": {"w1": -1, "w2": 1, "b": 1}}
    network = network_of("h0 = relu(w2*relu(w1*x) + b)\nL = square(h0 - 3*y)", **given)
    assert note_on(network, "h0") == (
        "w2 · ReLU(w1 · x) + b = 1 is positive: ReLU 0 is active and passes it on. "
        "w1 · x = −1 is negative: the ReLU of w1 · x in h0 is dead and gives 0."
    )
    assert note_on(network, "dL/dw1").endswith(
        " It is 0 because [w1 · x > 0] is 0, as the ReLU of w1 · x in h0 is dead."
    )
    assert "dead" not in note_on(network, "dL/db")


def test_dead_units_of_an_inner_relu_are_named(build):
    network = build(
        "H = tanh(relu(X @ V))\nL = sum(H)", {"X": np.ones((2, 2))},
        V=np.array([[-1.0, 1.0], [-1.0, 1.0]]),
    )  # fmt: skip
    assert note_on(network, "H").endswith(
        " In the ReLU of X · V in H unit 0 is dead for both samples."
    )


@pytest.mark.parametrize("op", ["maximum(a, b)", "minimum(b, a)", "sign(a)*b", "abs(a)*b"])
def test_nothing_but_a_relu_is_called_one(op):
    given = {"inputs": {"x": 1}, "parameters": {"w": 0, "v": 2}}
    network = network_of(f"a = w*x\nb = v*x\nh = {op}\nL = 2*h", **given)
    assert not [symbol for symbol in steps_of(network) if "ReLU" in note_on(network, symbol)]


def test_a_kink_is_told_where_the_gradient_passes_it_and_not_beside():
    given = {"inputs": {"x": 0, "u": 1}, "parameters": {"w": 1, "v": 1}}
    network = network_of("h = relu(w*x) + relu(v*u)\nL = h*h", **given)
    assert "kink of the ReLU of w · x in h" in note_on(network, "h")
    assert "kink of the ReLU of w · x in h" in note_on(network, "dL/dw")
    assert "kink" not in note_on(network, "dL/dv")


def test_a_factor_of_0_in_the_equation_is_told_as_that():
    network = network_of("h = 0*w\nL = h + w", parameters={"w": 2})
    assert note_on(network_of("h = 0*w\nL = h", parameters={"w": 2}), "dL/dw") == (
        "w enters h: upstream gradient ∂L/∂h times local derivative 0. "
        "It is 0, as the local derivative is."
    )
    assert "because 0" not in note_on(network, "dL/dw")


# Slopes, predictions, samples


@pytest.mark.parametrize(
    ("loss", "w", "said"),
    [
        ("square(w)", 0, "Here the derivative of L with respect to w is 0."),
        ("square(w)", 2, "At this slope L grows by 4 for every unit that w grows."),
        ("3*w", 2, "L grows by 3 for every unit that w grows."),
        ("0*w", 2, "L does not change with w."),
        ("abs(w)", -2, "L falls by 1 for every unit that w grows."),
    ],
)
def test_a_slope_of_0_at_a_minimum_is_not_said_to_be_no_change(loss, w, said):
    network = network_of(f"L = {loss}", parameters={"w": w})
    assert note_on(network, "dL/dw") == said


def test_only_a_target_is_called_the_target(build):
    given = {"X": np.ones((2, 2)), "P": np.array([[1.0, 0.0], [0.0, 1.0]])}
    lines = "O = X @ W\nL = sum(cross_entropy(O, P))"
    inputs = build(lines, given, W=np.eye(2))
    assert note_on(inputs, "dL/dO") == "For each sample it is the softmax of O minus P."
    targets = build(lines, {"X": given["X"]}, targets={"P": given["P"]}, W=np.eye(2))
    assert note_on(targets, "dL/dO") == "For each sample it is the prediction minus the target."


def test_one_sample_is_told_as_one(build):
    network = build(
        "O = X @ W + b\nL = mean(cross_entropy(O, Y))", {"X": np.ones((1, 2))},
        targets={"Y": np.array([[1.0, 0.0]])}, W=np.eye(2), b=np.zeros(2),
    )  # fmt: skip
    said = [note_on(network, symbol) for symbol in ("dL/dO", "dL/db", "dL/dW")]
    assert not [sentence for sentence in said if "1 samples" in sentence]
    assert said[1] == "b is used for the only sample, so its gradient is ∂L/∂O of that."


def test_with_no_gradient_and_no_learning_rate_both_are_told():
    network = network_of("L = square(w)", parameters={"w": 0}, training={"learning_rate": 0})
    assert note_on(network, "new w") == "∂L/∂w and the learning rate are 0, so w stays 0."
    assert PLAIN.number(steps_of(network)["new w"].value) == "0"


# Dead, and at the kink


@pytest.mark.parametrize(("at_zero", "died"), [(0.0, {0: 1, 1: 1}), (1.0, {0: 1})])
def test_at_the_kink_a_relu_is_dead_only_if_it_passes_no_gradient(at_zero, died):
    """The skip network after its first update: z0 = -0.25, and z1 = 0."""
    network = replace(load_network("skip"), conventions=Conventions(relu_at_zero=at_zero))
    timeline = Timeline(derive(network))
    before, after = timeline.run(0), timeline.run(1)
    z = [[run.pre_activation(relu) for relu in network.relu_calls] for run in (before, after)]
    assert z == [[0.5, 0.25], [-0.25, 0.0]]
    found = deaths(timeline, after)
    assert {place: iteration for (place, _), iteration in found.items()} == died
