"""Sessions in the state folder: saved with every key, by one instance each, and never harmed."""

import os
import resource
import time
from pathlib import Path

import pytest

from engine.debugger.debugger import Debugger
from engine.errors import SessionError
from engine.program.recipe import Recipe
from engine.sessions.files import encode, read_session
from engine.sessions.session import session_of
from tui.sessions import store as session_store
from tui.sessions.store import SessionStore, forget_old, hold, saved_sessions, state_folder


@pytest.fixture
def debugger():
    recipe = Recipe("skip").read()
    return Debugger(recipe.program(), recipe)


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "state" / "sessions"


@pytest.fixture
def stores():
    """Makes stores and leaves what they hold to others after the test."""
    made = []

    def stores(*arguments):
        made.append(SessionStore(*arguments))
        return made[-1]

    yield stores
    for store in made:
        store.close()


@pytest.fixture
def store(stores, folder):
    return stores(folder)


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def place(path):
    saved = read_session(path).moved.place
    return saved.iteration, saved.step


def is_free(path):
    held = hold(path)
    if held is not None:
        held.release()
    return held is not None


# Saving


@pytest.mark.usefixtures("store")
def test_nothing_is_written_before_something_is_saved(folder):
    assert not folder.exists()
    assert list(saved_sessions(folder)) == []


def test_a_session_is_saved_where_only_its_user_may_look(store, folder, debugger):
    assert store.save(debugger.stop)
    assert names(folder) == [store.path.name]
    assert folder.stat().st_mode & 0o777 == 0o700
    assert read_session(store.path) == session_of(debugger.stop)


def test_steps_are_added_and_anything_else_is_written_anew(store, debugger):
    store.save(debugger.stop)
    size = store.path.stat().st_size
    for count in range(1, 31):
        store.save(debugger.step())
        assert place(store.path) == ((0, count) if count <= 21 else (1, count - 21))
    lines = store.path.read_bytes().splitlines()
    assert len(lines) == 31
    assert store.path.stat().st_size - size == sum(len(line) + 1 for line in lines[1:])
    store.save(debugger.set_value("w0 = 1"))
    assert len(store.path.read_bytes().splitlines()) == 1
    store.save(debugger.step())
    assert len(store.path.read_bytes().splitlines()) == 2
    assert place(store.path) == (1, 10)


@pytest.mark.parametrize(
    "change",
    [
        lambda debugger: debugger.set_value("w0 = 1"),
        lambda debugger: debugger.freeze("w0"),
        lambda debugger: debugger.set_convention("abs_at_zero", 0.5),
        lambda debugger: debugger.break_at("h0"),
        lambda debugger: debugger.watch("L"),
        lambda debugger: debugger.mark("a"),
        lambda debugger: debugger.select("h0"),
    ],
)
def test_every_change_is_saved(store, debugger, change):
    debugger.goto(5)
    store.save(debugger.stop)
    store.save(change(debugger))
    assert read_session(store.path) == session_of(debugger.stop)


def test_what_has_not_changed_is_not_written(store, debugger):
    store.save(debugger.stop)
    store.save(debugger.step())
    before = store.path.read_bytes()
    for _ in range(3):
        store.save(debugger.stop)
    assert store.path.read_bytes() == before


def test_a_file_does_not_grow_for_ever(store, debugger, monkeypatch):
    monkeypatch.setattr(session_store, "MAX_LINES", 10)
    for _ in range(100):
        store.save(debugger.step())
    assert len(store.path.read_bytes().splitlines()) <= 11
    assert place(store.path) == (4, 16)


