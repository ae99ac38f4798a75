"""The greeting at the first start: once, and never where nothing can be kept."""

import pytest

from engine.debugger.debugger import Debugger
from engine.program.recipe import Recipe
from tui.app import OFFER, DebuggerApp
from tui.cli import open as opening
from tui.drawing.look import Look
from tui.sessions.greeting import greets
from tui.sessions.opening import Opened

SAID = Look().told(OFFER)


def test_a_person_is_greeted_once(tmp_path):
    folder = tmp_path / "state" / "makabaka-tui" / "sessions"
    assert [greets(folder), greets(folder), greets(folder)] == [True, False, False]


def test_who_has_sessions_is_not_greeted(tmp_path):
    folder = tmp_path / "makabaka-tui" / "sessions"
    folder.mkdir(parents=True)
    (folder / "1.json").touch()
    assert not greets(folder)
    (folder / "1.json").unlink()
    assert not greets(folder)


def test_where_nothing_can_be_kept_nobody_is_greeted(tmp_path):
    (tmp_path / "file").touch()
    assert not greets(tmp_path / "file" / "makabaka-tui" / "sessions")


async def test_it_goes_away_with_the_first_key(opened):
    async with opened() as driver:
        driver.app.greets = lambda: True
        driver.app._prepare_to_save()
        await driver.pause()
        assert SAID in driver.lines[-1]
        await driver.press("5")
        assert SAID not in driver.lines[-1]
        driver.app._prepare_to_save()  # who has typed knows what to do
        await driver.pause()
        assert SAID not in driver.lines[-1]


@pytest.mark.parametrize(
    ("case", "is_asked"),
    [("plain", True), ("notes", False), ("restricted", False), ("recording", False)],
)
def test_the_app_asks_for_it_only_where_a_person_begins(monkeypatch, tmp_path, case, is_asked):
    """What would run the app tells what it was to do."""
    asked = []

    def run(app, **_):
        asked.append(app.greets)
        if app._cast is not None:
            app._cast.file.close()

    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setenv("TEXTUAL_DRIVER", "none")
    monkeypatch.setattr("tui.terminal.sandbox.is_restricted", lambda: case == "restricted")
    monkeypatch.setattr(DebuggerApp, "run", run)
    recipe = Recipe("skip").read()
    opened = Opened(Debugger(recipe.program(), recipe), notes="x" if case == "notes" else "")
    recording = opening.Recording(tmp_path / "a.cast" if case == "recording" else None)
    opening.run_app(opened, opening.Display(Look()), recording=recording)
    assert asked == [opening._greets if is_asked else bool]


def test_where_the_tool_is_tested_nobody_is_greeted(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setenv("MAKABAKA_TUI_DEBUG", "1")
    assert not opening._greets()
    monkeypatch.delenv("MAKABAKA_TUI_DEBUG")
    assert [opening._greets(), opening._greets()] == [True, False]
