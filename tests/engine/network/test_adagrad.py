"""Adagrad under a constant gradient: the steps get smaller as 1, 1/√2, 1/√3, ..."""

from dataclasses import replace

import pytest

from engine.iterations.run import trace
from engine.network.optimisers import Optimiser
from engine.program.program import derive


@pytest.mark.parametrize("gradient", [3.0, -1e4])
def test_the_steps_are_those_of_a_sum_of_equal_squares(build, gradient):
    network = build("L = w*x", {"x": gradient}, w=0.0)
    program = derive(replace(network, optimiser=Optimiser("adagrad"), learning_rate=0.5))
    wanted, sign = 0.0, 1 if gradient > 0 else -1
    for run in trace(program, 6):
        wanted -= sign * 0.5 / (run.number + 1) ** 0.5
        assert run.end[program.base["w"]] == pytest.approx(wanted, rel=1e-7)
        assert run.end[program.base["s_w"]] == (run.number + 1) * gradient**2
