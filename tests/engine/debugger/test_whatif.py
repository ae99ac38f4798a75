from dataclasses import replace

import numpy as np
import pytest

from engine.debugger.cursor import Cursor
from engine.debugger.debugger import Debugger
from engine.errors import DebuggerError
from engine.iterations.timeline import COMPILE_FROM
from engine.language.values import same
from engine.network.files import load_network
from engine.network.optimisers import Optimiser
from engine.program.program import derive

FORWARD, BACKWARD = 7, 17
LAST = 21
SKIP = derive(load_network("skip"))
XOR = derive(load_network("xor").with_seed(3))
KINDS = ["gd", "momentum", "adam"]


@pytest.fixture
def debugger():
    return Debugger(SKIP)


def train(debugger, iteration):
    for _ in debugger.reach(iteration):
        pass


def known(stop):
    """Everything that is known where one stands: values, gradients, what is remembered."""
    program = stop.program
    found = {name: stop.state.value(name) for name in {**program.base, **program.index}}
    return {name: value for name, value in found.items() if value is not None}


def assert_alike(stop, other):
    assert stop.cursor == other.cursor
    found, wanted = known(stop), known(other)
    assert found.keys() == wanted.keys()
    assert all(same(value, wanted[name]) for name, value in found.items())


# A value set by hand


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


# Frozen


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("count", [3, COMPILE_FROM + 5], ids=["recorded", "compiled"])
def test_a_frozen_parameter_stays_and_the_others_go_on(kind, count):
    program = derive(replace(SKIP.network, optimiser=Optimiser(kind), learning_rate=0.05))
    debugger = Debugger(program)
    stop = debugger.freeze("w1")
    assert stop.message == "branch 1: freeze w1 from iteration 0 on"
    train(debugger, count)
    for iteration in range(count + 1):
        state = debugger.goto(1, iteration).state
        assert state.value("w1") == 0.5
        assert all(state.value(each) == 0.0 for each in program.state_symbols.get("w1", ()))
    assert debugger.goto(1, 1).state.value("w0") != 0.5
    step = debugger.goto(program.index["w1"] + 1, 2).step
    assert (step.is_frozen, step.is_set, step.value) == (True, False, 0.5)
    # The network whose w1 is an input, not a parameter, has the same numbers.
    parameters = {name: SKIP.network.parameters[name] for name in ("w0", "w2", "w3")}
    inputs = {**SKIP.network.inputs, "w1": 0.5}
    other = Debugger(derive(replace(program.network, inputs=inputs, parameters=parameters)))
    for iteration in range(count):
        state, wanted = (
            debugger.goto(FORWARD, iteration).state,
            other.goto(FORWARD, iteration).state,
        )
        for name in ("w0", "w2", "w3", "L"):
            assert same(state.value(name), wanted.value(name))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("program", [SKIP, XOR], ids=["skip", "xor"])
def test_frozen_iterations_compiled_and_recorded_are_the_same(program, kind, monkeypatch):
    program = derive(replace(program.network, optimiser=Optimiser(kind), learning_rate=0.1))
    names = list(program.network.parameters)

    def drive():
        debugger = Debugger(program)
        debugger.goto(2, 5)
        debugger.freeze(names[1])
        debugger.goto(2, 9)
        debugger.freeze(names[0])
        debugger.goto(2, 30)
        debugger.freeze(names[1], is_frozen=False)
        train(debugger, 40)
        return debugger

    monkeypatch.setattr("engine.iterations.timeline.COMPILE_FROM", 1)
    compiled = drive()
    monkeypatch.setattr("engine.iterations.timeline.COMPILE_FROM", 10**9)
    monkeypatch.setattr("engine.iterations.compile.compile_program", None)
    recorded = drive()
    for iteration in range(41):
        last = len(program.equations) - 2
        assert_alike(compiled.goto(last, iteration), recorded.goto(last, iteration))
    assert all(map(same, compiled.stop.timeline.losses, recorded.stop.timeline.losses))

    def start(name, iteration):
        return compiled.goto(1, iteration).state.value(name)

    assert same(start(names[1], 5), start(names[1], 30))
    assert not same(start(names[1], 30), start(names[1], 32))
    assert same(start(names[0], 9), start(names[0], 40))
    assert not same(start(names[0], 8), start(names[0], 9))


def test_once_its_update_has_begun_a_parameter_is_frozen_from_the_next_on(debugger):
    debugger.goto(18)
    debugger.freeze("w0")
    debugger.freeze("w3")
    state = debugger.goto(FORWARD, 1).state
    assert (state.value("w0"), state.value("w3")) == (-0.25, 0.5)
    assert debugger.goto(FORWARD, 5).state.value("w0") == -0.25


