import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.debugger.cursor import Cursor
from engine.debugger.debugger import Debugger
from engine.errors import DebuggerError
from engine.iterations.run import run_iteration
from engine.iterations.state import State
from engine.iterations.timeline import MAX_ITERATION
from engine.network.files import load_network
from engine.network.optimisers import Optimiser
from engine.network.reader import read_network
from engine.network.source import Source
from engine.program.program import Phase, derive

FAN_IN = 15
LAST = 21
SKIP = derive(load_network("skip"))


@pytest.fixture
def debugger():
    return Debugger(SKIP)


def place(stop):
    return stop.cursor.iteration, stop.cursor.step


def rates_of(stop):
    """From which iteration on which learning rate holds that was set by hand."""
    starts = stop.timeline.edits.starts
    return {at: found["lr"] for at, found in starts.items() if "lr" in found}


# Steps


def test_it_starts_before_the_first_step(debugger):
    stop = debugger.stop
    assert stop.cursor == Cursor(0, 0)
    assert stop.step is None
    assert stop.phase is None
    assert stop.state.value("z0") is None
    assert stop.state.value("w0") == 0.5
    assert stop.steps == LAST


def test_it_steps_through_the_exercise_into_the_next_iteration(debugger):
    seen = []
    for _ in range(LAST + 2):
        stop = debugger.step()
        seen.append((*place(stop), stop.step.symbol, stop.step.value))
    assert seen[FAN_IN - 1] == (0, 15, "dL/dh0", 0.75)
    assert seen[LAST - 1] == (0, 21, "w3", 0.0)
    assert seen[LAST:] == [(1, 1, "z0", -0.25), (1, 2, "h0", 0.0)]


def test_a_step_shows_what_is_known_after_it(debugger):
    stop = debugger.step(7)
    assert (stop.step.symbol, stop.phase) == ("L", Phase.FORWARD)
    assert stop.state.loss == 3.375
    assert stop.state.gradient("yhat") is None
    assert debugger.step().state.gradient("yhat") == 1.0


def test_a_count_takes_as_many_steps(debugger):
    assert place(debugger.step(30)) == (1, 9)
    assert place(debugger.back(30)) == (0, 0)


@given(st.integers(0, 70))
def test_back_undoes_step(count):
    debugger = Debugger(SKIP)
    forward = [debugger.stop, *(debugger.step() for _ in range(count))]
    for before in forward[-2::-1]:
        stop = debugger.back()
        assert stop.cursor == before.cursor
        assert stop.state.same_as(before.state)


def test_before_the_start_it_stays_put_and_says_so(debugger):
    stop = debugger.back()
    assert stop.cursor == Cursor(0, 0)
    assert stop.message == "this is the start: nothing lies before it"
    debugger.step(3)
    assert debugger.back(10).message
    assert debugger.stop.message == ""


# Into a fan-in sum


def test_terms_arrive_one_by_one(debugger):
    debugger.goto(FAN_IN - 1)
    seen = []
    for _ in range(3):
        stop = debugger.into()
        seen.append((stop.cursor, stop.message, stop.state.gradient("h0")))
    assert seen == [
        (Cursor(0, FAN_IN, 0), "0 of 2 arrived", 0.0),
        (Cursor(0, FAN_IN, 1), "1 of 2 arrived", 0.5),
        (Cursor(0, FAN_IN, 2), "2 of 2 arrived", 0.75),
    ]
    after = debugger.into()
    assert (after.cursor, after.message) == (Cursor(0, FAN_IN + 1), "")


def test_stepping_into_the_step_one_stands_on_starts_its_sum_again(debugger):
    assert debugger.goto(FAN_IN).state.gradient("h0") == 0.75
    stop = debugger.into()
    assert (stop.cursor, stop.state.gradient("h0")) == (Cursor(0, FAN_IN, 0), 0.0)


def test_terms_are_taken_back_one_by_one(debugger):
    debugger.goto(FAN_IN - 1)
    debugger.into(3)
    values = [debugger.back().state.gradient("h0") for _ in range(3)]
    assert values == [0.5, 0.0, None]
    assert debugger.stop.cursor == Cursor(0, FAN_IN - 1)


@pytest.mark.parametrize("arrived", [0, 1])
def test_a_step_finishes_the_sum_it_is_in(debugger, arrived):
    debugger.goto(FAN_IN - 1)
    debugger.into(1 + arrived)
    stop = debugger.step()
    assert (stop.cursor, stop.state.gradient("h0")) == (Cursor(0, FAN_IN), 0.75)
    assert debugger.step().cursor == Cursor(0, FAN_IN + 1)


