"""Another seed, program or convention, and marks to come back to."""

from dataclasses import replace

import pytest

from engine.debugger.cursor import Cursor
from engine.debugger.debugger import Debugger
from engine.errors import DebuggerError
from engine.language.values import array
from engine.network.files import load_network
from engine.program.program import derive
from engine.program.recipe import Recipe
from tests.engine.debugger.skip import FAN_IN, LAST, SKIP, SQUARE, TWO, network_of, place, rates_of

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


def test_other_data_are_one_change_that_starts_again():
    recipe = Recipe("skip", learning_rate=2.0)
    debugger = Debugger(recipe.program(), recipe)
    debugger.goto(FAN_IN, 2)
    debugger.set_value("w3 = 7")
    before = debugger.stop
    stop = debugger.set_given({"x": 2.0, "w0": -0.5, "lr": 0.25}, "the data of a page")
    assert (stop.cursor, stop.branches.number, len(stop.branches)) == (Cursor(), 0, 1)
    assert stop.message == "the data of a page are taken; u takes that back"
    assert debugger.goto(1).state.value("z0") == -1.0
    assert stop.program.network.learning_rate == 0.25
    assert stop.recipe.program().network.constants == stop.program.network.constants
    assert debugger.undo().world is before.world


@pytest.mark.parametrize("values", [{"nobody": 1.0}, {"z0": 1.0}, {"x": array([1.0, 2.0])}])
def test_data_that_do_not_fit_are_refused(debugger, values):
    before = debugger.stop
    with pytest.raises(DebuggerError):
        debugger.set_given(values, "these")
    assert debugger.stop.world is before.world


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
