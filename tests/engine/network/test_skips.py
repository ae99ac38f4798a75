"""Skip connections: what is one, what only looks like one, and random networks of known parts."""

import re

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.language.parser import parse
from engine.language.values import evaluate
from engine.network.files import load_network


def skips(network):
    return [tuple(edge) for edge in network.edges() if network.is_skip(edge)]


# Shipped networks


def test_the_skip_connection_of_the_exercise_is_w3():
    network = load_network("skip")
    assert skips(network) == [("h0", "z2", 3)]
    assert network.operands["z2"][2:] == ("w3", "h0")


@pytest.mark.parametrize("depth", [2, 3, 10])
def test_each_skip_of_the_deep_network_jumps_over_one_relu(depth):
    network = load_network("deep", settings={"depth": depth, "skip": 1})
    assert skips(network) == [(f"h{i - 2}", f"z{i}", 3) for i in range(2, depth + 1)]
    assert skips(load_network("deep", settings={"depth": depth, "skip": 0})) == []


@pytest.mark.parametrize("name", ["plain", "xor", "classifier", "regression", "neuron"])
def test_a_chain_of_layers_has_none(name):
    assert skips(load_network(name)) == []


# What is one


@pytest.mark.parametrize(
    ("equation", "position"),
    [
        ("a + f", 0),
        ("f + a", 1),
        ("u*f + v*a", 3),
        ("a*v + f", 0),
        ("2*a + f", 0),
        ("a/2 + f", 0),
        ("relu(f + a)", 1),
        ("f + v*(a + u)", 2),
        ("(a + f) - u", 0),
        ("v*tanh(f) + a", 2),
        ("f + a + f*a", 1),  # only the first of both uses is one
    ],
)
def test_what_is_added_past_a_transformation_is_a_skip(equation, position, build):
    weights = dict.fromkeys({"w", *re.findall(r"\b[uv]\b", equation)}, 0.5)
    network = build(f"a = tanh(w)\nf = tanh(a)\nc = {equation}\nL = c*c", **weights)
    assert skips(network) == [("a", "c", position)]


def test_a_skip_may_jump_over_a_linear_layer_and_carry_a_matrix(build):
    network = build(
        "A = tanh(X @ W)\nF = A @ V\nC = F + A @ U\nL = sum(C*C)",
        {"X": np.ones((2, 2))}, W=np.ones((2, 2)), V=np.ones((2, 2)), U=np.ones((2, 2)),
    )  # fmt: skip
    assert skips(network) == [("A", "C", 1)]


# What is none


@pytest.mark.parametrize(
    "equations",
    [
        "f = sigmoid(a)\nc = f*a",  # a gate
        "f = sigmoid(a)\ng = tanh(a)\nc = f*g + (1 - f)*a",  # a gate for both
        "f = exp(a)\ns = f + v\nc = f/s",  # the denominator of a softmax
        "s = log(exp(a) + exp(v))\nc = a - s",  # the same in logarithms
        "s = log(exp(a) + exp(v))\nc = s - a",
        "f = mean(a)\nc = a - f",  # a mean that is subtracted
        "f = mean(a)\nd = a - f\ns = sqrt(mean(d*d))\nc = d/s",  # a norm
        "f = maximum(a, v)\nc = exp(a - f)",  # a maximum that is subtracted
        "f = a\nc = f + v*a",  # nothing is jumped over
        "f = a + v\nc = f + a",
        "f = 2*a\nc = f + a",
        "f = -a\nc = f + a",
        "f = tanh(v)\nc = f + a",  # no other way
        "f = tanh(a)\nc = tanh(a) + square(f)*a",  # no use of it is an addend
        "f = tanh(a)\nc = f - a",
    ],
)
def test_what_is_no_addend_past_a_transformation_is_no_skip(equations, build):
    weights = {"w": 0.5, **({"v": 0.25} if "v" in equations else {})}
    network = build(f"a = tanh(w)\n{equations}\nL = c*c", **weights)
    assert skips(network) == []


@pytest.mark.parametrize(
    "loss",
    [
        "L = square(y - f) + v*a",
        "L = square(y - f) + v*square(a)",
        "E = square(y - f) + v*a\nL = 2*E",
        "R = v*abs(a)\nL = square(y - f) + R",
        "L = f + v*a",
    ],
)
def test_a_regulariser_is_no_skip(loss, build):
    targets = {"y": 1.0} if "y" in loss else {}
    network = build(f"a = tanh(w)\nf = tanh(a)\n{loss}", targets=targets, w=0.5, v=0.25)
    assert skips(network) == []


