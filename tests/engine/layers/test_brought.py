"""Inputs that layers bring along: masks, and what they remember."""

import numpy as np
import pytest

from engine.errors import SpecError
from engine.iterations.state import State
from engine.iterations.step import every_step
from engine.iterations.timeline import Timeline
from engine.network.arguments import build_network
from engine.network.files import parse_network
from engine.network.reader import read_parts
from engine.network.source import Source
from engine.network.toml import parse_toml
from engine.program.program import derive

X = [[1.0, 0.0], [2.0, 3.0], [0.0, -1.0], [4.0, 5.0]]
FILE = f'''
loss = "L"
equations = """
z = batch_norm(x, momentum=0.5)
h = dropout(z, rate=0.25)
L = mean(square(y - h @ w))
"""
[inputs]
x = {X}
[targets]
y = [1, 2, 3, 4]
[parameters]
w = [1, -1]
[training]
learning_rate = 0.01
'''


def ends(network, count):
    timeline = Timeline(derive(network))
    runs = [timeline.run(iteration) for iteration in range(count)]
    return [State(run, len(every_step(run))) for run in runs]


def test_a_mask_is_an_input_that_is_drawn_by_the_seed_and_the_iteration():
    network = parse_network(FILE, seed=3)
    assert network.names["h_mask"] == "h.mask"
    assert network.groups[1].brings == ("h_mask",)
    assert network.seed == 3
    masks = [state.value("h_mask") for state in ends(network, 3)]
    for iteration, mask in enumerate(masks):
        drawn = np.random.default_rng([3, iteration, 0]).random((4, 2))
        assert np.array_equal(mask, np.where(drawn >= 0.25, 1 / 0.75, 0.0))
    assert network.samples == 4
    assert {"x", "h_mask", "h"} <= network.per_sample


def test_what_batch_norm_remembers_are_running_means_as_torch_has_them():
    network = parse_network(FILE)
    x = np.array(X)
    mean, variance = np.zeros(2), np.ones(2)
    for state in ends(network, 3):
        mean = 0.5 * mean + 0.5 * x.mean(axis=0)
        variance = 0.5 * variance + 0.5 * x.var(axis=0, ddof=1)
        assert state.value("z_running_mean") == pytest.approx(mean)
        assert state.value("z_running_variance") == pytest.approx(variance)
    assert network.groups[0].brings == ("z_running_mean", "z_running_variance")


def test_after_training_a_layer_takes_what_it_remembers_and_leaves_nothing_out():
    network = read_parts(Source("my.toml", FILE), parse_toml(FILE), 0, is_validation=True)
    assert not network.feeds
    assert not network.buffers
    changed = network.with_values({"z_running_mean": np.array([1.0, 2.0])})
    (state,) = ends(changed, 1)
    wanted = (np.array(X) - [1.0, 2.0]) / np.sqrt(1.0 + 1e-5)
    assert np.allclose(state.value("h"), wanted, rtol=1e-12)


def test_an_iteration_far_on_is_found_again_with_its_mask_and_what_is_remembered():
    network = parse_network(FILE, seed=3)
    timeline = Timeline(derive(network))
    there = timeline.run(2000)
    at = State(there, len(every_step(there)))
    drawn = np.random.default_rng([3, 2000, 0]).random((4, 2))
    assert np.array_equal(at.value("h_mask"), np.where(drawn >= 0.25, 1 / 0.75, 0.0))
    assert at.value("z_running_mean") == pytest.approx(np.mean(X, axis=0))
    one_by_one = ends(network, 30)[-1]
    fresh = Timeline(derive(network)).run(29)
    assert State(fresh, len(every_step(fresh))).loss == one_by_one.loss


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("mask = drawn_mask(x.shape, 1)\ny = x * mask", "a rate is from 0 and below 1, not 1"),
        ("mask = drawn_mask(x, 0.5)\ny = x * mask", "drawn_mask takes what is known before"),
        ("mask = drawn_mask(0.5)\ny = x * mask", "drawn_mask takes what is known before"),
        ("m = remembered(0, (9999, 9999))\ny = x * m", "no value may have this shape"),
        ("m = triangle(0, 2)\ny = x @ m", "no value may have this shape"),
        ("m = triangle(2.5, 2)\ny = x @ m", "'2.5' has to be a whole number"),
        (
            "m = remembered(0, x.shape[1])\nnext(m) = x\ny = x + m",
            "'m' is a vector of 2, and would",
        ),
        ("m = remembered(0, 1)\nnext(m) = m\nnext(m) = m\ny = x + m", "next(m) is said twice"),
        ("m = drawn_mask(x.shape, 0.5)\nnext(m) = m\ny = x * m", "'m' is nothing that is remem"),
        ("next(m) = x\ny = x", "'m' is nothing that is remembered"),
    ],
)
def test_what_no_layer_can_bring_is_refused(body, message):
    with pytest.raises(SpecError) as caught:
        build_network(
            "L = sum(own(x) * w)", loss="L", inputs={"x": X}, parameters={"w": 1.0},
            layers={"own": f"own(x) -> y\n{body}"},
        )  # fmt: skip
    assert "line 1 of equations: own, " in str(caught.value)
    assert message in str(caught.value)


def test_running_means_begin_with_inputs_that_are_given():
    given = FILE.replace("batch_norm(x,", "batch_norm(x, start_mean=m, start_variance=v,")
    network = parse_network(given + "[constants]\nm = [0.5, -1]\nv = [2, 3]\n")
    x, mean = np.array(X), np.array([0.5, -1.0])
    for state in ends(network, 3):
        mean = 0.5 * mean + 0.5 * x.mean(axis=0)
        assert state.value("m") == pytest.approx(mean)
    assert network.groups[0].brings == ()
    assert list(network.buffers) == ["m", "v"]


@pytest.mark.parametrize(("name", "problem"), [("w", "it is no input"), ("y", "it is no input")])
def test_only_an_input_may_be_remembered(name, problem):
    given = FILE.replace("batch_norm(x,", f"batch_norm(x, start_mean={name}, start_variance=v,")
    given = given.replace("y = [1, 2, 3, 4]", "y = [1, 2]").replace("h @ w", "sum(h, axis=0) * w")
    with pytest.raises(SpecError, match=problem):
        parse_network(given + "[constants]\nv = [2, 3]\n")


def test_what_several_layers_remember_goes_through_them_in_order():
    given = """
loss = "L"
equations = '''
z = batch_norm(x, start_mean=m, start_variance=v, momentum=0.5)
t = batch_norm(3*x*w, start_mean=m, start_variance=v, momentum=0.25)
L = mean(square(y - z @ w - t @ w))
'''
[constants]
m = [0.5, -1]
v = [2, 3]
"""
    network = parse_network(given + FILE[FILE.index("[inputs]") :])
    x, mean = np.array(X), np.array([0.5, -1.0])
    (first,) = ends(network, 1)
    assert first.value("m") == pytest.approx(0.75 * (0.5 * mean + 0.5 * x.mean(axis=0)) + (
        0.25 * 3 * x.mean(axis=0) * [1.0, -1.0]
    ))  # fmt: skip
