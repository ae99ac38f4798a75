"""The session of the line mode: saved with each line, and said where it is not."""

import errno

import pytest

from engine.debugger.debugger import Debugger
from engine.program.recipe import Recipe
from engine.sessions.files import read_session
from tests.fuzz.disks import Disk
from tui.plain.mode import PlainMode
from tui.sessions import store as session_store
from tui.sessions.store import SessionStore


@pytest.fixture
def store(tmp_path):
    store = SessionStore(tmp_path / "sessions")
    yield store
    store.close()


def test_that_it_is_not_saved_is_said_and_that_it_is_again(store, monkeypatch):
    monkeypatch.setattr(session_store, "PAUSE", 0.0)
    disk = Disk(10**6, None, errno.ENOSPC)
    disk.put_in(monkeypatch)
    said = []
    recipe = Recipe("skip")
    mode = PlainMode(Debugger(recipe.program(), recipe), said.append, bool, store, brief=True)
    mode.obey("step")
    disk.first = 0
    for _ in range(3):
        mode.obey("step")
    problem = f"error: the session is not saved: No space left on device: {store.path.parent}"
    assert said.count(problem) == 1
    assert read_session(store.path).moved.place.step == 1
    disk.room()
    mode.obey("step")
    assert said.count("the session is saved again") == 1
    assert read_session(store.path).moved.place.step == 5
