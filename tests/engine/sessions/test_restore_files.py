"""Sessions of network files that are gone, broken or changed."""

import msgspec

from engine.debugger.cursor import Cursor
from engine.debugger.debugger import Debugger
from engine.program.recipe import Recipe
from engine.sessions.restore import restore
from engine.sessions.session import session_of
from tests.engine.sessions.restored import NETWORK, assert_same, least, opened, session_after


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