def test_a_step_goes_on_when_every_term_has_arrived(debugger):
    debugger.goto(FAN_IN - 1)
    debugger.into(3)
    assert debugger.step().cursor == Cursor(0, FAN_IN + 1)


def test_a_sum_of_which_all_has_arrived_is_the_step(debugger):
    debugger.goto(FAN_IN - 1)
    whole = debugger.into(3).state
    assert whole.same_as(Debugger(SKIP).goto(FAN_IN).state)


def test_where_there_is_nothing_to_step_into_the_next_step_is_taken(debugger):
    assert [debugger.into().cursor for _ in range(3)] == [Cursor(0, 1), Cursor(0, 2), Cursor(0, 3)]


def test_stepping_into_leaves_the_next_step_unknown(debugger):
    debugger.goto(FAN_IN - 1)
    stop = debugger.into(2)
    assert stop.state.gradient("z0") is None
    assert stop.state.gradient("h1") == 0.5


# Phases, iterations


def test_phases_have_their_ends(debugger):
    ends = [place(debugger.end_of_phase()) for _ in range(5)]
    assert ends == [(0, 7), (0, 17), (0, 21), (1, 7), (1, 17)]
    starts = [place(debugger.start_of_phase()) for _ in range(5)]
    assert starts == [(1, 8), (1, 1), (0, 18), (0, 8), (0, 1)]
    stop = debugger.start_of_phase()
    assert place(stop) == (0, 1)
    assert stop.message == "this is the first phase: nothing lies before it"


def test_a_sum_at_the_end_of_its_phase_is_finished_first(build):
    debugger = Debugger(derive(build("L = w*w", w=1.0)))
    debugger.goto(1)
    debugger.into()
    assert debugger.stop.cursor == Cursor(0, 2, 0)
    assert [debugger.end_of_phase().cursor for _ in range(2)] == [Cursor(0, 2), Cursor(0, 3)]


def test_a_phase_with_a_count(debugger):
    assert place(debugger.end_of_phase(4)) == (1, 7)
    assert place(debugger.start_of_phase(3)) == (0, 8)


def test_an_iteration_keeps_the_step(debugger):
    debugger.goto(FAN_IN)
    assert place(debugger.next_iteration()) == (1, FAN_IN)
    assert place(debugger.next_iteration(5)) == (6, FAN_IN)
    assert place(debugger.previous_iteration(4)) == (2, FAN_IN)
    assert place(debugger.previous_iteration(40)) == (0, FAN_IN)


def test_before_iteration_0_there_is_none(debugger):
    debugger.goto(4)
    stop = debugger.previous_iteration()
    assert place(stop) == (0, 4)
    assert stop.message == "this is iteration 0: none lies before it"


def test_the_next_iteration_starts_with_its_first_step(debugger):
    assert place(debugger.next_iteration()) == (1, 1)


def test_first_and_last_stay_in_the_iteration(debugger):
    debugger.goto(9, 2)
    assert place(debugger.first()) == (2, 1)
    assert debugger.first().message == "this is the first step of the iteration"
    assert place(debugger.last()) == (2, LAST)
    assert debugger.last().message == "this is the last step of the iteration"


def test_iterations_follow_one_another(debugger):
    assert debugger.goto(7, 0).state.loss == 3.375
    assert debugger.goto(7, 1).state.loss == 3.0
    assert debugger.goto(7, 50).state.loss == 3.0
    assert debugger.goto(7, 0).state.loss == 3.375


def test_a_restart_goes_back_to_before_the_first_step(debugger):
    debugger.goto(9, 2)
    debugger.select("h0")
    stop = debugger.restart()
    assert stop.cursor == Cursor(0, 0)
    assert stop.message == "restarted"
    assert stop.state.same_as(Debugger(SKIP).stop.state)


@pytest.mark.parametrize(
    ("step", "iteration", "message"),
    [
        (22, None, "there is no step 22: an iteration has steps 1 to 21"),
        (-1, None, "there is no step -1: an iteration has steps 1 to 21"),
        (1, -1, f"there is no iteration -1: they are counted from 0 to {MAX_ITERATION:,}"),
        (1, MAX_ITERATION + 1, f"there is no iteration {MAX_ITERATION + 1}: they are counted"),
    ],
)
def test_a_place_that_does_not_exist_is_refused(debugger, step, iteration, message):
    debugger.goto(5)
    with pytest.raises(DebuggerError) as caught:
        debugger.goto(step, iteration)
    assert str(caught.value).startswith(message)
    assert debugger.stop.cursor == Cursor(0, 5)


