"""Branches that changes make, and changes that are taken back."""

import pytest

from engine.debugger.cursor import Cursor
from engine.debugger.debugger import Debugger
from engine.errors import DebuggerError
from engine.iterations.timeline import COMPILE_FROM
from engine.program.program import derive
from tests.engine.debugger.changing import FORWARD, XOR, assert_alike, changed, train
from tests.engine.debugger.skip import SKIP


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
