from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.derivation.relus import Fate, Happening, entries, happenings, say
from engine.iterations.history import Event
from engine.iterations.timeline import Timeline
from engine.language.notation import Style
from engine.network.files import load_network
from engine.program.program import derive

PLAIN = Style()


def trained(network, iterations):
    timeline = Timeline(derive(network))
    for _ in timeline.reach(iterations):
        pass
    return timeline


def happened(timeline):
    return list(happenings(timeline.events))


# xor, with numpy by hand


def hand_masks(network, iterations):
    """Which samples each hidden unit is active for, iteration by iteration."""
    x, y, w1, b1, w2, b2 = map(np.array, network.constants.values())
    rate = network.learning_rate
    for _ in range(iterations):
        z = x @ w1 + b1
        yield z > 0
        h = np.maximum(z, 0)
        powers = np.exp(h @ w2 + b2)
        do = (powers / powers.sum(axis=1, keepdims=True) - y) / len(x)
        dz = do @ w2.T * (z > 0)
        w1, b1 = w1 - rate * x.T @ dz, b1 - rate * dz.sum(axis=0)
        w2, b2 = w2 - rate * h.T @ do, b2 - rate * do.sum(axis=0)


def hand_happenings(network, iterations):
    masks = list(hand_masks(network, iterations))
    for number in range(1, iterations):
        for unit in range(masks[0].shape[1]):
            before, after = masks[number - 1][:, unit], masks[number][:, unit]
            if (before != after).any():
                what = "died" if not after.any() else "changed" if before.any() else "revived"
                yield number, unit, what, np.count_nonzero(after)


@pytest.mark.parametrize("rate", [1.0, 3.0])
@pytest.mark.parametrize("seed", range(4))
def test_what_happens_in_xor_is_what_happens_in_numpy(seed, rate):
    network = replace(load_network("xor").with_seed(seed), learning_rate=rate)
    timeline = trained(network, 400)
    masks = list(hand_masks(network, 400))
    assert [(each.iteration, each.before, each.after) for each in timeline.events] == [
        (number, masks[number - 1].tobytes(), masks[number].tobytes())
        for number in range(1, 400)
        if (masks[number] != masks[number - 1]).any()
    ]
    found = happened(timeline)
    assert [(each.iteration, each.unit, each.change, each.passing) for each in found] == list(
        hand_happenings(network, 400)
    )
    assert {(each.relu.node, each.samples) for each in found} <= {("H", 4)}


def test_the_hidden_units_of_xor_die_at_a_learning_rate_of_3():
    network = replace(load_network("xor").with_seed(1), learning_rate=3.0)
    timeline = trained(network, 400)
    died = {each.unit: each.iteration for each in happened(timeline) if each.change == "died"}
    # As measured with numpy.
    assert died == {0: 48, 1: 46}
    assert happened(timeline)[-1].iteration == 48
    told = [say(each, timeline.program, PLAIN) for each in happened(timeline)]
    assert told[-1] == "unit 0 of H died"
    assert "unit 1 of H died" in told


# Single numbers


def test_relu_0_of_the_exercise_dies_in_its_second_forward_pass_and_relu_1_is_at_the_kink():
    timeline = trained(load_network("skip"), 30)
    h0, _ = timeline.program.network.relu_calls
    assert happened(timeline) == [Happening(1, h0, 0, Fate.DIED, 0, 1)]
    told = [say(each, timeline.program, PLAIN) for each in happened(timeline)]
    assert told == ["ReLU 0 died"]


