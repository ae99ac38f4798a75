"""Timelines at the end of the numbers, and the values that they follow."""

import math
from dataclasses import replace
from itertools import islice
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from engine.iterations.state import State
from engine.iterations.step import every_step
from engine.iterations.timeline import COMPILE_FROM, Place, Timeline
from engine.language.values import same
from engine.network.files import load_network
from engine.network.optimisers import Optimiser
from engine.program.program import derive
from engine.queries.curves import Series
from tests.engine.iterations.timelines import (
    XOR,
    advance,
    assert_holds,
    at_rate,
    events,
    noted,
    plain,
    rates_of,
    scalar_networks,
)
from tests.engine.values_of import followed, values

# Divergence


SCALARS = {
    # w = 1 has the gradient 2; w = -2e200 has the square infinity.
    "forward": ("L = w*w", 1.0, 1e200, Place(1, 1)),
    # w*w = 1e308 is finite, and so is the gradient 2e154; the step of 2e454 is not.
    "update": ("L = w*w", 1e154, 1e300, Place(0, 3)),
    # The derivative of the square root at 0 is infinite, the root is not.
    "backward": ("L = sqrt(w)", 0.0, 0.1, Place(0, 2)),
    # 1 - 100 = -99, whose logarithm is NaN.
    "logarithm": ("L = log(w)", 1.0, 100.0, Place(1, 1)),
    "nan at the start": ("L = w*w", math.nan, 0.1, Place(0, 1)),
    "infinity at the start": ("L = w*w", math.inf, 0.1, Place(0, 1)),
}


@pytest.mark.parametrize("target", [3, 15, COMPILE_FROM, 200])
@pytest.mark.parametrize(("equation", "weight", "rate", "place"), SCALARS.values(), ids=SCALARS)
def test_training_stops_where_the_numbers_end(equation, weight, rate, place, target, build):
    program = derive(replace(build(equation, w=weight), learning_rate=rate))
    timeline = Timeline(program)
    counts = advance(timeline, target)
    assert timeline.divergence == place
    assert timeline.length == counts[-1] == place.iteration + 1
    assert advance(timeline, target) == []
    assert_holds(timeline, list(plain(program, place.iteration + 1)))


def test_training_goes_on_beyond_a_divergence_if_it_is_told_to(build):
    program = derive(replace(build("L = w*w", w=1.0), learning_rate=1e200))
    timeline = Timeline(program)
    assert advance(timeline, 50, beyond=True)[-1] == 50
    assert timeline.divergence == (1, 1)
    assert_holds(timeline, list(plain(program, 50)))


def hand_xor(network):
    """What every iteration of xor computes, by numpy alone."""
    x, y, w1, b1, w2, b2 = map(np.array, network.constants.values())
    rate = network.learning_rate
    while True:
        with np.errstate(all="ignore"):
            z = x @ w1 + b1
            h = np.maximum(z, 0)
            o = h @ w2 + b2
            shifted = o - o.max(axis=1, keepdims=True)
            logarithms = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
            loss = -logarithms[y == 1].mean()
            do = (np.exp(logarithms) - y) / 4
            dh = do @ w2.T
            dz = dh * (z > 0)
            found = {
                "Z": z, "H": h, "O": o, "L": loss, "dL/dO": do, "dL/dW2": h.T @ do,
                "dL/db2": do.sum(axis=0), "dL/dH": dh, "dL/dZ": dz, "dL/dW1": x.T @ dz,
                "dL/db1": dz.sum(axis=0),
            }  # fmt: skip
            w1, b1 = w1 - rate * found["dL/dW1"], b1 - rate * found["dL/db1"]
            w2, b2 = w2 - rate * found["dL/dW2"], b2 - rate * found["dL/db2"]
        yield found | {"W1": w1, "b1": b1, "W2": w2, "b2": b2}


