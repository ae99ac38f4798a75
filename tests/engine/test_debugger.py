import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.debugger import MAX_ITERATION, Cursor, Debugger, DebuggerError
from engine.program import Phase, derive
from engine.spec import Source, load_network, read_network

FAN_IN = 15
LAST = 21
PROGRAM = derive(load_network("skip"))


@pytest.fixture
def debugger():
    return Debugger(PROGRAM)


def place(stop):
    return stop.cursor.iteration, stop.cursor.step


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
    debugger = Debugger(PROGRAM)
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
    assert whole.same_as(Debugger(PROGRAM).goto(FAN_IN).state)


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
    assert stop.state.same_as(Debugger(PROGRAM).stop.state)


@pytest.mark.parametrize(
    ("step", "iteration", "message"),
    [
        (22, None, "there is no step 22: an iteration has steps 1 to 21"),
        (-1, None, "there is no step -1: an iteration has steps 1 to 21"),
        (1, -1, f"there is no iteration -1: they are counted from 0 to {MAX_ITERATION}"),
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
    monkeypatch.setattr("engine.debugger.MAX_ITERATION", 2)
    message = "iteration 2 is the last that can be run"
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
    nodes = list(PROGRAM.reading_order)
    assert sorted(nodes) == sorted(PROGRAM.network.nodes)
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
    debugger = Debugger(PROGRAM)
    for name, *arguments in moves:
        stop = getattr(debugger, name)(*arguments)
        straight = fresh(PROGRAM, stop.cursor)
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
