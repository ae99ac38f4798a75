"""Every op, and random programs over the whole table, against torch and its autograd."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.iterations.run import run_iteration
from engine.language.expression import gradient_name
from engine.language.ops import OPS
from engine.program.program import derive
from tests.engine.language.every_op import CASES, calls
from tests.engine.language.random_programs import random_programs
from tests.engine.language.test_every_op import loss_of
from tests.engine.language.torch_ops import computed, functions, is_near

pytestmark = pytest.mark.torch


@pytest.fixture(scope="module")
def torch():
    return pytest.importorskip("torch")


def assert_like_torch(torch, network, tolerance=1e-12):
    """All values and gradients of a network are those of torch."""
    program = derive(network)
    run = run_iteration(program, 0, program.start)
    known = {
        name: torch.tensor(np.array(value), dtype=torch.float64, requires_grad=True)
        for name, value in network.constants.items()
    }
    parameters = {name: known[name] for name in network.parameters}
    for name, expression in network.equations:
        known[name] = computed(torch, expression, known)
        found = np.asarray(run.value(program.index[name]))
        assert is_near(found, known[name].detach().numpy(), tolerance), name
    if known[network.loss].requires_grad:
        known[network.loss].backward()
    for name, parameter in parameters.items():
        wanted = np.zeros(parameter.shape) if parameter.grad is None else parameter.grad.numpy()
        found = np.asarray(run.value(program.index[gradient_name(network.loss, name)]))
        assert is_near(found, wanted, tolerance), name


def test_torch_has_every_op(torch):
    assert functions(torch).keys() == OPS.keys()


@given(data=st.data())
@pytest.mark.parametrize("op", CASES)
def test_an_op_is_that_of_torch(op, data, build, torch):
    assert_like_torch(torch, loss_of(*data.draw(calls(op)), build))


@settings(max_examples=settings().max_examples * 10)
@given(data=st.data())
def test_a_random_program_is_that_of_torch(data, build, torch):
    assert_like_torch(torch, data.draw(random_programs(build)))
