"""The gradient check of networks that are right, and of rules broken on purpose."""

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.gradients.check import MAX_KINKS_SHOWN, Verdict, as_json, as_text
from engine.gradients.gradcheck import MAX_ENTRIES_CHECKED, check_gradients
from engine.iterations.run import run_iteration
from engine.language.notation import Style
from engine.language.parser import parse
from engine.language.values import array
from engine.network.files import load_network, shipped_networks
from engine.network.network import Network
from engine.network.parts import Definition
from engine.program.program import derive
from tests.engine.gradients.checks import by_node, checked

# Networks that are right


LARGE = {"lenet", "transformer"}
"""Networks of which one check takes seconds; `tests/engine/network` has their gradients."""


@pytest.mark.parametrize("iteration", [0, 3])
@pytest.mark.parametrize("name", sorted({*shipped_networks()} - {"skip", *LARGE}))
def test_every_gradient_of_a_shipped_network_agrees(name, iteration):
    check = checked(load_network(name, 3), iteration)
    assert {each.verdict for each in check.nodes} == {Verdict.AGREES}
    assert check.passes
    assert max(each.absolute_error for each in check.nodes) < 1e-12


def test_the_first_weights_of_the_exercise_agree_to_twelve_digits():
    check = checked(load_network("skip"))
    assert [each.node for each in check.nodes] == [
        "yhat", "z2", "w2", "w3", "h1", "z1", "w1", "h0", "z0", "w0",
    ]  # fmt: skip
    assert {each.verdict for each in check.nodes} == {Verdict.AGREES}
    assert max(each.absolute_error for each in check.nodes) < 1e-12


def test_every_gradient_of_the_program_is_checked_and_no_other(build):
    network = build("z = w*x\nL = square(z)", {"x": 2.0}, w=3.0)
    assert list(by_node(checked(network))) == ["z", "w"]
    assert "x" in by_node(checked(replace(network, gradients=("x",))))


def test_arrays_are_checked_entry_by_entry(build):
    weights = array([[0.5, -1.0, 2.0], [1.5, 0.25, -0.5]])
    network = build(
        "Z = X @ W\nL = mean(square(tanh(Z)))", {"X": array([[1, 2], [3, -1]])}, W=weights
    )
    found = by_node(checked(network))["W"]
    assert (found.shape, found.size, found.checked) == ((2, 3), 6, 6)
    assert found.verdict is Verdict.AGREES


def test_of_a_large_array_entries_are_checked_from_the_first_to_the_last(build):
    network = build("L = sum(relu(w))", w=array([0.0, *np.linspace(0.1, 1.0, 498), 0.0]))
    found = by_node(checked(network))["w"]
    assert (found.size, found.checked) == (500, MAX_ENTRIES_CHECKED)
    assert [kink.index for kink in found.kinks] == [(0,), (499,)]
    assert "(64 of 500 entries checked)" in "\n".join(as_text(checked(network), Style()))


@given(st.lists(st.floats(-800, 800), min_size=2, max_size=4))
def test_the_shift_by_the_largest_logit_changes_nothing(logits):
    for loss in (
        "cross_entropy(o, y)",
        "-sum(y*log_softmax(o))",
        "sum(softmax(o)*c)",
    ):
        y = array(np.eye(len(logits))[0])
        c = array(np.arange(1.0, 1.0 + len(logits)))
        used = {"c": c} if "c)" in loss else {}
        targets = {} if used else {"y": y}
        network = Network(
            (Definition("L", parse(loss, gradients=False)),),
            "L", used, targets, {"o": array(logits)},
        )  # fmt: skip
        found = by_node(checked(network))["o"]
        assert found.verdict in (Verdict.AGREES, Verdict.CANNOT_TELL), loss


def test_equal_logits_are_no_kink(build):
    network = build("L = cross_entropy(o, y)", targets={"y": array([0, 1])}, o=array([2, 2]))
    assert by_node(checked(network))["o"].verdict is Verdict.AGREES


def test_large_contributions_that_cancel_are_no_error(build):
    """At the line of least squares the gradient is what rounding leaves of terms near 1e4."""
    x = np.linspace(-1e4, 1e4, 50)
    y = np.sin(np.arange(50.0))
    network = build(
        "e = w*x + b - y\nL = mean(square(e))", {"x": array(x)}, targets={"y": array(y)},
        w=float(x @ y / (x @ x)), b=float(y.mean()),
    )  # fmt: skip
    check = checked(network)
    assert check.passes
    found = by_node(check)
    assert found["e"].verdict is Verdict.AGREES
    assert found["w"].verdict is Verdict.CANNOT_TELL
    ((unsure),) = found["w"].unsure
    assert abs(unsure.gradient - unsure.found) < unsure.rounding < 1e-9
    assert "which hides a mistake" in "\n".join(as_text(check, Style(digits=6)))


WEIGHT = st.one_of(st.sampled_from([0.0, -0.0, 1.0, -1.0]), st.floats(-3, 3))


