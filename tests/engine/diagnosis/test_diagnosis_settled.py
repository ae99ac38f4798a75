"""Where training has settled, and where it is solved."""

import math
from dataclasses import replace

import numpy as np
import pytest

from engine.diagnosis.diagnosis import diagnose
from engine.language.notation import TEXT
from engine.language.values import array
from engine.program.program import derive
from engine.program.recipe import Recipe
from tests.engine.diagnosis.training import CLASSES, POINTS, numbers_in, said, said_of, trained

NOISY = {"x": array([-1, 0, 1])}, {"y": array([1, 0, 1.5])}


def test_a_line_that_fits_as_well_as_it_can_is_at_its_minimum(build):
    given, targets = NOISY
    network = build(
        "yhat = w*x + b\nL = mean(square(yhat - y))", given, targets=targets, w=0.0, b=0.0
    )
    left = np.linalg.lstsq(np.stack([given["x"], np.ones(3)], axis=1), targets["y"], rcond=None)[1]
    sentences = said_of(network, 500)
    assert sentences[0].startswith("settled at its minimum: the loss has stayed within 0.1 % of ")
    assert numbers_in(sentences[0])[1] == pytest.approx(left[0] / 3, rel=1e-9)
    assert left[0] / 3 > 0.1 * (1 + 0 + 1.5**2) / 3
    assert sentences[1].startswith("no parameter has a gradient larger than ")
    assert numbers_in(sentences[1])[0] < 1e-9
    assert sentences[2:] == ["the loss is convex, so there is no lower minimum"]


def test_a_good_line_is_solved_and_at_its_minimum():
    sentences = said(Recipe("regression").program(), 1000)
    assert sentences[0].startswith("solved: the loss fell from 2.976 to 0.0158")
    assert sentences[1].startswith("the loss has stayed within 0.1 % of 0.0158")
    assert sentences[2:] == [sentences[2], "the loss is convex, so there is no lower minimum"]


def test_without_hidden_units_ln_2_is_the_minimum_of_xor_and_no_illness(build):
    network = build(
        "O = X @ W + b\nL = mean(cross_entropy(O, Y))", POINTS, targets=CLASSES,
        W=array([[0.5, -0.5], [0.25, 0]]), b=array([0.5, 0]),
    )  # fmt: skip
    sentences = said_of(network, 1000, rate=1.0)
    assert sentences[0].startswith("settled at its minimum: ")
    assert math.log(2) in [pytest.approx(number, rel=1e-6) for number in numbers_in(sentences[0])]


def test_a_network_with_units_settles_without_being_ill(build):
    """Two samples with one input and two targets: the mean of these is the best prediction."""
    network = build(
        "h = relu(w*x)\nyhat = v*h\nL = mean(square(yhat - y))",
        {"x": array([1, 1])}, targets={"y": array([1, 2])}, w=1.0, v=1.0,
    )  # fmt: skip
    sentences = said_of(network, 500)
    assert sentences[0].startswith("settled: the loss has stayed within 0.1 % of 0.25 since")
    assert sentences[1].startswith("no parameter has a gradient larger than ")
    assert sentences[2:] == [
        "every hidden unit is active for both samples, so the network is linear",
        "no hidden unit is dead",
    ]


def test_a_loss_that_falls_below_0_is_never_solved():
    timeline = trained(Recipe("neuron").program(), 1000)
    for count in range(1, 12):
        assert not said(timeline.program, count)[0].startswith("solved")
    sentences = diagnose(timeline, TEXT)
    assert sentences[0].startswith("settled: the loss has stayed within 0.1 % of -0.999")
    assert numbers_in(sentences[1])[0] == pytest.approx(
        2 * (1 - timeline.run(1000).loss ** 2), rel=1e-2
    )


def test_a_loss_near_0_on_its_way_down_is_not_solved(build):
    """It falls by 1 an iteration and is 0 in the middle."""
    network = build("L = w + 5", w=0.0)
    assert said_of(network, 5, rate=1.0) == [
        "still learning: the loss fell from 5 to 0 in 5 iterations"
    ]


def test_a_class_that_is_wrong_is_not_solved(build):
    """The same input with two classes, after a first loss that was a hundred times as large."""
    network = build(
        "O = X @ W\nL = mean(cross_entropy(O, Y))",
        {"X": array([[1, 0], [1, 0], [0, 1]])},
        targets={"Y": array([[1, 0], [0, 1], [0, 1]])},
        W=array([[0, 0], [300, 0]]),
    )
    timeline = trained(derive(replace(network, learning_rate=50.0)), 30)
    assert timeline.run(30).loss < 0.01 * timeline.losses[0]
    assert not diagnose(timeline, TEXT)[0].startswith("solved")


def test_a_loss_of_0_from_the_start_is_solved(build):
    assert said_of(build("L = square(w)", w=0.0), 3)[0] == "solved: the loss is 0"
