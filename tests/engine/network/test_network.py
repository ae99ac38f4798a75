"""Networks: nodes, edges, skips, shapes and values."""

import math

import numpy as np
import pytest

from engine.errors import NetworkError
from engine.language.expression import Name
from engine.language.parser import parse
from engine.network.files import load_network
from engine.network.network import Network
from engine.network.parts import Definition

SKIP = """
z0 = w0*x
h0 = relu(z0)
z1 = w1*h0
h1 = relu(z1)
z2 = w2*h1 + w3*h0
yhat = z2
L = abs(y - yhat)
"""


def test_the_skip_network_is_that_of_the_exercise(skip):
    written = [line.partition("=") for line in SKIP.strip().splitlines()]
    assert skip.equations == tuple(
        Definition(name.strip(), parse(right)) for name, _, right in written
    )
    assert (skip.inputs, skip.targets) == ({"x": 1.0}, {"y": -3.0})
    assert skip.parameters == {"w0": 0.5, "w1": 0.5, "w2": 0.5, "w3": 0.5}
    assert (skip.loss, skip.learning_rate) == ("L", 1.0)
    assert skip.conventions.relu_at_zero == 1.0


def test_the_plain_network_is_the_skip_network_without_w3(skip):
    plain = load_network("plain")
    assert plain.definitions["z2"] == parse("w2*h1")
    others = [name for name in skip.definitions if name != "z2"]
    assert all(plain.definitions[name] == skip.definitions[name] for name in others)
    assert dict(plain.parameters) == {"w0": 0.5, "w1": 0.5, "w2": 0.5}
    assert (plain.inputs, plain.targets, plain.conventions) == (
        skip.inputs, skip.targets, skip.conventions,
    )  # fmt: skip


def test_every_node_has_its_kind(skip):
    assert {node: skip.kind(node) for node in skip.nodes} == {
        "x": "input", "y": "target", "w0": "parameter", "w1": "parameter", "w2": "parameter",
        "w3": "parameter", "z0": "pre-activation", "h0": "activation", "z1": "pre-activation",
        "h1": "activation", "z2": "pre-activation", "yhat": "prediction", "L": "loss",
    }  # fmt: skip


def test_a_node_of_no_other_kind_is_just_a_node(build):
    network = build("a = w*x\nb = a + 1\no = tanh(b)\nL = square(o)", {"x": 1.0}, w=1.0)
    assert [network.kind(name) for name in ("a", "b", "o", "L")] == [
        "node", "pre-activation", "activation", "loss",
    ]  # fmt: skip


def test_the_given_nodes_come_first(skip):
    assert list(skip.nodes) == [
        "x",
        "y",
        "w0",
        "w1",
        "w2",
        "w3",
        "z0",
        "h0",
        "z1",
        "h1",
        "z2",
        "yhat",
        "L",
    ]


def test_a_rank_is_the_length_of_the_longest_way(skip):
    assert skip.ranks == {
        "x": 0, "y": 0, "w0": 0, "w1": 0, "w2": 0, "w3": 0, "z0": 1, "h0": 2, "z1": 3, "h1": 4,
        "z2": 5, "yhat": 6, "L": 7,
    }  # fmt: skip


def test_edges_list_every_use_with_its_position(build):
    network = build("y = w*x\nL = y*y", {"x": 2.0}, w=3.0)
    assert [tuple(edge) for edge in network.edges()] == [
        ("w", "y", 0), ("x", "y", 1), ("y", "L", 0), ("y", "L", 1),
    ]  # fmt: skip
    assert network.consumers == {"x": ("y",), "w": ("y",), "y": ("L",), "L": ()}
    assert network.operands["L"] == ("y", "y")


def test_the_fan_out_of_h0_is_seen(skip):
    assert skip.consumers["h0"] == ("z1", "z2")
    assert skip.operands["z2"] == ("w2", "h1", "w3", "h0")


def test_relus_know_their_pre_activations(skip, build):
    assert {node: relu.z for node, relu in skip.relus.items()} == {
        "h0": Name("z0"),
        "h1": Name("z1"),
    }
    leaky = build("h = leaky_relu(w, 0.1)\ng = relu(2*w)\nL = h + g", w=1.0)
    assert [(relu.node, relu.z) for relu in leaky.relu_calls] == [("g", parse("2*w"))]


def test_a_pre_activation_knows_its_relu(skip, build):
    assert skip.relu_of == {Name("z0"): skip.relus["h0"], Name("z1"): skip.relus["h1"]}
    inline = build("h = relu(2*w)\ng = tanh(h)\nL = g", w=1.0)
    assert inline.relu_of == {parse("2*w"): inline.relus["h"]}


