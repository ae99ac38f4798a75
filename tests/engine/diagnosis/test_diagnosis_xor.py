"""What is said of XOR trained, held against the same training written by hand in numpy."""

import math

import numpy as np
import pytest

from engine.diagnosis.diagnosis import diagnose
from engine.language.notation import TEXT
from engine.program.recipe import Recipe
from tests.engine.diagnosis.training import LINEAR, numbers_in, trained


def cancelling(by_hand):
    """The gradients that the samples pull at, and of which hardly anything is left."""
    found = []
    for name, parts in by_hand.contributions.items():
        pulls = abs(parts).sum(axis=0)
        if pulls.max() > 0 and (abs(parts.sum(axis=0)) <= 1e-3 * pulls).all():
            found.append(f"dL/d{name}")
    return found


def test_seed_0_stays_at_ln_2_as_a_linear_network_in_which_the_samples_cancel(xor):
    sentences, by_hand = xor(0)
    assert by_hand.losses[-1] == pytest.approx(math.log(2), rel=1e-6)
    assert np.all(by_hand.masks)
    assert cancelling(by_hand) == ["dL/dW1", "dL/db1", "dL/dW2", "dL/db2"]
    verdict, *reasons = sentences
    assert verdict.startswith("not learning: the loss has stayed within 0.1 % of 0.69314")
    assert verdict.endswith(" since iteration 0, and would not get lower in 10,000 more")
    assert max(abs(loss - math.log(2)) for loss in by_hand.losses) < 1e-3 * math.log(2)
    assert reasons == [
        LINEAR,
        "all 4 samples get about the same prediction, [0.5, 0.5], but have different targets",
        "the samples' contributions to dL/dW1, dL/db1, dL/dW2 and dL/db2 cancel",
    ]


def test_seed_1_is_solved(xor):
    sentences, by_hand = xor(1)
    first, last = by_hand.losses[0], by_hand.losses[-1]
    assert last == pytest.approx(0.00118, abs=5e-6)
    assert sentences[0].startswith("solved: the loss fell from ")
    fell, ahead = sentences[0].split(", and would stay below ")
    assert numbers_in(fell) == pytest.approx([first, last], rel=1e-9)
    assert ahead.endswith(" in 10,000 more iterations")
    assert numbers_in(ahead)[0] == pytest.approx(first / 100, rel=1e-9)
    assert by_hand.probabilities.argmax(axis=1).tolist() == [0, 1, 1, 0]
    assert sentences[1:] == ["all 4 samples get the right class"]


@pytest.mark.parametrize(("seed", "together"), [(5, [2, 3]), (14, [1, 3])])
def test_seeds_at_a_plateau_of_half_ln_2_have_two_samples_on_one_prediction(xor, seed, together):
    sentences, by_hand = xor(seed)
    assert by_hand.losses[-1] == pytest.approx(math.log(2) / 2, rel=1e-3)
    shared = by_hand.probabilities[together]
    assert abs(shared - 0.5).max() < 1e-3
    assert not by_hand.masks[-1][together].any()
    alone = [sample for sample in range(4) if sample not in together]
    assert (by_hand.probabilities[alone].max(axis=1) > 0.99).all()
    assert sentences[0].startswith("stopped learning: the loss has stayed within 0.1 % of 0.3467")
    assert sentences[1] == (
        f"samples {together[0]} and {together[1]} get about the same prediction, [0.5, 0.5], "
        "but have different targets: no hidden unit is active for any of them"
    )
    assert LINEAR not in sentences
    assert not [each for each in sentences if "dead" in each]


@pytest.mark.parametrize(("seed", "together"), [(8, [0, 2, 3]), (22, [1, 2, 3])])
def test_seeds_at_the_higher_plateau_have_three_samples_on_one_prediction(xor, seed, together):
    sentences, by_hand = xor(seed)
    entropy = -(math.log(1 / 3) / 3 + 2 * math.log(2 / 3) / 3)
    assert by_hand.losses[-1] == pytest.approx(3 / 4 * entropy, rel=1e-3)
    assert np.ptp(by_hand.probabilities[together], axis=0).max() < 1e-3
    assert not by_hand.masks[-1][together].any()
    shared = ", ".join(f"{entry:.3g}" for entry in by_hand.probabilities[together[0]])
    assert (
        f"samples {together[0]}, {together[1]} and {together[2]} get about the same prediction, "
        f"[{shared}], but have different targets: no hidden unit is active for any of them"
    ) in sentences
    assert cancelling(by_hand) == ["dL/db2"]
    assert sentences[-1] == "the samples' contributions to dL/db2 cancel"


def test_of_seed_8_hidden_unit_0_is_dead_since_iteration_5(xor):
    sentences, by_hand = xor(8)
    assert by_hand.died(0) == 5
    assert by_hand.masks[-1][:, 1].any()
    assert sentences[1] == (
        "hidden unit 0 is dead for all 4 samples since iteration 5 and cannot recover"
    )
    assert len([each for each in sentences if "dead" in each]) == 1


def test_with_a_learning_rate_of_3_both_units_die_and_nothing_moves_any_more(xor):
    sentences, by_hand = xor(1, 3.0)
    assert (by_hand.died(0), by_hand.died(1)) == (48, 46)
    assert not any(parts.sum(axis=0).any() for parts in by_hand.contributions.values())
    assert sentences[0].startswith("stopped learning: no parameter moves any more, and the loss")
    assert sentences[1:3] == [
        "hidden unit 0 is dead for all 4 samples since iteration 48 and cannot recover",
        "hidden unit 1 is dead for all 4 samples since iteration 46 and cannot recover",
    ]
    assert "the gradient of every parameter is 0" in sentences
    assert LINEAR not in sentences


def test_with_a_learning_rate_of_10_the_output_bias_jumps(xor):
    sentences, by_hand = xor(1, 10.0)
    assert by_hand.losses[-1] == pytest.approx(2.4713, abs=5e-5)
    jumps = by_hand.contributions["b2"].sum(axis=0)
    assert abs(jumps).max() > 0.1
    assert sentences[0] == (
        "jumping: the learning rate, 10, is too large, and b2 jumps to and fro between two values"
    )
    assert sentences[1:3] == [
        f"hidden unit {unit} is dead for all 4 samples since iteration {by_hand.died(unit)} and "
        "cannot recover"
        for unit in range(2)
    ]
    assert sentences[-1] == "dL/dW1, dL/db1 and dL/dW2 are 0"


@pytest.mark.parametrize("seed", [1, 2])
def test_with_a_learning_rate_of_a_tenth_it_is_still_learning_after_1000_iterations(xor, seed):
    sentences, by_hand = xor(seed, 0.1)
    verdict = sentences[0]
    assert verdict.startswith("still learning: the loss fell from ")
    assert verdict.endswith(" in the last 100 iterations")
    found = numbers_in(verdict)[:2]
    assert found == pytest.approx([by_hand.losses[900], by_hand.losses[1000]], rel=1e-9)
    assert found[0] > found[1] > 0.1


def test_diagnosing_a_run_does_not_make_it_longer():
    timeline = trained(Recipe("xor", seed=1, learning_rate=3.0).program(), 60)
    before = diagnose(timeline, TEXT)
    assert diagnose(timeline, TEXT) == before
    assert timeline.length == 60
