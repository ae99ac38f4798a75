"""Casts: the lines of the format, and what is left where they cannot be written."""

import errno
import io
import json
import os
from collections import deque
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import ConfirmError, DebuggerError, SessionError
from tui.recording.cast import CastWriter, open_cast

ACTIONS = st.lists(
    st.tuples(
        st.floats(0, 1e5),
        st.sampled_from(["output", "marker"]),
        st.text(st.characters(exclude_categories=["Cs"])),
    )
)


class Disk(io.RawIOBase):
    """A file on a disk that has room for so many bytes."""

    def __init__(self, room):
        self.data, self.room, self.writes = b"", room, 0

    def writable(self):
        return True

    def write(self, data):
        taken = bytes(data[: self.room - len(self.data)])
        if not taken:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        self.data += taken
        self.writes += 1
        return len(taken)

    def truncate(self, size=None):
        self.data = self.data[:size]
        return size


def lines(file):
    return [json.loads(line) for line in file.getvalue().decode().split("\n")[:-1]]


def test_a_cast_of_v2_is_a_header_and_events_with_absolute_times():
    file = io.BytesIO()
    cast = CastWriter(file, (80, 24), title="Skip ŷ", idle_limit=1.5, timestamp=1504467315)
    cast.output(0.25, "\x1b[1;31mHello\r\n")
    cast.marker(1.5, "BACKWARD ∂L/∂h0 = 0.75")
    cast.resize(4.05, 90, 30)
    assert lines(file) == [
        {
            "version": 2, "width": 80, "height": 24, "timestamp": 1504467315,
            "idle_time_limit": 1.5, "title": "Skip ŷ", "env": {"TERM": "xterm-256color"},
        },
        [0.25, "o", "\x1b[1;31mHello\r\n"],
        [1.5, "m", "BACKWARD ∂L/∂h0 = 0.75"],
        [4.05, "r", "90x30"],
    ]  # fmt: skip


def test_a_cast_of_v3_has_the_terminal_in_its_header_and_intervals():
    file = io.BytesIO()
    cast = CastWriter(file, (80, 24), "v3", timestamp=1504467315)
    cast.output(0.25, "a")
    cast.marker(0.25, "here")
    cast.resize(4.05, 90, 30)
    assert lines(file) == [
        {
            "version": 3, "term": {"cols": 80, "rows": 24, "type": "xterm-256color"},
            "timestamp": 1504467315, "idle_time_limit": 2.0,
        },
        [0.25, "o", "a"],
        [0, "m", "here"],
        [3.8, "r", "90x30"],
    ]  # fmt: skip


@given(ACTIONS, st.sampled_from(["v2", "v3"]))
def test_what_is_told_is_what_is_read(actions, kind):
    """Whatever the text, and times to the microsecond however many there are."""
    file = io.BytesIO()
    cast = CastWriter(file, (80, 24), kind)
    actions = [
        (time, *rest)
        for time, rest in zip(
            sorted(each[0] for each in actions), [each[1:] for each in actions], strict=True
        )
    ]
    for time, name, text in actions:
        getattr(cast, name)(time, text)
    events, now = lines(file)[1:], 0.0
    assert [(code, data) for _, code, data in events] == [
        (name[0], text) for _, name, text in actions
    ]
    for (told, _, _), (read, _, _) in zip(actions, events, strict=True):
        now = read if kind == "v2" else now + read
        assert now == pytest.approx(told, abs=1e-6 + 1e-12 * told)


@pytest.mark.parametrize("kind", ["v2", "v3"])
def test_time_does_not_go_back(kind):
    file = io.BytesIO()
    cast = CastWriter(file, (80, 24), kind)
    cast.output(2, "a")
    cast.output(1, "b")
    assert [time for time, _, _ in lines(file)[1:]] == ([2, 2] if kind == "v2" else [2, 0])


def test_a_line_is_written_at_once():
    disk = Disk(10_000)
    cast = CastWriter(disk, (80, 24))
    for number in range(10):
        cast.output(number, "x" * 100)
        assert disk.data.endswith(b"\n")
    assert disk.writes == 11


@pytest.mark.parametrize("room", [300, 301, 350, 399])
def test_of_a_line_for_which_there_is_no_room_nothing_is_left(room):
    disk = Disk(room)
    cast = CastWriter(disk, (80, 24), timestamp=0)
    numbers = iter(range(100))
    with pytest.raises(OSError, match="No space left"):
        deque((cast.output(number, "x" * 20) for number in numbers), maxlen=0)
    *whole, last = disk.data.split(b"\n")
    assert last == b""
    assert [json.loads(line)[0] for line in whole[1:]] == list(range(len(whole) - 1))
    assert room - 40 < len(disk.data) <= room


def test_a_full_disk_is_an_error_from_the_first_line_on():
    with (
        Path("/dev/full").open("wb", buffering=0) as full,
        pytest.raises(OSError, match="No space"),
    ):
        CastWriter(full, (80, 24))


def test_a_file_that_exists_is_overwritten_only_where_that_is_asked_for(tmp_path):
    path = tmp_path / "lecture.cast"
    path.write_text("mine")
    with pytest.raises(ConfirmError, match=r"write over .*, which exists"):
        open_cast(path)
    assert path.read_text() == "mine"
    with open_cast(path, overwrite=True) as file:
        file.write(b"x")
    assert path.read_text() == "x"


@pytest.mark.parametrize(
    ("name", "said"),
    [("no/such/folder.cast", "No such file"), (".", "not a regular file"),
     ("a\0b", "cannot be seen"), ("x" * 300, "a name has 255 bytes")],
)  # fmt: skip
@pytest.mark.parametrize("overwrite", [False, True])
def test_what_cannot_be_written_is_told_in_a_line(tmp_path, name, said, overwrite):
    with pytest.raises(DebuggerError, match=said) as caught:
        open_cast(tmp_path / name, overwrite)
    assert str(caught.value).isprintable()


def test_to_open_a_pipe_does_not_wait_for_a_reader(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for overwrite in (False, True):
        with pytest.raises(SessionError, match="not a regular file"):
            open_cast(tmp_path / "pipe", overwrite)


def test_asciinema_reads_it(tmp_path):
    v2 = pytest.importorskip("asciinema.asciicast.v2")
    with open_cast(tmp_path / "a.cast") as file:
        cast = CastWriter(file, (80, 24), idle_limit=1.5)
        cast.output(0.5, "ŷ\n")
        cast.marker(0.75, "here")
    with (
        (tmp_path / "a.cast").open(encoding="utf-8") as opened,
        v2.open_from_file(opened.readline(), opened) as read,
    ):
        assert list(read.events()) == [[0.5, "o", "ŷ\n"], [0.75, "m", "here"]]
        assert read.idle_time_limit == 1.5
