"""Sessions in the app: saved with every key."""

import shutil

import pytest

from engine.sessions.files import read_session
from engine.sessions.restore import restore
from tests.tui.sessions.kept import NETWORK
from tui.sessions.folder import saved_sessions
from tui.sessions.store import SessionStore


@pytest.fixture
def store(tmp_path):
    store = SessionStore(tmp_path / "sessions")
    yield store
    store.close()


def resumed(store):
    """Where the session goes on that has been saved so far."""
    restored = restore(read_session(store.path))
    assert restored.is_whole
    return restored.arrive()


async def test_whatever_is_done_is_saved_before_it_is_shown(opened, store):
    async with opened("skip", store=store) as app:
        for keys in ["n", "5n", "s", "N", "]", "f", "b", "j", "R", "15n", ":set w0 = 1", ":mark a"]:
            await app.press(*keys, *(["enter"] if keys.startswith(":") else []))
            found, shown = resumed(store), app.stop
            assert found.cursor == shown.cursor
            assert found.state.same_as(shown.state)
            assert found.branches.number == shown.branches.number
            assert found.breakpoints == shown.breakpoints
            assert found.marks == shown.marks
            assert found.selected == shown.selected
        assert len(found.branches) == 2


async def test_of_keys_that_come_at_once_all_are_saved(opened, store):
    async with opened("skip", store=store) as app:
        await app.press(*"n" * 100)
        assert app.place == (4, 16)
        assert resumed(store).cursor == app.stop.cursor


async def test_what_training_came_to_is_saved(opened, store):
    async with opened("xor", seed=8, store=store) as app:
        await app.train(":train 200")
        assert resumed(store).cursor.iteration == 200
        assert resumed(store).state.same_as(app.stop.state)


async def test_what_a_search_has_found_is_saved_with_its_hits(opened, store):
    async with opened("skip", store=store) as app:
        await app.enter(":break z0 < 0")
        await app.press("c")
        await app.until_trained()
        assert app.place == (1, 1)
        assert next(iter(resumed(store).breakpoints)).hits == 1
        assert resumed(store).cursor == app.stop.cursor


async def test_nothing_is_saved_before_anything_is_done(opened, store):
    async with opened("skip", store=store) as app:
        await app.until(store.path.parent.exists)
        await app.press("?", "q")
        assert list(saved_sessions(store.path.parent)) == []
        await app.press("n")
        assert list(saved_sessions(store.path.parent)) == [store.path]


async def test_a_file_loaded_again_is_saved_as_it_is_now(opened, store, tmp_path, monkeypatch):
    monkeypatch.setattr("tui.app.WATCH_EVERY", 0.01)
    file = tmp_path / "my.toml"
    file.write_text(NETWORK)
    async with opened(str(file), watch=True, store=store) as app:
        await app.press("n")
        file.write_text(NETWORK.replace("x = 2", "x = 4"))
        await app.until(lambda: app.stop.program.network.inputs["x"] == 4)
        assert resumed(store).program.network.inputs["x"] == 4


@pytest.mark.parametrize("ascii_only", [False, True])
async def test_a_folder_that_cannot_be_written_is_told_and_the_session_goes_on(
    opened, tmp_path, ascii_only
):
    (tmp_path / "file").write_text("")
    store = SessionStore(tmp_path / "file" / "sessions")
    async with opened("skip", store=store, ascii_only=ascii_only) as app:
        said = "the session is not saved: Not a directory"
        await app.until(lambda: said in app.text)
        await app.press("n", "n")
        assert said not in app.text
        assert app.place == (0, 2)
        await app.press(*"n" * 10)
        assert said not in app.text
        assert app.place == (0, 12)


async def test_a_folder_that_is_lost_on_the_way_is_told_once(opened, store):
    async with opened("skip", store=store) as app:
        await app.press("n")
        shutil.rmtree(store.path.parent)
        store.path.parent.write_text("")
        await app.press("n")
        assert "the session is not saved: " in app.text
        assert app.place == (0, 2)
        await app.press("n")
        assert "the session is not saved: " not in app.text
        assert app.place == (0, 3)


async def test_save_writes_a_file_and_asks_before_it_writes_over_one(opened, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    async with opened("skip", size=(120, 30)) as app:
        await app.press("n")
        await app.enter(":save my session.json")
        assert "saved: go on with --session 'my session.json'" in app.text
        await app.press("n")
        await app.enter(":save my session.json")
        assert "my session.json exists; write over it: y or n?" in app.text
        await app.press("n")
        assert read_session(tmp_path / "my session.json").moved.place.step == 1
        await app.enter(":save my session.json")
        await app.press("y")
        assert read_session(tmp_path / "my session.json").moved.place.step == 2
        await app.enter(":save nowhere/a.json")
        assert "nowhere/a.json: cannot be written: No such file or directory" in app.text


async def test_notes_are_shown_until_the_next_key(opened):
    async with opened("skip", notes="the session goes on where it ended") as app:
        assert "the session goes on where it ended" in app.lines[-1]
        await app.press("n")
        assert "goes on" not in app.text