def test_after_the_last_iteration_it_stays_put_and_says_so(debugger, monkeypatch):
    for module in ("stepper", "cursor"):
        monkeypatch.setattr(f"engine.debugger.{module}.MAX_ITERATION", 2)
    monkeypatch.setattr("engine.debugger.stepper.LAST", message := "iteration 2 is the last")
    for move in (debugger.step, debugger.end_of_phase, lambda: debugger.run_to("w3")):
        debugger.goto(LAST, 2)
        stop = move()
        assert (place(stop), stop.message) == ((2, LAST), message)
    assert debugger.goto(3, 2).cursor == debugger.next_iteration().cursor
    assert debugger.next_iteration().message == message


# Nodes


def test_it_runs_to_the_steps_of_a_node(debugger):
    seen = [debugger.run_to("h0").step.symbol for _ in range(3)]
    assert seen == ["h0", "dL/dh0", "h0"]
    assert place(debugger.stop) == (1, 2)
    assert place(debugger.run_to("w3", 2)) == (1, LAST)


def test_it_runs_to_the_selected_node(debugger):
    debugger.select("h1")
    assert debugger.run_to().step.symbol == "h1"
    assert debugger.run_to().step.symbol == "dL/dh1"


def test_a_node_can_be_named_as_it_is_written(debugger):
    assert debugger.run_to("ŷ").step.symbol == "yhat"
    assert debugger.select("ŷ").selected == "yhat"


@pytest.mark.parametrize(
    ("action", "message"),
    [
        (lambda d: d.run_to("x"), "x is given, not computed: no step leads to it"),
        (lambda d: d.run_to("yhatt"), "unknown node 'yhatt'; did you mean 'yhat'?"),
        (lambda d: d.select("qqqq"), "unknown node 'qqqq'"),
        (lambda d: d.find("qqqq"), "no node is called 'qqqq'"),
        (lambda d: d.find("\x1b[31m"), "no node is called '\\x1b[31m'"),
    ],
)
def test_a_node_that_does_not_exist_is_refused(debugger, action, message):
    debugger.goto(5)
    with pytest.raises(DebuggerError) as caught:
        action(debugger)
    assert str(caught.value).startswith(message)
    assert debugger.stop.cursor == Cursor(0, 5)


def test_until_a_node_is_selected_it_is_that_of_the_step(debugger):
    assert debugger.stop.selected == "z0"
    assert debugger.goto(FAN_IN).selected == "h0"
    assert debugger.select("w2").selected == "w2"
    assert debugger.step().selected == "w2"


def test_selecting_moves_through_every_node_and_stays_put_at_the_ends(debugger):
    nodes = list(SKIP.reading_order)
    assert sorted(nodes) == sorted(SKIP.network.nodes)
    debugger.select(nodes[0])
    seen = [nodes[0], *(debugger.select_next().selected for _ in nodes[1:])]
    assert seen == nodes
    stop = debugger.select_next()
    assert (stop.selected, stop.message) == ("L", "L is the last node")
    stop = debugger.select_next(-100)
    assert (stop.selected, stop.message) == (nodes[0], f"{nodes[0]} is the first node")


def test_finding_goes_round(debugger):
    found = [debugger.find("h").selected for _ in range(4)]
    assert sorted(found[:3]) == ["h0", "h1", "yhat"]
    assert found[3] == found[0]
    assert debugger.find(" ŷ ").selected == "yhat"
    assert debugger.find("YHAT").selected == "yhat"


def test_selecting_does_not_move(debugger):
    debugger.goto(5, 1)
    debugger.select("h0")
    debugger.select_next()
    assert debugger.find("w").cursor == Cursor(1, 5)


# Time travel

SMALL = st.integers(1, 4)
MOVES = st.lists(
    st.tuples(
        st.sampled_from(
            ["step", "back", "into", "end_of_phase", "start_of_phase", "next_iteration",
             "previous_iteration"]
        ),
        SMALL,
    )
    | st.tuples(st.just("goto"), st.integers(0, LAST), st.integers(0, 3))
    | st.tuples(st.just("run_to"), st.sampled_from(["h0", "L", "w3"]), SMALL)
    | st.tuples(st.sampled_from(["first", "last", "restart", "select_next"]))
    | st.just(("goto", FAN_IN)),
    max_size=25,
)  # fmt: skip


