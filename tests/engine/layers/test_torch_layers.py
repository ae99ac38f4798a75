"""Layers against the modules of torch: what they give, gradients, and updates of all optimisers."""

import numpy as np
import pytest

from engine.iterations.run import trace
from engine.iterations.state import State
from engine.iterations.step import every_step
from engine.network.optimisers import KINDS
from engine.program.program import derive
from tests.engine.layers.cases import CASES
from tests.engine.program.textbook import tensors
from tests.engine.program.torch_training import torch_updates

pytestmark = pytest.mark.torch

COUNT = 20
CLOSE = {"rtol": 1e-9, "atol": 1e-9}


@pytest.mark.parametrize("name", CASES)
def test_a_layer_gives_what_the_module_gives_and_its_gradients(name, torch):
    case = CASES[name]
    network = case.network()
    (run,) = trace(derive(network), 1)
    state = State(run, len(every_step(run)))
    values = tensors(torch, network.constants)
    np.testing.assert_allclose(
        state.value("h"), case.module(torch, values).detach().numpy(), **CLOSE
    )
    loss = case.loss_of(torch, values)
    loss.backward()
    for parameter in network.parameters:
        wanted = values[parameter].grad.numpy()
        np.testing.assert_allclose(state.gradient(parameter), wanted, **CLOSE)


@pytest.mark.parametrize("name", CASES)
def test_the_updates_are_those_of_the_module(name, torch):
    for kind in KINDS:  # in one test: to be skipped takes time as well
        assert_updates(CASES[name], kind, torch)


def assert_updates(case, kind, torch):
    network = case.network(optimiser=kind)
    values = tensors(torch, network.constants)
    losses = torch_updates(torch, values, case.loss_of, network, COUNT)
    for run, loss in zip(trace(derive(network), COUNT), losses, strict=True):
        state = State(run, len(every_step(run)))
        assert state.loss == pytest.approx(loss, rel=1e-9, abs=1e-11), kind
        for parameter in network.parameters:
            wanted = values[parameter].detach().numpy()
            np.testing.assert_allclose(state.value(parameter), wanted, **CLOSE, err_msg=kind)
