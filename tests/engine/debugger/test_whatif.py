"""What if: values that are set by hand."""

from dataclasses import replace

import numpy as np
import pytest

from engine.debugger.cursor import Cursor
from engine.debugger.debugger import Debugger
from engine.errors import DebuggerError
from engine.network.optimisers import Optimiser
from engine.program.program import derive
from tests.engine.debugger.changing import BACKWARD, FORWARD, XOR, assert_alike
from tests.engine.debugger.skip import LAST, SKIP


def test_a_weight_set_at_the_start_gives_the_numbers_of_the_exercise_with_that_weight(debugger):
    # h0 = 0.5 and h1 = 0.25 as before; yhat = h1*w2 + h0*0 = 0.125, and L = abs(y - yhat).
    stop = debugger.set_value("w3 = 0")
    assert (stop.cursor, stop.branches.number) == (Cursor(), 1)
    assert stop.message == "branch 1: w3 = 0 from iteration 0 on"
    state = debugger.goto(BACKWARD).state
    assert (state.loss, state.gradient("h0"), state.gradient("w0")) == (3.125, 0.25, 0.25)
    state = debugger.last().state
    assert state.value("w0") == 0.5 - 0.25
    assert state.value("w3") == 0.0 - 0.5  # its gradient is h0 = 0.5, as before


@pytest.mark.parametrize("step", [0, 1, FORWARD, 12, 15, BACKWARD])
def test_set_in_the_middle_the_cursor_stays_and_what_follows_is_computed_anew(debugger, step):
    debugger.goto(step)
    stop = debugger.set_value("w3 = 0")
    assert stop.cursor == Cursor(0, step)
    fresh = Debugger(derive(SKIP.network.with_values({"w3": 0.0})))
    assert_alike(stop, fresh.goto(step))
    for place in ((LAST, 0), (FORWARD, 1), (LAST, 3)):
        assert_alike(debugger.goto(*place), fresh.goto(*place))


def test_what_lies_before_a_step_that_is_set_is_untouched_and_what_lies_behind_follows(debugger):
    debugger.goto(BACKWARD)
    stop = debugger.set_value("dL/dh0 = 1")  # it is 0.75
    assert stop.cursor == Cursor(0, BACKWARD)
    # dL/dz0 = dL/dh0 as z0 > 0, and dL/dw0 = dL/dz0*x.
    assert (stop.state.gradient("z0"), stop.state.gradient("w0")) == (1.0, 1.0)
    upstream = {"h1": 0.5, "yhat": 1.0, "w1": 0.25, "w3": 0.5}
    assert {name: stop.state.gradient(name) for name in upstream} == upstream
    assert stop.state.loss == 3.375
    assert debugger.last().state.value("w0") == 0.5 - 1.0
    step = debugger.goto(15).step
    assert (step.is_set, step.value, step.computed, step.terms) == (True, 1.0, 0.75, ())
    assert not debugger.goto(15, 1).step.is_set


def test_what_is_not_computed_yet_is_what_its_step_will_assign(debugger):
    debugger.goto(3)
    stop = debugger.set_value("yhat = 0")
    assert stop.state.value("yhat") is None
    state = debugger.goto(FORWARD).state
    assert state.value("yhat") == 0.0
    assert state.loss == 3.0  # abs(y - yhat)


def test_an_input_a_target_and_the_loss_can_be_set(debugger):
    debugger.goto(FORWARD)
    assert debugger.set_value("x = 0").state.value("z0") == 0.0
    assert debugger.stop.state.loss == 3.0
    assert debugger.set_value("y = 1").state.value("y") == 1.0
    assert debugger.goto(FORWARD, 4).state.value("x") == 0.0
    assert debugger.set_value("L = 7").state.loss == 7.0
    assert list(debugger.goto(1, 5).timeline.losses)[4] == 7.0
    assert debugger.goto(FORWARD, 5).state.loss != 7.0


