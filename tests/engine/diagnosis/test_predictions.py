"""What a network predicts, held against numpy by hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.diagnosis.predictions import predictions
from engine.iterations.run import run_iteration
from engine.iterations.timeline import Timeline
from engine.language.values import array
from engine.program.program import derive
from engine.program.recipe import Recipe

X = array([[1, 2], [3, 4], [5, 6]])
Y = array([[1, 0], [0, 1], [1, 0]])


def predictions_of(network):
    program = derive(network)
    return predictions(run_iteration(program, 0, program.start))


def softmax(logits):
    powers = np.exp(logits)
    return powers / powers.sum(axis=-1, keepdims=True)


def test_a_solved_xor_gives_every_sample_its_class():
    timeline = Timeline(Recipe("xor", seed=1).program())
    for _ in timeline.reach(1000):
        pass
    (found,) = predictions(timeline.run(1000))
    known = dict(zip(timeline.program.base, timeline.run(1000).start, strict=True))
    hidden = np.maximum(known["X"] @ known["W1"] + known["b1"], 0)
    probabilities = softmax(hidden @ known["W2"] + known["b2"])
    np.testing.assert_allclose(found.found, probabilities, rtol=1e-12)
    assert (found.node, found.target, found.is_classifier) == ("O", "Y", True)
    assert found.wanted.argmax(axis=1).tolist() == [0, 1, 1, 0]
    assert found.right == 4


def test_a_line_predicts_a_number_for_each_point():
    timeline = Timeline(Recipe("regression", values={"w": 2.0, "b": 1.0}).program())
    (found,) = predictions(timeline.run(0))
    assert (found.node, found.target, found.is_classifier) == ("yhat", "y", False)
    assert found.found.tolist() == [[-1], [0], [1], [2], [3]]
    assert found.wanted.tolist() == [[-1.1], [0.2], [0.9], [2.1], [2.9]]
    assert found.right is None


def test_a_network_of_single_numbers_predicts_one():
    (found,) = predictions(Timeline(Recipe("skip").program()).run(0))
    assert (found.node, found.found.tolist(), found.wanted.tolist()) == ("yhat", [[0.375]], [[-3]])


def test_without_targets_nothing_is_predicted():
    assert predictions(Timeline(Recipe("neuron").program()).run(0)) == []


CLASSES = {"X": X}, {"Y": Y}, {"W": array([[0.5, -1], [0.25, 0.75]]), "b": array([0.5, -0.5])}
NUMBERS = {"X": X}, {"y": array([1, 0, 2])}, {"v": array([0.5, -1]), "c": 0.25}


@pytest.mark.parametrize(
    ("equations", "node"),
    [
        ("O = X @ W + b\nL = mean(cross_entropy(O, Y))", "O"),
        ("L = mean(cross_entropy(X @ W + b, Y))", "X @ W + b"),
        ("H = X @ W\nL = mean(cross_entropy(H + b, Y))", "H + b"),
        ("H = tanh(X @ W)\nC = cross_entropy(H - b, Y)\nL = sum(C)", "H - b"),
    ],
)
def test_the_logits_of_a_classifier_need_no_name(equations, node, build):
    given, targets, parameters = CLASSES
    (found,) = predictions_of(build(equations, given, targets=targets, **parameters))
    assert (found.node, found.target, found.is_classifier) == (node, "Y", True)


@pytest.mark.parametrize(
    ("equations", "node"),
    [
        ("h = X @ v\nL = mean(square(h + c - y))", "h + c"),  # and not h, which has its shape
        ("h = X @ v\np = h + c\nL = mean(abs(y - p))", "p"),
        ("h = X @ v\np = sigmoid(h + c)\nl = y*log(p) + (1 - y)*log(1 - p)\nL = -mean(l)", "p"),
        ("h = X @ v\nm = tanh(h + c)\nL = mean((m - y)*h)", "m"),
        ("p = X @ v + c\ne = p - y\nd = y - p\nL = mean(e*e) + mean(abs(d))", "p"),
    ],
)
def test_what_is_compared_with_a_target_is_the_prediction(equations, node, build):
    given, targets, parameters = NUMBERS
    (found,) = predictions_of(build(equations, given, targets=targets, **parameters))
    assert (found.node, found.target, found.is_classifier) == (node, "y", False)
    assert found.found.shape == found.wanted.shape == (3, 1)


@pytest.mark.parametrize(
    "equations",
    [
        "h = X @ v\nL = mean(y*h*h) + c",  # weights, not targets: nothing is compared
        "h = X @ v\nL = mean(h - c) + mean(y - 1)",
        "h = X @ v\nL = mean(square(expand_dims(h, axis=1) - y)) + c",  # of another shape
    ],
)
def test_what_is_not_compared_with_a_target_predicts_nothing(equations, build):
    given, targets, parameters = NUMBERS
    assert predictions_of(build(equations, given, targets=targets, **parameters)) == []


def test_two_heads_predict_two_targets(build):
    given, targets, parameters = CLASSES
    network = build(
        "O = X @ W + b\np = mean(O, axis=1)\nL = mean(cross_entropy(O, Y)) + mean(abs(p - y))",
        given,
        targets={**targets, "y": array([1, 2, 3])},
        **parameters,
    )
    found = [(each.node, each.target, each.is_classifier) for each in predictions_of(network)]
    assert found == [("O", "Y", True), ("p", "y", False)]


def test_a_target_between_classes_is_neither_right_nor_wrong(build):
    given, _, parameters = CLASSES
    soft = array([[0.5, 0.5], [0.25, 0.75], [1, 0]])
    network = build(
        "L = mean(cross_entropy(X @ W + b, Y))", given, targets={"Y": soft}, **parameters
    )
    assert predictions_of(network)[0].right is None


NUMBER = st.floats(-30, 30).map(lambda x: round(x, 2))


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_probabilities_are_those_of_numpy_and_sum_to_1(build, data):
    samples, classes = data.draw(st.integers(1, 6)), data.draw(st.integers(2, 5))
    entries = data.draw(st.lists(NUMBER, min_size=samples * classes, max_size=samples * classes))
    right = data.draw(st.lists(st.integers(0, classes - 1), min_size=samples, max_size=samples))
    logits = np.reshape(entries, (samples, classes))
    network = build(
        "O = X + b\nL = mean(cross_entropy(O, Y))",
        {"X": array(logits)},
        targets={"Y": array(np.eye(classes)[right])},
        b=array(np.zeros(classes)),
    )
    (found,) = predictions_of(network)
    np.testing.assert_allclose(found.found.sum(axis=1), 1, rtol=1e-12)
    np.testing.assert_allclose(found.found, softmax(logits), rtol=1e-12, atol=1e-300)
    likeliest = [
        max(range(classes), key=lambda k: row[k]) if row.count(max(row)) == 1 else None
        for row in logits.tolist()
    ]  # where two are as likely, no class is the one
    assert found.right == sum(a == b for a, b in zip(likeliest, right, strict=True))
