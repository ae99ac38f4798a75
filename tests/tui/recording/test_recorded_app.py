"""The app, recorded while it is in use."""

import errno
import json
import os
from pathlib import Path

import pyte
import pytest

from engine.debugger.debugger import Debugger
from engine.network.files import load_network
from engine.program.program import derive
from tests.tui.recording.casts import UNICODE, marked, sent
from tui.recording.cast import Cast
from tui.recording.tee import TeeDriver


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
        ("record .", ".: this is a folder"),
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