def fresh(program, cursor):
    """A debugger that has come to a cursor straight from the start."""
    debugger = Debugger(program)
    stop = debugger.goto(cursor.step, cursor.iteration)
    return stop if cursor.arrived is None else debugger.into(cursor.arrived + 1)


@settings(max_examples=150)
@given(MOVES)
def test_a_state_does_not_depend_on_the_way_to_it(moves):
    debugger = Debugger(SKIP)
    for name, *arguments in moves:
        stop = getattr(debugger, name)(*arguments)
        straight = fresh(SKIP, stop.cursor)
        assert stop.cursor == straight.cursor
        assert stop.state.same_as(straight.state)
        assert stop.first_non_finite == straight.first_non_finite
        assert debugger.stop.state.same_as(stop.state)


ARRAYS = derive(
    read_network(
        Source(
            "arrays.toml",
            """
loss = "L"
equations = '''
H = relu(X @ W + b)
G = tanh(H @ R) + H
L = mean(square(G - Y))
'''
[inputs]
X = [[1, 2], [3, -4], [0, 1]]
[targets]
Y = [[1, 0], [0, 1], [1, 1]]
[parameters]
W = { normal = 1, shape = [2, 2] }
b = { constant = 0.1, shape = [2] }
R = { normal = 1, shape = [2, 2] }
""",
        )
    )
)


@given(
    st.lists(
        st.sampled_from(["step", "back", "into", "next_iteration", "previous_iteration"]),
        max_size=40,
    )
)
def test_a_state_of_arrays_does_not_depend_on_the_way_to_it(names):
    debugger = Debugger(ARRAYS)
    for name in names:
        stop = getattr(debugger, name)()
        assert stop.state.same_as(fresh(ARRAYS, stop.cursor).state)


def test_a_stop_stays_what_it_was(debugger):
    early = debugger.step(3)
    known = early.state.values()
    debugger.step(40)
    assert early.cursor == Cursor(0, 3)
    assert early.state.values() == known
    with pytest.raises(AttributeError):
        early.message = "changed"


# NaN and infinity


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


# A divergence

SQUARE = "L = w*w"
TWO = "L = w*w + v"


def network_of(build, equations, rate, **parameters):
    return derive(replace(build(equations, **parameters), learning_rate=rate))


@pytest.fixture
def diverging(build):
    """From 1, where its gradient is 2, w goes so far that its square is infinite."""
    return Debugger(network_of(build, SQUARE, 1e200, w=1.0))


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


# Training


def schedule(program, count, rates):
    """So many iterations recorded one after the other, with learning rates from iterations on."""
    memory = program.start
    for number in range(count):
        memory = (*memory[:-1], rates.get(number, memory[-1]))
        run = run_iteration(program, number, memory)
        yield run
        memory = run.end


def test_iterations_are_run_without_moving(debugger):
    debugger.goto(4)
    counts = list(debugger.reach(50))
    assert counts == sorted(set(counts))
    assert counts[-1] == debugger.stop.timeline.length == 50
    assert debugger.stop.cursor == Cursor(0, 4)
    assert list(debugger.stop.timeline.losses) == [3.375] + [3.0] * 49


def test_no_more_iterations_are_run_than_there_are(debugger, monkeypatch):
    monkeypatch.setattr("engine.debugger.stepper.MAX_ITERATION", 5)
    assert list(debugger.reach(1_000))[-1] == 5


AFTER = {"w0": 0.5 - 0.5 * 0.75, "w1": 0.5 - 0.5 * 0.25, "w2": 0.375, "w3": 0.5 - 0.5 * 0.5}


@pytest.mark.parametrize("step", [0, 1, FAN_IN, 17])
def test_a_learning_rate_holds_for_the_update_that_lies_ahead(debugger, step):
    debugger.goto(step)
    stop = debugger.set_learning_rate(0.5)
    assert stop.cursor == Cursor(0, step)
    assert stop.message == "branch 1: lr = 0.5 from iteration 0 on"
    assert stop.state.learning_rate == 0.5
    state = debugger.last().state
    assert {name: state.value(name) for name in AFTER} == AFTER
    assert debugger.step().state.learning_rate == 0.5


