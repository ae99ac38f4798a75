"""The census in a lecture: what its captions count, counted by hand in numpy."""

import numpy as np
import pytest

from engine.network.files import load_network
from tui.lectures.lecture import Say
from tui.lectures.reader import load_lecture

SEEDS, ITERATIONS = 100, 1_000
RATES = np.repeat([0.1, 1.0, 3.0, 10.0], SEEDS)[:, None, None]
"""A learning rate for each run, 100 runs with each."""


def end_of_all():
    """The losses that all runs end with, and the pre-activations of their hidden units."""
    network = load_network("xor")
    x, y = network.inputs["X"], network.targets["Y"]
    drawn = [load_network("xor", seed=seed).parameters for seed in range(SEEDS)]
    w1, w2 = (np.tile([each[name] for each in drawn], (4, 1, 1)) for name in ("W1", "W2"))
    b1, b2 = (np.full((4 * SEEDS, 1, 2), 0.01) for _ in range(2))
    for number in range(ITERATIONS + 1):
        z = x @ w1 + b1
        h = np.maximum(z, 0.0)
        odds = np.exp(h @ w2 + b2)
        probabilities = odds / odds.sum(axis=-1, keepdims=True)
        if number == ITERATIONS:
            losses = -np.log((probabilities * y).sum(axis=-1)).mean(axis=-1)
            return losses.reshape(4, SEEDS), z.reshape(4, SEEDS, 4, 2)
        output = (probabilities - y) / 4
        hidden = output @ w2.swapaxes(1, 2) * (z > 0)
        w1 = w1 - RATES * (x.T @ hidden)
        b1 = b1 - RATES * hidden.sum(axis=1, keepdims=True)
        w2 = w2 - RATES * (h.swapaxes(1, 2) @ output)
        b2 = b2 - RATES * output.sum(axis=1, keepdims=True)
    raise AssertionError


def test_the_captions_count_what_comes_of_the_runs():
    losses, z = end_of_all()
    slow, usual, fast, jumping = losses
    at_ln_2 = abs(usual - np.log(2)) < 1e-3
    said = " ".join(
        each.text for each in load_lecture("not-learning").statements if isinstance(each, Say)
    )
    learned = (usual < 0.0069).sum()
    assert f"At rate 1, {learned} of {SEEDS} learn, {at_ln_2.sum()} stay at 0.693" in said
    assert "At rate 3, none learns" in said
    assert not (fast < 0.0069).any()
    assert "At rate 10 all runs end at 2.471" in said
    assert jumping == pytest.approx(np.full(SEEDS, 2.4713), abs=1e-3)
    moving = (abs(slow - np.log(2)) > 1e-3).sum()
    assert f"At 0.1, {moving} runs are not decided yet" in said
    assert f"Of the {at_ln_2.sum()} runs at 0.693 with rate 1, all {at_ln_2.sum()} have all" in said
    assert (z[1][at_ln_2] > 0).all()
