"""The skip network."""

import pytest

from engine.network.files import load_network


@pytest.fixture
def skip():
    return load_network("skip")
