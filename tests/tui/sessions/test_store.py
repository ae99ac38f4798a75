"""Sessions in the state folder: saved with every key, and where they cannot be."""

import resource
import shutil
import time

import pytest

from engine.debugger.debugger import Debugger
from engine.errors import SessionError
from engine.sessions.files import read_session
from engine.sessions.session import session_of
from tests.tui.sessions.folders import names, place
from tui.sessions import store as session_store
from tui.sessions.folder import before, saved_sessions

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

    monkeypatch.setattr("engine.files.os.replace", killed)
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
            store.save(debugger.mark("a" * 60))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    read_session(store.path)
    assert names(store.path.parent) == sorted([store.path.name, before(store.path).name])
    store.save(debugger.step())
    assert read_session(store.path) == session_of(debugger.stop)


def test_a_file_that_was_deleted_is_written_again(store, folder, debugger):
    store.save(debugger.stop)
    shutil.rmtree(folder)
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
