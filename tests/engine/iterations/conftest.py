"""The skip network run for three iterations, and XOR with three hidden units."""

import pytest

from engine.iterations.run import trace
from engine.network.files import load_network
from engine.network.reader import read_network
from engine.network.source import Source
from engine.program.program import derive
from tests.engine.iterations.compiled import XOR


@pytest.fixture(scope="module")
def xor():
    return read_network(Source("xor.toml", XOR))


@pytest.fixture(scope="module")
def program():
    return derive(load_network("skip"))


@pytest.fixture(scope="module")
def runs(program):
    return list(trace(program, 3))
