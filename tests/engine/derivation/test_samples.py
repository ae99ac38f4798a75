"""What each sample contributes to a gradient, held against sums, and one sample at a time."""

import re

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from engine.debugger.debugger import Debugger
from engine.derivation.samples import CANCELS, cancel, contributions, has_samples
from engine.iterations.step import Step
from engine.iterations.timeline import Timeline
from engine.language.parser import parse
from engine.language.shapes import MAX_ENTRIES
from engine.language.values import array
from engine.program.program import derive
from engine.program.recipe import Recipe
from tests.engine.derivation.steps import steps_of

X = array([[1, 2], [3, 4], [5, 6]])


def parts_of(network, name):
    return contributions(steps_of(network)[f"dL/d{name}"])


def used_in(equations, values):
    return {name: value for name, value in values.items() if re.search(rf"\b{name}\b", equations)}


# By hand


def test_the_contributions_to_a_weight_of_xor_are_those_of_its_samples():
    program = Recipe("xor", seed=0).program()
    step = Step(Timeline(program).run(0), program.index["dL/dW2"])
    given = program.network.constants
    hidden = np.maximum(given["X"] @ given["W1"] + given["b1"], 0)
    logits = hidden @ given["W2"] + given["b2"]
    powers = np.exp(logits)
    errors = (powers / powers.sum(axis=1, keepdims=True) - given["Y"]) / 4
    expected = [np.outer(hidden[n], errors[n]) for n in range(4)]
    np.testing.assert_allclose(contributions(step), expected, rtol=1e-12)


def test_at_ln_2_the_samples_of_xor_cancel():
    program = Recipe("xor", seed=0).program()
    timeline = Timeline(program)
    for _ in timeline.reach(1000):
        pass
    for name in ("W1", "b1", "W2", "b2"):
        parts = contributions(Step(timeline.run(1000), program.index[f"dL/d{name}"]))
        assert len(parts) == 4
        # Every sample pulls, and hardly anything is left of it.
        assert abs(parts).max() > 1e-3
        assert (abs(parts.sum(axis=0)) < 1e-3 * abs(parts).sum(axis=0)).all()
        assert cancel(parts)


def test_the_slope_of_a_line_gets_a_number_from_each_point():
    step = Step(Timeline(Recipe("regression").program()).run(0), 5)
    assert step.symbol == "dL/dw"
    x, y = np.array([-1, -0.5, 0, 0.5, 1]), np.array([-1.1, 0.2, 0.9, 2.1, 2.9])
    np.testing.assert_allclose(contributions(step), 2 / 5 * (0 - y) * x, rtol=1e-12)


# The forms that a sum over the samples may have


@pytest.mark.parametrize(
    ("equations", "name"),
    [
        ("Z = X @ W", "W"),
        ("Z = X @ transpose(V)", "V"),
        ("Z = X @ (2*W)", "W"),
        ("Z = X @ -W", "W"),
        ("Z = X*v", "v"),
        ("Z = X*row", "row"),
        ("Z = X*c", "c"),
        ("Z = X - v", "v"),
        ("Z = X + c*v", "c"),
        ("Z = X + c*v", "v"),
        ("Z = X*v + v", "v"),
        ("Z = X*(v @ v)", "v"),
        ("z = X @ v\nZ = z*z", "v"),
        ("z = X @ v + c\nZ = sum(X, axis=-1)*z", "c"),
    ],
)
def test_one_sample_alone_has_the_gradient_that_it_contributes(equations, name, build):
    """Of a sum of losses each part has the gradient of its own sample, by itself."""
    values = {
        "W": array([[0.5, -1.0, 2.0], [1.5, 0.25, -0.5]]),
        "V": array([[0.5, -1.0], [2.0, 1.5], [0.25, -0.5]]),
        "v": array([0.5, -1.5]),
        "row": array([[0.5, -1.5]]),
        "c": 0.75,
    }
    used = used_in(equations, values)

    def network(rows):
        return build(f"{equations}\nL = sum(tanh(Z/4))", {"X": rows}, **used)

    parts = parts_of(network(X), name)
    assert parts.shape == (3, *np.shape(values[name]))
    for sample in range(3):
        alone = steps_of(network(array(X[sample : sample + 1])))[f"dL/d{name}"].value
        np.testing.assert_allclose(parts[sample], alone, rtol=1e-12)


# What is no sum over the samples


@pytest.mark.parametrize(
    ("equations", "name"),
    [
        ("Z = X @ W", "Z"),  # a row for each sample, and no sum of them
        ("Z = X @ W + mean(square(W))", "W"),  # a part comes over another way
        ("Z = X * column", "column"),  # a number for each sample
        ("Z = X + B", "B"),
        ("Z = transpose(X) @ B", "B"),
        ("Z = B @ v\nY = X", "v"),  # rows of a parameter are no samples
        ("Z = tanh(c)*c\nY = X", "c"),
    ],
)
def test_there_are_no_contributions_where_the_gradient_is_no_sum_over_samples(
    equations, name, build
):
    values = {
        "W": array([[0.5, -1.0], [1.5, 0.25]]),
        "B": array([[0.5, -1.0], [2.0, 1.5], [0.25, -0.5]]),
        "column": array([[1], [2], [3]]),
        "v": array([0.5, -1.5]),
        "c": 0.75,
    }
    used = used_in(equations, values)
    also = " + mean(Y)" if "Y" in equations else ""
    assert parts_of(build(f"{equations}\nL = sum(tanh(Z)){also}", {"X": X}, **used), name) is None


