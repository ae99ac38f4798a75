"""Groups of samples that share a prediction, and sentences of any diagnosis."""

import time
from dataclasses import replace

import numpy as np
import pytest

from engine.diagnosis.diagnosis import diagnose, diagnosis_claims
from engine.diagnosis.findings import MAX_GROUPS
from engine.iterations.timeline import Timeline
from engine.language.notation import TEXT, Style
from engine.language.values import array
from engine.program.program import derive
from engine.program.recipe import Recipe
from tests.engine.diagnosis.training import CLASSES, POINTS, said_of, trained

# Groups of samples


def test_samples_that_cannot_be_told_apart_are_not_expected_to_be(build):
    same = {"X": array([[1, 1]] * 4)}
    equations = "H = tanh(X @ W)\nO = H @ V\nL = mean(cross_entropy(O, Y))"
    values = {"W": array([[0.5, 0.25], [0.5, 0.5]]), "V": array([[0.5, -0.5], [0.25, 0]])}
    sentences = said_of(build(equations, same, targets=CLASSES, **values), 300, rate=0.5)
    assert sentences[0].startswith("settled: ")
    assert not [each for each in sentences if "same prediction" in each]


def big_batch(build, equations, samples, **parameters):
    rng = np.random.default_rng(0)
    given = {"X": array(rng.normal(size=(samples, 3)))}
    classes = rng.integers(0, 3, size=samples)
    targets = {"Y": array(np.eye(3)[classes])} if "Y" in equations else {
        "y": array(rng.normal(size=samples))
    }  # fmt: skip
    return build(equations, given, targets=targets, **parameters)


def test_ten_thousand_samples_are_looked_through_in_no_time(build):
    """Most of the samples have no active unit, and all others have predictions of their own."""
    network = big_batch(
        build, "H = relu(X @ W - 1.3)\nO = H @ V + b\nL = mean(cross_entropy(O, Y))", 10_000,
        W=array(np.eye(3)), V=array(100*np.eye(3)), b=array([0.0, 0.0, 0.0]),
    )  # fmt: skip
    timeline = trained(derive(replace(network, learning_rate=1e-6)), 15)
    began = time.perf_counter()
    sentences = diagnose(timeline, TEXT)
    assert time.perf_counter() - began < 1.0
    silent = [each for each in sentences if "same prediction" in each]
    assert silent[0].endswith(": no hidden unit is active for any of them")
    weights = timeline.run(15).start[timeline.program.base["W"]]
    quiet = int((network.inputs["X"] @ weights <= 1.3).all(axis=1).sum())
    assert 5000 < quiet < 9000
    assert f" and {quiet - 5} more get about the same prediction" in silent[0]
    assert len(silent) <= MAX_GROUPS


def test_ten_thousand_different_predictions_are_compared_in_no_time(build):
    network = big_batch(
        build, "O = X @ V\nL = mean(cross_entropy(O, Y))", 10_000, V=array(np.eye(3)[::-1])
    )
    timeline = trained(derive(replace(network, learning_rate=1e-6)), 15)
    began = time.perf_counter()
    sentences = diagnose(timeline, TEXT)
    assert time.perf_counter() - began < 0.5
    assert not [each for each in sentences if "same prediction" in each]


def test_numbers_that_happen_to_be_close_are_no_group(build):
    """Points that lie close together, of which each has a target of its own."""
    points = {"x": array([1, 1.0001, 1.0002, 5])}
    network = build(
        "h = tanh(w*x)\np = v*h\nL = mean(square(p - y))", points,
        targets={"y": array([1, 2, 3, 0])}, w=1.0, v=1.0,
    )  # fmt: skip
    sentences = said_of(network, 300)
    assert not [each for each in sentences if "same prediction" in each]


def shared_by(build, logits, right):
    """What is said of samples with these logits."""
    count = len(logits)
    network = build(
        "O = X @ W\nL = mean(cross_entropy(O, Y))",
        {"X": array(np.eye(count))},
        targets={"Y": array(np.eye(len(logits[0]))[right])},
        W=array(logits),
    )
    sentences = said_of(network, 20, rate=1e-9)
    return [each for each in sentences if "same prediction" in each]


@pytest.mark.usefixtures("near")
def test_a_prediction_is_shared_only_if_all_its_probabilities_are(build):
    logits = np.log([[0.5, 0.3, 0.2], [0.5, 0.2, 0.3], [0.1, 0.8, 0.1]])
    assert shared_by(build, logits.tolist(), [0, 1, 2]) == []


@pytest.mark.usefixtures("near")
def test_samples_that_share_a_prediction_are_named(build):
    logits = np.log([[0.5, 0.3, 0.2], [0.1, 0.8, 0.1], [0.5, 0.3, 0.2]])
    assert shared_by(build, logits.tolist(), [0, 1, 2]) == [
        "samples 0 and 2 get about the same prediction, [0.5, 0.3, 0.2], but have different targets"
    ]
    assert shared_by(build, logits.tolist(), [0, 1, 0]) == []


@pytest.mark.usefixtures("near")
def test_two_of_many_samples_that_share_a_prediction_are_not_told_of(build):
    ways = np.linspace(-2, 2, 40)
    logits = [[way, -way] for way in ways[:-1]] + [[ways[0], -ways[0]]]
    assert shared_by(build, logits, [0] * 39 + [1]) == []


def test_a_network_that_predicts_the_same_number_for_all_says_so(build):
    network = build(
        "H = relu(X @ W - 1)\nP = H @ V + b\nL = mean(square(P - Y))", POINTS,
        targets={"Y": array([[100], [200], [300], [400]])},
        W=array([[0.25, -1], [0.25, -1]]), V=array([[1], [1]]), b=array([0.0]),
    )  # fmt: skip
    sentences = said_of(network, 300)
    assert (
        "all 4 samples get about the same prediction, [250], but have different targets: "
        "no hidden unit is active for any of them"
    ) in sentences


# All of them


@pytest.mark.usefixtures("near")
@pytest.mark.parametrize("kind", ["gd", "momentum", "adam"])
@pytest.mark.parametrize(
    "name", ["skip", "plain", "neuron", "regression", "classifier", "xor", "deep"]
)
def test_every_diagnosis_is_a_list_of_short_sentences(name, kind):
    verdicts = (
        "diverged", "nothing is learnt yet", "solved", "jumping", "settled at its minimum",
        "settled", "stopped learning", "not learning", "hardly learning", "still learning",
        "rising", "not settling", "too early to tell", "not decided yet",
    )  # fmt: skip
    program = Recipe(name, optimiser=kind, seed=3).program()
    unicode = Style(names=program.network.names, shapes=program.shapes, digits=6)
    timeline = Timeline(program)
    for count in (0, 1, 2, 12, 300):
        for _ in timeline.reach(count):
            pass
        claims = diagnosis_claims(timeline)
        plain, shown = (
            [claim.words(program, style) for claim in claims] for style in (TEXT, unicode)
        )
        assert plain == diagnose(timeline, TEXT)
        for sentences in (plain, shown):
            assert sentences[0].partition(":")[0] in verdicts
            for sentence in sentences:
                assert 10 < len(sentence) < 200
                assert sentence[-1] != "."
                assert "  " not in sentence
                assert "None" not in sentence
                assert " 1 iterations" not in sentence
        assert all(sentence.isascii() for sentence in plain)
