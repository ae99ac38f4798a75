"""Answers to what is asked of a run, beside the same training by hand in numpy."""

import math
from dataclasses import replace

import numpy as np
import pytest

from engine.diagnosis.answers import rose
from engine.diagnosis.diagnosis import diagnosis_of
from engine.diagnosis.loss_claims import first_update
from engine.language.notation import TEXT
from engine.program.recipe import Recipe
from tests.engine.diagnosis.training import trained, xor_by_hand

DIGITS = replace(TEXT, digits=4)


def answered(program, count):
    return diagnosis_of(trained(program, count), DIGITS)


@pytest.fixture(scope="module")
def plateau():
    """XOR at its plateau, and the same by hand."""
    program = Recipe("xor", seed=8).program()
    return answered(program, 900), xor_by_hand(program, 1.0, 900)


def test_the_loss_rose_where_it_did_by_hand(plateau):
    found, by_hand = plateau
    steps = np.diff(by_hand.losses)
    count, most = int((steps > 1e-9).sum()), int(steps.argmax()) + 1
    said = f"the loss rose in {count} of 900 iterations, most in iteration {most}, by "
    assert found.answers[-1] == f"{said}{steps.max():.4g}"


def test_the_first_update_is_told_with_the_digits_that_stay(plateau):
    found, by_hand = plateau
    before, after = by_hand.losses[:2]
    assert f"{before:.4g}" == f"{after:.4g}"
    assert f"by {after - before:.4g}, from {before:.4g} to {after:.4g}" in found.answers[-2]
    assert found.answers[-2].endswith("the same to four digits")


def test_a_plateau_is_told_by_what_would_be_predicted(plateau):
    found, _ = plateau
    entropy = -(math.log(1 / 3) / 3 + 2 * math.log(2 / 3) / 3)
    assert found.answers[0] == (
        f"{0.75 * entropy:.3f} is the loss where samples 0, 2 and 3 get the mean of their targets, "
        "and all others are right"
    )


def test_a_unit_is_dead_for_the_samples_that_it_is_by_hand(plateau):
    found, by_hand = plateau
    dead = [mask[:, 1].tolist() for mask in by_hand.masks]
    samples = [str(sample) for sample, active in enumerate(dead[-1]) if not active]
    since = max(at for at in range(900) if dead[at] != dead[-1]) + 1
    listed = f"{', '.join(samples[:-1])} and {samples[-1]}"
    assert f"unit 1 of H is dead for samples {listed} since iteration {since}" in found.answers


def test_numbers_that_differ_by_all_their_digits_are_the_same_to_none():
    assert first_update(1, 1.0, 2.0).digits == 0
    assert first_update(1, 0.6931, 0.6931).digits == 15
    assert "is what it was, 0.6931" in first_update(1, 0.6931, 0.6931).words(None, TEXT)
    assert "digits" not in first_update(1, 1.0, 2.0).words(None, TEXT)


def test_rises_of_a_loss():
    assert rose([1.0, 0.5, 0.75]).words(None, TEXT) == (
        "the loss rose once in 2 iterations, in iteration 2, by 0.25"
    )
    assert rose([1.0, 0.5]).words(None, TEXT) == "the loss never rose in 1 iteration"


def test_of_a_run_that_diverges_what_came_before_is_told():
    found = answered(Recipe("regression", learning_rate=2.0).program(), 1000)
    assert found.verdict.startswith("diverged")
    assert "after one update" in found.answers[0]
    assert found.answers[1].startswith("the loss rose in ")


def test_nothing_is_asked_of_a_run_of_no_iteration():
    assert answered(Recipe("xor").program(), 0).answers == ()
