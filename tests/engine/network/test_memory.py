"""What an optimiser remembers before the first iteration: a training goes on as it went on."""

import numpy as np
import pytest

from engine.errors import SpecError
from engine.iterations.run import trace
from engine.network.files import parse_network
from engine.network.optimisers import KINDS
from engine.network.reader import read_network
from engine.network.source import Source
from engine.program.program import derive

TEXT = """
loss = "L"
equations = "L = mean(square(y - tanh(x @ w + b)))"

[inputs]
x = [[1, 2], [0.5, -1], [0.25, 3]]

[targets]
y = [0.5, -0.25, 1]

[parameters]
w = {w}
b = {b}

[training]
optimiser = "{kind}"
learning_rate = 0.125
"""


def written(kind, w, b, memory):
    text = TEXT.format(kind=kind, w=w, b=b)
    said = "\n".join(f"{name} = {value}" for name, value in memory.items())
    return f"{text}\n[memory]\n{said}\n" if memory else text


@pytest.mark.parametrize("kind", KINDS)
def test_a_training_goes_on(kind):
    program = derive(parse_network(written(kind, [0.5, -0.5], 0.25, {})))
    runs = list(trace(program, 8))
    end = {name: np.asarray(runs[3].end[slot]).tolist() for name, slot in program.base.items()}
    memory = {name: end[name] for name in program.memo.symbols}
    going_on = derive(parse_network(written(kind, end["w"], end["b"], memory)))
    for then, now in zip(runs[4:], trace(going_on, 4), strict=True):
        assert now.loss == then.loss
        for one, other in zip(now.end, then.end, strict=True):
            np.testing.assert_array_equal(one, other)


def test_a_part_of_it_may_be_said():
    program = derive(parse_network(written("momentum", [0.5, -0.5], 0.25, {"v_b": 4})))
    start = dict(zip(program.base, program.start, strict=True))
    assert start["v_b"] == 4.0
    assert start["v_w"].tolist() == [0.0, 0.0]


@pytest.mark.parametrize(
    ("kind", "memory", "said"),
    [
        ("momentum", {"v_q": 4}, "'v_q' is nothing that momentum remembers; did you mean"),
        (
            "gd",
            {"v_b": 4},
            "'v_b' is nothing that gradient descent remembers, which remembers noth",
        ),
        ("adam", {"t": [1, 2]}, "'t' is a vector of 2 and has to be a number"),
        ("adam", {"m_w": 1}, "'m_w' is a number and has to be a vector of 2"),
        ("adam", {"m_b": "true"}, "'m_b': "),
    ],
)
def test_what_is_not_remembered_is_refused_with_its_line(kind, memory, said):
    with pytest.raises(SpecError, match=r"network:\d+: " + said):
        parse_network(written(kind, [0.5, -0.5], 0.25, memory))


def test_another_optimiser_that_is_asked_for_remembers_nothing():
    source = Source("net.toml", written("momentum", [0.5, -0.5], 0.25, {"v_b": 4}))
    assert read_network(source, training={"optimiser": "adam"}).memory == {}
    assert read_network(source, training={"optimiser": "momentum"}).memory == {"v_b": 4.0}