EVERYTHING = """
Z = X @ W + b
H = relu(Z) + leaky_relu(Z, slope=0.1)*tanh(b)
M = maximum(H, Z) - minimum(abs(Z), square(b))
P = softmax(M)*sigmoid(Z)
L = mean(square(sum(P, axis=-1))) + mean(exp(-abs(M))) + 0.1*mean(cross_entropy(M, Y))
"""


@given(st.lists(WEIGHT, min_size=4, max_size=4), st.lists(WEIGHT, min_size=2, max_size=2))
def test_a_right_rule_never_differs_wherever_the_weights_are(weights, biases):
    equations = [line.split(" = ", 1) for line in EVERYTHING.strip().splitlines()]
    network = Network(
        tuple(Definition(name, parse(right, gradients=False)) for name, right in equations),
        "L",
        {"X": array([[0, 1], [1, 1], [2, -1]])},
        {"Y": array([[1, 0], [0, 1], [0.5, 0.5]])},
        {"W": array(np.reshape(weights, (2, 2))), "b": array(biases)},
    )
    wrong = {Verdict.DIFFERS, Verdict.NOT_FINITE}
    assert wrong.isdisjoint(each.verdict for each in checked(network).nodes)


# Rules that are wrong, and values that are no numbers


def test_a_wrong_rule_is_caught_upstream_of_its_op_and_nowhere_else(build, break_rule):
    break_rule("tanh", 1.0 + 1e-6)
    check = checked(build("z = w*x\nh = tanh(z)\nL = square(h)", {"x": 2.0}, w=0.25))
    assert {each.node: str(each.verdict) for each in check.nodes} == {
        "h": "agrees", "z": "differs", "w": "differs",
    }  # fmt: skip
    assert by_node(check)["w"].relative_error == pytest.approx(1e-6, rel=1e-3)
    assert not check.passes


def test_a_wrong_rule_is_caught_in_one_entry_of_an_array(build, break_rule):
    break_rule("square", 2.0)
    check = checked(build("L = sum(square(w))", w=array([0, 0, 3])))
    assert by_node(check)["w"].absolute_error == 6.0  # 12 in place of 2*3
    assert by_node(check)["w"].verdict is Verdict.DIFFERS


def test_a_wrong_rule_beside_a_kink_is_told_of_first(build, break_rule):
    break_rule("abs", 2.0)
    found = by_node(checked(build("L = sum(abs(w))", w=array([0, 3]))))["w"]
    assert found.verdict is Verdict.DIFFERS


@pytest.mark.parametrize(
    ("loss", "w"), [("log(w)", 0.0), ("sqrt(w)", 0.0), ("exp(w)", 1000.0), ("log(w)", -1.0)]
)
def test_what_is_not_finite_is_neither_right_nor_wrong(loss, w, build):
    program = derive(build(f"L = {loss}", w=w))
    check = check_gradients(run_iteration(program, 0, program.start))
    (found,) = check.nodes
    assert (found.verdict, found.absolute_error) == (Verdict.NOT_FINITE, None)
    assert not check.passes
    assert json.loads("".join(as_json(check)))["nodes"][0]["absolute_error"] is None


# Text and JSON


def test_the_text_is_a_table_with_the_sides_of_kinks_and_a_summary():
    network = load_network("skip")
    lines = list(as_text(checked(network, 1), Style(names=network.names, digits=6)))
    assert lines[0].split() == ["node", "largest", "error", "relative", "verdict"]
    assert lines[1].split() == ["ŷ", "0", "0", "agrees"]
    at = next(i for i, line in enumerate(lines) if line.startswith("z1"))
    assert lines[at].endswith("at a kink")
    assert lines[at + 1] == (
        "  z1: 0 on the left, 0.25 on the right (kink of h1); taken: 0.25, on the right"
    )
    assert lines[-1] == "10 gradients in iteration 1: 8 agree, 2 at a kink"
    verdicts = {line.rfind("a") for line in lines[1:-1] if line.endswith("agrees")}
    assert len(verdicts) == 1


def test_of_many_kinks_the_first_are_told(build):
    lines = list(as_text(checked(build("L = sum(abs(w))", w=array(np.zeros(9)))), Style()))
    assert sum("on the right" in line for line in lines) == MAX_KINKS_SHOWN
    assert f"  ... {9 - MAX_KINKS_SHOWN} more" in lines
    assert lines[2].startswith("  w[0]: −1 on the left, 1 on the right")


def test_the_json_has_all_there_is():
    found = json.loads("\n".join(as_json(checked(load_network("skip"), 1))))
    assert (found["network"], found["iteration"], found["passes"]) == ("skip", 1, True)
    h0 = next(node for node in found["nodes"] if node["node"] == "h0")
    assert h0 == {
        "node": "h0", "shape": [], "entries": 1, "checked": 1,
        "absolute_error": None, "relative_error": None, "verdict": "at a kink",
        "kinks": [
            {"entry": [], "nodes": ["h1"], "left": 0.0, "right": 0.0625, "gradient": 0.0625,
             "lies": "on the right"}
        ],
        "unsure": [],
    }  # fmt: skip
