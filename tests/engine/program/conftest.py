"""torch, where it is installed."""

import pytest


@pytest.fixture(scope="session")
def torch():
    found = pytest.importorskip("torch")
    found.set_num_threads(1)
    return found