def test_what_is_frozen_can_be_set_and_is_frozen_there(debugger):
    debugger.freeze("w3")
    debugger.goto(4, 3)
    debugger.set_value("w3 = 2")
    found = [debugger.goto(4, iteration).state.value("w3") for iteration in (0, 2, 3, 9)]
    assert found == [0.5, 0.5, 2.0, 2.0]
    debugger.goto(LAST, 5)
    debugger.set_value("w3 = 1")
    found = [debugger.goto(4, iteration).state.value("w3") for iteration in (3, 5, 6, 9)]
    assert found == [2.0, 2.0, 1.0, 1.0]


def test_what_is_frozen_already_or_is_not_is_refused(debugger):
    with pytest.raises(DebuggerError, match=r"^w3 is not frozen$"):
        debugger.freeze("w3", is_frozen=False)
    debugger.freeze("w3")
    with pytest.raises(DebuggerError, match=r"^w3 is frozen already$"):
        debugger.freeze("w3")
    debugger.freeze("w3", is_frozen=False)
    assert len(debugger.stop.branches) == 3
    assert debugger.last().state.value("w3") == 0.0


def test_thawed_before_it_was_frozen_it_stays_so(debugger):
    debugger.goto(BACKWARD, 5)
    debugger.freeze("w0")
    debugger.goto(18, 5)
    debugger.freeze("w0", is_frozen=False)  # from iteration 6 on
    debugger.goto(BACKWARD, 5)
    debugger.freeze("w0", is_frozen=False)  # from iteration 5 on
    debugger.goto(18, 5)
    debugger.freeze("w0")  # from iteration 6 on
    debugger.goto(1, 5)
    with pytest.raises(DebuggerError, match=r"^w0 is not frozen$"):
        debugger.freeze("w0", is_frozen=False)
    debugger.freeze("w0")
    debugger.freeze("w0", is_frozen=False)
    timeline = debugger.stop.timeline
    assert [timeline.edits.frozen(iteration) for iteration in (4, 5, 6, 9)] == [frozenset()] * 4


# Branches


def test_a_change_leaves_the_future_that_was(debugger):
    debugger.goto(FORWARD, 5)
    train(debugger, 40)
    before = debugger.stop
    losses = list(before.timeline.losses)
    stop = debugger.set_value("w3 = 1")
    assert stop.timeline.length == 5
    assert list(stop.timeline.losses) == losses[:5]
    train(debugger, 60)
    stop = debugger.switch(0)
    assert (stop.message, stop.timeline.length) == ("branch 0: as it was opened", 40)
    assert stop.timeline is before.timeline
    assert_alike(stop, before)
    assert list(stop.timeline.losses) == losses


def test_branches_of_branches_share_what_lies_before(debugger):
    for iteration, value in ((3, 0.25), (6, 0.75), (9, 1.25)):
        debugger.goto(FORWARD, iteration)
        debugger.set_value(f"w2 = {value}")
    train(debugger, 15)
    debugger.goto(FORWARD, 6)
    debugger.set_value("w2 = -1")  # in branch 3, whose change in iteration 9 was another future
    assert [each.parent for each in debugger.stop.branches] == [None, 0, 1, 2, 3]
    found = [debugger.goto(4, iteration).state.value("w2") for iteration in (3, 6)]
    assert found == [0.25, -1.0]
    assert list(debugger.stop.timeline.edits.starts) == [3, 6]
    debugger.switch(3)
    found = [debugger.goto(4, iteration).state.value("w2") for iteration in (3, 6, 9)]
    assert found == [0.25, 0.75, 1.25]


def test_to_switch_runs_little(debugger):
    debugger.goto(4, 2)
    debugger.set_value("w3 = 0")
    assert debugger.stop.timeline.length == 2
    debugger.switch(0)
    debugger.goto(4, 2 + COMPILE_FROM)
    assert debugger.switch(1).cursor == Cursor(2 + COMPILE_FROM, 4)
    debugger.switch(0)
    debugger.goto(4, 500)
    reached = debugger.stop.branches.numbered(1).timeline.length
    stop = debugger.switch(1)
    assert stop.cursor == Cursor(reached, 4)
    assert stop.message.endswith(f"it has been run up to iteration {reached} only")


@pytest.mark.parametrize("number", [-1, 1])
def test_a_branch_that_does_not_exist_is_refused(debugger, number):
    debugger.goto(5)
    with pytest.raises(DebuggerError, match=f"there is no branch {number}; there is only branch 0"):
        debugger.switch(number)
    assert debugger.stop.cursor == Cursor(0, 5)


# Taking back


def changed(debugger):
    """Changes of every kind made one after the other, with the stop before and behind each."""
    stops = [debugger.goto(12, 2)]
    for change in (
        lambda: debugger.set_value("w3 = 0"),
        lambda: debugger.set_value("dL/dh0 = 0.25"),
        lambda: debugger.freeze("w1"),
        lambda: debugger.set_learning_rate(0.25),
        lambda: debugger.set_convention("relu_at_zero", 1.0),
    ):
        debugger.step()
        stops.append(change())
    return stops


