"""The iteration in which the fate of a run was decided, beside plain numpy."""

import numpy as np
import pytest

from engine.diagnosis.fate import fate_at, fate_of
from engine.iterations.timeline import Timeline
from engine.language.notation import TEXT
from engine.network.files import load_network
from engine.program.program import derive
from engine.program.recipe import Recipe


def trained(recipe, iterations):
    timeline = Timeline(recipe.program())
    for _ in timeline.reach(iterations):
        pass
    return timeline


def by_hand(seed, rate, iterations):
    """Classes and silent units of every iteration, by plain numpy."""
    rng = np.random.default_rng(seed)
    w1, w2 = 0.01 * rng.standard_normal((2, 2)), None
    b1 = np.full(2, 0.01)
    w2, b2 = 0.01 * rng.standard_normal((2, 2)), np.full(2, 0.01)
    x = np.array([[0, 0], [0, 1], [1, 0], [1, 1.0]])
    y = np.eye(2)[[0, 1, 1, 0]]
    classes, silent = [], []
    for _ in range(iterations + 1):
        z = x @ w1 + b1
        h = np.maximum(z, 0)
        o = h @ w2 + b2
        classes.append(o.argmax(axis=1))
        silent.append(~(z > 0).any(axis=0))
        p = np.exp(o - o.max(axis=1, keepdims=True))
        g = (p / p.sum(axis=1, keepdims=True) - y) / 4
        gz = g @ w2.T * (z > 0)
        w2, b2 = w2 - rate * h.T @ g, b2 - rate * g.sum(axis=0)
        w1, b1 = w1 - rate * x.T @ gz, b1 - rate * gz.sum(axis=0)
    return np.array(classes), np.array(silent)


@pytest.mark.parametrize(("seed", "rate"), [(1, 1.0), (5, 1.0), (8, 1.0), (0, 3.0), (10, 0.3)])
def test_xor_is_decided_by_the_last_death_or_change_of_a_class(seed, rate):
    timeline = trained(Recipe("xor", seed=seed, learning_rate=rate), 300)
    classes, silent = by_hand(seed, rate, 300)
    changes = np.flatnonzero((classes[1:] != classes[:-1]).any(axis=1)) + 1
    deaths = [
        np.flatnonzero(~column)[-1] + 1
        for column in silent.T
        if column[-1] and not column.all()
    ]  # fmt: skip
    found = fate_of(timeline)
    assert {each.iteration for each in found} == {max([*changes, *deaths])}
    assert all(each.holds(timeline) for each in found)
    assert fate_at(timeline, found[0].iteration) == found


def said(timeline):
    return [(each.iteration, each.words(timeline.program, TEXT)) for each in fate_of(timeline)]


def test_a_death_a_divergence_and_a_run_without_either():
    assert said(trained(Recipe("skip"), 30)) == [(1, "ReLU 0 died here")]
    assert "L is inf" in said(trained(Recipe("regression", learning_rate=1e9), 60))[0][1]
    settled = trained(Recipe("neuron"), 4000)
    found = fate_of(settled)
    assert found[0].holds(settled)
    assert type(found[0]).__name__ in ("StayedSince", "Open")
    fresh = Timeline(derive(load_network("neuron")))
    assert "nothing is decided yet" in said(fresh)[0][1]
