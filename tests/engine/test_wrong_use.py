"""What a notebook may get wrong: it is told in a line, and the debugger stays as it was."""

import numpy as np
import pytest

from engine import Debugger, build_network, derive, evaluate, load_network, parse
from engine.errors import DebuggerError, ExpressionError, NetworkError, SpecError
from tui import picture


@pytest.fixture
def debugger():
    debugger = Debugger(derive(load_network("skip")))
    debugger.goto(15)
    return debugger


@pytest.mark.parametrize(
    "move",
    [
        lambda debugger: debugger.train(2.5),
        lambda debugger: debugger.train("x"),
        lambda debugger: debugger.goto(2.5),
        lambda debugger: debugger.goto("15"),
        lambda debugger: debugger.goto(1, iteration=1.5),
        lambda debugger: debugger.next_iteration(0.5),
        lambda debugger: debugger.previous_iteration(0.5),
        lambda debugger: debugger.step(1.0),
        lambda debugger: debugger.step("a"),
        lambda debugger: debugger.mark(None),
        lambda debugger: debugger.mark(""),
    ],
)
def test_what_is_no_number_or_name_is_refused_and_moves_nothing(debugger, move):
    debugger.goto(15, 1)
    before = debugger.stop
    with pytest.raises(DebuggerError, match="is no"):
        move(debugger)
    assert debugger.stop.cursor == before.cursor
    assert debugger.stop.state.same_as(before.state)
    assert debugger.goto(np.int64(15), np.int64(0)).state.gradient("h0") == 0.75


def test_a_debugger_needs_a_program_and_a_picture_a_stop(debugger):
    with pytest.raises(DebuggerError, match=r"Debugger\(derive\(network\)\)"):
        Debugger(load_network("skip"))
    with pytest.raises(DebuggerError, match=r"picture\(debugger\.stop\)"):
        picture(debugger)


def test_values_are_taken_as_a_network_takes_them():
    total = parse("a + b")
    assert evaluate(total, {"a": 1, "b": 2}) == 3.0
    np.testing.assert_array_equal(evaluate(total, {"a": [1, 2.5], "b": np.array([1, 2])}), [2, 4.5])


@pytest.mark.parametrize(
    ("values", "said"),
    [({"a": 1.0}, "no value is given for 'b'"), ({"a": 1.0, "b": "x"}, "b has to be a number")],
)
def test_a_value_that_is_missing_or_none_is_named(values, said):
    with pytest.raises(ExpressionError, match=said):
        evaluate(parse("a + b"), values)


@pytest.mark.parametrize("seed", ["x", None, 1.5, -1])
def test_a_seed_is_a_whole_number(seed):
    with pytest.raises(NetworkError, match="whole number from 0"):
        load_network("xor").with_seed(seed)
    with pytest.raises(DebuggerError, match="whole number from 0"):
        Debugger(derive(load_network("xor"))).reseed(seed)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"conventions": {"relu_at_zero": 1}}, "relu_at_zero, abs_at_zero"),
        ({"learning_rat": 1}, "did you mean 'learning_rate'"),
        ({"momentun": 1}, "did you mean 'momentum'"),
    ],
)
def test_an_unknown_argument_of_a_network_is_answered_with_one_that_there_is(wrong, said):
    with pytest.raises(SpecError, match=said):
        build_network("L = w", loss="L", parameters={"w": 1}, **wrong)
