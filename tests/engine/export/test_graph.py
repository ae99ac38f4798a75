"""The network as a graph for networkx, Graphviz and Mermaid."""

import json
import re

import networkx as nx
import pytest

from engine.debugger.debugger import Debugger
from engine.export.graph import dot, mermaid, node_link
from engine.network.files import load_network
from engine.network.graph import to_networkx
from engine.network.reader import read_network
from engine.network.source import Source
from engine.program.program import derive

TWICE = """
loss = "L"
equations = '''
z = x*w
L = z*z
'''
[inputs]
x = 2
[parameters]
w = 1.5
"""

BATCH = """
loss = "L"
equations = '''
Z = X @ W
L = sum(Z)
'''
[inputs]
X = [[1, 2], [3, 4]]
[parameters]
W = [[0.5], [-0.25]]
"""


def network_of(text):
    return read_network(Source("test.toml", text))


def graph_at(network, step, into=0, iteration=0):
    """The graph after so many steps, and so many terms of the next."""
    debugger = Debugger(derive(network))
    stop = debugger.goto(step, iteration)
    if into:
        stop = debugger.into(into)
    return network.to_networkx(stop.state)


@pytest.fixture
def skip():
    return load_network("skip")


@pytest.fixture
def after_backward(skip):
    return graph_at(skip, 17)


def test_every_operand_is_an_edge(skip):
    graph = to_networkx(skip)
    assert isinstance(graph, nx.MultiDiGraph)
    assert sorted(graph.edges()) == [
        ("h0", "z1"), ("h0", "z2"), ("h1", "z2"), ("w0", "z0"), ("w1", "z1"), ("w2", "z2"),
        ("w3", "z2"), ("x", "z0"), ("y", "L"), ("yhat", "L"), ("z0", "h0"), ("z1", "h1"),
        ("z2", "yhat"),
    ]  # fmt: skip


def test_nodes_have_their_kinds(skip):
    assert dict(to_networkx(skip).nodes(data="kind")) == {
        "x": "input", "y": "target",
        "w0": "parameter", "w1": "parameter", "w2": "parameter", "w3": "parameter",
        "z0": "pre-activation", "h0": "activation", "z1": "pre-activation", "h1": "activation",
        "z2": "pre-activation", "yhat": "prediction", "L": "loss",
    }  # fmt: skip


def test_nodes_have_their_equations(skip):
    equations = dict(to_networkx(skip).nodes(data="equation"))
    assert equations["z2"] == "z2 = w2*h1 + w3*h0"
    assert equations["w0"] is None


def test_a_graph_without_a_run_knows_what_is_given_and_nothing_else(skip):
    graph = to_networkx(skip)
    values = {node: value for node, value in graph.nodes(data="value") if value is not None}
    assert values == {"x": 1.0, "y": -3.0, "w0": 0.5, "w1": 0.5, "w2": 0.5, "w3": 0.5}
    for _, data in graph.nodes(data=True):
        assert data["gradient"] is None
        assert data["state"] is None
    for *_, data in graph.edges(data=True):
        assert data["local_derivative"] is None
        assert data["contribution"] is None


def test_after_the_backward_pass_the_graph_has_the_numbers_of_the_exercise(after_backward):
    assert dict(after_backward.nodes(data="value")) == {
        "x": 1.0, "y": -3.0, "w0": 0.5, "w1": 0.5, "w2": 0.5, "w3": 0.5,
        "z0": 0.5, "h0": 0.5, "z1": 0.25, "h1": 0.25, "z2": 0.375, "yhat": 0.375, "L": 3.375,
    }  # fmt: skip
    assert dict(after_backward.nodes(data="gradient")) == {
        "x": None, "y": None, "w0": 0.75, "w1": 0.25, "w2": 0.25, "w3": 0.5,
        "z0": 0.75, "h0": 0.75, "z1": 0.5, "h1": 0.5, "z2": 1.0, "yhat": 1.0, "L": None,
    }  # fmt: skip
    states = {node: state for node, state in after_backward.nodes(data="state") if state}
    assert states == {"h0": "active", "h1": "active"}


def test_edges_have_local_derivatives_and_contributions(after_backward):
    edges = {
        (source, target): (data["local_derivative"], data["contribution"])
        for source, target, data in after_backward.edges(data=True)
    }
    assert edges["h0", "z2"] == (0.5, 0.5)
    assert edges["h0", "z1"] == (0.5, 0.25)
    assert edges["w2", "z2"] == (0.25, 0.25)
    assert edges["z0", "h0"] == (1.0, 0.75)
    assert edges["yhat", "L"] == (1.0, 1.0)
    assert edges["w0", "z0"] == (1.0, 0.75)
    assert edges["x", "z0"] == (0.5, None), "the gradient of an input is not asked for"


@pytest.mark.parametrize("iteration", [0, 1])
def test_a_contribution_is_the_upstream_gradient_times_the_local_derivative(skip, iteration):
    graph = graph_at(skip, 17, iteration=iteration)
    upstream = dict(graph.nodes(data="gradient")) | {"L": 1.0}
    edges = [
        (upstream[target] * data["local_derivative"], data["contribution"])
        for _, target, data in graph.edges(data=True)
        if data["contribution"] is not None
    ]
    assert len(edges) == 11
    assert all(product == contribution for product, contribution in edges)


@pytest.mark.parametrize("iteration", [0, 1])
def test_the_contributions_of_a_node_add_up_to_its_gradient(skip, iteration):
    graph = graph_at(skip, 17, iteration=iteration)
    for node, gradient in graph.nodes(data="gradient"):
        if gradient is not None:
            out = graph.out_edges(node, data="contribution")
            assert sum(contribution for *_, contribution in out) == gradient