@pytest.mark.parametrize("iterations", [10, 40])
def test_a_relu_that_comes_and_goes(iterations, build):
    # The gradient is 2(w - 1), and 4 more while the ReLU is active: w is -1, 1, -1, 1, ...
    network = build("gate = relu(w)\nL = 4*gate + square(w - 1)", w=-1.0)
    timeline = trained(replace(network, learning_rate=0.5), iterations)
    (gate,) = timeline.program.network.relu_calls
    assert happened(timeline) == [
        Happening(number, gate, 0, *((Fate.REVIVED, 1) if number % 2 else (Fate.DIED, 0)), 1)
        for number in range(1, iterations)
    ]
    told = [say(each, timeline.program, PLAIN) for each in happened(timeline)[:2]]
    assert told == ["the ReLU of gate revived", "the ReLU of gate died"]


def test_a_network_without_relus_has_no_events(build):
    timeline = trained(build("h = tanh(w)\nL = square(h)", w=2.0), 40)
    assert list(timeline.events) == []
    assert happened(timeline) == []


# Arrays


def numpy_happenings(relu, before, after):
    """What became of the columns of a mask, by numpy."""
    for unit, (old, new) in enumerate(zip(before.T, after.T, strict=True)):
        if not np.array_equal(old, new):
            change = Fate.CHANGED
            if new.sum() == 0:
                change = Fate.DIED
            elif old.sum() == 0:
                change = Fate.REVIVED
            yield Happening(7, relu, unit, change, int(new.sum()), len(new))


EQUATIONS = {
    "a matrix, a unit a column": ("h = relu(X @ W)\nL = sum(h)", (4, 3)),
    "a vector with a number for each sample": ("h = relu(X @ v)\nL = sum(h)", (4, 1)),
    "a vector with a number for each unit": ("h = relu(u)\nL = sum(h @ transpose(X))", (1, 3)),
    "a cube, a unit its last axis": ("h = relu(X * C)\nL = sum(h)", (8, 3)),
}


@pytest.fixture(scope="module", params=EQUATIONS.values(), ids=EQUATIONS)
def relu(request, build):
    """The program of a network with a ReLU, and its samples and units."""
    equations, shape = request.param
    values = {"W": np.ones((3, 3)), "v": np.ones(3), "u": np.ones(3), "C": np.ones((2, 4, 3))}
    used = {name: value for name, value in values.items() if f"{name})" in equations}
    return derive(build(equations, {"X": np.ones((4, 3))}, **used)), shape


@given(data=st.data())
def test_units_are_told_apart_by_the_last_axis(relu, data):
    program, (samples, units) = relu
    bits = st.lists(st.booleans(), min_size=samples * units, max_size=samples * units)
    before, after = (np.array(data.draw(bits)).reshape(samples, units) for _ in range(2))
    event = Event(7, program.network.relus["h"], before.tobytes(), after.tobytes())
    assert list(happenings([event])) == list(numpy_happenings(event.relu, before, after))
    for unit in range(units):
        assert list(entries(event.after, unit, event.relu)) == after[:, unit].tolist()


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        ([[1, 1], [1, 1]], [[1, 0], [1, 0]], "unit 1 of H died"),
        ([[0, 1], [0, 1]], [[0, 1], [1, 1]], "unit 0 of H revived"),
        ([[1, 1], [0, 1]], [[0, 1], [1, 1]], "unit 0 of H is active for 1 of 2 samples"),
    ],
)
def test_sentences_name_unit_and_samples(before, after, sentence, build):
    program = derive(
        build("H = relu(X @ W)\nL = sum(H)", {"X": np.ones((2, 2))}, W=np.ones((2, 2)))
    )
    masks = (np.array(each, dtype=bool).tobytes() for each in (before, after))
    (found,) = happenings([Event(3, program.network.relus["H"], *masks)])
    assert say(found, program, PLAIN) == sentence


def test_the_only_unit_needs_no_number(build):
    program = derive(build("h0 = relu(X @ v)\nL = sum(h0)", {"X": np.ones((3, 2))}, v=np.ones(2)))
    (found,) = happenings([Event(3, program.network.relus["h0"], b"\1\1\1", b"\1\0\1")])
    assert say(found, program, PLAIN) == "ReLU 0 is active for 2 of 3 samples"