def test_a_network_without_a_batch_has_no_contributions():
    assert all(
        contributions(step) is None for step in steps_of(Recipe("skip").program().network).values()
    )


def test_more_contributions_than_a_value_may_hold_are_not_made(build):
    def network(rows):
        given = {"X": array(np.ones((rows, 100)))}
        return build("Z = X @ W\nL = mean(Z)", given, W=array(np.ones((100, 100))))

    assert parts_of(network(MAX_ENTRIES // 10_000 + 1), "W") is None
    assert parts_of(network(2), "W").shape == (2, 100, 100)


ROWS = """
Z = X @ W
S = sum(y)
L = mean(cross_entropy(Z + b, Y)) + S*c + sum(M)
"""


@pytest.mark.parametrize(
    ("text", "has"),
    [
        ("X", True), ("Z", True), ("y", True), ("dL/dZ", True), ("-X", True), ("X + b", True),
        ("b + X", True), ("X @ W", True), ("softmax(Z)", True), ("sum(X, axis=1)", True),
        ("mean(X, axis=-1)", True), ("expand_dims(y, axis=-1)", True), ("outer(y, b)", True),
        ("broadcast_to(c, X)", True), ("cross_entropy(Z, Y)", True),
        ("W", False), ("b", False), ("S", False), ("dL/dW", False), ("dL/db", False),
        ("transpose(X)", False), ("sum(X, axis=0)", False), ("mean(X, axis=-2)", False),
        ("sum(X)", False), ("expand_dims(y, axis=0)", False), ("expand_dims(y)", False),
        ("y @ X", False), ("transpose(X) @ Z", False), ("sum_to(Z, b)", False),
        ("y*M", False), ("W @ W", False), ("cross_entropy(b, b)", False), ("3*c", False),
    ],
)  # fmt: skip
def test_an_expression_has_samples_only_if_its_first_axis_is_theirs(text, has, build):
    network = build(
        ROWS, {"X": X, "y": array([1, 2, 3])}, targets={"Y": array([[1, 0], [0, 1], [1, 0]])},
        W=array([[1, 2], [3, 4]]), b=array([1, 2]), c=1.0, M=array([[1, 2, 3], [4, 5, 6]]),
    )  # fmt: skip
    assert has_samples(derive(network), parse(text)) is has


# Always

NUMBERS = st.floats(-2, 2).map(lambda x: round(x, 3))
BENDS = ("relu", "tanh", "sigmoid", "abs", "square")


def arrays(*shape):
    size = int(np.prod(shape))
    return st.lists(NUMBERS, min_size=size, max_size=size).map(
        lambda entries: array(np.reshape(entries, shape))
    )


@st.composite
def networks(draw, build):
    samples = draw(st.integers(2, 5))
    inputs, units, outputs = (draw(st.integers(1, 4)) for _ in range(3))
    bend = draw(st.sampled_from(BENDS))
    hidden = draw(st.sampled_from(["X @ W1 + b1", "X @ W1 - row*c", "(X @ W1 + b1)*row", "X @ W1"]))
    loss = draw(
        st.sampled_from(
            ["mean(square(O - Y))", "sum(abs(O - Y))", "mean(mean(square(Y - O), axis=1))"]
        )
    )
    values = {
        "W1": draw(arrays(inputs, units)),
        "b1": draw(arrays(units)),
        "row": draw(arrays(1, units)),
        "c": draw(NUMBERS),
        "W2": draw(arrays(units, outputs)),
        "b2": draw(arrays(outputs)),
    }
    text = f"H = {bend}({hidden})\nO = H @ W2 + b2\nL = {loss}"
    given = {"X": draw(arrays(samples, inputs))}
    targets = {"Y": draw(arrays(samples, outputs))}
    return build(text, given, targets=targets, **used_in(text, values))


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_the_contributions_add_up_to_the_gradient(build, data):
    network = data.draw(networks(build))
    steps = steps_of(network)
    for name in network.parameters:
        step = steps[f"dL/d{name}"]
        parts = contributions(step)
        assert parts is not None
        assert parts.shape == (network.samples, *np.shape(step.value))
        largest = abs(parts).sum(axis=0)
        assert (abs(parts.sum(axis=0) - step.value) <= 1e-12 * largest).all()


@settings(max_examples=150)
@given(st.lists(NUMBERS, min_size=2, max_size=6))
def test_contributions_cancel_if_far_less_is_left_than_there_was(numbers):
    parts = np.array(numbers)[:, None]
    size = sum(map(abs, numbers))
    assume(size > 0 and abs(abs(sum(numbers)) / size - CANCELS) > 1e-9)
    assert cancel(parts) == (abs(sum(numbers)) < CANCELS * size)


def test_nothing_but_zeros_does_not_cancel():
    assert not cancel(np.zeros((4, 2)))
    assert not cancel(np.array([[1.0, 1.0], [-1.0, 1.0]]))


def test_a_gradient_that_was_set_by_hand_is_no_sum_over_samples():
    debugger = Debugger(Recipe("xor").program())
    debugger.goto(6)
    assert contributions(debugger.stop.step) is not None
    assert contributions(debugger.set_value("dL/dW2[0,0] = 5").step) is None
