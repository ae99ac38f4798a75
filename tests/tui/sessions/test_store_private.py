"""Sessions in the state folder: private, in order, and with nothing left behind in the way."""

import os
import re
import time
from pathlib import Path

import pytest

from engine.debugger.debugger import Debugger
from engine.errors import SessionError
from engine.program.recipe import Recipe
from engine.sessions.files import read_session, write_session
from engine.sessions.seal import HEAD, order_of, unsealed
from tests.engine.sessions.formats import SKIP
from tests.tui.sessions.folders import names, place
from tui.sessions.folder import before, forget_old, make_private, saved_sessions
from tui.sessions.held import hold
from tui.sessions.opening import resume
from tui.sessions.store import SessionStore


def mode(path):
    return path.stat().st_mode & 0o777


@pytest.fixture
def home(tmp_path, monkeypatch):
    """The folder of sessions where `--resume` looks."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path / "state" / "makabaka-tui" / "sessions"


# Private


def test_files_are_of_their_user_alone_whatever_the_process_allows(store, debugger):
    was = os.umask(0)
    try:
        store.save(debugger.stop)
        store.save(debugger.mark("a"))
    finally:
        os.umask(was)
    assert mode(store.path.parent) == 0o700
    assert mode(store.path) == mode(before(store.path)) == 0o600


@pytest.mark.parametrize("others", [0o001, 0o004, 0o010, 0o020, 0o077])
def test_a_folder_that_is_open_to_others_is_refused_with_the_way_out(store, debugger, home, others):
    folder = store.path.parent
    folder.mkdir(parents=True)
    folder.chmod(0o700 | others)
    for attempt in (store.prepare, lambda: store.save(debugger.stop)):
        with pytest.raises(SessionError) as caught:
            attempt()
        assert str(caught.value) == f"open to others: write chmod 700 {folder}"
    assert names(folder) == []
    folder.chmod(0o700)
    assert store.save(debugger.stop, is_last=True)
    home.mkdir(parents=True)
    home.chmod(0o755)
    with pytest.raises(SessionError, match=re.escape("--resume: open to others: write chmod 700 ")):
        resume(None)


def test_a_folder_of_another_user_is_refused(store, debugger, monkeypatch):
    make_private(store.path.parent)
    monkeypatch.setattr(os, "geteuid", lambda: 12345)
    with pytest.raises(SessionError, match=r"another user's folder: .*; set XDG_STATE_HOME"):
        store.save(debugger.stop)


def test_a_link_in_the_folder_is_no_session_and_is_told(home, stores, debugger, tmp_path):
    store = stores(home)
    store.save(debugger.step(3))
    store.close()
    elsewhere = write_session(debugger.stop, tmp_path / "elsewhere.json")
    (home / "link.json").symlink_to(elsewhere)
    (home / ".link.new").symlink_to(elsewhere)
    opened = resume(None)
    assert (opened.held.path, opened.notes) == (
        store.path, "the session goes on where it ended",
    )  # fmt: skip
    opened.held.release()
    store.path.unlink()
    with pytest.raises(SessionError, match=r"link.json: a link; delete it, or open .*: --session"):
        resume(None)
    assert read_session(elsewhere).moved.place.step == 3


def test_a_file_is_never_written_through_a_link(stores, debugger, home, tmp_path):
    (tmp_path / "precious").write_text("mine")
    store = stores(home)
    store.save(debugger.stop)
    store.path.unlink()
    store.path.symlink_to(tmp_path / "precious")
    before(store.path).unlink(missing_ok=True)
    before(store.path).symlink_to(tmp_path / "precious")
    store.save(debugger.step())
    store.save(debugger.mark("a"))
    assert (tmp_path / "precious").read_text() == "mine"
    assert not store.path.is_symlink()
    assert not before(store.path).is_symlink()


# In order


def test_the_last_session_is_told_by_a_count_and_not_by_the_clock(home, stores, debugger):
    first, second = stores(home), stores(home)
    first.save(debugger.stop)
    second.save(debugger.step())
    assert [order_of(each.path.read_bytes()[:HEAD]) for each in (first, second)] == [1, 2]
    for store, age in ((first, 0), (second, 10**9)):  # as where the clock was set back
        os.utime(store.path, (time.time() - age, time.time() - age))
    assert list(saved_sessions(home)) == [second.path, first.path]


def test_the_session_that_is_left_last_is_the_last(home, stores, debugger):
    first, second = stores(home), stores(home)
    first.save(debugger.stop)
    second.save(debugger.step())
    second.save(debugger.stop, is_last=True)
    assert next(saved_sessions(home)) == second.path
    first.save(debugger.step(), is_last=True)
    first.close()
    assert next(saved_sessions(home)) == first.path
    assert place(first.path) == (0, 2)


def test_a_session_of_format_1_is_gone_on_with_in_its_file(home, stores):
    make_private(home)
    path = home / "20260101-000000-00000000.json"
    path.write_bytes(SKIP)
    opened = resume("skip")
    assert opened.held.path == path
    assert opened.debugger.stop.cursor.step == 18
    store = stores(home, opened.held)
    store.save(opened.debugger.step())
    assert path.read_bytes().startswith(b'{"sum":"')
    assert before(path).read_bytes() == SKIP
    assert mode(path) == 0o600
    assert place(path) == (1, 19)


def test_a_first_line_that_is_torn_costs_no_session(home, stores, debugger):
    store = stores(home)
    store.save(debugger.mark("a"))
    store.save(debugger.mark("b"))
    store.save(debugger.step(3))
    store.close()
    data = store.path.read_bytes()
    store.path.write_bytes(data[:30] + bytes(20) + data[50:])
    opened = resume(None)
    assert opened.held.path == store.path
    assert list(opened.debugger.stop.marks) == ["a"]
    assert opened.debugger.stop.cursor.step == 3
    assert "the last change is lost" in opened.notes
    opened.held.release()


def test_the_session_that_is_used_last_is_the_last_even_where_it_is_killed(
    home, stores, debugger, monkeypatch
):
    first, second = stores(home), stores(home)
    first.save(debugger.stop)
    second.save(debugger.step())
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now + 3)
    first.save(debugger.step())
    assert next(saved_sessions(home)) == second.path
    monkeypatch.setattr(time, "monotonic", lambda: now + 6)
    first.save(debugger.step())
    assert next(saved_sessions(home)) == first.path
    assert place(first.path) == (0, 3)


def test_a_session_that_is_quit_is_the_last(home, stores, debugger):
    first, second = stores(home), stores(home)
    first.save(debugger.stop)
    second.save(debugger.step())
    first.save(debugger.step())
    first.close()
    assert next(saved_sessions(home)) == first.path
    assert place(first.path) == (0, 2)


# What was left behind


def test_what_a_killed_process_left_is_in_nobodys_way(home, stores, debugger, tmp_path):
    store = stores(home)
    make_private(home)
    store.path.with_suffix(".new").mkdir()
    store.save(debugger.stop)
    store.save(debugger.mark("a"))
    shared = tmp_path / "mine.json"
    (tmp_path / "mine.json.new").write_text("left")
    assert write_session(debugger.stop, shared) == shared
    assert (tmp_path / "mine.json.new").read_text() == "left"


@pytest.mark.parametrize("ago", [4000, -4000])
def test_it_is_deleted_whichever_way_the_clock_went(home, ago):
    make_private(home)
    for name, age in (("old.new", ago), ("under-way.new", 1)):
        (home / name).write_text("")
        os.utime(home / name, (time.time() - age, time.time() - age))
    (home / "gone.before").write_text("")
    forget_old(home)
    assert names(home) == ["under-way.new"]


def test_every_line_that_is_kept_has_a_checksum(store, debugger):
    store.save(debugger.stop)
    for _ in range(5):
        store.save(debugger.step())
    lines = store.path.read_bytes().splitlines()
    assert len(lines) == 6
    for line in lines:
        assert unsealed(line) not in (None, line)


def test_a_session_is_on_the_disk_before_it_has_its_name(store, debugger, monkeypatch):
    done = []
    fsync, replace = os.fsync, os.replace
    monkeypatch.setattr(os, "fsync", lambda number: done.append("sync") or fsync(number))
    monkeypatch.setattr(os, "replace", lambda *names: done.append("name") or replace(*names))
    store.save(debugger.stop)
    store.save(debugger.step())
    assert done == ["sync", "name"]  # a step is not waited for
    store.save(debugger.mark("a"))
    assert done == ["sync", "name"] * 2


def test_two_at_once_have_a_session_each_and_both_are_kept(home, stores):
    def worked_on(steps):
        recipe = Recipe("skip").read()
        debugger = Debugger(recipe.program(), recipe)
        debugger.step(steps)
        return debugger

    first, second = worked_on(2), worked_on(5)
    mine, yours = stores(home), stores(home)
    for _ in range(5):
        assert mine.save(first.step())
        assert yours.save(second.mark(f"m{second.stop.cursor.step}"))
        assert yours.save(second.step())
    assert (place(mine.path), place(yours.path)) == ((0, 7), (0, 10))
    assert hold(mine.path) is hold(yours.path) is None


def test_without_links_one_does_without_the_session_before(store, debugger, monkeypatch):
    def fail(*_):
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", fail)
    store.save(debugger.stop)
    store.save(debugger.mark("a"))
    assert names(store.path.parent) == [store.path.name]


def test_a_store_that_is_deleted_goes_on_in_a_new_file(home, debugger):
    store = SessionStore(home)
    store.save(debugger.stop)
    store.save(debugger.mark("a"))
    store.path.unlink()  # while the one before has the same contents under another name
    store.save(debugger.step())
    assert place(store.path) == (0, 1)
    store.close()
    assert Path(home).exists()
