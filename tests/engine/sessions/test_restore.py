"""Sessions restored: nothing is lost that was saved, whatever was done."""

from contextlib import suppress

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.debugger.cursor import Cursor
from engine.debugger.debugger import Debugger
from engine.errors import DebuggerError, SessionError
from engine.language.values import same
from engine.program.recipe import Recipe
from engine.sessions.files import encode, read_session
from engine.sessions.restore import restore
from engine.sessions.session import Moved, Noted, SavedChange, SavedPlace, Session, session_of

NETWORK = """\
title = "Mine"
loss = "L"
equations = '''
z = w*x + b
h = relu(z)
L = square(h - y)
'''
[inputs]
x = 2
[targets]
y = 1
[parameters]
w = { normal = 1 }
b = 0.5
[training]
learning_rate = 0.1
"""


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "my.toml"
    path.write_text(NETWORK)
    return path


def opened(name, **changes):
    recipe = Recipe(str(name), **changes).read()
    return Debugger(recipe.program(), recipe)


def session_after(debugger):
    """The session as it is read again from what is written."""
    return msgspec.json.decode(encode(session_of(debugger.stop)), type=Session)


def again(debugger):
    """The debugger that goes on with the session of another."""
    restored = restore(session_after(debugger))
    assert restored.notes == ()
    assert restored.is_whole
    restored.arrive()
    return restored.debugger


def least(**parts):
    """A session of the skip network."""
    return Session(version=1, network="skip", moved=parts.pop("moved", at(0, 0)), **parts)


def at(iteration, step, branch=0, **more):
    return Moved(SavedPlace(iteration, step, branch), **more)


def assert_same(one, other):
    """Two debuggers stand at the same place and know the same, bit for bit."""
    mine, theirs = one.stop, other.stop
    assert mine.cursor == theirs.cursor
    assert mine.state.same_as(theirs.state)
    for symbol in (*mine.program.base, *mine.program.index):
        left, right = mine.state.value(symbol), theirs.state.value(symbol)
        assert (left is None) == (right is None)
        assert left is None or same(left, right)


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


@settings(max_examples=150)
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


# Network files


def test_a_file_that_is_gone_is_not_needed(file):
    debugger = opened(file, seed=3)
    debugger.goto(4, 2)
    session = session_after(debugger)
    file.unlink()
    restored = restore(session)
    assert restored.is_whole
    (note,) = restored.notes
    assert note == "my.toml: cannot be read: No such file or directory; a copy is used"
    restored.arrive()
    assert_same(restored.debugger, debugger)


def test_of_a_file_that_is_broken_now_a_copy_is_used(file):
    session = session_after(opened(file))
    file.write_text(NETWORK.replace("w*x", "w*q"))
    restored = restore(session)
    (note,) = restored.notes
    assert note.startswith("my.toml:4: ")
    assert "'q'" in note
    assert restored.debugger.stop.program.network.equations[0][0] == "z"


def test_a_file_that_has_changed_is_used_as_it_is_now(file):
    debugger = opened(file)
    debugger.goto(4, 2)
    session = session_after(debugger)
    file.write_text(NETWORK.replace("x = 2", "x = 3"))
    restored = restore(session)
    assert restored.notes == ("my.toml has changed since the session was saved",)
    assert not restored.is_whole
    stop = restored.arrive()
    assert stop.program.network.inputs["x"] == 3
    assert stop.cursor == Cursor(2, 4)


def test_what_a_changed_file_has_no_place_for_is_said_to_be_gone(file):
    debugger = opened(file)
    debugger.goto(4, 2)
    for text in ("w = 2", "b = 1", "z = 3"):
        debugger.set_value(text)
    debugger.freeze("b")
    debugger.break_at("b > 0")
    debugger.break_at("h")
    debugger.watch("z")
    debugger.watch("b")
    debugger.select("b")
    session = session_after(debugger)
    file.write_text(NETWORK.replace(" + b", "").replace("b = 0.5", ""))
    restored = restore(session)
    assert restored.notes == (
        "my.toml has changed since the session was saved",
        "no place any more for 2 of 4 changes, 1 of 2 breakpoints, 1 of 2 watches",
    )
    stop = restored.arrive()
    assert [each.number for each in stop.breakpoints] == [2]
    assert [each.number for each in stop.watches] == [1]
    assert not stop.is_selection
    assert stop.state.value("z") == 3
    assert len(stop.branches) == 5  # what is gone keeps its number, so that others keep theirs


def test_one_stands_at_the_step_that_does_what_the_step_did(file):
    debugger = opened(file)
    debugger.goto(4, 1)
    symbol = debugger.stop.step.symbol
    debugger.mark("here")
    session = session_after(debugger)
    file.write_text(NETWORK.replace("z = w*x", "a = w*x\nz = a"))
    restored = restore(session)
    assert restored.arrive().step.symbol == symbol
    assert restored.debugger.jump("here").step.symbol == symbol
    assert restored.debugger.stop.cursor == Cursor(1, 5)


