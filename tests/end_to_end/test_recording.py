"""Recording in a real terminal: what a cast shows when it is played."""

import json
import re
import resource
import signal

import pyte
import pytest


def events(path):
    """The header of a cast and its events, with absolute times."""
    lines = path.read_text(encoding="utf-8").splitlines()
    header, *rest = map(json.loads, lines)
    if header["version"] == 3:
        times = [sum(each[0] for each in rest[: i + 1]) for i in range(len(rest))]
        rest = [[time, *each[1:]] for time, each in zip(times, rest, strict=True)]
    return header, rest


def played(path):
    """The screen after a cast was played as far as it goes."""
    header, rest = events(path)
    if header["version"] == 3:
        size = header["term"]["cols"], header["term"]["rows"]
    else:
        size = header["width"], header["height"]
    screen = pyte.Screen(*size)
    stream = pyte.Stream(screen)
    for _, code, data in rest:
        if code == "o":
            stream.feed(data)
        elif code == "r":
            columns, rows = map(int, data.split("x"))
            screen.resize(rows, columns)
    return screen


def markers(path):
    return [data for _, code, data in events(path)[1] if code == "m"]


def cells(screen):
    """What every cell looks like: a blank shows nothing of its ink."""
    return [
        [
            cell._replace(fg="", bold=False) if cell.data == " " and not cell.reverse else cell
            for cell in (screen.buffer[y][x] for x in range(screen.columns))
        ]
        for y in range(screen.lines)
    ]


def assert_shows_the_same(path, terminal):
    assert played(path).display == terminal.screen.display
    assert cells(played(path)) == cells(terminal.screen)


@pytest.mark.parametrize("form", ["v2", "v3"])
def test_a_cast_ends_with_what_was_last_on_the_screen(open_terminal, tmp_path, form):
    path = tmp_path / "lecture.cast"
    terminal = open_terminal("skip", "--record", str(path), "--record-format", form)
    terminal.until_shown("step 0/21", "? help", "●")
    for step in range(1, 16):
        terminal.press("n")
        terminal.until_shown(f"step {step}/21")
    terminal.press("]")
    terminal.until_shown("iteration 1", "h0✗")
    terminal.press("q")
    assert terminal.end() == 0
    assert_shows_the_same(path, terminal)
    assert markers(path) == [
        "FORWARD z0 = 0.5", "BACKWARD ∂L/∂ŷ = 1", "iteration 1: BACKWARD ∂L/∂h0 = 0.0625",
    ]  # fmt: skip
    header, rest = events(path)
    assert header["version"] == int(form[1])
    assert header["idle_time_limit"] == 2
    times = [time for time, _, _ in rest]
    assert times == sorted(times)


def test_a_cast_that_was_killed_plays_up_to_that_moment(open_terminal, tmp_path):
    path = tmp_path / "lecture.cast"
    terminal = open_terminal("skip", "--record", str(path))
    terminal.until_shown("step 0/21", "? help")
    terminal.press("15n")
    terminal.until_shown("step 15/21", "0.5 + 0.25")
    terminal.process.kill(signal.SIGKILL)
    while terminal._read():
        pass
    assert_shows_the_same(path, terminal)
    assert markers(path) == ["BACKWARD ∂L/∂h0 = 0.75"]


def test_a_recording_may_begin_and_end_in_the_middle(terminal, tmp_path):
    path = tmp_path / "middle.cast"
    terminal.press("15n")
    terminal.until_shown("step 15/21")
    terminal.press(f":record {path}\r")
    terminal.until_shown("●")
    terminal.press("]")
    terminal.until_shown("iteration 1")
    terminal.press(":record stop\r")
    terminal.until_shown("asciinema play")
    before = path.read_bytes()
    assert markers(path) == ["iteration 1: BACKWARD ∂L/∂h0 = 0.0625"]
    screen = played(path)
    assert "iteration 1" in screen.display[0]
    assert "step 15/21" in screen.display[0]
    terminal.press("n")
    terminal.until_shown("step 16/21")
    assert "●" not in terminal.text
    assert path.read_bytes() == before


