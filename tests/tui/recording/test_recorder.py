"""Recording: what is marked, what is left out of a cast, and how it begins and ends."""

import errno
import json
import os
from pathlib import Path

import pyte
import pytest
from textual.geometry import Size

from engine.debugger.debugger import Debugger
from engine.network.files import load_network
from engine.program.program import derive
from tui.drawing.look import Look
from tui.recording.cast import Cast, open_cast
from tui.recording.markers import marker
from tui.recording.recorder import Recorder
from tui.recording.tee import TeeDriver

UNICODE, ASCII = Look(), Look(ascii=True)


def events(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()[1:]]


def sent(path):
    return [data for _, code, data in events(path) if code == "o"]


def marked(path):
    return [data for _, code, data in events(path) if code == "m"]


# Markers


def moved(*moves, network="skip", look=UNICODE):
    """The markers of some moves of a debugger, one after the other."""
    debugger = Debugger(derive(load_network(network)))
    before, found = debugger.stop, []
    for move in moves:
        now = move(debugger)
        found.append(marker(before, now, look))
        before = now
    return found


def test_where_a_phase_begins_there_is_a_marker_and_nowhere_else():
    labels = moved(*[lambda debugger: debugger.step()] * 22)
    assert {number: label for number, label in enumerate(labels, 1) if label} == {
        1: "FORWARD z0 = 0.5",
        8: "BACKWARD ∂L/∂ŷ = 1",
        18: "UPDATE w0 = −0.25",
        22: "iteration 1",
    }


def test_a_jump_is_marked_by_where_it_leads():
    assert moved(
        lambda debugger: debugger.goto(15),
        lambda debugger: debugger.goto(9),
        lambda debugger: debugger.step(),
        lambda debugger: debugger.next_iteration(3),
        lambda debugger: debugger.back(),
        lambda debugger: debugger.restart(),
    ) == [
        "BACKWARD ∂L/∂h0 = 0.75", "BACKWARD ∂L/∂z2 = 1", "",
        "iteration 3: BACKWARD ∂L/∂w2 = 0", "", "restarted",
    ]  # fmt: skip


def test_a_breakpoint_is_marked_by_what_it_says():
    debugger = Debugger(derive(load_network("skip")))
    before = debugger.break_at("dead(h0)")
    search = debugger.search(True)
    list(search)
    label = marker(before, debugger.arrive(search), UNICODE)
    assert label.startswith("breakpoint 1")
    assert "dead(h0)" in label


def test_what_changes_no_place_is_not_marked():
    assert moved(
        lambda debugger: debugger.goto(15),
        lambda debugger: debugger.select("h0"),
        lambda debugger: debugger.mark("a"),
        lambda debugger: debugger.break_at("z1"),
        lambda debugger: debugger.goto(15),
    )[1:] == ["", "", "", ""]


def test_half_a_sum_has_no_value_yet():
    assert (
        moved(
            lambda debugger: debugger.goto(14),
            lambda debugger: debugger.goto(7),
            lambda debugger: debugger.goto(14),
            lambda debugger: debugger.into(),
        )[-1]
        == ""
    )


def test_markers_are_ascii_where_the_app_is():
    labels = moved(*[lambda debugger: debugger.step()] * 30, look=ASCII)
    assert "BACKWARD dL/dyhat = 1" in labels
    assert all(label.isascii() for label in labels)


# The recorder


@pytest.fixture
def recorder(tmp_path):
    """A recorder, and the path of its cast; what went wrong is in `failures`."""
    path, failures = tmp_path / "a.cast", []
    recorder = Recorder(open_cast(path), Size(80, 24), "v2", "Skip", failures.append)
    recorder.failures = failures
    yield recorder, path
    recorder.close()


@pytest.mark.parametrize(
    "asked",
    [
        "\x1b[?2026$p", "\x1b[?2026h", "\x1b[?2026l", "\x1b[?2048$p", "\x1b[?2048h", "\x1b[c",
        "\x1b[>c", "\x1b[=c", "\x1b[0c", "\x1b[6n", "\x1b[?6n", "\x1b[>25u", "\x1b[<u", "\x1b[?u",
        "\x1b[?1000h", "\x1b[?1003h", "\x1b[?1006l", "\x1b[?1015h", "\x1b[?1016h", "\x1b[?1004h",
        "\x1b[?2004h", "\x1b[?1049h", "\x1b[?1049l", "\x1b[14t", "\x1b]52;c;c2VjcmV0\a",
        "\x1b]11;?\x1b\\", "\x1bP+q544e\x1b\\", "\x1b_Gi=31;AAAA\x1b\\", "\x1b[>q",
    ],
)  # fmt: skip
def test_what_is_between_app_and_terminal_is_left_out(recorder, asked):
    recorder, path = recorder
    recorder.hear(f"a{asked}b")
    recorder.hear(asked)
    assert sent(path)[1:] == ["ab"]


@pytest.mark.parametrize(
    "drawn",
    [
        "\x1b[38;5;12;48;2;1;2;3mŷ\x1b[0m",
        "\x1b[3;7H",
        "\x1b[?25l",
        "\x1b[?7l",
        "\x1b[2J",
        "\n",
        "c n",
    ],
)
def test_what_is_drawn_is_recorded_as_it_is(recorder, drawn):
    recorder, path = recorder
    recorder.hear(drawn)
    assert sent(path)[1:] == [drawn]


def test_a_marker_comes_behind_what_it_marks_and_at_the_same_time(recorder):
    recorder, path = recorder
    recorder.mark("here")
    recorder.mark("there")
    recorder.hear("\x1b[?2026h")
    assert marked(path) == []
    recorder.hear("frame")
    (then, *_), *labels = events(path)[1:]
    assert labels == [[then, "m", "here"], [then, "m", "there"]]


