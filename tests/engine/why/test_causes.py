"""Why a value is what it is, held against the worked exercise."""

import numpy as np
import pytest

from engine.debugger.debugger import Debugger
from engine.iterations.state import State
from engine.iterations.timeline import Timeline
from engine.language.notation import Style
from engine.language.values import array
from engine.program.program import derive
from engine.program.recipe import Recipe
from engine.why.answer import why_lines
from engine.why.causes import cause_of, causes
from engine.why.quantity import ask
from engine.why.reasons import Reason
from tests.engine.why.asking import asked, stop_at, why


def asked_of(text, network):
    timeline = Timeline(derive(network))
    run = timeline.run(0)
    return ask(text, State(run, len(run.program.equations)), timeline)


def lines_of(text, network):
    timeline = Timeline(derive(network))
    state = State(timeline.run(0), len(timeline.program.equations))
    return why_lines(text, state, timeline, Style(shapes=timeline.program.shapes, digits=6))


# The worked exercise


@pytest.mark.parametrize("text", ["dL/dw3", "∂L/∂w3", " dL/dw3 "])
def test_the_gradient_of_w3_is_0_as_relu_0_is_dead(text):
    assert why(text, stop_at(Recipe("skip"), 1)) == [
        "∂L/∂w3 = 0, because h0 = 0, because ReLU 0 is dead since iteration 1.",
        "  ∂L/∂w3 = ∂L/∂z2 · h0 = 1 · 0 = 0",
        "    h0 = ReLU(z0) = ReLU(−0.25) = 0",
        "      z0 = w0 · x = −0.25 · 1 = −0.25",
    ]


def test_the_tree_can_be_walked():
    quantity = asked("dL/dw3", stop_at(Recipe("skip"), 1))
    assert [child.symbol for child in quantity.children] == ["dL/dz2", "h0"]
    assert [child.value for child in quantity.children] == [1, 0]
    (h0,) = [zero.quantity for zero in cause_of(quantity).zeros]
    assert (h0.symbol, cause_of(h0).reason) == ("h0", Reason.DEAD_RELU)
    assert cause_of(h0).zeros[0].gate.relu.node == "h0"
    (z0,) = h0.children
    weight, x = z0.children
    # w0 is what the update of iteration 0 left: 0.5 − 1·0.75.
    assert (weight.value, weight.step.iteration, weight.step.phase) == (-0.25, 0, "update")
    assert [child.value for child in weight.children] == [0.5, 1, 0.75]
    assert (cause_of(x).reason, x.children) == (Reason.GIVEN, ())


def test_a_masked_gradient_names_the_relu_itself():
    quantity = asked("dL/dz0", stop_at(Recipe("skip"), 1))
    assert cause_of(quantity).reason is Reason.DEAD_RELU
    (gate,) = [zero.gate for zero in cause_of(quantity).zeros]
    assert (gate.relu.node, gate.since) == ("h0", 1)


def test_not_computed_yet_is_told_apart_from_0():
    lines = why("dL/dw3", stop_at(Recipe("skip"), 1, step=1))
    assert lines[0] == "∂L/∂w3 is not computed yet: step 11 does it. Then:"
    assert "ReLU 0 is dead" in lines[1]


def test_under_way_is_not_computed():
    debugger = Debugger(Recipe("skip").program())
    stop = debugger.goto(14, 0)
    while stop.cursor.arrived != 1:
        stop = debugger.into()
    name = stop.step.symbol
    assert name == "dL/dh0"
    assert "not computed yet" in why(name, stop)[0]


def test_a_value_that_is_not_0_is_explained_by_its_step():
    first, *rest = why("dL/dh0", stop_at(Recipe("skip")))
    assert first.startswith("∂L/∂h0 = 0.75. h0 feeds z1 and z2, so two contributions add up")
    assert rest == ["  ∂L/∂h0 = ∂L/∂z2 · w3 + ∂L/∂z1 · w1 = 1 · 0.5 + 0.5 · 0.5 = 0.75"]


