"""What a plateau is: samples that share a prediction, and the loss of that in closed form."""

import math

import numpy as np
import pytest

from engine.claims.intervention import intervened
from engine.iterations.timeline import Timeline
from engine.language.values import array
from engine.program.recipe import Recipe
from engine.study.sharing import sharing

NEVER = -700.0


def at(logits):
    """XOR as it is where it predicts these logits."""
    run = Timeline(Recipe("xor").program()).run(0)
    return intervened(run, {"O": array(logits)})


RIGHT = [[0.0, NEVER], [NEVER, 0.0], [NEVER, 0.0], [0.0, NEVER]]


@pytest.mark.parametrize(
    ("shared", "words", "form", "loss"),
    [
        ([0, 1, 2, 3], "all 4 samples share one prediction", "ln 2", math.log(2)),
        ([0, 1], "2 samples right, 2 share one prediction", "ln 2 / 2", math.log(2) / 2),
        (
            [0, 1, 2],
            "1 sample right, 3 share one prediction",
            "3/4 of the entropy of 1/3, 2/3",
            0.75 * (math.log(3) / 3 + 2 / 3 * math.log(1.5)),
        ),
    ],
)
def test_plateaus_of_xor_are_named(shared, words, form, loss):
    targets = np.array([[1, 0], [0, 1], [0, 1], [1, 0]])[shared].mean(axis=0)
    logits = np.array(RIGHT)
    logits[shared] = np.log(targets)
    run = at(logits)
    assert run.loss == pytest.approx(loss, rel=1e-12)
    found = sharing(run, run.loss * (1 + 5e-4))
    assert (found.words, found.form) == (words, form)
    assert found.loss == pytest.approx(loss, rel=1e-12)


def test_what_does_not_explain_the_loss_is_not_said():
    logits = np.array(RIGHT)
    logits[[0, 1]] = [0.5, 0.0]  # shared, but not the best that can be
    run = at(logits)
    assert sharing(run, run.loss) is None
    run = at(RIGHT)
    assert sharing(run, run.loss) is None


def test_numbers_share_the_mean_of_their_targets():
    run = Timeline(Recipe("regression").program()).run(0)
    (target,) = run.program.network.targets.values()
    (node,) = {"yhat", "z", "O", "Y"} & run.program.network.definitions.keys() or {"yhat"}
    shared = intervened(run, {node: array(np.full_like(target, target.mean()))})
    found = sharing(shared, shared.loss)
    assert found.words == f"all {len(target)} samples share one prediction"
    assert found.form == ""
