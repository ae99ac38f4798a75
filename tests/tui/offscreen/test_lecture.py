"""Lectures that are recorded without a terminal and without a person."""

import json
import os
import signal
import time

import pyte
import pytest

from engine.network.source import Source
from tui.cli import main as cli
from tui.drawing.look import Look
from tui.lectures.lecture import Playing
from tui.lectures.reader import parse_lecture
from tui.offscreen.lecture import _play
from tui.recording.cast import CastWriter

LECTURE = """title "How it runs"
open skip
say "The first of two captions, which takes a while to read in full."
goto 15
spotlight h0
pause
ask "How much is it?" dL/dh0
why dL/dh0
wait 2s
chart
train 200
say "The end."
pause
"""


@pytest.fixture
def record(tmp_path, capsys):
    def record(*options, text=LECTURE, name="out.cast"):
        (tmp_path / "a.walk").write_text(text)
        out = tmp_path / name
        status = cli.main(["play", str(tmp_path / "a.walk"), "--record", str(out), *options])
        return status, out, capsys.readouterr()

    return record


def events(path):
    header, *rest = map(json.loads, path.read_text().splitlines())
    return header, rest


def replayed(path, columns, rows):
    screen = pyte.Screen(columns, rows)
    stream = pyte.Stream(screen)
    for _, kind, data in events(path)[1]:
        if kind == "o":
            stream.feed(data)
    return [line.rstrip() for line in screen.display]


def test_the_same_lecture_gives_the_same_file(record, monkeypatch):
    _, first, _ = record("--size", "80x24")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("TERM", "dumb")
    _, second, _ = record("--size", "80x24", name="again.cast")
    assert first.read_bytes() == second.read_bytes()


def test_a_lecture_that_ships_is_recorded_with_its_chapters(tmp_path):
    path = tmp_path / "one.cast"
    assert cli.main(["play", "dying-relu", "--record", str(path), "--size", "80x24"]) == 0
    header, frames = events(path)
    assert (header["version"], header["width"], header["height"]) == (2, 80, 24)
    assert [seconds for seconds, *_ in frames] == sorted(seconds for seconds, *_ in frames)
    assert sum(kind == "m" for _, kind, _ in frames) >= 8  # a chapter for each caption


async def test_what_is_replayed_is_the_last_frame(opened, tmp_path):
    path = tmp_path / "out.cast"
    lecture = parse_lecture(Source("a.walk", LECTURE))

    with path.open("wb", buffering=0) as file:
        writer = CastWriter(file, (100, 30), timestamp=0)
        await _play(Playing(lecture), writer, (100, 30), Look(), "dark")
    async with opened(size=(100, 30)) as driver:
        driver.app.screen.play(Playing(lecture, auto=True, speed=100))
        await driver.until(lambda: "the end" in driver.text)
        shown = [line.rstrip() for line in driver.lines]
        assert replayed(path, 100, 30)[:-1] == shown[:-1]  # the last says that it is over


def test_the_size_is_the_one_asked_for(record):
    status, out, printed = record("--size", "70x20")
    header, rest = events(out)
    assert (status, header["width"], header["height"]) == (0, 70, 20)
    assert "70x20" in printed.out
    assert header["timestamp"] == 0
    lines = replayed(out, 70, 20)
    assert lines[0].startswith(" Skip network")
    assert "the end" in lines[18]
    assert rest[-1][1] == "o"


def test_time_goes_on_by_waits_and_by_reading(record):
    def seconds(*options, name):
        return events(record(*options, name=name)[1])[1][-1][0]

    usual = seconds(name="1.cast")
    # To read 62 letters takes 4.2 s, the rest of which is waited at the pause; 4 commands 0.6 s
    # each; the question 3 s and 1.5 s, its answer 1.5 s, the wait 2 s, the end 1.5 s.
    assert usual == pytest.approx(63 / 15 + 4 * 0.6 - 0.6 + 4.5 + 1.5 + 2 + 1.5, abs=0.3)
    assert seconds("--speed", "2", name="2.cast") == pytest.approx(usual / 2, abs=0.01)


def test_captions_questions_and_pauses_are_marked(record):
    markers = [data for _, kind, data in events(record()[1])[1] if kind == "m"]
    assert markers == [
        "The first of two captions, which takes ...", "pause", "How much is it?", "The end.",
        "pause",
    ]  # fmt: skip


def test_the_question_is_answered_after_a_while(record):
    texts = [(at, data) for at, kind, data in events(record()[1])[1] if kind == "o"]
    asked = next(at for at, data in texts if "How much is it?" in data)
    told = next(at for at, data in texts if "∂L/∂h0 = 0.75" in data and at > asked)
    assert told - asked == pytest.approx(4.5)


def test_the_newer_format(record):
    header, rest = events(record("--record-format", "v3")[1])
    assert (header["version"], header["term"]["cols"]) == (3, 100)
    assert all(at >= 0 for at, _, _ in rest)


def test_ascii_only(record):
    _, out, _ = record("--ascii", "--size", "80x24")
    assert "\n".join(replayed(out, 80, 24)).isascii()


def test_a_lecture_that_says_something_false_is_not_recorded(record):
    status, out, printed = record(text='title "T"\nopen skip\ngoto 1\nexpect z0 == 3\n')
    assert status == 1
    assert "a.walk:4: expect z0 == 3 fails: z0 = 0.5" in printed.err
    assert not out.exists()


@pytest.mark.parametrize("line", ["plot nonsense", "compare 9", "save a.json"])
def test_what_only_the_app_finds_wrong_is_told_with_its_line(record, line):
    status, out, printed = record(text=f'title "T"\nopen skip\n{line}\n')
    assert status == 2
    assert "a.walk:3: " in printed.err
    assert not out.exists()


def test_a_file_that_exists_is_left_alone(record):
    _, out, _ = record()
    before = out.read_bytes()
    status, _, printed = record()
    assert (status, out.read_bytes()) == (2, before)
    assert "exists already, and is left as it is" in printed.err


@pytest.mark.skipif(os.name == "nt", reason="no process is asked to end there")
@pytest.mark.parametrize("name", ["a.cast", "a.html"])
def test_a_recording_that_is_ended_by_the_system_leaves_no_file_behind(tmp_path, monkeypatch, name):
    """An empty one would be in the way of the next try."""

    def ended(*_):
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(5)

    monkeypatch.setattr("tui.offscreen.lecture.record_lecture", ended)
    before = signal.getsignal(signal.SIGTERM)
    with pytest.raises(SystemExit) as end:
        cli.main(["play", "skip", "--record", str(tmp_path / name)])
    assert end.value.code == 128 + signal.SIGTERM
    assert list(tmp_path.iterdir()) == []
    assert signal.getsignal(signal.SIGTERM) == before
