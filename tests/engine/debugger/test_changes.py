from dataclasses import replace

import numpy as np
import pytest

from engine.debugger.changes import parse_change, parse_freeze, parse_rate
from engine.debugger.cursor import Cursor
from engine.errors import DebuggerError
from engine.iterations.edits import Freeze, Result, Start
from engine.iterations.state import State
from engine.iterations.timeline import Timeline
from engine.network.files import load_network
from engine.network.optimisers import Optimiser
from engine.program.program import derive

SKIP, XOR = derive(load_network("skip")), derive(load_network("xor"))
ADAM = derive(replace(load_network("skip"), optimiser=Optimiser("adam")))
BACKWARD, LAST = 17, 21
"""In the skip network the last step of the backward phase, and of all."""


def change(program, text, step=0, iteration=0, arrived=None):
    state = State(Timeline(program).run(iteration), step, arrived)
    return parse_change(text, state, Cursor(iteration, step, arrived))


def place(edit):
    return type(edit), edit.iteration, edit.symbol, edit.made


# Where in time


@pytest.mark.parametrize("step", [0, 1, 7, 15, BACKWARD, 18, 20])
def test_a_parameter_that_is_not_updated_yet_is_what_the_iteration_starts_with(step):
    edit = change(SKIP, "w3 = 0", step, 4)
    assert place(edit) == (Start, 4, "w3", 4)
    assert (edit.value, edit.text) == (0.0, "w3 = 0")


def test_a_parameter_that_is_updated_is_what_the_update_assigns():
    assert place(change(SKIP, "w0 = 0", 17, 4)) == (Start, 4, "w0", 4)
    assert place(change(SKIP, "w0 = 0", 18, 4)) == (Result, 4, "w0", 4)
    assert place(change(SKIP, "w3 = 0", LAST, 4)) == (Result, 4, "w3", 4)


@pytest.mark.parametrize("name", ["x", "y"])
@pytest.mark.parametrize("step", [0, 9, LAST])
def test_what_is_given_is_what_the_iteration_starts_with(name, step):
    assert place(change(SKIP, f"{name} = 2", step, 3)) == (Start, 3, name, 3)


@pytest.mark.parametrize("symbol", ["h0", "L", "dL/dh0", "dL/dw3"])
@pytest.mark.parametrize("step", [0, 6, LAST])
def test_what_a_step_computes_is_set_in_this_iteration_whether_it_is_taken_or_not(symbol, step):
    assert place(change(SKIP, f"{symbol} = 2", step, 3)) == (Result, 3, symbol, 3)


@pytest.mark.parametrize(("symbol", "updated"), [("t", 18), ("m_w0", 19), ("v_w0", 20)])
def test_what_the_optimiser_remembers_is_set_before_its_update_and_after(symbol, updated):
    assert ADAM.index[symbol] == updated - 1
    assert place(change(ADAM, f"{symbol} = 2", updated - 1, 1)) == (Start, 1, symbol, 1)
    assert place(change(ADAM, f"{symbol} = 2", updated, 1)) == (Result, 1, symbol, 1)


@pytest.mark.parametrize(("step", "iteration"), [(0, 4), (7, 4), (BACKWARD, 4), (18, 5), (LAST, 5)])
def test_a_learning_rate_holds_from_the_next_update_on(step, iteration):
    state = State(Timeline(SKIP).run(4), step)
    for edit in (
        change(SKIP, "lr = 0.5", step, 4),
        parse_rate(0.5, state, Cursor(4, step)),
    ):
        assert place(edit) == (Start, iteration, "lr", 4)
        assert (edit.value, edit.text) == (0.5, "lr = 0.5")


@pytest.mark.parametrize(("program", "first"), [(SKIP, 18), (ADAM, 19)])
def test_a_parameter_is_frozen_from_its_next_update_on(program, first):
    # With Adam the first step about w0 that counts is that of its first moment.
    found = [
        parse_freeze("w0", True, program, Cursor(2, step)).iteration
        for step in (0, first - 1, first, len(program.equations))
    ]
    assert found == [2, 2, 3, 3]
    assert place(parse_freeze(" w3 ", False, program, Cursor(2, first))) == (Freeze, 2, "w3", 2)


