"""The networks that several panels show."""

import pytest

from engine.debugger.debugger import Debugger
from engine.network.files import load_network
from engine.program.program import derive
from tests.tui.widgets.charts import Xor
from tests.tui.widgets.entries import WIDE


@pytest.fixture(scope="module")
def xor():
    """Seed 8, in which unit 0 dies."""
    return Xor(8, 100)


@pytest.fixture(scope="module")
def wide(network_of):
    return network_of(WIDE)


@pytest.fixture
def skip():
    return Debugger(derive(load_network("skip")))
