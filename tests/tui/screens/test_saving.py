"""The session of a screen is saved, and where it cannot be, that is said once."""

from types import SimpleNamespace

import pytest

from engine.errors import SessionError
from tui.screens.saving import Saving


class Store:
    """Saves as long as there is room."""

    def __init__(self):
        self.saved, self.is_full, self.is_closed = [], False, False

    def save(self, stop, is_last=False):  # noqa: ARG002
        return self.prepare() and not self.saved.append(stop)

    def prepare(self):
        if self.is_full:
            raise SessionError("No space left on device")
        return True

    def close(self):
        self.is_closed = True


@pytest.fixture
def told():
    return []


@pytest.fixture
def host(told):
    voice = SimpleNamespace(complain=told.append, ask=lambda *asked: told.append(asked))
    signs, due = [], []
    panels = SimpleNamespace(show_saved=signs.append)
    return SimpleNamespace(
        stop="here", voice=voice, panels=panels, signs=signs, due=due,
        after=lambda seconds, do: due.append(do),
    )  # fmt: skip


@pytest.fixture
def store():
    return Store()


def test_where_the_debugger_stands_is_saved(host, store):
    saving = Saving(host, store)
    saving.save()
    host.stop = "there"
    saving.save()
    assert store.saved == ["here", "there"]


def test_that_nothing_is_saved_is_said_once_until_something_was(host, store, told):
    saving = Saving(host, store)
    store.is_full = True
    saving.prepare()
    saving.save()
    assert told == ["the session is not saved: No space left on device"]
    store.is_full = False
    saving.save()
    store.is_full = True
    saving.save()
    assert len(told) == 2


def test_that_nothing_is_saved_stays_on_the_screen_until_it_is_saved_without_a_key(host, store):
    saving = Saving(host, store)
    saving.save()
    assert host.signs == []
    store.is_full = True
    saving.save()
    host.stop = "there"
    saving.save()
    for _ in range(3):
        assert host.signs == [False]
        assert len(host.due) == 1
        host.due.pop()()
    store.is_full = False
    host.due.pop()()
    assert (host.signs, host.due) == ([False, True], [])
    assert store.saved == ["here", "there"]


def test_before_anything_is_done_only_the_folder_is_tried_again(host, store):
    saving = Saving(host, store)
    store.is_full = True
    saving.prepare()
    store.is_full = False
    host.due.pop()()
    assert (host.signs, store.saved) == ([False, True], [])


def test_a_folder_that_can_be_used_is_no_session_that_is_saved(host, store):
    saving = Saving(host, store)
    store.is_full = True
    saving.save()
    store.is_full = False
    saving.prepare()
    assert host.signs == [False]


def test_a_session_that_is_saved_is_left_at_once_and_saved_no_more(host, store):
    saving, left = Saving(host, store), []
    saving.leave(left.append)
    saving.save()
    assert store.is_closed
    assert store.saved == ["here"]
    assert left == ["the session is saved: makabaka-tui --resume goes on with it"]


@pytest.mark.parametrize("has_store", [True, False])
def test_one_that_would_be_lost_is_left_only_when_a_person_agrees(host, store, told, has_store):
    store.is_full = True
    saving, left = Saving(host, store if has_store else None), []
    saving.leave(left.append)
    assert left == []
    question, agree = told[-1]
    assert "lost" in question
    agree()
    assert left == [""]
    assert not store.is_closed
