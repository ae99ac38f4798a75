"""Timelines: every iteration is found again, whatever was changed on the way."""

import math
from dataclasses import replace
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from engine.iterations.edits import Edits, Freeze, Result, Start
from engine.iterations.step import every_step
from engine.iterations.timeline import COMPILE_FROM, Timeline
from engine.language.values import same
from engine.program.program import derive
from tests.engine.iterations.timelines import (
    KINDS,
    SKIP,
    XOR,
    advance,
    assert_holds,
    assert_same,
    at_rate,
    by_hand,
    events,
    network_of,
    noted,
    plain,
    rates_of,
    scalar_networks,
)
from tests.engine.values_of import values


@st.composite
def array_networks(draw):
    samples, units = draw(st.integers(1, 5)), draw(st.integers(1, 4))
    entries = st.floats(-2, 2)

    def array(*shape):
        return draw(hnp.arrays(np.float64, shape, elements=entries))

    activation = draw(st.sampled_from(["relu", "tanh", "sigmoid", "leaky_relu"]))
    lines = ["Z = X @ W + b", f"H = {activation}(Z)", "P = H @ v + s", "L = mean(square(P - y))"]
    if draw(st.booleans()):
        lines[2] = "P = relu(H @ v + s)"
    parameters = {"W": array(3, units), "b": array(units), "v": array(units), "s": draw(entries)}
    rate = draw(st.sampled_from([0.01, 0.5, 2.0]))
    return network_of(
        lines, {"X": array(samples, 3)}, {"y": array(samples)}, parameters, rate,
        draw(st.sampled_from(KINDS)),
    )  # fmt: skip


ROOMS = st.sampled_from([64_000_000, 1, 400, 1_500])
"""How much memory starts may take: all, none but the first, and between."""


@settings(max_examples=30)
@given(data=st.data(), network=scalar_networks() | array_networks(), room=ROOMS)
def test_every_iteration_is_found_again(data, network, room):
    program = derive(network)
    runs = list(plain(program, 30))
    timeline = Timeline(program)
    with patch("engine.iterations.starts.MAX_BYTES", room):
        for target in data.draw(st.sampled_from([(30,), (10, 30), (1, 5, 6, 30), (25, 30)])):
            advance(timeline, target, beyond=True)
            number = data.draw(st.integers(0, target - 1))
            assert_same(timeline.run(number), runs[number])
        assert events(timeline) == noted(runs)
        assert_holds(timeline, runs, data.draw(st.permutations(range(30)))[:12])


@settings(max_examples=30)
@given(data=st.data(), network=scalar_networks() | array_networks(), room=ROOMS)
def test_every_iteration_is_found_again_after_changes_of_the_learning_rate(data, network, room):
    program, rates = derive(network), {}
    timeline = Timeline(program)
    with patch("engine.iterations.starts.MAX_BYTES", room):
        for _ in range(data.draw(st.integers(1, 4))):
            advance(timeline, data.draw(st.integers(0, 40)), beyond=True)
            at = data.draw(st.integers(0, timeline.length + 2))
            rate = data.draw(st.sampled_from([0.0, 0.05, 0.7, -0.1]))
            rates = {iteration: each for iteration, each in rates.items() if iteration < at}
            rates[at] = rate
            before = list(timeline.losses)
            timeline = at_rate(timeline, at, rate)
            assert timeline.length == min(at, len(before))
            assert all(map(same, timeline.losses, before[:at]))
            assert rates_of(timeline) == rates
        advance(timeline, 45, beyond=True)
        runs = list(plain(program, 45, rates))
        assert events(timeline) == noted(runs)
        assert_holds(timeline, runs, data.draw(st.permutations(range(45)))[:12])