def test_what_is_given_says_so():
    stop = stop_at(Recipe("skip"), step=1)
    assert why("x", stop) == ["x = 1: it is given."]
    assert why("w0", stop) == ["w0 = 0.5: it is given, before the first update."]
    assert why("lr", stop) == ["lr = 1: it is the learning rate."]


def test_a_gradient_that_nothing_depends_on_says_so():
    (line,) = why("dL/dx", stop_at(Recipe("skip")))
    assert "no equation needs the gradient of the input x" in line
    assert why("dL/dL", stop_at(Recipe("skip")))[0].startswith("dL/dL is 1")


def test_a_weight_that_the_update_takes_to_0_is_a_sum_that_cancels():
    cause = cause_of(asked("w3", stop_at(Recipe("skip"), 1, step=1)))
    assert cause.reason is Reason.CANCELS
    assert [part.value for part in cause.parts] == [0.5, -0.5]


def test_an_update_that_changes_nothing_says_why():
    first = why("w0", stop_at(Recipe("skip", learning_rate=0.0)))[0]
    assert first.startswith("w0 = 0.5: the update of iteration 0 left it as it was, because lr = 0")
    first = why("w1", stop_at(Recipe("skip"), 1))[0]
    assert "left it as it was, because ∂L/∂w1 = 0, because" in first
    assert first.endswith("ReLU 0 is dead since iteration 1.")


def test_at_the_target_the_loss_is_flat():
    # y equals the prediction 0.375, and the derivative of |·| at 0 is taken as 0.
    chain = list(causes(asked("dL/dw3", stop_at(Recipe("skip", {"y": 0.375})))))
    assert [each.symbol for each in chain] == ["dL/dw3", "dL/dz2", "dL/dyhat"]
    assert cause_of(chain[-1]).reason is Reason.FLAT


CHAIN = "h0 = relu(w*x)\n" + "\n".join(f"h{i + 1} = 2*h{i}" for i in range(60)) + "\nL = h60"


def test_a_long_chain_is_cut_and_ends_in_its_first_cause(build):
    lines = lines_of("L", build(CHAIN, {"x": 1.0}, w=-1.0))
    assert (
        lines[0] == "L = 0, because h60 = 0, and in the end because ReLU 0 is dead from the start."
    )
    assert any("more)" in line for line in lines)


def test_a_chain_that_ends_in_what_is_given_says_what(build):
    lines = lines_of("L", build(CHAIN, {"x": 0.0}, w=1.0))
    assert lines[0] == ("L = 0, because h60 = 0, and in the end because x = 0, which is given.")


def test_two_that_are_0_by_the_same_are_said_together():
    lines = why("yhat", stop_at(Recipe("deep", {"depth": 60.0, "w0": -1.0})))
    assert lines[0] == (
        "ŷ = 0, because z60 = 0, because h59 and h58 are 0 (ReLU 0 is dead from the start)."
    )


# Other illnesses


def test_contributions_of_two_paths_can_cancel(build):
    cause = asked_of("dL/dh", build("h = w*x\na = 2*h\nb = 3*h\nL = 3*a - 2*b", {"x": 1.0}, w=1.0))
    assert cause_of(cause).reason is Reason.CANCELS
    assert sorted((part.source, part.value) for part in cause_of(cause).parts) == [
        ("a", 6),
        ("b", -6),
    ]


def test_a_relu_at_the_kink_is_not_dead(build):
    quantity = asked_of("dL/dz", build("z = w*x\nh = relu(z)\nL = h", {"x": 1.0}, w=0.0))
    assert cause_of(quantity).reason is Reason.KINK


def test_what_is_left_out_of_a_long_entry_still_counts(build):
    rng = np.random.default_rng(0)
    a, b, c = (array(rng.normal(size=shape)) for shape in ((2, 30), (30, 20), (20, 2)))
    quantity = asked_of("C[1,0]", build("C = (A@B)@V\nL = sum(C)", {"A": a}, B=b, V=c))
    (term,) = quantity.terms
    assert quantity.evaluate(term) == pytest.approx((a @ b @ c)[1, 0], rel=1e-12)
