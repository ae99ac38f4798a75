"""Sessions on disks that fail: at every single call once, in turn, and for a while."""

import itertools
import os
import random

import msgspec
import pytest

from engine.debugger.debugger import Debugger
from engine.errors import SessionError
from engine.program.recipe import Recipe
from engine.sessions.files import read_session
from engine.sessions.session import session_of
from tests.fuzz.disks import REASONS, Disk
from tui.sessions import store as session_store
from tui.sessions.folder import before
from tui.sessions.store import SessionStore

ACTIONS = (
    lambda debugger: debugger.step(),
    lambda debugger: debugger.step(3),
    lambda debugger: debugger.mark("a"),
    lambda debugger: debugger.step(),
    lambda debugger: debugger.set_value("w0 = 0.5"),
    lambda debugger: debugger.step(),
    lambda debugger: debugger.break_at("h0"),
)


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """What failed is tried again at once."""
    monkeypatch.setattr(session_store, "PAUSE", 0.0)


def sessions_on(disk, folder, monkeypatch):
    """Save after each action; whether each was saved, and what the file says then."""
    with monkeypatch.context() as patched:
        disk.put_in(patched)
        recipe = Recipe("skip")
        debugger, store = Debugger(recipe.program(), recipe), SessionStore(folder)
        try:
            for act in ACTIONS:
                act(debugger)
                try:
                    is_saved = store.save(debugger.stop)
                except SessionError as error:
                    is_saved = os.strerror(disk.reason) not in str(error)
                found = (
                    read_session(store.path, before(store.path)) if store.path.exists() else None
                )
                yield is_saved, found, session_of(debugger.stop, str(folder.cwd()))
        finally:
            store.close()


def without_folder(session):
    return session and msgspec.structs.replace(session, folder=None)


def calls_in_all(folder, monkeypatch):
    disk = Disk(first=10**6)
    assert all(is_saved for is_saved, *_ in sessions_on(disk, folder, monkeypatch))
    return disk.calls


@pytest.mark.parametrize("takes", [0, 7])
def test_every_call_fails_once_in_turn(tmp_path, monkeypatch, takes):
    calls = calls_in_all(tmp_path / "whole", monkeypatch)
    assert calls > 15
    chance = random.Random(1)  # noqa: S311
    for number in range(calls):
        disk = Disk(number, reason=chance.choice(REASONS), takes=takes)
        folder = tmp_path / f"{number}"
        states, last = [None], 0
        for is_saved, found, now in sessions_on(disk, folder, monkeypatch):
            states.append(without_folder(now))
            place = max(i for i, each in enumerate(states) if each == without_folder(found))
            assert place >= last, "it went back"
            assert place >= len(states) - 1 - (not is_saved), "more than the last key is lost"
            last = place
        assert disk.failed == 1
        assert last == len(states) - 1 or not is_saved, "it was not saved when there was room"
        left = [path for path in folder.iterdir() if path.suffix == ".new"]
        assert len(left) <= 1, "a file is left over beside one that could not be deleted"


@pytest.mark.parametrize("reason", REASONS)
def test_a_disk_that_is_full_for_a_while_costs_nothing_that_was_saved(
    tmp_path, monkeypatch, reason
):
    for first, count in itertools.product((0, 3, 6, 9), (2, 5, None)):
        disk = Disk(first, count, reason, takes=3)
        states, last = [None], 0
        for _, found, now in sessions_on(disk, tmp_path / f"{first}-{count}", monkeypatch):
            states.append(without_folder(now))
            place = max(i for i, each in enumerate(states) if each == without_folder(found))
            assert place >= last
            last = place
        assert (last == len(states) - 1) == (count is not None)
