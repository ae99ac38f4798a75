"""What is said of training under way, too fast, too slow or diverged."""

import re
from dataclasses import replace

import numpy as np
import pytest

from engine.diagnosis.diagnosis import diagnose
from engine.iterations.edits import Start
from engine.language.notation import TEXT
from engine.language.values import array
from engine.program.program import derive
from engine.program.recipe import Recipe
from tests.engine.diagnosis.training import LINEAR, numbers_in, said, said_of, trained

# Under way, or too fast, or too slow


def test_nothing_can_be_said_before_the_first_iteration():
    assert said(Recipe("xor").program(), 0) == ["nothing is learnt yet: no iteration has been run"]


def test_one_iteration_is_enough_to_see_it_fall():
    assert said(Recipe("plain").program(), 1) == [
        "still learning: the loss fell from 3.125 to 3.015625 in 1 iteration"
    ]


def test_one_iteration_is_not_enough_to_see_it_stay():
    sentence, *reasons = said(Recipe("xor").program(), 1)
    assert re.fullmatch(
        r"too early to tell: the loss has stayed within 0\.1 % of 0\.693\d+ in 1 iteration",
        sentence,
    )
    assert reasons == [
        LINEAR,
        "all 4 samples get about the same prediction, [0.5, 0.5], but have different targets",
    ]


def test_while_it_learns_it_may_have_all_classes_right():
    sentences = said(Recipe("classifier").program(), 5)
    assert sentences[0].startswith("still learning: the loss fell from 1.12768")
    assert sentences[1:] == ["all 6 samples get the right class"]


def test_a_learning_rate_of_0_is_why_nothing_is_learnt():
    sentences = said(Recipe("regression", learning_rate=0.0).program(), 1)
    assert sentences[:2] == [
        "not learning: no parameter moves any more, and the loss stays 2.976",
        "the learning rate is 0",
    ]


def test_against_a_negative_learning_rate_the_loss_rises():
    sentences = said(Recipe("regression", learning_rate=-0.01).program(), 20)
    assert sentences[0].startswith("rising: the loss rose from ")
    assert sentences[1:] == ["the learning rate is negative"]


def test_a_loss_that_goes_up_and_down_is_not_settling(build):
    """Between two minima, at -1 and at 1, with steps that are too long for either."""
    network = build("L = square(square(w) - 1)/4 + 1", w=0.5)
    verdict, *_ = said_of(network, 100, rate=1.26)
    assert verdict.startswith("not settling: the loss went to and fro between ")
    assert verdict.endswith(" in the last 10 iterations")
    weight, losses = 0.5, []
    for _ in range(101):
        losses.append((weight**2 - 1) ** 2 / 4 + 1)
        weight -= 1.26 * (weight**2 - 1) * weight
    assert numbers_in(verdict)[:2] == pytest.approx([min(losses[-11:]), max(losses[-11:])])


def test_a_weight_that_jumps_over_its_target_is_told_of(build):
    sentences = said_of(build("L = abs(y - w)", targets={"y": 0.25}, w=5.0), 30, rate=1.0)
    assert sentences[0] == (
        "jumping: the learning rate, 1, is too large, and w jumps to and fro between two values"
    )


def test_a_weight_that_turned_back_once_does_not_jump(build):
    """The weight walks 0, -1, -2, -3, and then back to -2."""
    timeline = trained(derive(build("L = w", w=0.0)), 3)
    timeline = timeline.fork(timeline.edits.joined_by(Start(3, "lr", -1.0, 3, "lr = -1")))
    for _ in timeline.reach(4):
        pass
    assert timeline.run(4).start[0] == timeline.run(2).start[0] == -2.0
    assert not [each for each in diagnose(timeline, TEXT) if "jump" in each]


def test_a_jump_by_the_last_bit_is_none(build):
    """The weight is mirrored at 0.1, next to which it stands."""
    beside = float(np.nextafter(0.1, 1))
    network = build("L = square(w - 0.1) + 1", w=beside)
    timeline = trained(derive(replace(network, learning_rate=1.0)), 20)
    assert {timeline.run(number).start[0] for number in range(20)} == {
        beside, float(np.nextafter(0.1, 0)),
    }  # fmt: skip
    assert not [each for each in diagnose(timeline, TEXT) if "jump" in each]


def test_the_last_bits_of_a_parameter_at_its_minimum_may_jump_unnoticed():
    program = Recipe("regression", learning_rate=0.4).program()
    for count in (998, 999, 1000):
        assert said(program, count)[0].startswith("solved")
    noisy = Recipe("regression", values={"w": 1e6}, learning_rate=0.4).program()
    assert not [each for count in (500, 501) for each in said(noisy, count) if "jump" in each]


# Divergence


def test_divergence_is_told_with_its_first_step():
    timeline = trained(Recipe("regression", learning_rate=2.0).program(), 1000)
    iteration, step = timeline.divergence
    assert diagnose(timeline, TEXT) == [
        f"diverged: L is inf in step {step} (forward) of iteration {iteration}"
    ]


def test_a_loss_that_the_next_iteration_would_find_infinite_has_diverged():
    """Every iteration that has been run is finite, but the parameters it leaves are too large."""
    program = Recipe("regression", learning_rate=2.0).program()
    spoilt = trained(program, 1000).divergence.iteration
    timeline = trained(program, spoilt)
    assert timeline.divergence is None
    assert (
        diagnose(timeline, TEXT)[0]
        == f"diverged: L is inf in step 3 (forward) of iteration {spoilt}"
    )


def test_of_an_array_an_entry_has_diverged(build):
    network = build("Z = X*w\nE = exp(Z)\nL = mean(E)", {"X": array([1, 1000])}, w=1.0)
    assert said_of(network, 3) == [
        "diverged: an entry of E is inf in step 2 (forward) of iteration 0"
    ]