def test_of_several_relus_of_one_pre_activation_that_of_a_node_is_meant(build):
    network = build("h = relu(relu(w)*v)\ng = relu(w)\nL = h + g + relu(w*v)", w=1.0, v=2.0)
    places = {z: (relu.node, relu.is_whole) for z, relu in network.relu_of.items()}
    assert places[Name("w")] == ("g", True)
    assert places[parse("w*v")] == ("L", False)
    assert places[parse("relu(w)*v")] == ("h", True)


def test_shapes_are_inferred(build):
    network = build(
        "Z = X @ W + b\nH = relu(Z)\no = H @ v\nc = square(o - y)\nL = mean(c)",
        {"X": np.ones((4, 3))},
        targets={"y": np.zeros(4)},
        W=np.ones((3, 2)), b=np.ones(2), v=np.ones(2),
    )  # fmt: skip
    assert [network.shapes[name] for name in ("X", "b", "Z", "H", "o", "c", "L")] == [
        (4, 3), (2,), (4, 2), (4, 2), (4,), (4,), (),
    ]  # fmt: skip


def test_values_can_be_changed(skip):
    changed = skip.with_values({"w0": 0.3, "x": 2.0, "y": 1.0})
    assert (changed.parameters["w0"], changed.inputs["x"], changed.targets["y"]) == (0.3, 2.0, 1.0)
    assert changed.parameters["w1"] == 0.5
    assert skip.parameters["w0"] == 0.5
    assert changed.equations == skip.equations
    assert changed.title == skip.title


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("w00", "'w00' cannot be set; did you mean 'w0'?"),
        ("h0", "'h0' is computed and cannot be set"),
        ("qqq", "'qqq' cannot be set; it has x, y, w0, w1, w2, w3"),
    ],
)
def test_only_given_values_can_be_changed(skip, name, message):
    with pytest.raises(NetworkError) as caught:
        skip.with_values({name: 1.0})
    assert str(caught.value).startswith(message)


def test_a_changed_value_has_to_fit(skip):
    with pytest.raises(NetworkError, match="has to be one number"):
        skip.with_values({"x": np.ones(3)})


@pytest.mark.parametrize("rate", [math.nan, math.inf])
def test_a_learning_rate_is_finite(skip, rate):
    with pytest.raises(NetworkError, match="finite"):
        Network(skip.equations, "L", skip.inputs, skip.targets, skip.parameters, learning_rate=rate)


@pytest.mark.parametrize(
    ("equations", "where", "message"),
    [
        ("z = w*x\nz = w\nL = z", ("equations", 1), "'z' is assigned twice"),
        ("w = 2*x\nL = w", ("equations", 0),
         "'w' is assigned twice: it has its value from [parameters]"),
        ("z = q*x\nL = z*w", ("equations", 0), "unknown name 'q'"),
        ("z = h*x\nh = w*x\nL = z", ("equations", 0), "'h' is used before it is assigned"),
        ("L = L*w*x", ("equations", 0), "a cycle: L → L; "),
        ("z = h*x\nh = z*w\nL = h", ("equations", 0), "a cycle: z → h → z; "),
        ("a = c*x\nb = a*w\nc = b\nL = c", ("equations", 0), "a cycle: a → b → c → a; "),
        ("z = w*x\nq = 2*w\nL = z", ("equations", 1), "'q' never reaches the loss 'L'"),
        ("L = w", ("inputs", "x"), "'x' never reaches the loss 'L'"),
        ("L = x", ("parameters", "w"), "'w' never reaches the loss 'L'"),
        ("z = w*x", ("loss",), "unknown loss 'L': no equation assigns it; they assign 'z'"),
        ("tanh = w*x\nL = tanh", ("equations", 0), "'tanh' has a meaning of its own"),
        ("L = w*x*v\n", ("equations", 0), "unknown name 'v'"),
    ],
)  # fmt: skip
def test_parts_that_make_no_network_are_refused(build, equations, where, message):
    with pytest.raises(NetworkError) as caught:
        build(equations, {"x": 1.0}, w=1.0)
    assert str(caught.value).startswith(message)
    assert caught.value.where == where


def test_a_loss_has_to_be_one_number(build):
    with pytest.raises(NetworkError, match=r"one number, but is 2×3: take its mean, mean\(w\*x\)"):
        build("L = w*x", {"x": np.ones((2, 3))}, w=1.0)


def test_targets_of_cross_entropy_have_to_be_distributions(build):
    o = np.zeros((2, 2))
    build("L = mean(cross_entropy(o, y))", targets={"y": np.array([[1, 0], [0.25, 0.75]])}, o=o)
    with pytest.raises(NetworkError, match="row 1 of 'y' sums to 2"):
        build("L = mean(cross_entropy(o, y))", targets={"y": np.array([[1.0, 0], [1, 1]])}, o=o)
