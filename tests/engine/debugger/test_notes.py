"""Notes on nodes: written, told, edited, deleted, and kept in sessions."""

import pytest

from engine.debugger.notes import LONGEST, MOST, Notes
from engine.errors import DebuggerError
from engine.sessions.files import read_session, write_session
from engine.sessions.restore import restore
from engine.sessions.state_line import read_state, state_line
from tests.engine.sessions.restored import NETWORK, least, opened


@pytest.fixture
def debugger():
    return opened("skip")


def test_a_note_is_told_where_its_node_is_selected(debugger):
    assert debugger.note("h0", "the skip path").message == "note on h0: the skip path"
    assert debugger.select("h0").message == "note on h0: the skip path"
    assert debugger.select("h1").message == ""


def test_a_note_is_edited_and_deleted(debugger):
    debugger.note("ŷ", "first")
    debugger.note("yhat", "second")
    assert dict(debugger.stop.notes) == {"yhat": "second"}
    assert debugger.note("yhat").message == "the note on yhat is deleted: second"
    assert not debugger.stop.notes
    with pytest.raises(DebuggerError, match="there is no note on yhat"):
        debugger.note("yhat")


def test_what_is_taken_back_leaves_notes_as_it_does_marks(debugger):
    debugger.goto(5)
    debugger.set_value("w3 = 0")
    debugger.note("h0", "kept")
    assert debugger.undo().notes["h0"] == "kept"
    assert debugger.redo().notes["h0"] == "kept"


def test_a_text_that_would_move_the_cursor_is_spelled_out(debugger):
    said = debugger.note("h0", "a\x1b[2J\nb\u202ec").message
    assert said == r"note on h0: a\x1b[2J b\u202ec"


@pytest.mark.parametrize(
    ("node", "text", "said"),
    [
        ("nobody", "x", "unknown node 'nobody'"),
        ("h0", "x" * (LONGEST + 1), f"has {LONGEST + 1} characters: {LONGEST} are the most"),
        ("h0", " \t ", "there is no note on h0"),
    ],
)
def test_what_is_no_note_is_refused(debugger, node, text, said):
    with pytest.raises(DebuggerError, match=said):
        debugger.note(node, text)
    assert not debugger.stop.notes


def test_there_are_only_so_many():
    notes = Notes({f"n{number}": "x" for number in range(MOST)})
    assert notes.put("n3", "other")[0]["n3"] == "other"
    with pytest.raises(DebuggerError, match="500 notes already"):
        notes.put("more", "x")


def test_they_travel_in_sessions_and_in_lines_of_a_format_of_their_own(debugger, tmp_path):
    assert read_state(state_line(debugger.stop)).version == 2
    debugger.note("h0", 'é \\ " ∂')
    assert read_state(state_line(debugger.stop)).version == 3
    path = write_session(debugger.stop, tmp_path / "kept.json")
    session = read_session(path)
    assert dict(restore(session).debugger.stop.notes) == {"h0": 'é \\ " ∂'}


def test_what_a_session_says_is_spelled_out_and_bounded():
    notes = restore(least(notes={"h\x1b0": "a\x1b]52;c;AAAA\x07", "h0": "x" * 9_999, "h1": " "}))
    said = dict(notes.debugger.stop.notes)
    assert said["h\\x1b0"] == "a\\x1b]52;c;AAAA\\x07"
    assert len(said["h0"]) == LONGEST
    assert "h1" not in said


def test_one_on_a_node_that_is_gone_waits_for_it(tmp_path):
    path = tmp_path / "my.toml"
    path.write_text(NETWORK)
    debugger = opened(path)
    debugger.note("h", "hidden")
    other = opened("skip")
    assert debugger.exchange(other.stop.program).notes["h"] == "hidden"
    assert debugger.note("h").message == "the note on h is deleted: hidden"
