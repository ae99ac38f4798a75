"""The command graph."""

import json
import re

import networkx as nx
import pytest

from tests.tui.cli.files import ARRAYS, GOOD

EDGES = {
    ("w0", "z0"), ("x", "z0"), ("z0", "h0"), ("w1", "z1"), ("h0", "z1"), ("z1", "h1"),
    ("w2", "z2"), ("h1", "z2"), ("w3", "z2"), ("h0", "z2"), ("z2", "yhat"), ("y", "L"),
    ("yhat", "L"),
}  # fmt: skip


def test_graph_as_json_is_read_back_by_networkx(out):
    graph = nx.node_link_graph(json.loads(out("graph", "--format", "json")))
    assert isinstance(graph, nx.MultiDiGraph)
    assert set(graph.edges()) == EDGES
    assert graph.nodes["h0"]["kind"] == "activation"
    assert graph.nodes["z2"]["equation"] == "z2 = w2*h1 + w3*h0"
    assert graph.nodes["h0"]["gradient"] == 0.75
    contributions = {
        (source, target): value
        for source, target, value in graph.edges(data="contribution")
        if source == "h0"
    }
    assert contributions == {("h0", "z2"): 0.5, ("h0", "z1"): 0.25}


def test_graph_as_dot_has_every_edge(out):
    assert set(re.findall(r'"(\w+)" -> "(\w+)"', out("graph", "--format", "dot"))) == EDGES


def test_graph_as_mermaid_has_every_edge(out):
    text = out("graph", "--format", "mermaid")
    names = dict(re.findall(r'^ *(\w+)[(\[]+"(\w+)', text, re.MULTILINE))
    edges = re.findall(r"(\w+) --> (\w+)", text)
    assert {(names[source], names[target]) for source, target in edges} == EDGES


def test_graph_as_text_has_boxes_and_equations(out, monkeypatch):
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    text = out("graph")
    assert "╭h0▲" in text
    assert "z2 = w2 · h1 + w3 · h0" in text
    assert max(map(len, text.splitlines())) <= 100


def test_where_the_locale_is_ascii_so_is_the_graph(out, monkeypatch):
    monkeypatch.setenv("LC_ALL", "C")
    text = out("graph")
    assert text.isascii()
    assert "h0^" in text


def test_a_graph_of_arrays_is_json(out, file):
    data = json.loads(out("graph", file(ARRAYS), "--format", "json"))
    values = {node["id"]: node["value"] for node in data["nodes"]}
    assert values["W"] == [[0.5], [-0.25]]


@pytest.mark.parametrize("form", ["dot", "mermaid"])
def test_words_of_the_format_may_be_names(out, file, form):
    path = file(GOOD.replace("z", "end").replace("w", "node"))
    text = out("graph", path, "--format", form)
    assert '"end = node*x' in text
    assert not re.search(r"^\s*(end|node)\b\s*(-|\(|\[\")", text, re.MULTILINE)


def test_groups_are_boxes_and_are_unfolded_where_that_is_asked_for(out, monkeypatch):
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    folded, one = out("graph", "elman"), out("graph", "elman", "--unfold", "t=2")
    assert folded.count("╔h[") == 3
    assert (one.count("╔h["), "╔ t=2 ═" in one) == (2, True)
    assert "╔h[" not in out("graph", "elman", "--unfold", "all")


def test_a_group_that_there_is_not_is_refused(refused):
    assert "--unfold t=9: unknown group" in refused("graph", "elman", "--unfold", "t=9")
