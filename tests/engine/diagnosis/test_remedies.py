"""Remedies: those that make sense for what a diagnosis says, and no others."""

import math
from dataclasses import replace

import numpy as np
import pytest

from engine.diagnosis.course_claims import Stayed
from engine.diagnosis.diagnosis import diagnosis_claims
from engine.diagnosis.future_claims import Leaves, Returns
from engine.diagnosis.kinds import Kind
from engine.diagnosis.rate_claims import Frozen
from engine.diagnosis.remedies import larger, more_iterations, remedies
from engine.diagnosis.verdicts import Verdict
from engine.network.optimisers import Optimiser
from engine.program.program import derive
from engine.program.recipe import Recipe
from tests.engine.diagnosis.training import trained

pytestmark = pytest.mark.usefixtures("near")


def offered(program, count, tried=()):
    timeline = trained(program, count)
    claims = diagnosis_claims(timeline)
    return [each.text for each in remedies(timeline, claims, tried)], more_iterations(
        timeline, claims
    )


def of(name, count, **changes):
    return offered(Recipe(name, **changes).program(), count)


def test_dead_units_may_be_leaky_or_drawn_anew_or_spared():
    assert of("xor", 700, seed=8)[0] == ["lr = 0.1", "seed 9", "leaky ReLU 0.1"]


def test_a_linear_network_is_not_offered_leaky_relus():
    texts, _ = of("xor", 300)
    assert texts[0] == "seed 1"
    assert [text.split(" ")[0] for text in texts] == ["seed", "weights"]


def test_what_jumps_or_diverges_is_offered_smaller_updates_and_no_other_seed():
    assert of("xor", 100, seed=1, learning_rate=10.0)[0] == ["lr = 1", "leaky ReLU 0.1"]
    assert of("regression", 1000, learning_rate=2.0) == (["lr = 0.2"], 0)


def test_nothing_is_offered_where_every_parameter_is_frozen():
    timeline = trained(Recipe("regression", learning_rate=2.0).program(), 20)
    verdict, *reasons = diagnosis_claims(timeline)
    assert remedies(timeline, [verdict, *reasons])
    for names, is_offered in ((("w",), True), (("w", "b"), False)):
        frozen = Frozen(verdict.iteration, names)
        assert bool(remedies(timeline, [verdict, *reasons, frozen])) == is_offered


def test_what_is_slow_is_offered_larger_updates():
    texts, more = of("xor", 50, seed=1, learning_rate=0.01)
    assert texts[0] == "lr = 0.1"
    assert more == 10_000


def test_nothing_is_offered_where_nothing_is_wrong_or_nothing_was_run():
    assert of("xor", 1000, seed=1) == ([], 0)
    assert of("regression", 500) == ([], 0)
    assert of("xor", 0) == ([], 100)


def test_a_network_without_seed_or_relu_is_not_offered_any(build):
    slow = derive(replace(build("L = square(w - 3)", w=1.0), learning_rate=1e-9))
    assert offered(slow, 20)[0] == ["lr = 1e-08"]


def test_a_learning_rate_below_0_is_turned():
    assert of("regression", 20, learning_rate=-0.01)[0][0] == "lr = 0.01"
    assert of("regression", 20, learning_rate=0.0)[0][0] == "lr = 0.1"


def test_with_adam_one_sample_and_dead_for_good():
    network = replace(Recipe("skip").program().network, optimiser=Optimiser("adam"))
    assert offered(derive(network), 300)[0] is not None
    assert of("skip", 5)[0] == ["lr = 0.1", "leaky ReLU 0.1"]


def test_what_was_tried_is_not_offered_again_but_the_next_seed():
    tried = ["seed 9", "seed 10", "leaky ReLU 0.1"]
    texts, _ = offered(Recipe("xor", seed=8).program(), 700, tried)
    assert texts == ["lr = 0.1", "seed 11"]


def test_vanishing_gradients_are_offered_weights_that_shrink_nothing():
    texts, _ = of("deep", 20, values={"depth": 40.0, "skip": 0.0})
    assert texts == ["weights × 2"]  # all are 0.5, and one number comes of one


def test_weights_are_of_the_size_that_keeps_the_variance():
    program = Recipe("xor", seed=3).program()
    given = program.network.parameters
    sizes = [math.sqrt(0.5 / np.mean(given[name] ** 2)) for name in ("W1", "W2")]
    assert larger(program) == float(f"{max(sizes):.1g}")


@pytest.mark.parametrize(
    ("then", "text"), [(math.nan, "lr = 0.1"), (9.0, "lr = 0.1"), (0.1, "lr = 10")]
)
def test_a_plateau_that_is_left_upwards_is_offered_smaller_updates(then, text):
    timeline = trained(Recipe("skip").program(), 3)
    stayed = Stayed(3, 3.0, 1)
    said = (Verdict(3, Kind.UNDECIDED, (stayed,)), Leaves(3, 3.0, 500, then))
    assert next(each.text for each in remedies(timeline, said)) == text
    assert more_iterations(timeline, said) == 500 + 100 - 3


def test_what_would_not_stay_solved_is_offered_smaller_updates():
    timeline = trained(Recipe("skip").program(), 3)
    said = (Verdict(3, Kind.UNDECIDED, (Stayed(3, 3.0, 1),)), Returns(3, 0.1, 9))
    assert [each.text for each in remedies(timeline, said)] == ["lr = 0.1"]