def test_a_file_is_found_from_another_folder(file, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    recipe = Recipe("my.toml").read()
    session = session_of(Debugger(recipe.program(), recipe).stop, str(tmp_path))
    file.write_text(NETWORK.replace("x = 2", "x = 3"))
    monkeypatch.chdir("/")
    restored = restore(session)
    assert restored.debugger.stop.program.network.inputs["x"] == 3
    assert restored.debugger.stop.recipe.name == str(file)


def test_a_session_that_names_a_file_without_its_text_reads_it(file):
    session = least()
    restored = restore(msgspec.structs.replace(session, network=str(file)))
    assert restored.debugger.stop.recipe.text == NETWORK


# Sessions that others have written


def test_only_what_makes_sense_is_taken():
    debugger = restore(
        least(
            moved=at(3, 900, 70, selected="nobody", entry=[5, 5]),
            breakpoints=[
                Noted(1, "h0"),
                Noted(1, "h1"),
                Noted(2, "\x1b[2J < 0"),
                Noted(3, "(" * 999),
            ],
            watches=[Noted(7, "L"), Noted(8, "\x1b]0;")],
            marks={"\x1b[31m": SavedPlace(1, 9999, 99)},
        )
    )
    stop = debugger.arrive()
    assert stop.cursor == Cursor(3, 21)
    assert stop.branches.number == 0
    assert (stop.is_selection, stop.entry) == (False, None)
    assert [(each.number, each.text) for each in stop.breakpoints] == [(1, "h1")]
    assert [(each.number, each.text) for each in stop.watches] == [(7, "L")]
    assert list(stop.marks) == ["\\x1b[31m"]
    assert not debugger.is_whole


@pytest.mark.parametrize(
    "change",
    [
        SavedChange("start", "w0", 0, 0, 0, 0, [1.0, 2.0]),
        SavedChange("start", "\x1b[2J", 0, 0, 0, 0, 1.0, "\x1b[2J = 1"),
        SavedChange("start", "z0", 0, 0, 0, 0, 1.0),
        SavedChange("result", "x", 0, 0, 0, 0, 1.0),
        SavedChange("freeze", "\x1b[2J", 0, 0, 0, 0),
        SavedChange("freeze", "h0", 0, 0, 0, 0),
    ],
)
def test_a_change_of_what_there_is_not_changes_nothing(change):
    restored = restore(least(branches=[change], moved=at(1, 21, 1)))
    assert restored.notes == ("no place any more for 1 of 1 changes",)
    stop = restored.arrive()
    assert all(each.title.isprintable() for each in stop.branches)
    other = opened("skip")
    other.goto(21, 1)
    assert stop.state.same_as(other.stop.state)


@pytest.mark.parametrize("parent", [1, 2, 10**30])
def test_no_branch_is_made_in_one_that_came_later(parent):
    with pytest.raises(SessionError, match="branch 1"):
        restore(least(branches=[SavedChange("start", "w0", 0, 0, parent, 0, 1.0)] * 2))


@pytest.mark.parametrize(
    ("parts", "word"),
    [
        ({"values": {"w0": "x"}}, "number"),
        ({"values": {"w9": 1.0}}, "w9"),
        ({"values": {"\x1b[2J": 1.0}}, "x1b"),
        ({"optimiser": "magic"}, "magic"),
        ({"conventions": {"relu_at_one": 1.0}}, "relu_at_one"),
        ({"conventions": {"relu_at_zero": 2.0}}, "between 0 and 1"),
        ({"network": "my.toml", "text": "loss = '\x1b'"}, "my.toml"),
        ({"branches": [SavedChange("start", "w0", 0, 0, 0, 0, "x")]}, "number"),
    ],
)
def test_a_session_that_cannot_be_run_is_refused(parts, word):
    with pytest.raises(SessionError, match=word) as caught:
        restore(msgspec.structs.replace(least(), **parts))
    assert str(caught.value).replace("\n", "").isprintable()
    assert len(str(caught.value).splitlines()) <= 2


@pytest.mark.parametrize("network", ["", "nowhere", "/dev/zero", "/", "a\0b", "\x1b[2J.toml"])
def test_a_network_that_is_not_there_is_refused(network):
    with pytest.raises(SessionError) as caught:
        restore(msgspec.structs.replace(least(), network=network))
    assert str(caught.value).isprintable()


def test_whatever_is_in_a_place_it_is_taken_or_refused(tmp_path):
    """Each number and each text of a session, exchanged for others."""
    debugger = opened("skip", values={"w0": 0.25})
    debugger.goto(15, 1)
    debugger.set_value("w3 = 0.25")
    debugger.break_at("z1 < 0")
    debugger.watch("L")
    debugger.mark("a")
    debugger.select("h0")
    whole = msgspec.json.decode(encode(session_of(debugger.stop)))
    path = tmp_path / "session.json"
    taken, said = 0, []
    for place in places(whole):
        for value in (-1, 0, 7, 10**40, 1.5, "", "\x1b[2J", [], {}, None, [[1, "x"]]):
            path.write_bytes(msgspec.json.encode(exchanged(whole, place, value)))
            try:
                stop = restore(read_session(path)).arrive()
            except SessionError as error:
                said.append(str(error).replace("\n", ""))
            else:
                taken += 1
                encode(session_of(stop))
    assert taken > 20
    assert len(said) > 100
    assert all(each.isprintable() for each in said)


def places(part):
    """The ways to all values within a value."""
    entries = part.items() if isinstance(part, dict) else enumerate(part)
    for key, value in entries:
        yield (key,)
        if isinstance(value, dict | list):
            yield from ((key, *rest) for rest in places(value))


def exchanged(part, place, value):
    key, *rest = place
    copy = part.copy()
    copy[key] = exchanged(part[key], rest, value) if rest else value
    return copy


def test_a_seed_leaves_the_learning_rate_to_the_file(file):
    debugger = opened(file)
    debugger.reseed(5)
    assert debugger.stop.recipe.learning_rate is None
    debugger.set_learning_rate(0.25)
    debugger.goto(5, 1)
    debugger.reseed(6)
    assert debugger.stop.recipe.learning_rate == 0.25
    assert again(debugger).stop.recipe == debugger.stop.recipe
