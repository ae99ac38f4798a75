"""Sessions of older and newer formats, and lines that are not what was written."""

import pytest

from engine.debugger.debugger import Debugger
from engine.errors import SessionError
from engine.sessions.files import DamagedError, encode, encode_moved, read_session
from engine.sessions.restore import restore
from engine.sessions.seal import HEAD, order_of, sealed, unsealed
from engine.sessions.session import session_of
from tests.engine.sessions.formats import FILE, SKIP


def test_a_session_of_format_1_goes_on_where_it_ended(path):
    path.write_bytes(SKIP)
    restored = restore(read_session(path))
    stop = restored.arrive()
    assert (stop.cursor.iteration, stop.cursor.step, stop.branches.number) == (1, 18, 2)
    assert stop.state.value("w3") == 0.25
    assert stop.selected == "h1"
    assert [each.text for each in stop.breakpoints] == ["z1 < 0"]
    assert [each.text for each in stop.watches] == ["dL/dh0"]
    assert list(stop.marks) == ["here"]
    assert restored.is_whole


def test_so_does_one_of_a_file_that_is_gone(path):
    path.write_bytes(FILE)
    session = read_session(path)
    stop = restore(session).arrive()
    assert (stop.cursor.iteration, stop.cursor.step) == (0, 4)
    assert (session.recipe().optimiser, stop.state.value("w")) == ("adam", 2.0)


def test_one_of_a_newer_format_is_refused_plainly(path):
    path.write_bytes(sealed(b'{"makabaka-tui session":7,"network":["another"]}', 12) + b"\n")
    with pytest.raises(SessionError) as caught:
        read_session(path)
    assert str(caught.value) == (
        f"{path}: saved by another version of makabaka-tui, as format 7; "
        "this one reads formats 1 to 6"
    )


# Checksums


def test_a_line_that_is_sealed_is_json_with_a_checksum_in_front():
    line = sealed(b'{"a":1}', 7)
    assert line == b'{"sum":"ebdcc312","order":7,"a":1}'
    assert (unsealed(line), order_of(line[:HEAD])) == (b'{"a":1}', 7)
    assert unsealed(sealed(b'{"a":1}')) == unsealed(b'{"a":1}') == b'{"a":1}'
    assert order_of(b'{"a":1}') == order_of(sealed(b'{"a":1}')) == order_of(b"") == 0


def test_any_bit_that_changes_is_seen():
    line = sealed(b'{"makabaka-tui session":2,"network":"skip"}', 7)
    begin = len(b'{"sum":"')
    for place in range(begin, len(line)):
        for bit in range(8):
            changed = bytearray(line)
            changed[place] ^= 1 << bit
            found = unsealed(bytes(changed))
            # What is no checksum any more is taken as it is, and is no session.
            assert found is None or b'"sum"' in found


@pytest.fixture
def saved(debugger):
    """A session of a mark, and then of two; the journal of the second."""
    debugger.mark("a")
    before = sealed(encode(session_of(debugger.stop)), 1) + b"\n"
    debugger.mark("b")
    first = sealed(encode(session_of(debugger.stop)), 1) + b"\n"
    return before, first, encode_moved(debugger.step(3)) + b"\n"


@pytest.mark.parametrize("length", [0, 1, 5, 20, 60, -1])
def test_a_first_line_that_is_cut_off_costs_no_session(path, saved, length):
    before, first, moved = saved
    path.write_bytes(first[:-1][:length] + b"\n" + moved)
    with pytest.raises(DamagedError):
        read_session(path)
    beside = path.with_suffix(".before")
    with pytest.raises(DamagedError):
        read_session(path, beside)  # there is none
    beside.write_bytes(before)
    session = read_session(path, beside)
    assert list(session.marks) == ["a"]
    assert session.moved.place.step == 3


def test_a_line_that_was_changed_does_not_count(path, saved, debugger: Debugger):
    _, first, moved = saved
    last = encode_moved(debugger.step(2)) + b"\n"
    path.write_bytes(first + moved + last)
    assert read_session(path).moved.place.step == 5
    path.write_bytes(first + moved + last.replace(b'"step":5', b'"step":6'))
    assert read_session(path).moved.place.step == 3


# Bounds


def test_a_session_that_would_not_be_read_is_not_written(debugger, monkeypatch):
    monkeypatch.setattr("engine.sessions.files.MOST_CHANGES", 2)
    for number in range(3):
        debugger.set_value(f"w0 = {number}")
    with pytest.raises(SessionError, match="more than 2 changes by hand"):
        encode(session_of(debugger.stop))


@pytest.mark.parametrize("part", [b"[],", b"{},"])
def test_a_session_of_millions_of_lists_is_refused_before_it_is_read(path, part):
    start = b'{"makabaka-tui session":2,"network":"skip","values":{"w0":['
    path.write_bytes(start + part * 2 * 10**6 + b"1]}}")
    with pytest.raises(SessionError, match="too large for a session"):
        read_session(path)


def test_a_session_of_too_many_changes_is_refused(path, debugger):
    change = (
        b'{"kind":"start","symbol":"w0","iteration":0,"made":0,"parent":0,"step":1,"value":1.0},'
    )
    text = encode(session_of(debugger.stop))[:-1] + b',"branches":[' + change * 2_501
    path.write_bytes(text[:-1] + b"]}")
    with pytest.raises(SessionError, match="length <= 2500"):
        read_session(path)