def test_one_entry_of_an_array_is_set():
    debugger = Debugger(XOR)
    debugger.goto(3, 2)
    before = debugger.stop.state.value("W1")
    stop = debugger.set_value("W1[0,1] = 2")
    after = stop.state.value("W1")
    changed = np.argwhere(before != after).tolist()
    assert (changed, after[0, 1]) == ([[0, 1]], 2.0)
    # Z = X @ W1 + b1: the second sample is [0, 1], the third [1, 0].
    assert stop.state.value("Z")[2, 1] == 2.0 + stop.state.value("b1")[1]


def test_in_the_update_phase_what_is_updated_is_set_for_the_next_iteration(debugger):
    debugger.goto(18)
    stop = debugger.set_value("w0 = 3")
    assert (stop.state.value("w0"), stop.state.value("w3")) == (3.0, 0.5)
    assert debugger.goto(FORWARD).state.loss == 3.375
    state = debugger.goto(1, 1).state
    assert (state.value("w0"), state.value("z0")) == (3.0, 3.0)


def test_what_the_optimiser_remembers_can_be_set():
    program = derive(replace(SKIP.network, optimiser=Optimiser("momentum", momentum=0.5)))
    debugger = Debugger(program)
    debugger.set_value(f"{program.state_symbols['w0'][0]} = 2")
    # v = 0.5*2 + 0.75 and w0 = 0.5 - 1*v.
    assert debugger.last().state.value("w0") == 0.5 - 1.75


@pytest.mark.parametrize("text", ["w3", "w9 = 1", "w3 = h0", "w3 = 1/0", "w3 = [1, 2]"])
def test_what_is_refused_changes_nothing(debugger, text):
    before = debugger.goto(1, 2)
    with pytest.raises(DebuggerError):
        debugger.set_value(text)
    assert debugger.stop.branches is before.branches
    assert_alike(debugger.stop, before)
    assert debugger.undo().message == "nothing is left to undo"


def test_the_last_update_of_all_has_no_next(debugger, monkeypatch):
    for module in ("cursor", "whatif"):
        monkeypatch.setattr(f"engine.debugger.{module}.MAX_ITERATION", 2)
    debugger.goto(LAST, 2)
    for change in (lambda: debugger.set_learning_rate(0.5), lambda: debugger.freeze("w0")):
        with pytest.raises(DebuggerError, match="is the last that can be run"):
            change()
    assert len(debugger.stop.branches) == 1
    assert debugger.set_value("w0 = 1").state.value("w0") == 1.0


def test_a_sum_under_way_is_whole_when_it_is_set(debugger):
    debugger.goto(14)
    debugger.into(2)
    assert debugger.stop.state.gradient("h0") == 0.5
    stop = debugger.set_value("dL/dh0 = 2*dL/dh0")
    assert (stop.cursor, stop.state.gradient("h0")) == (Cursor(0, 15), 1.0)
    # There are no terms of it to step into, neither from it nor on the way over it.
    assert debugger.into().cursor == Cursor(0, 16)
    debugger.goto(14)
    assert debugger.into().cursor == Cursor(0, 15)
    debugger.switch(0)
    debugger.goto(14)
    assert debugger.into(2).cursor == Cursor(0, 15, 1)
    stop = debugger.switch(1)
    assert (stop.cursor, stop.state.gradient("h0")) == (Cursor(0, 15), 1.0)


def test_behind_a_sum_that_is_set_the_next_sum_is_stepped_into(build):
    # dL/dh has two terms, and so has dL/dw right behind it.
    program = derive(build("h = w*x\ng = h*w\nL = g + h", {"x": 1.0}, w=0.5))
    sums = [i for i, equation in enumerate(program.equations, 1) if len(equation.terms) == 2]
    assert sums[1] == sums[0] + 1
    debugger = Debugger(program)
    debugger.goto(sums[0])
    debugger.set_value(f"{debugger.stop.step.symbol} = 1")
    assert debugger.into().cursor == Cursor(0, sums[1], 0)