def draw_edit(draw, program, iteration):
    """A change of any kind, made in an iteration or, for the next, in its update phase."""
    kind = draw(st.sampled_from([Start, Result, Freeze, "rate"]))
    if kind is Freeze:
        name = draw(st.sampled_from(list(program.network.parameters)))
        later = iteration + draw(st.integers(0, 1))
        return Freeze(later, name, draw(st.booleans()), iteration)
    if kind == "rate":
        rate = draw(st.sampled_from([0.0, 0.05, -0.3]))
        return Start(iteration + draw(st.integers(0, 1)), "lr", rate, iteration, "")
    symbol = draw(st.sampled_from(list(program.base if kind is Start else program.index)))
    shape = program.shapes[symbol]
    value = draw(hnp.arrays(np.float64, shape, elements=NUMBER)) if shape else draw(NUMBER)
    if shape:
        value.setflags(write=False)
    return kind(iteration, symbol, value, iteration, "")


NUMBER = st.floats(-2, 2)


def divergence_of(runs):
    """The first non-finite step of the first iteration whose loss, or what it leaves, is not."""
    for run in runs:
        left = [step.value for step in every_step(run) if step.symbol in run.program.base]
        if not all(np.isfinite(value).all() for value in (run.loss, *left)):
            bad = [np.isfinite(step.value).all() for step in every_step(run)]
            return run.number, bad.index(False) + 1
    return None


@settings(max_examples=30)
@given(
    data=st.data(), network=scalar_networks() | array_networks(), room=ROOMS,
    compile_from=st.sampled_from([1, COMPILE_FROM, 10**9]),
)  # fmt: skip
def test_whatever_is_changed_by_hand_is_what_is_run_from_the_start(
    data, network, room, compile_from
):
    program = derive(network)
    worlds = [Timeline(program)]
    with (
        patch("engine.iterations.starts.MAX_BYTES", room),
        patch("engine.iterations.timeline.COMPILE_FROM", compile_from),
    ):
        for _ in range(data.draw(st.integers(1, 4), "changes")):
            timeline = worlds[data.draw(st.integers(0, len(worlds) - 1), "of")]
            advance(timeline, data.draw(st.integers(0, 25), "reached"), beyond=True)
            at = data.draw(st.integers(0, timeline.length), "at")
            if data.draw(st.booleans(), "seen"):
                timeline.run(at).memory(data.draw(st.integers(0, len(program.equations))))
            edit = draw_edit(data.draw, program, at)
            worlds.append(timeline.fork(timeline.edits.joined_by(edit)))
            if data.draw(st.booleans(), "left"):
                timeline.rest()
        # One that has all changes from the beginning, as after another program was taken up.
        worlds.append(Timeline(program, worlds[-1].edits))
        for timeline in data.draw(st.permutations(worlds)):
            advance(timeline, 28, beyond=True)
            runs = list(by_hand(program, timeline.edits, 28))
            assert timeline.divergence == divergence_of(runs)
            assert events(timeline) == noted(runs)
            assert_holds(timeline, runs, data.draw(st.permutations(range(28)))[:10])
            symbol = data.draw(st.sampled_from(list(program.base)))
            found = values(timeline, symbol, range(28))
            assert all(map(same, found, [run.start[program.base[symbol]] for run in runs]))


def test_a_fork_leaves_the_timeline_as_it_was():
    timeline = Timeline(XOR)
    advance(timeline, 40)
    runs = list(plain(XOR, 50))
    edit = Start(10, "b1", np.ones(2), 10, "b1 = 1")
    fork = timeline.fork(timeline.edits.joined_by(edit))
    advance(fork, 60)
    assert list(timeline.edits) == []
    assert_holds(timeline, runs[:40])
    advance(timeline, 50)
    assert_holds(timeline, runs)
    assert list(fork.losses[:10]) == [run.loss for run in runs[:10]]
    assert fork.losses[10] != runs[10].loss
    assert events(timeline) == noted(runs)


def test_what_a_timeline_is_made_with_holds_from_its_first_iteration_on():
    # By hand: with w3 = 0 the loss of the skip network is 3.125.
    timeline = Timeline(SKIP, Edits((Start(0, "w3", 0.0, 0, "w3 = 0"),)))
    advance(timeline, 1)
    assert list(timeline.losses) == [3.125]