@pytest.mark.parametrize("step", [18, 21])
def test_once_the_update_has_begun_a_learning_rate_holds_for_the_next(debugger, step):
    debugger.goto(step)
    stop = debugger.set_learning_rate(0.5)
    assert (stop.cursor, stop.state.learning_rate) == (Cursor(0, step), 1.0)
    assert stop.message == "branch 1: lr = 0.5 from iteration 1 on"
    assert debugger.last().state.value("w0") == -0.25
    assert debugger.step().state.learning_rate == 0.5
    assert rates_of(debugger.stop) == {1: 0.5}


@pytest.mark.parametrize(
    ("reached", "cursor", "left"),
    [
        (10, (5, 3), 3),
        (10, (21, 3), 4),
        (10, (5, 9), 9),
        (10, (18, 8), 9),
        (1, (0, 0), 0),
        (10, (18, 9), 10),
        (10, (21, 9), 10),
        (10, (3, 10), 10),
    ],
)
def test_what_another_learning_rate_changes_is_run_again_and_what_was_stays(
    debugger, reached, cursor, left
):
    list(debugger.reach(reached))
    before = debugger.goto(*cursor)
    losses = list(before.timeline.losses)
    stop = debugger.set_learning_rate(0.5)
    assert (stop.timeline.length, list(stop.timeline.losses)) == (left, losses[:left])
    assert rates_of(stop) == {left: 0.5}
    assert (before.timeline.length, list(before.timeline.losses)) == (reached, losses)
    assert (rates_of(before), before.state.learning_rate) == ({}, 1.0)
    assert debugger.switch(0).timeline is before.timeline


CHANGES = st.lists(
    st.tuples(st.integers(0, 30), st.integers(1, 15), st.sampled_from([0.0, 0.1, 3.0, -0.5])),
    min_size=1,
    max_size=4,
)


@settings(max_examples=25)
@given(CHANGES, st.sampled_from(["gd", "adam"]))
def test_learning_rates_changed_on_the_way_are_a_schedule(changes, kind):
    program = derive(replace(load_network("xor"), optimiser=Optimiser(kind)))
    backward = len(program.phases[Phase.FORWARD]) + len(program.phases[Phase.BACKWARD])
    debugger, rates = Debugger(program), {}
    for iteration, step, rate in changes:
        debugger.goto(step, iteration)
        first = iteration if step <= backward else iteration + 1
        rates = {at: each for at, each in rates.items() if at < first} | {first: rate}
        stop = debugger.set_learning_rate(rate)
        assert (place(stop), rates_of(stop)) == ((iteration, step), rates)
        list(debugger.reach(first + 25))
    for run in schedule(program, first + 25, rates):
        stop = debugger.goto(len(program.equations), run.number)
        assert stop.state.same_as(State(run, len(program.equations)))
        assert stop.state.learning_rate == run.start[-1]


@pytest.mark.parametrize("rate", [math.nan, math.inf, -math.inf])
def test_a_learning_rate_that_is_not_finite_is_refused(debugger, rate):
    debugger.goto(4, 3)
    with pytest.raises(DebuggerError, match="the learning rate has to be finite: NaN and infinity"):
        debugger.set_learning_rate(rate)
    assert debugger.stop.state.learning_rate == 1.0
    assert debugger.stop.cursor == Cursor(3, 4)


def test_a_whole_number_is_a_learning_rate(debugger):
    assert type(debugger.set_learning_rate(0).state.learning_rate) is float
    assert debugger.goto(LAST, 30).state.value("w0") == 0.5
    assert debugger.goto(7).state.loss == 3.375


def test_after_the_last_update_there_is_nothing_to_learn(debugger, monkeypatch):
    for module in ("whatif", "cursor"):
        monkeypatch.setattr(f"engine.debugger.{module}.MAX_ITERATION", 2)
    debugger.goto(18, 2)
    with pytest.raises(DebuggerError, match="is the last that can be run"):
        debugger.set_learning_rate(0.5)
    debugger.goto(17)
    assert rates_of(debugger.set_learning_rate(0.5)) == {2: 0.5}


def test_a_smaller_learning_rate_leads_out_of_a_divergence(diverging):
    diverging.next_iteration(30)
    diverging.goto(2, 0)
    stop = diverging.set_learning_rate(0.25)
    assert (stop.first_non_finite, stop.timeline.divergence) == (None, None)
    assert diverging.goto(1, 1).state.loss == 0.25  # w is 1 - 0.25*2
    assert diverging.goto(1, 100).message == ""


