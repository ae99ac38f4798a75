"""Scripts of PyTorch as text: what stands in them, without PyTorch."""

import ast

import numpy as np
import pytest

from engine.errors import NetworkError
from engine.export.pytorch.layer_calls import KNOWN
from engine.export.pytorch.names import class_name
from engine.export.pytorch.ops import FUNCTIONS
from engine.export.pytorch.script import script_of
from engine.frozen import replace
from engine.language.op import Conventions
from engine.language.ops import OPS
from engine.language.parser import parse
from engine.language.values import array
from engine.network.files import load_network, parse_network, shipped_networks
from engine.network.parts import Definition
from tests.engine.layers.cases import CASES as LAYERS

EVIL = '"""\nimport os\nos.system("x") \\'


def body(text, name):
    """The lines of a function or method, without what stands before it."""
    (found,) = [
        node for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef) and node.name == name
    ]  # fmt: skip
    return [ast.unparse(line) for line in found.body]


def test_every_op_is_written():
    assert {name for name in OPS if not OPS[name].notation.text} == FUNCTIONS.keys()


def test_what_ships_is_a_script():
    for name in shipped_networks():
        ast.parse(script_of(load_network(name)).text)


def test_equations_stand_as_they_are_written():
    text = script_of(load_network("xor")).text
    assert body(text, "forward") == [
        "Z = X @ self.W1 + self.b1", "H = torch.relu(Z)", "O = H @ self.W2 + self.b2", "return O"
    ]  # fmt: skip
    assert body(text, "loss")[1:] == ["L = F.cross_entropy(O, Y)", "return L"]
    assert "torch.optim.SGD(model.parameters(), lr=1)" in text


def test_a_kink_is_written_where_torch_has_another_derivative():
    network = load_network("skip")
    assert "torch.where(z0 == 0, z0, torch.relu(z0))" in script_of(network).text
    usual = script_of(replace(network, conventions=Conventions())).text
    assert "h0 = torch.relu(z0)" in usual
    assert "where" not in usual


def test_a_layer_stands_under_the_line_that_it_is_written_out_from():
    lines = script_of(load_network("elman")).text.split("\n")
    at = lines.index("        # for t in 1..3")
    assert lines[at + 2].strip() == "h_1 = torch.tanh(z_1)"


def test_a_layer_that_torch_has_is_a_call_of_it():
    assert body(script_of(load_network("lenet")).text, "forward") == [
        "c1 = F.conv2d(X, self.F1, self.b1, padding=1)", "h1 = torch.relu(c1)",
        "p1 = F.avg_pool2d(h1, 2)", "c2 = F.conv2d(p1, self.F2, self.b2, padding=1)",
        "h2 = torch.relu(c2)", "p2 = F.avg_pool2d(h2, 2)", "O_x = p2.reshape(4, 16)",
        "O = F.linear(O_x, self.W, self.b)", "return O",
    ]  # fmt: skip


def test_layers_are_called_or_written_out():
    for name, case in LAYERS.items():
        text, layer = script_of(case.network()).text, name.split()[0]
        assert (f"F.{layer}(" in text) == (layer in KNOWN and "groups" not in name), name


def test_what_is_read_of_a_layer_from_outside_is_written_out():
    text = """
loss = "L"
equations = '''
h = linear(x, W, b)
L = sum(square(h))
'''
[inputs]
x = [[1, 2]]
[parameters]
W = [[1, 2]]
b = [1]
"""
    network = parse_network(text)
    assert body(script_of(network).text, "forward")[0] == "h = F.linear(x, self.W, self.b)"
    loss = Definition("L", parse("sum(square(h) + h_product)"))
    more = replace(network, equations=(*network.equations[:-1], loss))
    found = body(script_of(more).text, "forward")
    assert found[:2] == ["h_product = x @ self.W.mT", "h = h_product + self.b"]


def test_arrays_of_many_numbers_stand_beside_the_script():
    network = load_network("lenet")
    script = script_of(network, "lenet.npz")
    assert list(script.arrays) == ["X", "Y"]
    assert script.arrays["X"].shape == (320, 1, 8, 8)
    assert len(script.text) < 6_000
    assert not script_of(network).arrays


def test_too_many_numbers_for_a_text_are_refused(build):
    zeros = np.arange(200_000.0).reshape(1, -1)
    network = build("L = sum(square(x*w))", {"x": array(zeros)}, w=1.0)
    with pytest.raises(NetworkError, match="too many numbers"):
        script_of(network)
    assert script_of(network, "a.npz").arrays.keys() == {"x"}


def test_a_rate_below_0_is_refused(build):
    network = replace(build("L = square(w)", w=1.0), learning_rate=-1.0)
    with pytest.raises(NetworkError, match="no learning rate below 0"):
        script_of(network)


def test_what_a_file_says_cannot_be_code():
    """Titles, names and calls of a file stand in docstrings and comments alone."""
    for said in (EVIL, "\u2028import os", "", "\\", '"', "a\\", "{q}", "%s"):
        assert_is_no_code(said)


def assert_is_no_code(said):
    network = replace(load_network("transformer"), title=said, teaches=said, name=said)
    groups = tuple(replace(group, call=said) for group in network.groups)
    usual = ast.parse(script_of(load_network("transformer")).text)
    found = ast.parse(script_of(replace(network, groups=groups), "a.npz").text)
    assert _kinds(found) <= _kinds(usual) | {"Path", "__file__", "data", class_name(said)}


def _kinds(tree):
    """All names that stand in some code."""
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}


@pytest.mark.parametrize("name", ["torch", "self", "train", "np", "type", "__class__"])
def test_a_name_that_is_taken_is_another_one(name, build):
    network = build(f"L = square({name}*x)", {"x": 2.0}, **{name: 3.0})
    text = script_of(network).text
    assert f"self.{name} " not in text
    assert text.count("nn.Parameter") == 1


@pytest.mark.parametrize("name", ["rows", "range", "model", "loss", "SEED"])
def test_what_is_given_is_not_called_as_something_of_the_script(name, build):
    text = script_of(build(f"L = square(w*{name})", {name: 2.0}, w=1.0)).text
    assert f"\n{name}_ = torch.tensor(2.0)\n" in text


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("skip", "Skip"), ("my-net.toml", "MyNet"), ("/a/b/two layers.toml", "TwoLayers"),
        ("3.toml", "Network3"), ("ŷ", "Y"), ("", "Network"), ("import.toml", "Import"),
        ("none", "NetworkNone"), ("F", "NetworkF"),
    ],
)  # fmt: skip
def test_a_class_is_called_after_the_file(name, wanted):
    assert class_name(name) == wanted


def test_what_the_loss_reads_is_given_by_the_module(build):
    network = build(
        "h = w*x\np = square(w)\nL = square(h - y) + 0.1*p + b", {"x": 2.0}, targets={"y": 1.0},
        w=3.0, b=1.0,
    )  # fmt: skip
    text = script_of(network).text
    assert body(text, "forward")[-1] == "return (h, p, self.b)"
    assert body(text, "loss")[1:3] == ["h, p, b = outputs", "L = torch.square(h - y) + 0.1 * p + b"]


def test_masks_are_drawn_as_they_are_here():
    text = """
loss = "L"
equations = '''
h = dropout(w*x, 0.25)
L = sum(square(h - y))
'''
[inputs]
x = [1, 2]
[targets]
y = [3, 4]
[parameters]
w = 1
"""
    network = parse_network(text, "net.toml")
    found = script_of(network).text
    assert "dropout_mask(iteration, 0, (2,), 0.25)" in found
    assert "def forward(self, x, h_mask):" in found