@pytest.mark.parametrize("room", [64_000_000, 1, 400])
@pytest.mark.parametrize("target", [10, 40], ids=["recorded", "compiled"])
def test_an_input_that_is_set_on_the_way_holds_from_there_on(room, target):
    # As after another convention, the change is there before its iteration has been run.
    edits = Edits((Start(3, "x", 0.0, 3, "x = 0"), Start(7, "y", 1.0, 7, "y = 1")))
    timeline = Timeline(SKIP, edits)
    with patch("engine.iterations.starts.MAX_BYTES", room):
        advance(timeline, target)
        found = [
            [timeline.run(number).start[SKIP.base[name]] for number in range(target)]
            for name in "xy"
        ]
        assert found == [[1.0] * 3 + [0.0] * (target - 3), [-3.0] * 7 + [1.0] * (target - 7)]
        # The skip network sees nothing of x = 0: yhat is 0, and the loss abs(y - yhat).
        assert list(timeline.losses[3:]) == [3.0] * 4 + [1.0] * (target - 7)
        assert [timeline.run(number).loss for number in (8, 4, 0)] == [1.0, 3.0, 3.375]


def test_what_comes_before_a_change_is_not_run_again():
    timeline = Timeline(XOR)
    advance(timeline, 40)
    run = timeline.run(30)
    run.memory(len(XOR.equations))
    edit = Result(30, "dL/dH", np.ones((4, 2)), 30, "dL/dH = 1")
    with patch("engine.iterations.run.add", side_effect=AssertionError("computed again")):
        fork = timeline.fork(timeline.edits.joined_by(edit))
        assert fork.run(30).value(XOR.index["L"]) == run.loss
        assert fork.run(30).value(XOR.index["dL/dH"]).tolist() == np.ones((4, 2)).tolist()


def test_large_arrays_are_found_again_bit_for_bit(build):
    rng = np.random.default_rng(0)
    network = build(
        "H = relu(X @ W + b)\nP = H @ V\nL = mean(square(P - Y))",
        {"X": np.asfortranarray(rng.normal(size=(60, 20)))},
        targets={"Y": rng.normal(size=(60, 7))},
        W=np.asfortranarray(rng.normal(size=(20, 33))), b=rng.normal(size=33),
        V=rng.normal(size=(33, 7)),
    )  # fmt: skip
    program = derive(replace(network, learning_rate=0.01))
    runs = list(plain(program, 40))
    timeline = Timeline(program)
    with patch("engine.iterations.starts.MAX_BYTES", 200_000):
        advance(timeline, 40)
        assert_holds(timeline, runs, [*range(39, -1, -3), 0, 1, 2])
        assert events(timeline) == noted(runs)
        assert len(noted(runs)) > 5


def test_the_sum_of_an_array_in_another_order_is_found_again(build):
    # numpy adds up entries in the order in which they lie in memory, which shows in the last bits.
    weights = np.asfortranarray(np.random.default_rng(1).normal(size=(30, 40)))
    program = derive(build("L = sum(W)", W=weights))
    timeline = Timeline(program)
    first = timeline.run(0).loss
    advance(timeline, COMPILE_FROM)
    assert timeline.run(0).loss == timeline.losses[0] == first
    assert_holds(timeline, list(plain(program, COMPILE_FROM)))


@pytest.mark.parametrize("value", [-0.0, math.inf, -math.inf, math.nan])
def test_special_values_are_found_again(value, build):
    for parameters in ({"w": value, "v": 1.0}, {"w": np.array([value, 1.0]), "v": np.ones(2)}):
        network = build("z = w*x + v\nL = sum(square(z))", {"x": 0.5}, **parameters)
        runs = list(plain(derive(network), 25))
        timeline = Timeline(derive(network))
        advance(timeline, 25, beyond=True)
        assert_holds(timeline, runs, [24, 0, 1, 12])