# What it is


def test_a_number_is_given_by_an_expression_of_what_is_known():
    # x = 1 and y = -3; all weights are 0.5, and h0 = relu(0.5).
    for text, value in {
        "w3 = 2*w3 + x": 2.0,
        "w3 = -y": 3.0,
        "w3 = relu(y)": 0.0,
        "w3 = lr": 1.0,
        "w3=1e-3": 1e-3,
        "w3 = h0 * 4": 2.0,
    }.items():
        edit = change(SKIP, text, 2)
        assert edit.value == value
        assert type(edit.value) is float


def test_a_change_is_said_with_what_it_came_to():
    assert change(SKIP, "w3 = 2*w3 + x").text == "w3 = 2"
    assert change(XOR, "W1 = W1 @ W1").text == "W1 = W1 @ W1"
    assert change(XOR, "W1[0, 1] = 1/4").text == "W1[0,1] = 0.25"


def test_a_parameter_is_worth_what_it_is_where_one_stands():
    assert change(SKIP, "w1 = w0", 17).value == 0.5
    assert change(SKIP, "w1 = w0", 18).value == -0.25  # 0.5 - 1*0.75, as in the exercise


def test_a_sum_under_way_is_worth_what_has_arrived():
    # dL/dh0 is 0.5 + 0.25.
    found = [change(SKIP, "w1 = dL/dh0", 15, arrived=arrived).value for arrived in (0, 1, 2)]
    assert found == [0.0, 0.5, 0.75]


@pytest.mark.parametrize(
    ("text", "symbol"),
    [("ŷ = 1", "yhat"), ("∂L/∂h0 = 1", "dL/dh0"), ("dL/dŷ = 1", "dL/dyhat"), (" h0=1 ", "h0")],
)
def test_a_symbol_is_called_as_it_is_written(text, symbol):
    assert change(SKIP, text).symbol == symbol


def test_a_number_fills_an_array():
    for symbol, shape in {"W1": (2, 2), "b1": (2,), "H": (4, 2), "dL/dZ": (4, 2)}.items():
        value = change(XOR, f"{symbol} = 0.25").value
        assert value.dtype == np.float64
        np.testing.assert_array_equal(value, np.full(shape, 0.25))


def test_an_array_is_written_in_lists():
    value = change(XOR, "W1 = [[1, 2], [3, 4]]").value
    np.testing.assert_array_equal(value, [[1.0, 2.0], [3.0, 4.0]])
    np.testing.assert_array_equal(change(XOR, "b1 = [5, 6]").value, [5.0, 6.0])


def test_an_array_that_is_set_cannot_be_changed_from_outside():
    for text in ("W1 = 1", "W1 = [[1, 2], [3, 4]]", "W1[0,0] = 1", "W1 = transpose(W1)"):
        value = change(XOR, text).value
        assert value.flags.c_contiguous
        with pytest.raises(ValueError, match="read-only"):
            value[0, 0] = 9.0


def test_one_entry_is_set_and_the_others_stay():
    before = XOR.network.parameters["W1"].copy()
    value = change(XOR, "W1[0,1] = 5").value
    assert (value[0, 1], value[0, 0], value[1, 0], value[1, 1]) == (
        5.0, before[0, 0], before[1, 0], before[1, 1],
    )  # fmt: skip
    np.testing.assert_array_equal(XOR.network.parameters["W1"], before)
    assert change(XOR, "H[3,1] = 7", 2).value[3, 1] == 7.0


# What is refused


@pytest.mark.parametrize("text", ["", "w3", "w3 =", " = ", "=", "w3  =   "])
def test_a_change_is_a_name_and_a_value(text):
    with pytest.raises(DebuggerError) as caught:
        change(SKIP, text)
    assert str(caught.value) == "write a name, = and a value, as in set w3 = 0"


WRITE = "write numbers, names, + - * / ** @, parentheses, x[0] and ops such as relu(z)"