# Another start

SEEDED = derive(load_network("xor").with_seed(3))


def test_another_seed_is_a_fresh_start():
    debugger = Debugger(SEEDED)
    debugger.goto(5, 30)
    debugger.set_learning_rate(0.1)
    debugger.select("W1")
    stop = debugger.reseed(8)
    assert (stop.cursor, stop.message) == (Cursor(), "started again with seed 8")
    assert (stop.is_selection, stop.timeline.length, rates_of(stop)) == (False, 0, {})
    assert stop.program.network.seed == 8
    # The learning rate that was set holds for the new start as well.
    other = Debugger(derive(replace(load_network("xor").with_seed(8), learning_rate=0.1)))
    for cursor in ((0, 0), (15, 0), (4, 40)):
        assert debugger.goto(*cursor).state.same_as(other.goto(*cursor).state)
    assert not debugger.stop.state.same_as(Debugger(SEEDED).goto(4, 40).state)


def test_where_nothing_is_drawn_there_is_no_other_seed(debugger):
    debugger.goto(FAN_IN, 2)
    with pytest.raises(DebuggerError, match="nothing in this network is drawn"):
        debugger.reseed(1)
    assert debugger.stop.cursor == Cursor(2, FAN_IN)


LONGER = "z = w*x\nh = relu(z)\nL = square(h - y)"
SHORTER = "z = w*x\nL = square(z - y)"


@pytest.mark.parametrize(
    ("old", "new", "before", "after"),
    [
        (SHORTER, LONGER, "L", "L"),
        (LONGER, SHORTER, "dL/dz", "dL/dz"),
        (LONGER, SHORTER, "w", "w"),
        (SHORTER, LONGER, "dL/dw", "dL/dw"),
        (LONGER, SHORTER, "h", "L"),  # the second step of both
        (LONGER, SHORTER, "dL/dh", "dL/dw"),  # the fourth
        (LONGER, "z = w*x\nL = square(z - y) + y*w", "L", "L"),
        ("L = square(w*x - y)", "w = 2*x\nL = square(v*w - y)", "w", "dL/dv"),  # the third
    ],
)
def test_another_program_is_taken_up_at_the_same_step(build, old, new, before, after):
    def program(equations):
        weights = {
            name: 0.5 for name in "wv" if f"{name}*" in equations and f"{name} =" not in equations
        }
        return derive(build(equations, {"x": 1.0}, targets={"y": 2.0}, **weights))

    debugger = Debugger(program(old))
    debugger.goto(debugger.stop.program.index[before] + 1, 5)
    other = program(new)
    stop = debugger.exchange(other)
    assert stop.message == "the network was loaded again"
    assert (stop.cursor.iteration, stop.step.symbol) == (0, after)
    assert stop.timeline.length == 0
    assert stop.state.same_as(Debugger(other).goto(stop.cursor.step).state)


def test_where_the_new_program_is_shorter_its_last_step_is_taken(debugger, build):
    debugger.goto(LAST, 1)
    stop = debugger.exchange(network_of(build, SQUARE, 0.1, w=1.0))
    assert place(stop) == (0, 3)


def test_before_the_first_step_another_program_starts_there_too(debugger):
    assert debugger.exchange(SEEDED).cursor == Cursor(0, 0)


def test_a_selection_is_kept_where_the_new_program_has_it(build):
    debugger = Debugger(SEEDED)
    debugger.select("H")
    debugger.single_out(3, 1)
    stop = debugger.exchange(derive(load_network("xor").with_seed(4)))
    assert (stop.selected, stop.is_selection, stop.entry) == ("H", True, (3, 1))
    stop = debugger.exchange(network_of(build, SQUARE, 0.1, w=1.0))
    assert (stop.selected, stop.is_selection, stop.entry) == ("L", False, None)


def test_another_program_that_diverges_stops_there(debugger, build):
    debugger.goto(LAST)
    stop = debugger.exchange(network_of(build, TWO, 1e300, w=1e154, v=1.0))
    assert place(stop) == (0, 4)
    assert stop.message.startswith("stopped: w is not finite")


# An entry

BATCH = """
H = relu(X @ W1 + b1)
P = H @ v + H @ W2 @ v
L = mean(square(P - y)) + s*s
"""