def test_what_was_there_when_a_recording_began_is_in_it(terminal, tmp_path):
    """Killed at once: what the cast shows was drawn for it alone."""
    path = tmp_path / "middle.cast"
    terminal.press("15n")
    terminal.until_shown("step 15/21")
    terminal.press(f":record {path}\r")
    terminal.until_shown("●")
    terminal.process.kill(signal.SIGKILL)
    while terminal._read():
        pass
    assert_shows_the_same(path, terminal)


def test_another_size_is_recorded_before_what_is_drawn_in_it(open_terminal, tmp_path):
    path = tmp_path / "resized.cast"
    terminal = open_terminal("skip", "--record", str(path))
    terminal.until_shown("step 0/21", "? help")
    terminal.press("n")
    terminal.until_shown("step 1/21")
    for size in [(100, 30), (70, 20)]:
        terminal.resize(*size)
        terminal.until(lambda text: text.splitlines()[-2].endswith("╯") and "? help" in text)
    terminal.press("G")
    terminal.until_shown("step 21/21")
    terminal.press("q")
    assert terminal.end() == 0
    assert [data for _, code, data in events(path)[1] if code == "r"] == ["100x30", "70x20"]
    assert_shows_the_same(path, terminal)


def test_what_is_asked_of_the_terminal_is_not_recorded(open_terminal, tmp_path):
    path = tmp_path / "lecture.cast"
    terminal = open_terminal("skip", "--record", str(path))
    terminal.until_shown("step 0/21", "? help")
    terminal.press("q")
    assert terminal.end() == 0
    assert b"\x1b[?2026$p" in terminal.output
    said = "".join(data for _, code, data in events(path)[1] if code == "o")
    modes = set(re.findall(r"\x1b\[[<=>?][^A-Za-z]*[A-Za-z]", said))
    assert modes == {"\x1b[?25l", "\x1b[?7l", "\x1b[?25h", "\x1b[?7h"}
    assert "\x1b[6n" not in said
    assert said.rindex("\x1b[?25h") > said.rindex("\x1b[?25l")


def test_a_cast_that_exists_is_left_alone_until_someone_agrees(open_terminal, tmp_path):
    path = tmp_path / "lecture.cast"
    path.write_text("mine")
    refused = open_terminal("skip", "--record", str(path), size=(200, 24))
    assert refused.end() == 2
    assert "exists already, and is left as it is" in refused.text
    terminal = open_terminal("skip")
    terminal.until_shown("step 0/21", "? help")
    terminal.press(f":record {path}\rn:record {path}\r")
    terminal.until_shown("y or n?")
    assert path.read_text() == "mine"
    terminal.press("y")
    terminal.until_shown("●")
    terminal.press("n")
    terminal.until_shown("step 1/21")
    assert events(path)[0]["version"] == 2


def test_where_the_disk_is_full_the_session_goes_on(open_terminal, tmp_path):
    path = tmp_path / "lecture.cast"
    terminal = open_terminal("skip", "--record", str(path))
    terminal.until_shown("step 0/21", "? help", "●")
    resource.prlimit(terminal.process.pid, resource.RLIMIT_FSIZE, (path.stat().st_size + 100,) * 2)
    terminal.press("n")
    terminal.until_shown("the recording has ended")
    assert "●" not in terminal.text
    terminal.press("]")
    terminal.until_shown("iteration 1")
    assert events(path)[1]
    assert path.read_bytes().endswith(b"\n")


def test_whatever_lies_over_the_panels_is_recorded_too(open_terminal, tmp_path):
    path = tmp_path / "lecture.cast"
    terminal = open_terminal("xor", "--record", str(path))
    terminal.until_shown("step 0/15", "? help")
    for keys, shown, gone in [
        ("7n", "step 7/15", "step 0/15"), ("?", "Take the tour", "─ Step"),
        ("\x1b", "q quit", "Take the tour"), ("\x10", "Commands 1/", "─ Step"),
        ("\x1b", "─ Step", "Commands 1/"), (":theme light\r", "step 7/15", "theme"),
        (":train 30\r", "iteration 30", "iteration 0   "), ("l", "Loss", "Graph"),
    ]:  # fmt: skip
        terminal.press(keys)
        terminal.until(lambda text, shown=shown, gone=gone: shown in text and gone not in text)
        terminal.until(lambda _: cells(played(path)) == cells(terminal.screen))