def test_what_is_given_skips_nothing(build):
    network = build("f = tanh(w*x)\nc = f + x\nd = c + w\nL = d*d", {"x": 1.0}, w=0.5)
    assert skips(network) == []


# Random networks, put together of parts whose kind is known


PARTS = [
    # Of each use of {0} and {1}: its position, whether it is an addend, whether it is transformed.
    ("tanh({0})", [(0, False, True)]),
    ("w*{0}", [(1, False, True)]),
    ("{0}", [(0, False, False)]),
    ("{0} + w", [(0, True, False)]),
    ("2*{0}", [(0, False, False)]),
    ("-{0}", [(0, False, False)]),
    ("{0} + {1}", [(0, True, False), (1, True, False)]),
    ("w*{0} + {1}", [(1, True, True), (2, True, False)]),
    ("relu({0} + w*{1})", [(0, True, True), (2, True, True)]),
    ("tanh({0}) + {1}", [(0, False, True), (1, True, False)]),
    ("{0}*{1}", [(0, False, True), (1, False, True)]),
    ("{0}/(2 + {1})", [(0, False, True), (1, False, True)]),
    ("maximum({0}, {1})", [(0, False, True), (1, False, True)]),
]


@st.composite
def networks(draw):
    """Equations, the graph of what uses what, and for each addend what it is added to."""
    lines, graph, addends = ["n0 = tanh(w)"], nx.DiGraph(), []
    graph.add_node("n0")
    for i in range(1, draw(st.integers(2, 8))):
        text, uses = draw(st.sampled_from(PARTS))
        names = [f"n{draw(st.integers(0, i - 1))}" for _ in uses]
        lines.append(f"n{i} = {text.format(*names)}")
        is_largest_of_one = "maximum" in text and names[0] == names[1]
        for name, (position, is_addend, bends) in zip(names, uses, strict=True):
            transforms = bends and not is_largest_of_one
            known = graph.get_edge_data(name, f"n{i}", {"transforms": False})["transforms"]
            graph.add_edge(name, f"n{i}", transforms=known or transforms)
            if is_addend and len(uses) == 2:
                beside = names[1 - [use[0] for use in uses].index(position)]
                addends.append((name, beside, f"n{i}", position))
    ends = [f"square({node})" for node in graph if graph.out_degree(node) == 0]
    return "\n".join([*lines, "L = " + " + ".join(ends)]), graph, addends


def is_transformed(graph, source, target):
    """Whether one of all ways between two nodes leads over an edge that transforms."""
    return source != target and any(
        any(graph.edges[edge]["transforms"] for edge in nx.utils.pairwise(way))
        for way in nx.all_simple_paths(graph, source, target)
    )


@given(networks())
def test_a_skip_is_an_addend_beside_what_its_source_is_transformed_into(build, drawn):
    equations, graph, addends = drawn
    network = build(equations, w=0.5)
    assert sorted(skips(network)) == sorted(
        (source, target, position)
        for source, beside, target, position in addends
        if is_transformed(graph, source, beside)
    )


@given(networks())
def test_what_a_skip_adds_is_what_it_carries_times_a_constant(build, drawn):
    """By numbers: the sum changes by as much for every change of what is carried."""
    equations, _, _ = drawn
    network = build(equations, w=0.5)
    for source, target, position in skips(network):
        equation = equations.splitlines()[int(target[1:])].partition(" = ")[2].removeprefix("relu")
        at = list(re.finditer(r"\b(n\d+|w)\b", equation))[position]
        carried = f"{equation[: at.start()]}s{equation[at.end() :]}"
        known = dict.fromkeys(network.nodes, 0.75) | {"w": 0.5}
        values = [
            evaluate(parse(carried), {**known, "s": carry, other: value})
            for carry in (0.0, 1.0, 2.0)
            for other in [next(n for n in network.operands[target] if n not in (source, "w"))]
            for value in (0.25, 3.0)
        ]
        first, second = np.diff(np.reshape(values, (3, 2)), axis=0)
        np.testing.assert_allclose(first, second, rtol=1e-12)
        np.testing.assert_allclose(first[0], first[1], rtol=1e-12)
