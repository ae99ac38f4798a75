"""The gradient check at kinks and jumps, held against derivatives by hand."""

import json
import math
from dataclasses import replace

import pytest

from engine.gradients.check import Verdict, as_json
from engine.language.op import Conventions
from engine.language.values import array
from engine.network.files import load_network
from tests.engine.gradients.checks import by_node, checked


def sides(check, node):
    return [
        (kink.left, kink.right, kink.gradient, kink.lies) for kink in by_node(check)[node].kinks
    ]


# Jumps and powers


@pytest.mark.parametrize(
    "loss",
    ["w**3", "w**2.5", "w**v", "(-w)**3", "v*w*step(w)", "w*sign(v) + v", "tanh(w) + sign(w)*v"],
)
def test_jumps_and_powers_are_differentiated_exactly(loss, build):
    check = checked(build(f"L = {loss} + 0*v", w=0.7, v=1.3))
    assert {each.verdict for each in check.nodes} == {Verdict.AGREES}
    assert all(each.relative_error < 1e-14 for each in check.nodes)


def test_a_wrong_rule_of_a_power_is_caught(build, break_rule):
    break_rule("pow", 1.001)
    found = by_node(checked(build("L = w**2.5", w=4.0)))["w"]
    assert found.verdict is Verdict.DIFFERS
    assert found.absolute_error == pytest.approx(0.02)  # 2.5 * 4**1.5 = 20
    assert found.relative_error == pytest.approx(0.001, rel=1e-2)


@pytest.mark.parametrize("loss", ["relu(w)", "abs(w)", "maximum(w, 0)", "leaky_relu(w, slope=0.5)"])
def test_a_wrong_rule_is_caught_at_a_kink_too(loss, build, break_rule):
    break_rule(loss.partition("(")[0], 1 + 1e-6)
    network = replace(build(f"L = {loss}", w=0.0), conventions=Conventions(0.5, 1.0))
    assert by_node(checked(network))["w"].verdict is Verdict.DIFFERS


def test_a_jump_has_an_infinite_derivative_on_one_side(build):
    check = checked(build("L = step(w) + w", w=0.0))
    ((left, right, gradient, lies),) = sides(check, "w")
    assert (right, gradient, lies) == (math.inf, 1.0, "on the left")
    assert left == pytest.approx(1.0)
    assert json.loads("".join(as_json(check)))["nodes"][0]["kinks"][0]["right"] == "inf"


# Kinks


def test_the_skip_network_after_one_update_is_at_a_kink():
    """z1 = 0 with w1 = w2 = 0.25 and sign(yhat - y) = 1: to the right it is w2, times w1 for h0."""
    check = checked(load_network("skip"), 1)
    assert sides(check, "z1") == [(0.0, 0.25, 0.25, "on the right")]
    assert sides(check, "h0") == [(0.0, 0.0625, 0.0625, "on the right")]
    assert by_node(check)["z1"].kinks[0].nodes == ("h1",)
    others = {each.verdict for each in check.nodes if each.node not in ("z1", "h0")}
    assert others == {Verdict.AGREES}
    assert check.passes


@pytest.mark.parametrize(
    ("at_zero", "lies"), [(0.0, "on the left"), (0.25, "between"), (1.0, "on the right")]
)
def test_a_kink_says_where_the_convention_lies(at_zero, lies, build):
    network = build("L = 3*relu(w)", w=0.0)
    network = replace(network, conventions=Conventions(relu_at_zero=at_zero))
    assert sides(checked(network), "w") == [(0.0, 3.0, 3.0 * at_zero, lies)]


def test_conventions_that_add_up_to_no_derivative_lie_outside(build):
    """relu(w) - relu(-w) is w, with derivative 1; with 0 at both kinks the chain rule says 0."""
    network = build("L = relu(w) - relu(-w)", w=0.0)
    assert sides(checked(network), "w") == [(1.0, 1.0, 0.0, "outside")]
    half = replace(network, conventions=Conventions(relu_at_zero=0.5))
    assert by_node(checked(half))["w"].verdict is Verdict.AGREES


@pytest.mark.parametrize(
    ("loss", "left", "right", "taken"),
    [
        ("abs(w)", -1.0, 1.0, 0.0),
        ("leaky_relu(w, slope=0.25)", 0.25, 1.0, 0.25),
        ("maximum(w, 0)", 0.0, 1.0, 0.5),
        ("minimum(w, 3*w)", 3.0, 1.0, 2.0),
        ("maximum(-w, 2*w) + w", 0.0, 3.0, 1.5),
    ],
)
def test_every_op_with_a_kink_has_its_one_sided_derivatives(loss, left, right, taken, build):
    ((*found, _),) = sides(checked(build(f"L = {loss}", w=0.0)), "w")
    assert found == [left, right, taken]


def test_the_square_of_the_step_moves_nothing_off_a_kink(build):
    """w*w + 2*w is -h*h + 2ih for w = ih; the slope at the kink is 2 to either side."""
    assert sides(checked(build("L = abs(w*w + 2*w)", w=0.0)), "w") == [
        (-2.0, 2.0, 0.0, "between")
    ]  # fmt: skip


@pytest.mark.parametrize("z", [1e-12, -1e-12])
def test_right_beside_a_kink_there_is_one_derivative(z, build):
    found = by_node(checked(build("L = relu(w) + abs(w)", w=z)))["w"]
    assert (found.verdict, found.absolute_error) == (Verdict.AGREES, 0.0)


def test_a_value_that_stays_on_the_kink_crosses_none(build):
    """Moving w does not move w*0, so the ReLU of it stays where it is."""
    found = by_node(checked(build("L = relu(w*x) + w", {"x": 0.0}, w=2.0)))["w"]
    assert (found.verdict, found.kinks) == (Verdict.AGREES, ())


def test_only_the_entries_at_a_kink_are_told_of(build):
    check = checked(build("L = sum(abs(W))", W=array([[1, 0], [-2, 0]])))
    found = by_node(check)["W"]
    assert [(kink.index, kink.left, kink.right) for kink in found.kinks] == [
        ((0, 1), -1.0, 1.0),
        ((1, 1), -1.0, 1.0),
    ]
    assert (found.verdict, found.absolute_error) == (Verdict.AT_A_KINK, 0.0)
