"""The skip network before its first step, and a network that diverges."""

import pytest

from engine.debugger.debugger import Debugger
from tests.engine.debugger.skip import SKIP, SQUARE, network_of


@pytest.fixture
def debugger():
    return Debugger(SKIP)


@pytest.fixture
def diverging(build):
    """From 1, where its gradient is 2, w goes so far that its square is infinite."""
    return Debugger(network_of(build, SQUARE, 1e200, w=1.0))