@pytest.mark.parametrize(
    ("program", "text", "message"),
    [
        (SKIP, "= 1", "write a name before the =, as in set w3 = 0"),
        (SKIP, "w3 == 1", "not an expression at '= 1'"),
        (SKIP, "W3 = 0", "nothing is called 'W3'; did you mean 'w3'?"),
        (SKIP, "w3 = q", "nothing is called 'q'"),
        (SKIP, "w3 = h0", "h0 is not computed yet: step 2 computes it"),
        (SKIP, "h0 = 2*h0", "h0 is not computed yet: step 2 computes it"),
        (SKIP, "w3 = dL/dw0", "dL/dw0 is not computed yet: step 17 computes it"),
        (SKIP, "w3 = 0/0", "w3 has to be finite: NaN and infinity cannot be set"),
        (SKIP, "w3 = log(0)", "w3 has to be finite: NaN and infinity cannot be set"),
        (SKIP, "w3 = 1e999", "w3 has to be finite: NaN and infinity cannot be set"),
        (SKIP, "w3 = exp(1000)", "w3 has to be finite: NaN and infinity cannot be set"),
        (SKIP, "lr = 1/0", "lr has to be finite: NaN and infinity cannot be set"),
        (SKIP, "w3 = [1, 2]", "w3 is a number: a vector of 2 does not fit"),
        (SKIP, "w3 = [1", "'[1' is no number"),
        (SKIP, "w3 = []", "an empty array (a vector of 0): it has no numbers to compute with"),
        (SKIP, "w3 = [[1], [2, 3]]", "a ragged list: its rows have different lengths"),
        (SKIP, "w3[0] = 1", "w3 is a number: it has no entry [0]"),
        (SKIP, "w3 = w0[0]", "w0 is a number: it has no entry [0]"),
        (SKIP, "w3 = __import__('os')", "unknown op '__import__'"),
        (XOR, "W1 = [1, 2]", "W1 is a 2×2 matrix: a vector of 2 does not fit"),
        (XOR, "W1 = [[1, 2], [3, nan]]", "W1 has to be finite: NaN and infinity cannot be set"),
        (XOR, "W1[2,0] = 1", "W1 is a 2×2 matrix: it has no entry [2, 0]"),
        (XOR, "W1[0] = 1", "W1 is a 2×2 matrix: it has no entry [0]"),
        (XOR, "W1[0,1] = W1", "one entry of W1 takes a single number"),
        (XOR, "W1[0,1] = 1/0", "W1 has to be finite: NaN and infinity cannot be set"),
        (XOR, "H[0,1] = 1", "H is not computed yet: step 2 computes it"),
        (XOR, "b1 = W1", "b1 is a vector of 2: a 2×2 matrix does not fit"),
        (XOR, "L = [1]", "L is a number: a vector of 1 does not fit"),
        (
            XOR,
            "W1 = W1 @ X",
            "a 2×2 matrix @ a 4×2 matrix: the inner sizes 2 and 4 differ",
        ),
    ],
)
def test_what_cannot_be_set_is_refused(program, text, message):
    with pytest.raises(DebuggerError) as caught:
        change(program, text)
    assert str(caught.value).partition("; the ops are ")[0] == message


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("w9", "no parameter is called 'w9'; did you mean 'w3'?"),
        ("h0", "h0 is no parameter: name one, as in freeze w0"),
        ("x", "x is no parameter: name one, as in freeze w0"),
        ("", "no parameter is called ''"),
    ],
)
def test_what_is_no_parameter_cannot_be_frozen(name, message):
    with pytest.raises(DebuggerError) as caught:
        parse_freeze(name, True, SKIP, Cursor())
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize("rate", [float("nan"), float("inf"), -float("inf")])
def test_a_learning_rate_is_finite(rate):
    with pytest.raises(DebuggerError) as caught:
        parse_rate(rate, State(Timeline(SKIP).run(0), 0), Cursor())
    assert str(caught.value) == "the learning rate has to be finite: NaN and infinity cannot be set"


def test_a_learning_rate_may_be_a_whole_number_or_negative():
    state = State(Timeline(SKIP).run(0), 0)
    assert type(parse_rate(2, state, Cursor()).value) is float
    assert parse_rate(-0.5, state, Cursor()).value == -0.5
