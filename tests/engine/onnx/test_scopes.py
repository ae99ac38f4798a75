"""Modules around the nodes of a graph: those that compute something are groups, as of torch."""

import re

import numpy as np
import pytest

from engine.frozen import replace
from engine.onnx.imported import graph_drafted
from engine.onnx.scopes import origin_of
from tests.engine.onnx.graphs import graph, node


def said(names, classes):
    """What a newer exporter says of a node."""
    return {
        "pkg.torch.onnx.name_scopes": str(names),
        "pkg.torch.onnx.class_hierarchy": str(classes),
    }


def test_the_kinds_of_the_modules_around_are_told():
    names = ["", "net", "net.blocks.0", "net.blocks.0.fc1", "linear"]
    classes = ["m.Whole", "m.Net", "m.Block", "torch.nn.Linear", "aten.linear.default"]
    origin = origin_of("node_linear", said(names, classes))
    assert origin.path == ("net", "blocks.0", "fc1")
    assert (origin.layer, origin.around) == ("Linear", ("Net", "Block"))
    assert origin_of("node_linear", said(names, classes[:-1])).around == ()
    root = origin_of("node_relu", said(["", "relu"], ["m.Whole", "aten.relu.default"]))
    assert (root.path, root.layer, root.around) == ((), "Whole", ())


@pytest.mark.parametrize("holder", ["ModuleList", "ModuleDict"])
def test_what_only_holds_modules_is_none_itself(holder):
    names = ["", "blocks", "blocks.0", "blocks.0.fc1", "linear"]
    classes = ["m.Net", f"torch.nn.{holder}", "m.Block", "torch.nn.Linear", "aten.linear.default"]
    origin = origin_of("node_linear", said(names, classes))
    assert (origin.path, origin.around) == (("blocks.0", "fc1"), ("Block",))
    classes[1] = "torch.nn.Sequential"
    assert origin_of("node_linear", said(names, classes)).path == ("blocks", "0", "fc1")


def groups_of(nodes, weights):
    """The lines that begin a group."""
    rng = np.random.default_rng(3)
    arrays = {name: rng.normal(size=(3, 3)).astype("float32") for name in weights}
    read = graph(nodes, {"x": (2, 3)}, [nodes[-1].outputs[0]], arrays)
    return re.findall(r"^ *group .*$", graph_drafted(read, loss="mse").equations, re.MULTILINE)


def blocks(is_named):
    """Two blocks with a residual connection each, and a head of two layers."""
    nodes, before, weights = [], "x", []
    for number in range(2):
        module = f"/blocks.{number}" if is_named else ""
        for layer in ("fc1", "fc2"):
            weights.append(f"blocks.{number}.{layer}.weight")
            at = f"{module}/{layer}/MatMul" if is_named else ""
            source = before if layer == "fc1" else f"h{number}"
            nodes.append(node("MatMul", f"{source} {weights[-1]}", f"{layer}_{number}", at))
            if layer == "fc1":
                at = f"{module}/Relu" if is_named else ""
                nodes.append(node("Relu", f"fc1_{number}", f"h{number}", at))
        at = f"{module}/Add" if is_named else ""
        nodes.append(node("Add", f"{before} fc2_{number}", f"out{number}", at))
        before = f"out{number}"
    for number in range(2):
        weights.append(f"head.{number}.weight")
        at = f"/head/head.{number}/MatMul" if is_named else ""
        path = ("head", str(number)) if is_named else ()
        made = node("MatMul", f"{before} {weights[-1]}", f"head{number}", at)
        nodes.append(replace(made, path=path))
        before = f"head{number}"
    return nodes, weights


def test_blocks_of_a_list_stand_side_by_side():
    assert groups_of(*blocks(True)) == ["group blocks.0:", "group blocks.1:", "group head:"]


def test_nor_is_there_one_around_them_where_only_weights_say_the_modules():
    assert groups_of(*blocks(False)) == ["group head:"]
