"""Sessions in the state folder: held by one instance each, kept or deleted."""

import os
import shutil
import subprocess
import sys
import time

import pytest

from engine.debugger.debugger import Debugger
from engine.errors import SessionError
from engine.program.recipe import Recipe
from engine.sessions.files import encode
from engine.sessions.session import session_of
from tests.tui.sessions.folders import names, place
from tui.sessions import folder as session_folder
from tui.sessions import held
from tui.sessions.folder import before, forget_old, saved_sessions, state_folder
from tui.sessions.held import hold


def is_free(path):
    mine = hold(path)
    if mine is not None:
        mine.release()
    return mine is not None


# Several at once


def test_two_that_start_at_once_have_a_file_each(stores, folder, debugger, monkeypatch):
    monkeypatch.setattr(time, "strftime", lambda _: "20261123-100000")
    monkeypatch.setattr(os, "getpid", lambda: 1)
    first, second = stores(folder), stores(folder)
    first.save(debugger.stop)
    second.save(debugger.step())
    assert len(names(folder)) == 2
    assert (place(first.path), place(second.path)) == ((0, 0), (0, 1))


def test_a_session_is_held_as_long_as_it_is_saved_to(store, debugger):
    store.save(debugger.stop)
    assert hold(store.path) is None
    for change in (debugger.step, lambda: debugger.set_value("w0 = 1"), debugger.step):
        store.save(change())
        assert hold(store.path) is None
    store.close()
    assert is_free(store.path)


def test_a_session_that_goes_on_is_held_by_one(stores, store, debugger, folder):
    store.save(debugger.step())
    store.close()
    mine = hold(store.path)
    assert hold(store.path) is None
    second = stores(folder, mine)
    assert second.path == store.path
    second.save(debugger.step())
    assert hold(store.path) is None
    assert place(store.path) == (0, 2)
    assert names(folder) == sorted([store.path.name, before(store.path).name])


def test_what_is_deleted_while_it_is_marked_is_not_held(store, debugger, monkeypatch):
    """As when another instance puts the folder in order between the two."""
    store.save(debugger.stop)
    store.close()
    marked = held.mark

    def mark_late(path):
        path.unlink()
        return marked(path)

    monkeypatch.setattr(held, "mark", mark_late)
    assert hold(store.path) is None


def test_a_mark_goes_with_the_process_and_with_the_folder(stores, folder, debugger):
    """What a killed process left marked is free; a folder made anew has its marks again."""
    store = stores(folder)
    store.save(debugger.stop)
    script = f"""
import os
from pathlib import Path
from tui.sessions.held import hold
path = Path({str(store.path)!r})
assert hold(path) is None
path.with_name("b.json").touch()
assert hold(path.with_name("b.json"))
os.kill(os.getpid(), 9)
"""
    assert subprocess.run([sys.executable, "-c", script]).returncode == -9
    assert is_free(folder / "b.json")
    shutil.rmtree(folder)
    store.save(debugger.set_value("w0 = 1"))
    assert hold(store.path) is None
    store.close()
    assert is_free(store.path)
    assert [path for path in folder.iterdir() if path.suffix == ".lock"] == []


def test_a_session_that_is_gone_is_not_held_and_one_that_cannot_be_read_is_told(tmp_path):
    assert hold(tmp_path / "gone.json") is None
    (tmp_path / "folder.json").mkdir()
    with pytest.raises(SessionError, match=r"folder.json: cannot be read: Is a directory"):
        hold(tmp_path / "folder.json")


def test_a_file_system_without_locks_holds_any(store, debugger, monkeypatch):
    def fail(*_):
        raise OSError(95, "Operation not supported")

    store.save(debugger.stop)
    store.close()
    monkeypatch.setattr("filelock.FileLock.acquire", fail)
    assert is_free(store.path)


# Which are kept


def write(folder, name, age):
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    recipe = Recipe("skip")
    path = folder / name
    path.write_bytes(encode(session_of(Debugger(recipe.program(), recipe).stop)))
    then = time.time() - age
    os.utime(path, (then, then))
    return path


def test_the_session_saved_last_comes_first(folder):
    for name, age in [("a.json", 20), ("b.json", 10), ("c.json", 30), ("d.new", 0)]:
        write(folder, name, age)
    (folder / "e.json").mkdir()
    os.mkfifo(folder / "f.json")
    assert [path.name for path in saved_sessions(folder)] == ["b.json", "a.json", "c.json"]


def test_of_old_sessions_those_are_deleted_that_nobody_uses(stores, folder, debugger):
    for number in range(30):
        write(folder, f"{number:02}.json", 100 - number)
    used = hold(folder / "03.json")
    store = stores(folder)
    store.save(debugger.stop)
    kept = [store.path.name, *(f"{number:02}.json" for number in (3, *range(11, 30)))]
    assert names(folder) == sorted(kept)
    used.release()


def test_what_is_about_to_be_written_stays_marked(folder):
    """Another instance that puts the folder in order between the mark and the file."""
    write(folder, "a.json", 0)
    (folder / "left.lock").touch()
    mine = held.mark(folder / "b.json")
    forget_old(folder)
    assert held.mark(folder / "b.json") is None
    mine.release()
    assert sorted(path.name for path in folder.iterdir()) == ["a.json"]


def test_what_a_killed_process_left_is_deleted_later(folder):
    write(folder, "a.json", 0)
    write(folder, "old.new", session_folder.STALE + 60)
    write(folder, "under-way.new", 1)
    forget_old(folder)
    assert names(folder) == ["a.json", "under-way.new"]


# Where they are


def test_the_folder_is_that_of_the_platform(monkeypatch, tmp_path):
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert state_folder() == tmp_path / "makabaka-tui" / "sessions"
    monkeypatch.delenv("XDG_STATE_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert state_folder() == tmp_path / ".local/state/makabaka-tui/sessions"


def test_without_a_home_there_is_none(monkeypatch):
    """As in a container whose user is a mere number: nothing is written to a folder called ~."""

    def unknown(_):
        raise KeyError

    monkeypatch.delenv("HOME")
    monkeypatch.delenv("XDG_STATE_HOME")
    monkeypatch.setattr("pwd.getpwuid", unknown)
    with pytest.raises(SessionError, match="no home folder"):
        state_folder()
