"""Sessions that others have written: what makes sense is taken, the rest is refused."""

import msgspec
import pytest

from engine.debugger.cursor import Cursor
from engine.errors import SessionError
from engine.sessions.files import encode, read_session
from engine.sessions.restore import restore
from engine.sessions.session import Noted, SavedChange, SavedPlace, session_of
from tests.engine.sessions.restored import again, at, least, opened


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
        for value in (-1, 0, 7, 10**40, 1.5, "", "inf", "\x1b[2J", [], {}, None, [[1, "x"]]):
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
