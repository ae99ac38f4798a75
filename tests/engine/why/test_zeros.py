"""What makes a value 0: every zero that matters, by its right name; held against numpy."""

import numpy as np
import pytest

from engine.debugger.debugger import Debugger
from engine.language.values import array
from engine.program.program import derive
from engine.program.recipe import Recipe
from engine.why.causes import cause_of
from tests.engine.why.asking import asked, stop_at, why


def end_of(network):
    program = derive(network)
    return Debugger(program).goto(len(program.equations), 0)


def said_of(zeros):
    """Each zero as a name with its entries, or the node of its ReLU with its entries."""
    return {
        (zero.quantity.symbol if zero.quantity else zero.gate.node): sorted(
            tuple(map(int, place)) for place in np.argwhere(zero.fact.where)
        )
        for zero in zeros
    }


# Every zero is followed (issue 11, item 1)


def test_two_terms_are_0_for_reasons_of_their_own():
    lines = why("dL/dh0", stop_at(Recipe("skip", {"w1": -1.0, "w3": 0.0})))
    assert lines[0] == (
        "∂L/∂h0 = 0, because w3 = 0 (given) and ∂L/∂z1 = 0 (ReLU 1 is dead from the start)."
    )


def test_of_xor_the_set_is_named_that_suffices():
    stop = stop_at(Recipe("xor", seed=125), 1000)
    x, z = np.asarray(stop.state.value("X")), np.asarray(stop.state.value("Z"))
    # X[n,1] times the gradient that unit 1 passes: 0 for samples 0 and 2 by X, for 1 and 3 as z < 0
    assert (x[:, 1] == [0, 1, 0, 1]).all()
    assert (z[[1, 3], 1] < 0).all()
    assert z[0, 1] > 0
    found = cause_of(asked("dL/dW1[1,1]", stop))
    assert said_of(found.zeros) == {"X": [(0, 1), (2, 1)], "dL/dZ": [(1, 1), (3, 1)]}
    assert why("dL/dW1[1,1]", stop)[0] == (
        "∂L/∂W1[1,1] = 0, because X[0,1] and [2,1] are 0 (given) and ∂L/∂Z[1,1] and [3,1] are 0 "
        "(unit 1 of H is dead for samples 1 and 3)."
    )


def test_what_would_do_as_well_is_said(build):
    stop = end_of(build("h = relu(w*x)\nL = h*v", {"x": -1.0}, w=2.0, v=0.0))
    assert why("dL/dw", stop)[0] == (
        "∂L/∂w = 0, because the ReLU of h is dead from the start; ∂L/∂h = 0 (v = 0, given) as well."
    )


def test_a_factor_that_a_0_beside_it_makes_needless_is_not_named(build):
    # Of a·b + c·d every factor but c is 0: a and b each make the first term 0, d the second.
    stop = end_of(build("L = a*b + c*d", {}, a=0.0, b=0.0, c=1.0, d=0.0))
    found = cause_of(asked("L", stop))
    assert said_of(found.zeros) == {"a": [()], "d": [()]}
    assert said_of(found.as_well) == {"b": [()]}


# One and the same entry for all samples (item 2)


def test_samples_that_cancel_do_so_in_one_entry_that_is_named():
    stop = Debugger(Recipe("xor", seed=0).program()).goto(7, 1000)
    gradient = np.asarray(stop.state.gradient("O"))
    lines = why("dL/db2", stop)
    assert "    of which ∂L/∂b2[0]:" in lines
    shown = [
        float(line.split(": ")[1].replace("−", "-")) for line in lines if "sample " in line[:14]
    ]
    assert shown == pytest.approx(gradient[:, 0], rel=1e-5)
    assert float(lines[-1].split()[-1].replace("−", "-")) == pytest.approx(
        gradient[:, 0].sum(), rel=1e-5
    )


# The end of a chain matters (item 3)


@pytest.mark.parametrize("seed", [3, 7, 30])
def test_a_sample_that_contributes_nothing_is_no_cause(seed):
    program = Recipe("xor", seed=seed, learning_rate=3.0).program()
    stop = Debugger(program).goto(len(program.equations), 200)
    for i, j in np.ndindex(2, 2):
        text = f"dL/dW1[{i},{j}]"
        if asked(text, stop).value == 0.0:
            sentence = why(text, stop)[0]
            assert "for sample 0" not in sentence
            assert "for samples 0" not in sentence


