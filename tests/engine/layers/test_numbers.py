"""Layers against numbers of torch that were kept."""

import json

import numpy as np
import pytest

from engine.iterations.run import trace
from engine.iterations.state import State
from engine.iterations.step import every_step
from engine.layers.shipped import shipped_layers
from engine.program.program import derive
from tests.engine.layers.cases import CASES
from tests.engine.layers.numbers import COUNT, KEPT, KIND

NUMBERS = json.loads(KEPT.read_text(encoding="utf-8"))
CLOSE = {"rtol": 1e-9, "atol": 1e-9}


@pytest.mark.parametrize("name", CASES)
def test_a_layer_gives_the_numbers_of_torch(name):
    program = derive(CASES[name].network(optimiser=KIND))
    wanted = NUMBERS[name]
    runs = [*trace(program, COUNT)]
    state = State(runs[0], len(every_step(runs[0])))
    np.testing.assert_allclose(state.value("h"), wanted["gives"], **CLOSE)
    for parameter, gradient in wanted["gradients"].items():
        np.testing.assert_allclose(state.gradient(parameter), gradient, **CLOSE)
    losses = [State(run, len(every_step(run))).loss for run in runs]
    assert losses == pytest.approx(wanted["losses"], rel=1e-9, abs=1e-11)


def test_every_layer_that_ships_has_a_case():
    called = " ".join(case.equations for case in CASES.values())
    assert [name for name in shipped_layers() if f"{name}(" not in called] == []
