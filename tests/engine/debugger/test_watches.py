"""Watches: what they show, in numbers of the exercise and of numpy."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.debugger.debugger import Debugger
from engine.debugger.watch_values import Reading, read
from engine.iterations.run import Run, trace
from engine.iterations.state import State
from engine.program.program import derive
from engine.queries.answers import BY_ZERO, UNDECIDED
from tests.engine.debugger.watching import RATIO, XOR, reading

# The exercise


def test_the_ratio_of_the_exercise(debugger):
    # 0.75 over 0.5; in iteration 1 the convention of the kink lets 0.0625 and 0.25 through.
    debugger.goto(15)
    assert reading(debugger, RATIO) == Reading(1.5, None, None)
    (watch,) = debugger.stop.watches
    assert read(watch, debugger.step()) == Reading(1.5, 1.5, None)
    assert read(watch, debugger.goto(15, 1)) == Reading(0.25, None, 1.5)
    assert read(watch, debugger.goto(14, 1)) == Reading(None, None, None)


def test_the_step_before_the_first_is_the_last_of_the_iteration_before(debugger):
    debugger.goto(1, 1)
    assert reading(debugger, "w0") == Reading(-0.25, -0.25, 0.5)
    assert reading(debugger, "dL/dw0") == Reading(None, 0.75, None)
    assert reading(debugger, "z0") == Reading(-0.25, 0.5, 0.5)


def test_before_the_first_step_nothing_lies(debugger):
    assert reading(debugger, "w0") == Reading(0.5, None, None)
    assert reading(debugger, "z0") == Reading(None, None, None)
    (first, second) = debugger.stop.watches
    assert read(first, debugger.step()) == Reading(0.5, 0.5, None)
    assert read(second, debugger.stop) == Reading(0.5, None, None)


def test_a_step_that_is_stepped_into_shows_the_sum_so_far(debugger):
    debugger.goto(14, 1)
    debugger.watch("dL/dh0")
    (watch,) = debugger.stop.watches
    # Over the skip connection comes 1 times w3 = 0, through h1 0.25 times w1 = 0.25.
    shown = [read(watch, debugger.into()) for _ in range(3)]
    assert [each.now for each in shown] == [0.0, 0.0, 0.0625]
    assert [each.iteration_before for each in shown] == [0.0, 0.5, 0.75]
    assert {each.step_before for each in shown} == {None}


@pytest.mark.parametrize(
    ("text", "step", "shown"),
    [
        ("dead(h0)", 2, Reading((True,), None, (False,))),
        ("h0 > 0 and z1 > 0", 3, Reading((False,), (False,), (True,))),
        ("L > prev(L)", 7, Reading((False,), None, None)),
        ("L < prev(L)", 1, Reading(None, None, None)),
    ],
)
def test_conditions_are_true_or_false(debugger, text, step, shown):
    debugger.goto(step, 1)
    assert reading(debugger, text) == shown


def test_a_condition_reads_the_iteration_before_each_moment(debugger):
    # The loss is 3.375, 3 and then 3 again: all is dead.
    debugger.goto(7, 2)
    assert reading(debugger, "L < prev(L)") == Reading((False,), None, (True,))
    debugger.goto(8, 2)
    (watch,) = debugger.stop.watches
    assert read(watch, debugger.stop) == Reading((False,), (False,), (True,))
    debugger.goto(1, 2)
    assert read(watch, debugger.stop).step_before == (True,)


# Arrays


def test_a_condition_about_a_layer_tells_of_each_unit():
    debugger = Debugger(XOR)
    stop = debugger.goto(2)
    z = stop.program.network.parameters
    pre = stop.program.network.inputs["X"] @ z["W1"] + z["b1"]
    shown = reading(debugger, "dead(H)")
    assert shown.now == tuple((pre < 0).all(axis=0).tolist())


@given(iteration=st.integers(1, 6), step=st.integers(1, len(XOR.equations)))
def test_a_watch_shows_what_the_recorded_iterations_hold(iteration, step):
    runs = RUNS[iteration - 1], RUNS[iteration]
    debugger = Debugger(XOR)
    debugger.goto(step, iteration)
    places = [(1, step), (1, step - 1) if step > 1 else (0, len(XOR.equations)), (0, step)]
    for text, by_hand in EXPRESSIONS.items():
        shown = reading(debugger, text)
        found = [shown.now, shown.step_before, shown.iteration_before]
        for value, (run, position) in zip(found, places, strict=True):
            known = State(runs[run], position).values() | remembered(runs[run], position)
            try:
                wanted = by_hand(known)
            except KeyError:
                assert value is None
            else:
                np.testing.assert_array_equal(value, wanted)


EXPRESSIONS = {
    "W1[0,1]": lambda known: known["W1"][0, 1],
    "dL/dW1[1,0] - 2*dL/dW2[0,1]": lambda known: known["dL/dW1"][1, 0] - 2 * known["dL/dW2"][0, 1],
    "H @ W2 + b2": lambda known: known["H"] @ known["W2"] + known["b2"],
    "m_W1 - W1": lambda known: known["m_W1"] - known["W1"],
    "sum(dL/dO * dL/dO)": lambda known: (known["dL/dO"] * known["dL/dO"]).sum(),
}
RUNS = list(trace(XOR, 7))


def remembered(run, position):
    """What Adam remembers of the weights of the first layer."""
    assert isinstance(run, Run)
    return {"m_W1": State(run, position).value("m_W1")}


# What has no number


def test_a_division_by_zero_is_said_and_not_hidden(debugger):
    debugger.goto(7, 1)
    assert reading(debugger, "L / h0") == Reading(BY_ZERO, None, 6.75)
    assert reading(debugger, "h0 / h0").now is BY_ZERO
    assert reading(debugger, "1 / (1 / h0)").now == 0  # the whole is a number


def test_nan_is_shown_and_a_condition_about_it_is_undecided(build):
    debugger = Debugger(derive(build("z = log(w)\nL = z*z", w=-1.0)))
    debugger.goto(1)
    assert np.isnan(reading(debugger, "z").now)
    assert np.isnan(reading(debugger, "z / 2").now)
    assert reading(debugger, "z < 0").now is UNDECIDED
    assert reading(debugger, "isnan(z)").now == (True,)


@pytest.mark.parametrize(
    ("now", "step_before", "changed"),
    [
        (1.0, 1.0, False),
        (1.0, 2.0, True),
        (float("nan"), float("nan"), False),
        (1.0, None, True),
        (None, 1.0, True),
        (None, None, False),
        (np.array([1.0, 2.0]), np.array([1.0, 2.0]), False),
        (np.array([1.0, 2.0]), np.array([1.0, 3.0]), True),
        (np.array([1.0, 2.0]), None, True),
        (None, np.array([1.0, 2.0]), True),
        ((True, False), (True, False), False),
        ((True, False), (True, True), True),
        ((True,), None, True),
        (1.0, (True,), True),
        (BY_ZERO, BY_ZERO, False),
        (BY_ZERO, 1.0, True),
        (1.0, BY_ZERO, True),
    ],
)
def test_a_reading_tells_whether_the_step_changed_it(now, step_before, changed):
    assert Reading(now, step_before, None).has_changed is changed
