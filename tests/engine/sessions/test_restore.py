"""Sessions restored: nothing is lost that was saved, whatever was done."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.debugger.debugger import Debugger
from engine.errors import DebuggerError
from engine.program.recipe import Recipe
from engine.sessions.restore import restore
from engine.sessions.session import session_of
from tests.engine.sessions.restored import NETWORK, again, assert_same, opened, session_after


def branches(debugger):
    """The branches as they are told, and everything that is changed in them."""
    found = []
    for each in debugger.stop.branches:
        edits = [edit_of(edit) for edit in each.timeline.edits]
        found.append((each.number, each.parent, each.step, each.title, edits))
    return found


def edit_of(edit):
    value = getattr(edit, "value", None)
    shown = value if value is None or isinstance(value, float) else value.tolist()
    names = ("iteration", "symbol", "made", "text", "is_frozen")
    return (type(edit), repr(shown), *(getattr(edit, name, None) for name in names))


# Everything there is to do


def do(command, *values):
    """An action: a command of the debugger with drawn arguments."""
    return st.tuples(st.just(command), *values)


NAMES = st.integers(0, 99)
"""Which of the names that a network has."""
NUMBERS = st.floats(-3, 3) | st.sampled_from([0.0, -0.0, 5e-324, 1e300])
CONDITIONS = st.sampled_from(["h0", "L backward", "z1 < 0", "L > prev(L)", "H == dead", "L < 0.7"])
COUNTS = st.integers(1, 4)
SMALL = st.integers(0, 4)


ACTIONS = st.lists(
    do("step", st.integers(1, 40))
    | do("back", COUNTS)
    | do("into", COUNTS)
    | do("goto", st.integers(0, 21), st.integers(0, 30))
    | do("next_iteration", COUNTS)
    | do("set_value", NAMES, NUMBERS)
    | do("set_value", NAMES, NUMBERS)
    | do("set_learning_rate", NUMBERS)
    | do("freeze", NAMES, st.booleans())
    | do("set_convention", st.sampled_from(["relu_at_zero", "abs_at_zero"]), st.floats(0, 1))
    | do("reseed", st.integers(0, 10**30))
    | do("switch", SMALL)
    | do("undo", COUNTS)
    | do("redo", COUNTS)
    | do("mark", st.sampled_from(["a", "b"]))
    | do("unmark", st.sampled_from(["a", "b"]))
    | do("jump", st.sampled_from(["a", "b"]))
    | do("break_at", CONDITIONS)
    | do("break_at", NAMES)
    | do("enable_breakpoint", SMALL, st.booleans())
    | do("delete_breakpoint", SMALL)
    | do("search", st.booleans())
    | do("watch", st.sampled_from(["L", "z1 < 0", "2*h0", "dL/dW1", "H[0,1]"]))
    | do("unwatch", SMALL)
    | do("select", NAMES)
    | do("single_out", SMALL, SMALL),
    min_size=5,
    max_size=25,
)


RECIPES = st.sampled_from(
    [
        ("skip", {}),
        ("skip", {"values": {"w0": -0.75}, "learning_rate": 0.125, "optimiser": "momentum"}),
        ("xor", {"seed": 8}),
        ("xor", {"seed": 2, "optimiser": "adam"}),
        ("xor", {"values": {"b1": Recipe("xor").program().network.parameters["b1"] * 3}}),
        ("deep", {"values": {"depth": 5.0, "skip": 0.0, "w0": 0.25}}),
        ("my.toml", {"seed": 4, "optimiser": "momentum", "text": NETWORK}),
    ]
)


def obey(debugger, name, *values):
    program = debugger.stop.program
    if name in ("set_value", "freeze", "select", "break_at") and isinstance(values[0], int):
        parameters = list(program.network.parameters)
        names = {"freeze": parameters, "set_value": [*program.base, *program.index]}
        names = names.get(name, list(program.network.nodes))
        values = (names[values[0] % len(names)], *values[1:])
    if name == "set_value":
        values = ("{} = {!r}".format(*values),)
    with suppress(DebuggerError):
        if name == "search":
            search = debugger.search(*values)
            search.last = min(search.last, debugger.stop.cursor.iteration + 5)
            for _ in search:
                pass
            debugger.arrive(search)
        else:
            getattr(debugger, name)(*values)


@settings(max_examples=50)
@given(recipe=RECIPES, actions=ACTIONS)
def test_a_session_goes_on_as_if_it_had_not_ended(recipe, actions):
    name, changes = recipe
    made = Recipe(name, **changes)
    debugger = Debugger(made.program(), made)
    for action in actions:
        obey(debugger, *action)
    session = session_after(debugger)
    assert session == session_of(debugger.stop)
    restored = restore(session)
    assert restored.is_whole
    restored.arrive()
    found, before = restored.debugger.stop, debugger.stop
    assert_same(restored.debugger, debugger)
    assert branches(restored.debugger) == branches(debugger)
    assert found.branches.number == before.branches.number
    assert found.breakpoints == before.breakpoints
    assert found.marks == before.marks
    assert [(each.number, each.text) for each in found.watches] == [
        (each.number, each.text) for each in before.watches
    ]
    assert (found.selected, found.is_selection) == (before.selected, before.is_selection)
    assert found.entry == before.entry
    assert session_of(found) == session
    for number in range(len(found.branches)):
        for each in (restored.debugger, debugger):
            each.switch(number)
            each.goto(each.stop.steps, 3)
        assert_same(restored.debugger, debugger)


# What the numbers are


def test_the_exercise_goes_on_where_the_fan_in_sum_was_left():
    debugger = opened("skip")
    debugger.goto(15)
    debugger.into(2)
    restored = restore(session_after(debugger))
    stop = restored.arrive()
    assert stop.state.gradient("h0") == 0.5  # of 0.5 + 0.25 one contribution has arrived
    assert restored.debugger.into().state.gradient("h0") == 0.75
    assert restored.debugger.goto(2, 1).state.value("h0") == 0


@pytest.mark.parametrize("name", ["x", "y", "lr"])
def test_what_was_set_in_a_later_iteration_holds_from_there_on(name):
    debugger = opened("skip", values={"w0": -1.0}, learning_rate=1e-6)
    debugger.goto(2, 5)
    debugger.set_value(f"{name} = 7")
    found = again(debugger)
    for iteration, value in [(8, 7), (5, 7), (4, {"x": 1, "y": -3, "lr": 1e-6}[name]), (6, 7)]:
        assert found.goto(2, iteration).state.value(name) == value
    debugger.set_convention("relu_at_zero", 0.5)
    debugger.goto(2, 8)
    assert debugger.goto(2, 6).state.value(name) == 7


def test_a_hundred_thousand_iterations_are_run_again():
    debugger = opened("skip", learning_rate=1e-6)
    debugger.goto(3, 100_000)
    assert_same(again(debugger), debugger)


def test_whoever_stood_behind_infinity_does_so_again(file):
    debugger = opened(file, learning_rate=1e200)
    found = debugger.goto(1, 9)
    assert "not finite" in found.message
    debugger.goto(1, 9)
    assert debugger.stop.cursor.iteration == 9
    assert_same(again(debugger), debugger)


def test_watches_keep_their_numbers():
    debugger = opened("skip")
    for text in ("L", "h0", "h1"):
        debugger.watch(text)
    debugger.unwatch(1)
    found = again(debugger)
    assert [each.number for each in found.stop.watches] == [2, 3]


def test_what_was_undone_leaves_marks_without_a_place():
    debugger = opened("skip")
    debugger.set_value("w0 = 1")
    debugger.mark("there")
    debugger.undo()
    found = again(debugger)
    with pytest.raises(DebuggerError, match="no branch 1"):
        found.jump("there")


def test_a_thousand_branches_are_restored_one_in_the_other():
    debugger = opened("skip")
    for number in range(1000):
        debugger.step(2)
        debugger.set_value(f"w0 = {number / 1000}")
    found = again(debugger)
    assert branches(found) == branches(debugger)
    assert_same(found, debugger)