def test_a_file_that_is_replaced_is_whole_at_any_time(store, debugger, monkeypatch):
    store.save(debugger.step())
    saved = store.path.read_bytes()

    def killed(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", killed)
    with pytest.raises(KeyboardInterrupt):
        store.save(debugger.set_value("w0 = 1"))
    assert store.path.read_bytes() == saved


# Where it cannot be saved


def test_a_folder_that_cannot_be_made_is_named(stores, tmp_path, debugger):
    (tmp_path / "file").write_text("")
    store = stores(tmp_path / "file" / "sessions")
    with pytest.raises(SessionError) as caught:
        store.save(debugger.stop)
    assert str(caught.value) == f"Not a directory: {tmp_path / 'file' / 'sessions'}"


def test_for_a_while_nothing_more_is_tried(stores, tmp_path, debugger, monkeypatch):
    (tmp_path / "file").write_text("")
    store = stores(tmp_path / "file")
    now = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    with pytest.raises(SessionError):
        store.save(debugger.stop)
    (tmp_path / "file").unlink()
    assert not store.save(debugger.stop)
    now[0] += session_store.PAUSE
    assert store.save(debugger.step())
    assert place(store.path) == (0, 1)


def test_on_a_full_disk_the_last_session_stays_and_later_ones_are_saved(
    store, debugger, monkeypatch
):
    monkeypatch.setattr(session_store, "PAUSE", 0.0)
    store.save(debugger.stop)
    store.save(debugger.step())
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    full = store.path.stat().st_size + 5  # of the next line a part has room
    resource.setrlimit(resource.RLIMIT_FSIZE, (full, limits[1]))
    try:
        with pytest.raises(SessionError, match="too large"):
            store.save(debugger.step())
        assert place(store.path) == (0, 1)
        with pytest.raises(SessionError, match="too large"):
            store.save(debugger.mark("a" * 100))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    read_session(store.path)
    assert names(store.path.parent) == [store.path.name]
    store.save(debugger.step())
    assert read_session(store.path) == session_of(debugger.stop)


def test_a_file_that_was_deleted_is_written_again(store, folder, debugger):
    store.save(debugger.stop)
    store.path.unlink()
    folder.rmdir()
    store.save(debugger.step())
    assert place(store.path) == (0, 1)


def test_a_network_without_a_name_is_told_once_and_no_more(stores, folder, debugger):
    with pytest.raises(SessionError, match="not opened by its name"):
        stores(folder).save(Debugger(debugger.stop.program).stop)
    assert not folder.exists()


def test_a_working_folder_that_is_gone_is_no_reason_to_fail(
    stores, folder, tmp_path, monkeypatch, debugger
):
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    assert stores(folder).save(debugger.stop)


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
    held = hold(store.path)
    assert hold(store.path) is None
    second = stores(folder, held)
    assert second.path == store.path
    second.save(debugger.step())
    assert hold(store.path) is None
    assert place(store.path) == (0, 2)
    assert names(folder) == [store.path.name]


def test_what_was_replaced_while_it_was_opened_is_not_held(store, debugger, monkeypatch):
    """As when another instance writes its session anew between the two."""
    store.save(debugger.stop)
    locked = session_store.lock

    def lock_later(file):
        monkeypatch.setattr(session_store, "lock", locked)
        store.save(debugger.set_value("w0 = 1"))
        return locked(file)

    monkeypatch.setattr(session_store, "lock", lock_later)
    assert hold(store.path) is None


def test_a_session_that_is_gone_is_not_held_and_one_that_cannot_be_read_is_told(tmp_path):
    assert hold(tmp_path / "gone.json") is None
    (tmp_path / "folder.json").mkdir()
    with pytest.raises(SessionError, match=r"folder.json: cannot be read: Is a directory"):
        hold(tmp_path / "folder.json")


def test_a_file_system_without_locks_holds_any(store, debugger, monkeypatch):
    def fail(*_):
        raise OSError(95, "Operation not supported")

    store.save(debugger.stop)
    monkeypatch.setattr(session_store.fcntl, "flock", fail)
    assert is_free(store.path)


# Which are kept


def write(folder, name, age):
    folder.mkdir(parents=True, exist_ok=True)
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


def test_what_a_killed_process_left_is_deleted_later(folder):
    write(folder, "a.json", 0)
    write(folder, "old.new", session_store.STALE + 60)
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