def test_changes_are_taken_back_and_made_again_any_number_of_times(debugger):
    stops = changed(debugger)
    said = [
        "w3 = 0",
        "dL/dh0 = 0.25",
        "freeze w1",
        "lr = 0.25",
        "relu_at_zero is 1 in all iterations",
    ]
    for _ in range(3):
        for number in range(5, 0, -1):
            stop = debugger.undo()
            assert stop.message == f"undone: {said[number - 1]}"
            assert stop.cursor == Cursor(2, 17)  # with and without, at the same step
            assert len(stop.branches) == min(number, 5)
            assert stop.program is stops[number - 1].program
        assert debugger.undo().message == "nothing is left to undo"
        assert_alike(debugger.goto(12), stops[0])
        debugger.goto(17)
        for number in range(1, 6):
            stop = debugger.redo()
            assert stop.message == f"done again: {said[number - 1]}"
        assert_alike(stop, stops[5])
        assert debugger.redo().message == "nothing is left to redo"


def test_many_are_taken_back_at_once_and_no_more_than_there_are(debugger):
    stops = changed(debugger)
    assert debugger.undo(2).message == "undone: lr = 0.25"
    assert (debugger.stop.cursor, len(debugger.stop.branches)) == (Cursor(2, 17), 4)
    assert debugger.undo(99).message == "undone: w3 = 0"
    assert len(debugger.stop.branches) == 1
    assert debugger.redo(99).message == "done again: relu_at_zero is 1 in all iterations"
    assert_alike(debugger.stop, stops[5])


def test_a_new_change_ends_what_could_be_made_again(debugger):
    debugger.set_value("w3 = 0")
    debugger.set_value("w2 = 0")
    debugger.undo()
    debugger.set_value("w1 = 0")
    assert debugger.redo().message.startswith("nothing is left to redo")
    assert [each.title.split(" from")[0] for each in debugger.stop.branches] == [
        "as it was opened", "w3 = 0", "w1 = 0",
    ]  # fmt: skip


def test_to_switch_is_no_change_and_undo_stays_where_one_stands(debugger):
    debugger.goto(FORWARD)
    debugger.set_value("w3 = 0")
    debugger.switch(0)
    debugger.goto(3, 4)
    stop = debugger.undo()
    assert (len(stop.branches), stop.cursor) == (1, Cursor(4, 3))
    stop = debugger.redo()
    assert (stop.branches.number, len(stop.branches), stop.cursor) == (0, 2, Cursor(4, 3))
    assert debugger.switch(1).branches.number == 1


def test_another_convention_is_taken_back():
    debugger = Debugger(SKIP)
    # z1 = 0 in iteration 1, where the exercise takes the derivative of the ReLU as 1.
    assert debugger.goto(13, 1).step.value == 0.25
    assert debugger.set_convention("relu_at_zero", 0.0).step.value == 0.0
    assert debugger.undo().step.value == 0.25
    assert debugger.redo().step.value == 0.0


def test_a_convention_leaves_changes_by_hand_made(debugger):
    debugger.goto(13, 1)
    debugger.set_value("dL/dh1 = 3")
    assert debugger.stop.step.value == 3.0  # dL/dz1 = dL/dh1 at the kink
    stop = debugger.set_convention("relu_at_zero", 0.5)
    assert (stop.step.value, stop.branches.number) == (1.5, 1)


def test_another_seed_is_taken_back():
    debugger = Debugger(XOR)
    debugger.goto(3, 30)
    debugger.set_value("W1[0,0] = 2")
    before = debugger.stop
    stop = debugger.reseed(8)
    assert (stop.cursor, len(stop.branches), stop.program.network.seed) == (Cursor(), 1, 8)
    debugger.goto(4, 12)
    assert debugger.undo().message == "undone: seed 8"
    assert_alike(debugger.goto(3, 30), before)
    debugger.goto(4, 12)
    stop = debugger.redo()
    assert (stop.cursor, stop.program.network.seed) == (Cursor(12, 4), 8)


def test_a_network_that_is_loaded_again_keeps_the_changes_that_fit(debugger, build):
    debugger.set_value("w3 = 0")
    debugger.set_value("w1 = 2")
    debugger.goto(2, 3)
    equations = "h0 = relu(w1*x)\nL = square(h0 - y)"
    other = derive(build(equations, {"x": 1.0}, targets={"y": -3.0}, w1=0.5))
    stop = debugger.exchange(other)
    assert (len(stop.branches), stop.branches.number) == (3, 2)
    assert stop.state.value("w1") == 2.0
    assert debugger.goto(2).state.loss == 25.0  # (2 + 3)²
    assert debugger.switch(1).state.loss == 12.25  # (0.5 + 3)²: there is no w3
    assert debugger.undo().message == "nothing is left to undo"
