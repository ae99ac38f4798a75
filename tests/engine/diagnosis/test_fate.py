"""The iteration in which the fate of a run was decided, beside plain numpy."""

import numpy as np
import pytest

from engine.diagnosis.fate import fate_of
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
    """Probabilities and silent units of every iteration, by plain numpy."""
    rng = np.random.default_rng(seed)
    w1, w2 = 0.01 * rng.standard_normal((2, 2)), None
    b1 = np.full(2, 0.01)
    w2, b2 = 0.01 * rng.standard_normal((2, 2)), np.full(2, 0.01)
    x = np.array([[0, 0], [0, 1], [1, 0], [1, 1.0]])
    y = np.eye(2)[[0, 1, 1, 0]]
    classes, silent, active = [], [], []
    for _ in range(iterations + 1):
        z = x @ w1 + b1
        h = np.maximum(z, 0)
        o = h @ w2 + b2
        p = np.exp(o - o.max(axis=1, keepdims=True))
        p /= p.sum(axis=1, keepdims=True)
        classes.append(p[:, 1])
        silent.append(~(z > 0).any(axis=0))
        active.append(z > 0)
        g = (p - y) / 4
        gz = g @ w2.T * (z > 0)
        w2, b2 = w2 - rate * h.T @ g, b2 - rate * g.sum(axis=0)
        w1, b1 = w1 - rate * x.T @ gz, b1 - rate * gz.sum(axis=0)
    return np.array(classes), np.array(silent), np.array(active)


@pytest.mark.parametrize(
    ("seed", "rate"),
    [(1, 1.0), (5, 1.0), (8, 1.0), (0, 1.0), (1, 3.0), (0, 3.0), (10, 0.3), (3, 10.0)],
)
def test_xor_is_decided_by_a_death_else_by_a_clear_class_else_by_what_is_active(seed, rate):
    timeline = trained(Recipe("xor", seed=seed, learning_rate=rate), 300)
    chances, silent, active = by_hand(seed, rate, 300)
    deaths = [
        np.flatnonzero(~column)[-1] + 1
        for column in silent.T
        if column[-1] and not column.all()
    ]  # fmt: skip
    classes = np.where(abs(chances - 0.5) > 1e-3, np.sign(chances - 0.5), 0)
    clear = classes[-1] != 0
    unlike = np.flatnonzero((classes[:, clear] != classes[-1, clear]).any(axis=1))
    patterns = np.flatnonzero((active[1:] != active[:-1]).any(axis=(1, 2))) + 1
    last = max(patterns, default=0)  # 0: since the start
    expected = max(deaths) if deaths else unlike[-1] + 1 if len(unlike) else last
    found = fate_of(timeline)
    assert {each.iteration for each in found} == {expected}
    assert all(each.holds(timeline) for each in found)


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
