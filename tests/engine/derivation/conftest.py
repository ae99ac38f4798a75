"""The XOR experiment of the exercise, run once."""

import pytest

from engine.iterations.run import run_iteration
from engine.iterations.step import every_step
from engine.network.files import load_network
from engine.program.program import derive


@pytest.fixture(scope="module")
def xor():
    """The steps of the first iteration, by symbol; of a parameter its update."""
    program = derive(load_network("xor"))
    return {step.symbol: step for step in every_step(run_iteration(program, 0, program.start))}
