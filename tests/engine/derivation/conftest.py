"""The XOR experiment of the exercise, run once."""

import pytest

from engine.iterations.run import run_iteration
from engine.iterations.step import every_step
from engine.program.program import derive
from tests.engine.derivation.drawing import EQUATIONS, W1, W2, B, X, Y


@pytest.fixture(scope="module")
def xor(build):
    """The steps of the first iteration, by symbol; of a parameter its update."""
    network = build(EQUATIONS, {"X": X}, targets={"Y": Y}, W1=W1, b1=B, W2=W2, b2=B)
    program = derive(network)
    return {step.symbol: step for step in every_step(run_iteration(program, 0, program.start))}
