"""Stores of sessions, a debugger to save, and a network file."""

import pytest

from engine.debugger.debugger import Debugger
from engine.program.recipe import Recipe
from tests.tui.sessions.watching import ONE
from tui.sessions.store import SessionStore


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


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "my.toml"
    path.write_text(ONE)
    return path
