"""A short run of the fuzzer that types."""

import asyncio

import pytest

from tests.fuzz.keyboard import Keyboard
from tests.fuzz.keys import elsewhere
from tui.faults.kept import kept

SEEDS = ["suite:0", "suite:1", "suite:2", "suite:3"]


@pytest.mark.parametrize("seed", SEEDS)
def test_whatever_is_typed_nothing_goes_wrong_and_nothing_takes_long(seed):
    with elsewhere():
        board = Keyboard(seed, keys=500)
        asyncio.run(board.run())
        assert board.typed >= 500
        assert board.checked
        assert kept() == []
