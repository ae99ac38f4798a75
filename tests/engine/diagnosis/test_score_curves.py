"""Curves of scores, against the network in numpy with the samples that are kept apart."""

import numpy as np
import pytest

from engine.diagnosis.score_curves import score_curve
from engine.errors import SeriesError
from engine.iterations.timeline import Timeline
from engine.network.files import load_network
from engine.network.reader import read_network
from engine.network.samples import samples_of
from engine.network.source import Source
from engine.program.program import derive
from engine.queries.curves import Series

MOONS = """
loss = "L"
equations = "L = mean(cross_entropy(tanh(X @ W1) @ W2, Y))"
[inputs]
X = { data = "moons", columns = ["x1", "x2"] }
[targets]
Y = { data = "moons", columns = ["class"], one_hot = true }
[parameters]
W1 = { normal = 1, shape = [2, 4] }
W2 = { normal = 1, shape = [4, 2] }
[training]
learning_rate = 0.5
batch_size = 20
"""


def program_of(more=""):
    return derive(read_network(Source("moons.toml", MOONS + more)))


@pytest.fixture(scope="module")
def timeline():
    timeline = Timeline(program_of("validation = 0.2"))
    for _ in timeline.reach(12):
        pass
    return timeline


@pytest.mark.parametrize("iteration", [0, 7, 12])
def test_scores_are_those_in_numpy(timeline, iteration):
    program = timeline.program
    network = program.network
    start = timeline.start(iteration)
    w1, w2 = (start[program.base[name]] for name in ("W1", "W2"))
    apart = samples_of(network.feeds).kept_apart(network.seed)
    outputs = np.tanh(apart["X"] @ w1) @ w2
    e = np.exp(outputs)
    loss = -np.log((e * apart["Y"]).sum(axis=1) / e.sum(axis=1)).mean()
    right = (outputs.argmax(axis=1) == apart["Y"].argmax(axis=1)).mean()
    run = timeline.run(iteration)
    assert score_curve("validation", program).value(run) == pytest.approx(loss, rel=1e-12)
    assert score_curve("accuracy", program).value(run) == right


def test_a_network_without_samples_apart_has_no_validation():
    with pytest.raises(SeriesError, match="write validation"):
        score_curve("validation", program_of())
    assert "all 200 samples" in score_curve("accuracy", program_of()).samples


def test_accuracy_of_a_network_with_all_its_data_is_that_of_the_iteration():
    program = derive(load_network("xor", 0))
    timeline = Timeline(program)
    curve = score_curve("accuracy", program)
    assert curve.value(timeline.run(2)) == 0.75
    with pytest.raises(SeriesError, match="no prediction"):
        score_curve("accuracy", derive(load_network("regression")))


def test_in_another_program_it_is_the_same_or_the_loss():
    curve = score_curve("validation", program_of("validation = 0.2"))
    assert curve.fitted(program_of("validation = 0.4")).what == "validation"
    assert curve.fitted(derive(load_network("skip"))) == Series("")
