"""States do not depend on the way to them, and no stop changes after it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.debugger.cursor import Cursor
from engine.debugger.debugger import Debugger
from engine.network.reader import read_network
from engine.network.source import Source
from engine.program.program import derive
from tests.engine.debugger.skip import FAN_IN, LAST, SKIP, SMALL

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