@pytest.mark.parametrize(("seed", "rate"), [(0, 1e200), (5, 1e307), (4, 1.7e308), (0, 1e100)])
def test_xor_diverges_where_numpy_does(seed, rate):
    network = replace(load_network("xor").with_seed(seed), learning_rate=rate)
    program = derive(network)
    wanted = None
    for iteration, by_hand in enumerate(islice(hand_xor(network), 60)):
        assert by_hand.keys() == program.index.keys()
        bad = [name for name, value in by_hand.items() if not np.isfinite(value).all()]
        if bad:
            assert {"L", "W1", "b1", "W2", "b2"} & set(bad)
            wanted = iteration, min(program.index[name] for name in bad) + 1
            break
    timeline = Timeline(program)
    advance(timeline, 60)
    assert timeline.divergence == wanted
    assert (wanted is None) == (rate == 1e100)


@given(network=scalar_networks(), rate=st.sampled_from([10.0, 1e3, 1e30, 1e150, 1e300]))
def test_a_divergence_is_the_first_non_finite_step_of_the_first_spoilt_iteration(network, rate):
    program = derive(replace(network, learning_rate=rate))
    runs = []
    for run in plain(program, 40):
        runs.append(run)
        values = {step.symbol: step.value for step in every_step(run)}
        left = [value for name, value in values.items() if name in program.base]
        if not all(map(math.isfinite, (run.loss, *left))):
            break
    else:
        assume(False)
    bad = [step for step, value in enumerate(values.values(), 1) if not math.isfinite(value)]
    for target in (runs[-1].number + 1, 40):
        timeline = Timeline(program)
        advance(timeline, target)
        assert timeline.divergence == (runs[-1].number, bad[0])
        assert_holds(timeline, runs)
        assert events(timeline) == noted(runs)


@pytest.mark.parametrize("x", [0.0, np.array([0.0, 1.0])])
def test_infinity_that_spoils_nothing_does_not_stop_training(x, build):
    # 1/x is infinite and its inverse is x again; no gradient flows there.
    program = derive(build("z = 1/x\nh = 1/z\nL = sum(h) + w*w", {"x": x}, w=0.25))
    timeline = Timeline(derive(replace(program.network, learning_rate=0.25)))
    advance(timeline, 30)
    assert (timeline.length, timeline.divergence) == (30, None)
    assert timeline.losses[1] == np.sum(x) + (0.25 / 2) ** 2
    assert timeline.first_non_finite(30, 1) == (30, 1)
    assert timeline.first_non_finite(30, 2) is None
    assert timeline.first_non_finite(12, 0) is None


def test_an_input_that_is_not_finite_does_not_stop_training_by_itself(build):
    program = derive(build("z = w/x\nL = square(z) + square(w)", {"x": math.inf}, w=0.5))
    timeline = Timeline(derive(replace(program.network, learning_rate=0.25)))
    advance(timeline, 30)
    assert timeline.divergence is None
    assert list(timeline.losses[:3]) == [0.25, 0.0625, 0.015625]


def test_an_iteration_under_way_is_spoilt_as_far_as_its_steps_tell(build):
    program = derive(replace(build("L = w*w", w=1e154), learning_rate=1e300))
    timeline = Timeline(program)
    assert timeline.divergence_before(0, 2) is None
    assert timeline.divergence is None
    assert timeline.divergence_before(0, 3) == (0, 3)
    assert timeline.divergence_before(0, 2) is None
    assert timeline.length == 0
    assert advance(timeline, 5) == []


def test_another_learning_rate_may_save_what_diverged(build):
    timeline = Timeline(derive(replace(build("L = w*w", w=1.0), learning_rate=1e200)))
    advance(timeline, 30)
    timeline = at_rate(timeline, 1, 0.25)  # too late: the loss of iteration 1 is infinite already
    assert timeline.divergence is None
    advance(timeline, 30)
    assert timeline.divergence == (1, 1)
    timeline = at_rate(timeline, 0, 0.25)
    advance(timeline, 30)
    assert timeline.divergence is None
    assert list(timeline.losses[:3]) == [1.0, 0.25, 0.0625]
    assert rates_of(timeline) == {0: 0.25}