def test_a_marker_that_nothing_followed_is_there_at_the_end(recorder):
    recorder, path = recorder
    recorder.mark("here")
    recorder.close()
    assert marked(path) == ["here"]


def test_only_another_size_is_recorded(recorder):
    recorder, path = recorder
    for size in [(80, 24), (100, 30), (100, 30), (80, 24)]:
        recorder.resized(Size(*size))
    assert [data for _, code, data in events(path) if code == "r"] == ["100x30", "80x24"]


def test_after_its_end_nothing_is_recorded(recorder):
    recorder, path = recorder
    recorder.close()
    written = path.read_bytes()
    recorder.hear("more")
    recorder.resized(Size(1, 1))
    recorder.close()
    assert path.read_bytes() == written
    assert recorder.failures == []


def test_a_full_disk_is_told_once(recorder, monkeypatch):
    recorder, _ = recorder

    def full(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(recorder._writer, "output", full)
    recorder.hear("a")
    recorder.hear("b")
    recorder.close()
    assert recorder.failures == ["No space left on device"]


# The app


async def test_the_screen_that_is_there_is_drawn_into_the_cast(opened, tmp_path):
    path = tmp_path / "a.cast"
    async with opened() as driver:
        await driver.press(*"15n")
        await driver.enter(f":record {path}")
        assert driver.panel("#header")[0].startswith("● Skip network   iteration 0")
        driver.app.listener.hear("")
        screen = pyte.Screen(80, 24)
        pyte.Stream(screen).feed("".join(sent(path)))
        assert screen.display[1:-1] == driver.lines[1:-1]
        await driver.press("]")
        await driver.enter(":record stop")
        assert driver.panel("#header")[0].startswith(" Skip network")
        assert "asciinema play" in driver.lines[-1]
        assert driver.app.listener is None
    assert marked(path) == ["iteration 1: BACKWARD ∂L/∂h0 = 0.0625"]


async def test_ascii_has_a_word_for_the_dot(opened, tmp_path):
    async with opened(ascii_only=True) as driver:
        await driver.enter(f":record {tmp_path / 'a.cast'}")
        assert driver.panel("#header")[0].startswith("REC Skip network")
    assert all(text.isascii() for text in sent(tmp_path / "a.cast"))


async def test_keys_typed_ahead_answer_the_question(opened, tmp_path):
    path = tmp_path / "a.cast"
    path.write_text("mine")
    async with opened() as driver:
        driver.send(*f":record {path}", "enter", "y", "n")
        await driver.pause()
        assert driver.place == (0, 1)
        assert driver.app.listener is not None
    assert marked(path) == ["FORWARD z0 = 0.5"]


async def test_another_answer_than_yes_leaves_the_file_alone(opened, tmp_path):
    path = tmp_path / "a.cast"
    path.write_text("mine")
    async with opened() as driver:
        await driver.enter(f":record {path}")
        assert driver.lines[-1].startswith(" write over /")
        assert "y or n?" in driver.lines[-1]
        await driver.press("n")
        assert driver.app.listener is None
        assert driver.place == (0, 0)
    assert path.read_text() == "mine"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("record stop", "nothing is being recorded"),
        ("record", "record needs more: write record FILE"),
        ("record .", ".: not a regular file"),
        ("record no/a.cast", "no/a.cast: cannot be written: No such file or directory"),
    ],
)
async def test_what_cannot_be_done_is_said(opened, line, said):
    async with opened() as driver:
        await driver.enter(f":{line}")
        assert said in driver.lines[-1]
        assert driver.app.listener is None


async def test_there_is_one_recording_at_a_time(opened, tmp_path):
    async with opened() as driver:
        await driver.enter(f":record {tmp_path / 'a.cast'}")
        listener = driver.app.listener
        await driver.enter(":record b.cast")
        assert driver.app.listener is listener
        assert "record stop ends this recording first" in driver.lines[-1]
    assert not Path("b.cast").exists()


async def test_where_the_disk_is_full_the_session_goes_on(opened, tmp_path, monkeypatch):
    async with opened(size=(160, 30)) as driver:
        await driver.enter(f":record {tmp_path / 'a.cast'}")
        recorder = driver.app.listener

        def full(*_):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        monkeypatch.setattr(recorder._writer, "output", full)
        recorder.hear("a")
        await driver.pause()
        assert "the recording has ended: No space left on device" in driver.lines[-1]
        assert driver.app.listener is None
        assert driver.panel("#header")[0].startswith(" Skip network")
        await driver.press("n")
        assert driver.place == (0, 1)


async def test_a_disk_full_from_the_start_is_said(opened, tmp_path, monkeypatch):
    full = Path("/dev/full").open("wb", buffering=0)  # noqa: SIM115  (the recorder closes it)
    monkeypatch.setattr("tui.recording.cast.open_cast", lambda *_: full)
    async with opened(size=(160, 30)) as driver:
        await driver.enter(f":record {tmp_path / 'a.cast'}")
        assert "the recording has ended: No space left on device" in driver.lines[-1]
        assert driver.app.listener is None


def test_the_driver_of_the_app_can_be_heard(debugger_app):
    assert issubclass(debugger_app.driver_class, TeeDriver)


async def test_another_format_is_that_of_recordings_begun_later(debugger_app, tmp_path):
    debugger_app._cast = Cast("v3")
    async with debugger_app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        debugger_app.screen.submit(f"record {tmp_path / 'a.cast'}")
        await pilot.pause()
    assert json.loads((tmp_path / "a.cast").read_text().splitlines()[0])["version"] == 3


@pytest.fixture
def debugger_app():
    from tui.app import DebuggerApp

    return DebuggerApp(Debugger(derive(load_network("skip"))), UNICODE)