# Rows of weights are no samples (item 4)


def test_a_relu_and_a_product_in_one_equation(build):
    x, w = np.array([[0.0, 1.0], [1.0, 0.0], [2.0, 0.0]]), np.array([[-1.0], [1.0]])
    network = build(
        "H = relu(X @ W1)\nL = mean(square(H @ W2 - Y))",
        {"X": array(x)},
        targets={"Y": array([[5.0], [2.0], [3.0]])},
        W1=array(w),
        W2=array([[1.0]]),
    )
    stop = end_of(network)
    assert ((x @ w > 0).ravel() == [True, False, False]).all()
    # X[0,0] = 0, and the ReLU is dead for the other two samples
    assert why("dL/dW1[0,0]", stop)[0] == (
        "∂L/∂W1[0,0] = 0, because X[0,0] = 0 (given) and the ReLU of H is dead for samples 1 and 2."
    )


# No ReLUs but those of relu (item 6)


@pytest.mark.parametrize(
    ("equations", "text", "said"),
    [
        ("L = maximum(a, b)", "dL/da", "max(a, b) passes its gradient to b, as a < b"),
        ("L = minimum(a, b)", "dL/db", "min(a, b) passes its gradient to a, as a < b"),
        ("h = a - b\nL = maximum(h, 0)", "dL/dh", "max(h, 0) is flat, as h < 0"),
        ("h = a - b\nL = step(h)*b", "L", "[h > 0] is 0, as h < 0"),
        ("L = step(a)*b", "dL/da", "the derivative of step is 0"),
        ("L = sign(a)*b", "dL/da", "the derivative of sign is 0"),
        ("L = leaky_relu(a - b, slope=0)", "dL/da", "is flat, as a − b < 0"),
    ],
)
def test_what_is_no_relu_is_not_called_one(build, equations, text, said):
    sentence = why(text, end_of(build(equations, {}, a=1.0, b=2.0)))[0]
    assert said in sentence
    assert "ReLU of" not in sentence
    assert "dead" not in sentence


# Words (item 10)


def test_a_sample_alone_is_not_named(build):
    values = {"W": array([[-1.0], [0.0]])}
    network = build("H = relu(X @ W)\nL = sum(H)", {"X": array([[1.0, 2.0]])}, **values)
    assert why("dL/dW[0,0]", end_of(network))[0] == (
        "∂L/∂W[0,0] = 0, because the ReLU of H is dead from the start."
    )


@pytest.mark.parametrize(
    ("equation", "weights"), [("relu(w @ x)", -np.ones((3, 3))), ("relu(w * x)", -np.ones(3))]
)
def test_features_are_no_samples(build, equation, weights):
    network = build(f"h = {equation}\nL = sum(h)", {"x": array([1.0, 2.0, 3.0])}, w=array(weights))
    sentence = why("h[1]", end_of(network))[0]
    assert sentence == "h[1] = 0, because unit 1 of h is dead from the start."


def test_a_number_that_is_0_is_not_0_because_it_is(build):
    assert why("dL/dw", end_of(build("h = w**0\nL = h + w*x", {"x": 0.0}, w=3.0)))[0] == (
        "∂L/∂w = 0, because x = 0 (given) and its equation has a factor 0."
    )


def test_what_contributions_would_do_without_a_cause_is_said(build):
    # The samples are alike and their targets opposite: for any w they add up to 0.
    targets = {"Y": array([1.0, -1.0])}
    network = build("L = sum(X*w*Y)", {"X": array([1.0, 1.0])}, targets=targets, w=0.0)
    assert why("L", end_of(network))[0] == (
        "L = 0, because w = 0, which is given, before the first update; "
        "else contributions would cancel."
    )


def test_a_zero_of_the_other_sign_is_no_value_that_was_set_by_hand(build):
    # Set to 0 everywhere, where the second entry is −0 anyway: nothing has changed in it.
    network = build("h = w*x\nL = sum(relu(h))", {"x": array([1.0, 0.0])}, w=-2.0)
    program = derive(network)
    debugger = Debugger(program)
    debugger.goto(1, 0)
    debugger.set_value("h = [0, 0]")
    stop = debugger.goto(len(program.equations), 0)
    assert "x[1] = 0" in " ".join(why("h[1]", stop))
    assert "by hand" in " ".join(why("h[0]", stop))
