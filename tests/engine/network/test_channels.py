"""The units of images are their channels: dead if they are for all samples at all positions."""

import numpy as np
import pytest

from engine.claims.gates import DeadSince
from engine.debugger.debugger import Debugger
from engine.derivation.note import note
from engine.derivation.note_relus import relu_states
from engine.derivation.relus import deaths, entries, happenings, rows_of, say
from engine.diagnosis.units import hidden_units
from engine.iterations.history import Event, any_of
from engine.iterations.run import Run
from engine.iterations.state import State
from engine.iterations.timeline import Timeline
from engine.language.notation import Style
from engine.network.files import load_network
from engine.program.program import derive
from engine.queries.condition_parser import parse_condition

RNG = np.random.default_rng(15)
IMAGES = RNG.normal(size=(2, 3, 4, 5))
EQUATIONS = "C = relu(X + B)\nm = mean(C, axis=(2, 3))\nO = m @ W\nL = mean(square(O - Y))"
STATES = ("dead", "active", "mixed")


@pytest.fixture(scope="module")
def program(build):
    """Of images whose first channel is dead, the second active, the third neither."""
    shift = np.array([-9.0, 9.0, 0.0]).reshape(3, 1, 1)
    given = {"B": shift, "W": np.ones((3, 1))}
    return derive(build(EQUATIONS, {"X": IMAGES}, targets={"Y": np.zeros((2, 1))}, **given))


@pytest.fixture(scope="module")
def relu(program):
    """The ReLU of the images."""
    return program.network.relus["C"]


def test_a_channel_is_a_unit_at_each_position(program, relu):
    assert (relu.units, relu.positions, relu.noun) == (3, 20, "channel")
    run = Run(program, 0, program.start)
    assert State(run, len(program.equations)).units("C") == STATES
    z = IMAGES + program.network.parameters["B"]
    for unit in hidden_units(run):
        assert unit.z.tolist() == z[:, unit.number].ravel().tolist()


def test_it_is_told_as_one(program):
    stop = Debugger(program).step()
    found = relu_states(stop.state.run, program.network.relus["C"])
    assert found.holds(Timeline(program))
    assert note(stop.step, Style()) == (
        "The ReLU of C passes on what is positive in X + B. Channel 0 is dead for both samples, at "
        "all 20 positions, channel 1 is active for both samples, at all 20 positions, channel 2 is "
        "active at some positions and not at others."
    )


def test_conditions_ask_for_channels(program):
    stop = Debugger(program).step()
    told = {
        name: parse_condition(f"{name}(C)", program).truth(stop.state, None)
        for name in ("dead", "active")
    }
    assert told == {"dead": (True, False, False), "active": (False, True, False)}


def test_what_happens_to_channels(program, relu):
    bits = [RNG.uniform(size=(2, 3, 4, 5)) < 0.5 for _ in range(2)]
    before, after = bits
    after[:, 0], before[:, 1] = False, False
    event = Event(7, relu, before.tobytes(), after.tobytes())
    found = list(happenings([event]))
    assert [(each.unit, each.change) for each in found] == [
        (0, "died"), (1, "revived"), (2, "changed")
    ]  # fmt: skip
    assert found[2].passing == after[:, 2].sum()
    for unit in range(3):
        assert list(entries(event.after, unit, relu)) == after[:, unit].ravel().tolist()
        # Of a batch of other samples only whether any passes is kept.
        whole = any_of(event.after, relu.units, relu.positions)
        assert list(entries(whole, unit, relu)) == [after[:, unit].any()]
    told = [say(each, program, Style()) for each in found]
    assert told[:2] == ["channel 0 of C died", "channel 1 of C revived"]
    assert told[2] == f"channel 2 of C is active for {after[:, 2].sum()} of 40 positions"
    assert rows_of(relu, 40, program) == "positions"


def test_channels_die_as_numpy_says(build):
    """Ten iterations by hand: the bias of a channel is driven below all of its pixels."""
    x = np.abs(IMAGES) + 0.1
    bias, targets = np.array([0.5, 4.0]).reshape(2, 1, 1), np.full((2, 1), -40.0)
    equations = EQUATIONS.replace("m @ W", "sum(m, axis=1)[:, None]")
    network = build(equations, {"X": x[:, :2]}, targets={"Y": targets}, B=bias)
    program = derive(network)
    timeline = Timeline(program)
    died, was = {}, np.ones(2, bool)
    for number in range(10):
        z = x[:, :2] + bias
        mask = z > 0.0
        passes = mask.any(axis=(0, 2, 3))
        died |= {(0, channel): number for channel in np.flatnonzero(was & ~passes).tolist()}
        output = np.maximum(z, 0.0).mean(axis=(2, 3)).sum(axis=1, keepdims=True)
        upstream = (2.0 * (output - targets) / 2.0)[:, :, None, None] / 20.0
        bias = bias - network.learning_rate * (upstream * mask).sum(axis=(0, 2, 3))[:, None, None]
        was = passes
        timeline.run(number)

    found = deaths(timeline, timeline.run(9))
    assert found == died
    assert died
    ((place, channel), since), *_ = died.items()
    assert DeadSince(9, place, (channel,), since).holds(timeline)
    assert since == 0 or not DeadSince(9, place, (channel,), since - 1).holds(timeline)


def test_lenet_has_as_many_units_as_filters():
    network = load_network("lenet")
    assert [(each.node, each.units, each.positions) for each in network.relu_calls] == [
        ("h1", 2, 64), ("h2", 4, 16)
    ]  # fmt: skip
