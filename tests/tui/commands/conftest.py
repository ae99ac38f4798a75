"""The skip network before its first step."""

import pytest

from engine.debugger.debugger import Debugger
from engine.network.files import load_network
from engine.program.program import derive


@pytest.fixture
def debugger():
    return Debugger(derive(load_network("skip")))
