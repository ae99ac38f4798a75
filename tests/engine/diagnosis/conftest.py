"""XOR trained, and the same by hand."""

import pytest

from engine.program.recipe import Recipe
from tests.engine.diagnosis.training import said, xor_by_hand


@pytest.fixture(scope="module")
def xor():
    """What is said of XOR, and the same run by hand."""
    known = {}

    def run(seed, rate=1.0):
        if (seed, rate) not in known:
            program = Recipe("xor", seed=seed, learning_rate=rate).program()
            known[seed, rate] = said(program, 1000), xor_by_hand(program, rate, 1000)
        return known[seed, rate]

    return run


@pytest.fixture
def near(monkeypatch):
    """Runs are followed on only a little, where a test is about something else than the verdict."""
    monkeypatch.setattr("engine.diagnosis.ahead.AHEAD", 500)
