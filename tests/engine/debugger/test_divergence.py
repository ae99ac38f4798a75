"""NaN and infinity: where they first appeared, and what they stop."""

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.debugger.debugger import Debugger
from engine.network.reader import read_network
from engine.network.source import Source
from engine.program.program import derive
from tests.engine.debugger.skip import SMALL, TWO, network_of, place


def test_where_nan_first_appeared_is_known_from_there_on(build):
    debugger = Debugger(derive(build("z = w*x\nl = log(z)\nL = l*l", {"x": -1.0}, w=2.0)))
    found = [debugger.step().first_non_finite for _ in range(4)]
    assert found == [None, (0, 2), (0, 2), (0, 2)]
    assert debugger.next_iteration(3).first_non_finite == (0, 2)
    assert debugger.goto(1, 0).first_non_finite is None


HUGE = """
loss = "L"
equations = "L = w*w*w*w"
[parameters]
w = 1
[training]
learning_rate = 1e200
"""


def test_where_infinity_first_appeared_may_lie_in_a_later_iteration():
    debugger = Debugger(derive(read_network(Source("huge.toml", HUGE))))
    assert debugger.goto(3, 0).first_non_finite is None
    stop = debugger.goto(1, 1)
    assert (stop.step.value, stop.first_non_finite) == (math.inf, (1, 1))
    assert debugger.goto(1, 0).first_non_finite is None
    assert debugger.goto(2, 4).first_non_finite == (1, 1)


STOPPED = "stopped: L is not finite, in step 1 (forward) of iteration 1"


@pytest.mark.parametrize(
    "move",
    [
        lambda d: d.next_iteration(5),
        lambda d: d.next_iteration(500),
        lambda d: d.goto(3, 1),
        lambda d: d.goto(2, 400),
        lambda d: d.step(12),
        lambda d: d.into(12),
        lambda d: d.end_of_phase(6),
        lambda d: d.run_to("w", 8),
    ],
)
def test_a_move_beyond_a_divergence_stops_there(diverging, move):
    stop = move(diverging)
    assert (place(stop), stop.message) == ((1, 1), STOPPED)
    assert (stop.step.symbol, stop.step.value) == ("L", math.inf)
    assert stop.first_non_finite == (1, 1)
    assert diverging.stop.cursor == stop.cursor


def test_from_a_divergence_moves_go_on_and_back(diverging):
    diverging.next_iteration(50)
    assert [place(diverging.step()) for _ in range(4)] == [(1, 2), (1, 3), (2, 1), (2, 2)]
    assert place(diverging.next_iteration(40)) == (42, 2)
    assert diverging.stop.first_non_finite == (1, 1)
    assert place(diverging.back(2)) == (41, 3)
    stop = diverging.goto(3, 0)
    assert (stop.step.value, stop.first_non_finite) == (-2e200, None)
    assert diverging.goto(1, 7).message == STOPPED
    diverging.restart()
    assert place(diverging.next_iteration(9)) == (1, 1)


def test_to_go_right_where_the_numbers_end_is_no_stop(diverging):
    stop = diverging.goto(1, 1)
    assert (place(stop), stop.message, stop.first_non_finite) == ((1, 1), "", (1, 1))


def test_running_iterations_ends_at_a_divergence_and_does_not_move(diverging):
    diverging.goto(2, 0)
    assert list(diverging.reach(100))[-1] == 2
    assert place(diverging.stop) == (0, 2)
    assert list(diverging.reach(100)) == []
    assert place(diverging.next_iteration(99)) == (1, 1)
    assert list(diverging.reach(100))[-1] == 100  # from there on it has been seen


@pytest.mark.parametrize("ahead", [False, True])
@pytest.mark.parametrize(
    "move", [Debugger.last, Debugger.end_of_phase, lambda d: d.goto(5), lambda d: d.step(2)]
)
def test_in_the_iteration_under_way_a_divergence_stops_as_well(build, move, ahead):
    # w*w = 1e308 is finite, and so is the gradient 2e154; the step of 2e454 is not.
    debugger = Debugger(network_of(build, TWO, 1e300, w=1e154, v=1.0))
    if ahead:
        list(debugger.reach(10))
    debugger.goto(3)
    stop = move(debugger)
    assert place(stop) == (0, 4)
    assert stop.message == "stopped: w is not finite, in step 4 (update) of iteration 0"
    stop = debugger.last()
    assert (place(stop), stop.step.value) == ((0, 5), -1e300)
    assert stop.first_non_finite == (0, 4)


def test_infinity_that_spoils_nothing_stops_nothing(build):
    network = build("z = 1/x\nh = 1/z\nL = h + w*w", {"x": 0.0}, w=0.25)
    debugger = Debugger(derive(replace(network, learning_rate=0.25)))
    assert debugger.goto(1, 0).first_non_finite == (0, 1)
    assert debugger.step().first_non_finite is None
    stop = debugger.goto(1, 60)
    assert (place(stop), stop.message, stop.first_non_finite) == ((60, 1), "", (60, 1))
    assert debugger.step().first_non_finite is None


@pytest.mark.parametrize("weight", [math.nan, math.inf])
def test_a_start_that_is_not_finite_diverges_in_its_first_step(build, weight):
    debugger = Debugger(network_of(build, TWO, 0.1, w=weight, v=1.0))
    assert debugger.stop.first_non_finite is None
    stop = debugger.next_iteration(100)
    assert (place(stop), stop.first_non_finite) == ((0, 1), (0, 1))
    assert stop.message == "stopped: L is not finite, in step 1 (forward) of iteration 0"


DIVERGING_MOVES = st.lists(
    st.tuples(st.sampled_from(["step", "back", "into", "next_iteration", "end_of_phase"]), SMALL)
    | st.tuples(st.just("goto"), st.integers(0, 5), st.integers(0, 6))
    | st.tuples(st.sampled_from(["first", "last", "restart"])),
    max_size=15,
)


@given(DIVERGING_MOVES, st.sampled_from([(1e300, 1e154), (1e200, 1.0), (3e102, 1.0)]))
def test_at_a_divergence_too_a_state_does_not_depend_on_the_way_to_it(build, moves, start):
    rate, weight = start
    program = network_of(build, TWO, rate, w=weight, v=1.0)
    debugger = Debugger(program)
    for name, *arguments in moves:
        stop = getattr(debugger, name)(*arguments)
        straight = Debugger(program)
        straight.goto(stop.cursor.step, stop.cursor.iteration)  # which may stop on the way
        found = straight.goto(stop.cursor.step, stop.cursor.iteration)
        assert place(found) == place(stop)
        assert found.first_non_finite == stop.first_non_finite
        if stop.cursor.arrived is None:
            assert found.state.same_as(stop.state)
