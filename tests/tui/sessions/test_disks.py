"""The app on disks that fail: it goes on, says so, and saves when there is room.

The long run, in which each call fails in turn with each error (some minutes):

    FUZZ_DISKS=200 pytest -n 0 tests/tui/sessions/test_disks.py
"""

import os
import random

import msgspec
import pytest

from engine.errors import SessionError
from engine.sessions.files import read_session
from engine.sessions.session import session_of
from tests.fuzz.disks import REASONS, Disk
from tui.screens import saving
from tui.sessions import store as session_store
from tui.sessions.folder import before
from tui.sessions.store import SessionStore

DISKS = int(os.environ.get("FUZZ_DISKS", "4"))

KEYS = ("n", "3n", ":mark a", "n", ":set w0 = 0.5", "n", "b", "]", "n", "n")
"""What is typed."""

CALLS = 32
"""So many calls save it all."""


def shared(session):
    return msgspec.structs.replace(session, folder=None)


@pytest.mark.parametrize("number", range(DISKS))
async def test_the_app_goes_on_says_so_and_saves_when_there_is_room(
    opened, tmp_path, monkeypatch, number
):
    monkeypatch.setattr(session_store, "PAUSE", 0.0)
    monkeypatch.setattr(saving, "AGAIN", 0.3)
    chance = random.Random(number)  # noqa: S311
    first = number % CALLS if DISKS >= CALLS else chance.randrange(CALLS - 8)
    count = (1, None)[number // CALLS % 2 if DISKS >= CALLS else number % 2]
    disk = Disk(first, count, chance.choice(REASONS), chance.choice([0, 0, 9]))
    disk.put_in(monkeypatch)
    store = SessionStore(tmp_path / "sessions")
    async with opened("skip", store=store) as app:
        saved = None
        for keys in KEYS:
            await app.press(*keys, *(["enter"] if keys.startswith(":") else []))
            now, was = shared(session_of(app.stop)), saved
            if store.path.exists():
                saved = shared(read_session(store.path, before(store.path)))
            if saved != now:
                assert saved == was, "more than the last key is lost"
                assert "NOT SAVED" in app.panel("#header")[0]
            elif count == 1:
                assert "NOT SAVED" not in app.panel("#header")[0]
        if count is None and disk.failed:
            assert "NOT SAVED" in app.panel("#header")[0]
            assert os.strerror(disk.reason) not in app.panel("#header")[0]
        disk.room()
        await app.until(lambda: "NOT SAVED" not in app.panel("#header")[0])
        assert shared(read_session(store.path)) == shared(session_of(app.stop))
    store.close()


@pytest.mark.parametrize("is_room_made", [True, False])
def test_what_could_not_be_saved_is_saved_as_it_is_left_or_told(
    debugger, stores, tmp_path, monkeypatch, is_room_made
):
    store = stores(tmp_path / "sessions")
    disk = Disk(0, None, REASONS[0])
    disk.put_in(monkeypatch)
    debugger.step(3)
    with pytest.raises(SessionError):
        store.save(debugger.stop)
    debugger.step()
    assert not store.save(debugger.stop)  # nothing is tried for a while
    if is_room_made:
        disk.room()
    assert store.close() == is_room_made
    if is_room_made:
        assert read_session(store.path).moved.place.step == 4
    assert (os.strerror(REASONS[0]) in store.problem) == (not is_room_made)
