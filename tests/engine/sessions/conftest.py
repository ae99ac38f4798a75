"""A debugger to save, a path to save to, and a network file."""

import pytest

from engine.debugger.debugger import Debugger
from engine.program.recipe import Recipe
from tests.engine.sessions.restored import NETWORK


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "my.toml"
    path.write_text(NETWORK)
    return path


@pytest.fixture
def debugger():
    recipe = Recipe("skip").read()
    return Debugger(recipe.program(), recipe)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "session.json"
