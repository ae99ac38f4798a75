"""The ReLUs of a network: each call of relu, where it stands, and what is said of inner ones."""

import numpy as np
import pytest

from engine.derivation.relus import happenings, relu_label, say, unit_label
from engine.diagnosis.diagnosis import diagnose
from engine.diagnosis.units import hidden_units
from engine.iterations.compile import compile_program
from engine.iterations.run import Run
from engine.iterations.timeline import Timeline
from engine.language.notation import TEXT, Style
from engine.language.parser import parse
from engine.language.values import unwarned
from engine.network.files import load_network
from engine.program.program import derive

PLAIN = Style()

NESTED = "h0 = relu(w2*relu(w1*x) + b)\nyhat = w3*h0\nL = square(yhat - y)"


@pytest.fixture
def nested(build):
    """Of its two ReLUs the inner one is dead, the outer one active."""
    return build(NESTED, {"x": 1.0}, targets={"y": 0.0}, w1=-1.0, w2=1.0, b=1.0, w3=1.0)


def places(network):
    return [(relu.node, TEXT.write(relu.z), relu.is_whole) for relu in network.relu_calls]


def test_every_call_is_a_relu_and_stands_in_its_equation(nested):
    assert places(nested) == [("h0", "w2*relu(w1*x) + b", True), ("h0", "w1*x", False)]
    assert [relu.place for relu in nested.relu_calls] == [0, 1]
    assert list(nested.relus.values()) == [nested.relu_calls[0]]


@pytest.mark.parametrize(
    ("equation", "found"),
    [
        ("relu(w)*relu(w)", ["w"]),  # the same twice is one
        ("relu(w)*relu(-w)", ["w", "-w"]),
        ("relu(relu(w))", ["relu(w)", "w"]),
        ("leaky_relu(w, 0.1) + maximum(w, 0) + abs(w)", []),
    ],
)
def test_what_is_written_twice_is_one_and_nothing_else_is_a_relu(equation, found, build):
    network = build(f"h = {equation}\nL = square(h)", w=2.0)
    assert [TEXT.write(relu.z) for relu in network.relu_calls] == found


@pytest.mark.parametrize(
    ("equation", "units", "per_sample"),
    [
        ("sum(relu(X @ V))", 3, True),
        ("sum(relu(X @ v))", 1, True),
        ("sum(X @ relu(V))", 3, False),
        ("sum(X)*relu(s)", 1, False),
    ],
)
def test_an_inner_relu_has_units_and_samples(equation, units, per_sample, build):
    given = {"V": np.ones((2, 3)), "v": np.ones(2), "s": 1.0}
    used = {name: value for name, value in given.items() if f"{name})" in equation}
    network = build(f"h = {equation}\nL = square(h)", {"X": np.ones((4, 2))}, **used)
    (relu,) = network.relu_calls
    assert (relu.units, relu.per_sample) == (units, per_sample)


@pytest.mark.parametrize("name", ["skip", "xor", "classifier", "regression", "plain", "neuron"])
def test_the_relus_of_shipped_networks_are_whole_equations(name):
    network = load_network(name)
    assert all(relu.is_whole for relu in network.relu_calls)
    assert [relu.node for relu in network.relu_calls] == [
        node for node, each in network.equations if each == parse(TEXT.write(each))
        and TEXT.write(each).startswith("relu(")
    ]  # fmt: skip


# Runs


def test_masks_are_of_all_of_them_traced_and_compiled(nested):
    program = derive(nested)
    run = Run(program, 0, program.start)
    assert run.masks == (True, False)
    with unwarned():
        assert compile_program(program)(program.start)[2] == (True, False)
    assert [run.pre_activation(relu) for relu in nested.relu_calls] == [1.0, -1.0]


def test_what_becomes_of_an_inner_one_is_an_event(build):
    # The gradient of w is 2(w - 1), and 4 more while the inner ReLU is active: -1, 1, -1, 1, ...
    network = build("h = 4*relu(w) + square(w - 1)\nL = 0.5*h", w=-1.0)
    timeline = Timeline(derive(network))
    for _ in timeline.reach(40):
        pass
    found = list(happenings(timeline.events))
    assert [each.iteration for each in found] == list(range(1, 40))
    told = [say(each, timeline.program, PLAIN) for each in found[:2]]
    assert told == ["the ReLU of w in h revived", "the ReLU of w in h died"]


# Words


def test_an_inner_one_is_called_by_what_it_is_of(nested, build):
    outer, inner = nested.relu_calls
    assert relu_label(outer, PLAIN) == "ReLU 0"
    assert relu_label(inner, PLAIN) == "the ReLU of w1 · x in h0"
    network = build("H = tanh(relu(X @ V))\nL = sum(H)", {"X": np.ones((2, 2))}, V=np.ones((2, 2)))
    (relu,) = network.relu_calls
    assert unit_label(relu, 1, PLAIN) == "unit 1 of the ReLU of X · V in H"


# The diagnosis


def diagnosed(network, iterations=0):
    timeline = Timeline(derive(network))
    for _ in timeline.reach(iterations):
        pass
    return diagnose(timeline, PLAIN)


def test_an_inner_one_is_a_hidden_unit(nested):
    program = derive(nested)
    units = hidden_units(Run(program, 0, program.start))
    assert [(unit.relu.place, unit.is_active, unit.is_dead) for unit in units] == [
        (0, True, False),
        (1, False, True),
    ]


def test_the_diagnosis_sees_dead_units_of_an_inner_one(build):
    rows, weights = np.array([[0.5, 1.0], [1.0, 0.5]]), np.array([[-1.0, 1.0], [-1.0, 1.0]])
    network = build(
        "O = tanh(relu(X @ V)) @ w\nL = mean(square(O - Y))",
        {"X": rows}, targets={"Y": np.array([1.0, -1.0])}, V=weights, w=np.array([1.0, 1.0]),
    )  # fmt: skip
    said = diagnosed(network, 300)
    assert "hidden unit 0 is dead for both samples from the start and cannot recover" in said


def test_a_relu_behind_a_target_is_no_hidden_unit(build):
    network = build(
        "yhat = w*x\nL = 2*relu(1 - y*yhat)", {"x": 1.0}, targets={"y": 1.0}, w=3.0
    )  # a hinge loss that is content
    assert "dead" not in diagnosed(network, 30)