def test_nothing_is_on_the_graph_before_it_is_computed(skip):
    graph = graph_at(skip, 3)
    values = dict(graph.nodes(data="value"))
    assert [values[node] for node in ("z0", "h0", "z1")] == [0.5, 0.5, 0.25]
    assert [values[node] for node in ("h1", "z2", "yhat", "L")] == [None] * 4
    assert graph.nodes["h1"]["state"] is None
    assert {contribution for *_, contribution in graph.edges(data="contribution")} == {None}
    assert graph.edges["yhat", "L", 1]["local_derivative"] is None
    assert graph.edges["h0", "z1", 1]["local_derivative"] == 0.5


def test_a_contribution_is_on_its_edge_once_it_has_arrived(skip):
    for arrived, expected in enumerate([(None, None), (0.5, None), (0.5, 0.25)]):
        graph = graph_at(skip, 14, into=arrived + 1)
        assert graph.nodes["h0"]["gradient"] == [0.0, 0.5, 0.75][arrived]
        contributions = {
            target: value for _, target, value in graph.out_edges("h0", data="contribution")
        }
        assert (contributions["z2"], contributions["z1"]) == expected


def test_a_node_that_is_used_twice_has_two_edges():
    graph = graph_at(network_of(TWICE), 4)
    assert graph.number_of_edges("z", "L") == 2
    assert {key: data["position"] for key, data in graph["z"]["L"].items()} == {0: 0, 1: 1}
    assert [data["local_derivative"] for data in graph["z"]["L"].values()] == [3.0, 3.0]
    assert [data["contribution"] for data in graph["z"]["L"].values()] == [3.0, 3.0]
    assert graph.nodes["z"]["gradient"] == 6.0


def test_after_the_update_the_relus_of_the_exercise_are_dead_and_at_the_kink(skip):
    graph = graph_at(skip, 17, iteration=1)
    assert graph.nodes["h0"]["state"] == "dead"
    assert graph.nodes["h1"]["state"] == "kink"
    parameters = [graph.nodes[f"w{i}"]["gradient"] for i in range(4)]
    assert parameters == [0.0] * 4


def test_arrays_have_contributions_and_no_local_derivatives():
    graph = graph_at(network_of(BATCH), 4)
    data = graph.edges["W", "Z", 1]
    assert data["local_derivative"] is None
    assert data["contribution"].tolist() == [[4.0], [6.0]]


def test_networkx_can_work_with_the_graph(skip):
    graph = to_networkx(skip)
    assert nx.is_directed_acyclic_graph(graph)
    assert nx.ancestors(graph, "z1") == {"w1", "h0", "z0", "w0", "x"}
    assert len(list(nx.all_simple_paths(graph, "h0", "L"))) == 2


# Forms


@pytest.mark.parametrize("text", [TWICE, BATCH])
def test_node_link_survives_json(text):
    network = network_of(text)
    graph = graph_at(network, len(derive(network).equations))
    read = nx.node_link_graph(json.loads(json.dumps(node_link(graph), allow_nan=False)))
    assert read.is_multigraph()
    assert read.is_directed()
    assert set(read.edges(keys=True)) == set(graph.edges(keys=True))
    assert dict(read.nodes(data="kind")) == dict(graph.nodes(data="kind"))
    assert dict(read.nodes(data="equation")) == dict(graph.nodes(data="equation"))


def test_node_link_leaves_the_graph_as_it_was():
    graph = graph_at(network_of(BATCH), 4)
    node_link(graph)
    assert graph.nodes["W"]["value"].shape == (2, 1)


def test_node_link_writes_what_json_has_not_as_text():
    text = TWICE.replace("z*z", "exp(z)").replace("1.5", "1e6")
    graph = graph_at(network_of(text), 2)
    data = json.loads(json.dumps(node_link(graph), allow_nan=False))
    assert {node["id"]: node["value"] for node in data["nodes"]}["L"] == "inf"


def test_dot_has_every_node_and_every_edge(after_backward):
    text = dot(after_backward)
    assert text.startswith("digraph")
    assert re.findall(r'"(\w+)" -> "(\w+)"', text) == list(after_backward.edges())
    assert set(re.findall(r'^ *"(\w+)" \[', text, re.MULTILINE)) == set(after_backward.nodes)
    assert "z2 = w2*h1 + w3*h0" in text


def test_dot_has_parallel_edges():
    assert dot(graph_at(network_of(TWICE), 2)).count('"z" -> "L"') == 2


def test_mermaid_has_every_node_and_every_edge(after_backward):
    text = mermaid(after_backward)
    assert text.startswith("flowchart")
    ids = dict(re.findall(r"^ *(\w+)[(\[]+\"(\w+)", text, re.MULTILINE))
    edges = [(ids[a], ids[b]) for a, b in re.findall(r"(\w+) --> (\w+)", text)]
    assert edges == list(after_backward.edges())


@pytest.mark.parametrize("word", ["end", "graph", "node", "subgraph", "digraph", "edge", "strict"])
def test_words_of_dot_and_mermaid_may_be_names(word):
    """`end` breaks a flowchart and `node` a digraph, unless they are quoted."""
    graph = to_networkx(network_of(TWICE.replace("z", word)))
    assert f'"x" -> "{word}"' in dot(graph)
    assert re.search(rf'"{word} = x\*w', mermaid(graph))
    assert not re.search(rf"^ *{word}\b *(\[|\(|-->)", mermaid(graph), re.MULTILINE)
