"""Softmax and cross-entropy."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from engine.errors import NetworkError
from engine.iterations.run import run_iteration
from engine.iterations.state import State
from engine.language.parser import parse
from engine.language.values import evaluate
from engine.program.program import derive
from tests.engine.language.operands import ANY, array_of, assert_gradients, numbers


def one_hot(classes, labels):
    return np.eye(classes)[labels]


def test_cross_entropy_is_minus_the_logarithm_of_the_right_class():
    logits = np.array([[0.0, math.log(3.0)], [math.log(7.0), 0.0]])
    found = evaluate(parse("cross_entropy(o, y)"), {"o": logits, "y": one_hot(2, [0, 1])})
    np.testing.assert_allclose(found, [math.log(4), math.log(8)], rtol=1e-15)


@pytest.mark.parametrize(
    ("logits", "label", "loss", "gradient"),
    [
        ([1000.0, -1000.0], 0, 0.0, [0.0, 0.0]),
        ([1000.0, -1000.0], 1, 2000.0, [1.0, -1.0]),
        ([1000.0, 1000.0], 0, math.log(2), [-0.5, 0.5]),
        ([-1000.0, -1000.0], 1, math.log(2), [0.5, -0.5]),
        ([-1000.0, 0.0], 0, 1000.0, [-1.0, 1.0]),
    ],
)
def test_cross_entropy_of_huge_logits_is_finite_and_right(logits, label, loss, gradient, build):
    for rows in (1, 2):
        o = np.array([logits] * rows) if rows > 1 else np.array(logits)
        y = np.broadcast_to(one_hot(2, label), o.shape).copy()
        network = build("c = cross_entropy(o, y)\nL = mean(c)", targets={"y": y}, o=o)
        program = derive(network)
        state = State(run_iteration(program, 0, program.start), len(program.equations))
        assert state.loss == pytest.approx(loss, rel=1e-15)
        np.testing.assert_allclose(
            state.gradient("o"), np.array(gradient * rows).reshape(o.shape) / rows, rtol=1e-15
        )


def test_an_impossible_class_costs_nothing_where_it_is_not_the_target():
    values = {"o": np.array([0.0, -math.inf]), "y": np.array([1.0, 0.0])}
    assert evaluate(parse("cross_entropy(o, y)"), values) == 0.0


@st.composite
def classified(draw, build):
    shape = draw(st.sampled_from([(2,), (3,), (2, 3), (4, 2), (2, 2, 3)]))
    labels = draw(hnp.arrays(np.intp, shape[:-1], elements=st.integers(0, shape[-1] - 1)))
    y = one_hot(shape[-1], labels)
    if draw(st.booleans()):
        y = 0.75 * y + 0.25 / shape[-1]
    weights = array_of(draw, shape[:-1], ANY)
    form = draw(
        st.sampled_from(
            ["L = sum(c*C)", "L = mean(c)*sum(C)", "L = sum(c)*sum(C)", "L = sum(c) + sum(C)"]
        )
    )
    inline = draw(st.booleans())
    text = (
        form.replace("c", "cross_entropy(o, y)") if inline else f"c = cross_entropy(o, y)\n{form}"
    )
    return build(text, {"C": weights}, targets={"y": y}, o=array_of(draw, shape, numbers(-20, 20)))


@given(data=st.data())
def test_the_gradient_of_cross_entropy_is_exact(data, build, complex_step):
    assert_gradients(data.draw(classified(build)), complex_step, 1e-12)


def test_the_gradient_of_cross_entropy_by_its_targets_is_minus_the_log_probability(build):
    y = np.array([[0.25, 0.75], [0.5, 0.5]])
    probabilities = np.array([[0.2, 0.8], [0.5, 0.5]])
    network = build("L = sum(cross_entropy(o, y))", targets={"y": y}, o=np.log(probabilities))
    program = derive(replace(network, gradients=("y",)))
    run = run_iteration(program, 0, program.start)
    found = State(run, len(program.equations)).gradient("y")
    np.testing.assert_allclose(found, -np.log(probabilities), rtol=1e-14)


@pytest.mark.parametrize(
    ("targets", "problem"),
    [("2*y", "row 0 of '2\\*y' sums to 2"), ("o", "a target or an input, or computed of these")],
)
def test_cross_entropy_takes_no_targets_that_training_could_change(build, targets, problem):
    y = np.array([1.0, 0.0])
    with pytest.raises(NetworkError, match=problem):
        build(f"L = cross_entropy(o, {targets}) + sum(y)", targets={"y": y}, o=y)


@given(hnp.arrays(np.float64, (3, 4), elements=numbers(-800, 800)), numbers(-500, 500))
def test_softmax_is_a_distribution_that_a_shift_does_not_change(logits, shift):
    found = evaluate(parse("softmax(o)"), {"o": logits})
    np.testing.assert_allclose(found.sum(axis=-1), 1.0, rtol=1e-14)
    moved = evaluate(parse("softmax(o)"), {"o": logits + shift})
    np.testing.assert_allclose(moved, found, rtol=1e-12, atol=1e-300)


def test_softmax_of_known_logits():
    found = evaluate(parse("softmax(o)"), {"o": np.log(np.array([1.0, 2.0, 5.0]))})
    np.testing.assert_allclose(found, [0.125, 0.25, 0.625], rtol=1e-15)
