"""The skip network before its first step."""

import pytest

from engine.debugger.debugger import Debugger
from engine.program.recipe import Recipe


@pytest.fixture
def debugger():
    return Debugger(Recipe("skip").program())