@pytest.fixture
def batch(build):
    inputs = {"X": np.ones((4, 3))}
    network = build(
        BATCH, inputs, targets={"y": np.ones(4)},
        W1=np.ones((3, 2)), b1=np.ones(2), W2=np.ones((2, 2)), v=np.ones(2), s=1.0,
    )  # fmt: skip
    return Debugger(derive(network))


@pytest.mark.parametrize(
    ("entry", "node", "found"),
    [
        ((3, 1), "H", (3, 1)),
        ((3, 1), "X", (3, 1)),
        ((3, 1), "b1", (1,)),
        ((3, 1), "v", (1,)),
        ((3, 1), "W2", None),
        ((3, 1), "W1", None),
        ((1, 1), "W2", (1, 1)),
        ((3, 1), "P", (3,)),
        ((3, 1), "y", (3,)),
        ((3, 1), "L", None),
        ((3, 1), "s", None),
        ((0, 2), "H", None),
        ((0, 2), "X", (0, 2)),
        ((0, 2), "b1", None),
        ((0, 2), "P", (0,)),
        ((3,), "P", (3,)),
        ((1,), "b1", (1,)),
        ((1,), "H", (0, 1)),
        ((), "H", None),
    ],
)
def test_an_entry_is_singled_out_by_sample_and_unit(batch, entry, node, found):
    stop = batch.single_out(*entry)
    assert stop.entry == (entry or None)
    assert stop.entry_of(node) == found


@pytest.mark.parametrize("entry", [(4, 1), (9, 1), (3, 3), (-1, 0), (0, -1), (4,), (0, 0, 0)])
def test_an_entry_that_no_array_has_is_refused(batch, entry):
    batch.single_out(3, 1)
    with pytest.raises(DebuggerError) as caught:
        batch.single_out(*entry)
    assert (
        str(caught.value) == f"no array of this network has an entry {list(entry)}, counted from 0"
    )
    assert batch.stop.entry == (3, 1)


def test_an_entry_stays_until_none_is_given(batch):
    batch.single_out(3, 1)
    assert batch.step(4).entry == (3, 1)
    stop = batch.single_out()
    assert (stop.entry, stop.message) == (None, "no entry is singled out")


def test_a_network_of_numbers_has_no_entries(debugger):
    with pytest.raises(DebuggerError, match="no array"):
        debugger.single_out(0)


# Conventions


def test_another_convention_at_the_kink_changes_what_passes_there():
    debugger = Debugger(SKIP)
    assert debugger.goto(13, 1).step.symbol == "dL/dz1"
    assert debugger.stop.step.value == 0.25  # z1 = 0, and the exercise takes the derivative as 1
    stop = debugger.set_convention("relu_at_zero", 0.0)
    assert (stop.cursor, stop.step.value) == (Cursor(1, 13), 0.0)
    assert stop.message == "relu_at_zero is 0 in all iterations"
    assert debugger.set_convention("relu_at_zero", 1).step.value == 0.25


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("relu", 0.0, "no convention is called 'relu'; did you mean 'relu_at_zero'?"),
        ("qq", 0.0, "no convention is called 'qq': write one of relu_at_zero, abs_at_zero"),
        ("relu_at_zero", 2.0, "relu_at_zero has to lie between 0 and 1"),
        ("abs_at_zero", float("nan"), "abs_at_zero has to lie between -1 and 1"),
    ],
)
def test_what_is_no_convention_is_refused(debugger, name, value, message):
    debugger.goto(5)
    with pytest.raises(DebuggerError) as caught:
        debugger.set_convention(name, value)
    assert str(caught.value) == message
    assert debugger.stop.cursor == Cursor(0, 5)


# Marks


def test_a_mark_is_a_place_to_come_back_to(debugger):
    debugger.goto(15)
    assert debugger.mark("sum").message == "mark sum: iteration 0, step 15"
    debugger.goto(4, 7)
    debugger.mark("late")
    assert place(debugger.jump("sum")) == (0, 15)
    assert place(debugger.jump("late")) == (7, 4)
    debugger.goto(1, 2)
    debugger.mark("sum")
    assert place(debugger.jump("sum")) == (2, 1)


def test_a_mark_that_was_never_set_is_refused(debugger):
    debugger.goto(5)
    debugger.mark("a")
    with pytest.raises(DebuggerError, match="there is no mark 'b'; there are: a"):
        debugger.jump("b")
    assert place(debugger.stop) == (0, 5)