@pytest.mark.parametrize("target", [10, 40])
def test_after_another_learning_rate_events_go_on_where_they_were(target, build):
    # The gradient is 2(w - 1), and 4 more while the ReLU is active: w is -1, 1, -1, 1, ...
    network = build("h = relu(w)\nL = 4*h + square(w - 1)", w=-1.0)
    timeline = Timeline(derive(replace(network, learning_rate=0.5)))
    (h,) = network.relu_calls
    advance(timeline, target)
    every = [(number, h, number % 2 == 0, number % 2 == 1) for number in range(1, target)]
    assert events(timeline) == every
    for at in (7, 6, 1, 0):
        timeline = at_rate(timeline, at, 0.5)
        assert events(timeline) == every[: max(at - 1, 0)]
        advance(timeline, target)
        assert events(timeline) == every


def test_beyond_a_divergence_events_go_on_where_they_were(build):
    # In iteration 1 both squares are infinite; the one that was active is NaN from then on.
    program = derive(replace(build("h = relu(w)\nL = h*h + w*w", w=-1.0), learning_rate=1e200))
    runs = list(plain(program, 40))
    assert [run.masks for run in runs[:4]] == [(False,), (True,), (False,), (False,)]
    timeline = Timeline(program)
    advance(timeline, 40)
    assert timeline.divergence == (1, 2)
    advance(timeline, 40, beyond=True)
    (h,) = program.network.relu_calls
    assert events(timeline) == [(1, h, False, True), (2, h, True, False)]


# Values


@pytest.mark.parametrize("room", [64_000_000, 500])
def test_values_are_those_of_the_iterations(room):
    program = derive(replace(XOR.network, optimiser=Optimiser("adam"), learning_rate=0.1))
    runs = list(plain(program, 60))
    timeline = Timeline(program)
    numbers = [59, 0, 3, 30]
    with patch("engine.iterations.starts.MAX_BYTES", room):
        advance(timeline, 60)
        for symbol in ("W1", "m_W1", "t", "lr"):
            slot = program.base[symbol]
            found = values(timeline, symbol, numbers)
            assert all(map(same, found, [runs[number].start[slot] for number in numbers]))
        for symbol in ("H", "L", "dL/dW1"):
            found = list(values(timeline, symbol, numbers))
            wanted = [State(runs[number], 99).value(symbol) for number in numbers]
            assert all(map(same, found, wanted))
            assert len(found) == 4


def test_what_is_followed_is_a_norm_or_an_entry():
    timeline = Timeline(XOR)
    advance(timeline, 30)
    start = XOR.network.parameters["W1"]
    assert followed(Series("W1"), timeline, [0]) == [
        pytest.approx(np.linalg.norm(start), rel=1e-15)
    ]
    assert followed(Series("W1", (1, 0)), timeline, [0]) == [start[1, 0]]
    assert followed(Series("L"), timeline, [3, 29, 0]) == [timeline.losses[i] for i in (3, 29, 0)]


def test_a_norm_does_not_overflow(build):
    timeline = Timeline(derive(build("L = sum(W)", W=np.array([3e200, 4e200]))))
    assert followed(Series("W"), timeline, [0]) == [pytest.approx(5e200, rel=1e-15)]


def test_what_is_followed_is_remembered_until_the_learning_rate_changes():
    timeline = Timeline(XOR)
    advance(timeline, 30)
    first = followed(Series("dL/dW2"), timeline, [3, 20])
    with patch("engine.iterations.execution.Run", side_effect=AssertionError("run again")):
        assert followed(Series("dL/dW2"), timeline, [20, 3, 20]) == [first[1], first[0], first[1]]
        with pytest.raises(AssertionError, match="run again"):
            followed(Series("dL/dW2"), timeline, [4])
    timeline = at_rate(timeline, 2, 0.0)
    advance(timeline, 30)
    again = followed(Series("dL/dW2"), timeline, [2, 3, 20])
    assert again[0] == again[1] == again[2]  # at rate 0 nothing moves
    assert again[1] != first[0]
