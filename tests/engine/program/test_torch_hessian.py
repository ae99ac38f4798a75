"""The Hessians of random networks, against torch's."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.curvature.products import Products
from engine.curvature.surface import Surface
from engine.iterations.run import Run
from engine.network.files import load_network
from engine.program.program import derive
from engine.slowly import at_once
from tests.engine.program.test_torch_random import loss_in_torch, networks
from tests.engine.program.test_torch_xor import xor_in_torch


def hessian(network):
    program = derive(network)
    surface = Surface(Run(program, 0, program.start))
    return surface, at_once(Products(surface).hessian())


def in_torch(torch, surface, loss):
    """The Hessian of a function of the parameters, by the entries of a surface."""
    parts = {name: np.shape(part) for name, part in surface.parts(surface.entries).items()}

    def of_entries(entries):
        values, begin = {}, 0
        for name, shape in parts.items():
            size = int(np.prod(shape, dtype=int))
            values[name] = entries[begin : begin + size].reshape(shape)
            begin += size
        return loss(values)

    start = torch.tensor(surface.entries, dtype=torch.float64)
    return torch.autograd.functional.hessian(of_entries, start).numpy()


def check(found, wanted):
    scale = max(1.0, float(abs(wanted).max()))
    np.testing.assert_allclose(found, wanted, rtol=1e-9, atol=1e-9 * scale)


@pytest.mark.torch
@settings(max_examples=100)
@given(data=st.data())
def test_second_derivatives_of_random_networks_are_those_of_torch(data, build, torch):
    network = data.draw(networks(build))
    surface, found = hessian(network)
    check(found, in_torch(torch, surface, lambda values: loss_in_torch(torch, network, values)))


@pytest.mark.torch
@pytest.mark.parametrize("seed", range(5))
def test_those_of_xor_are_torchs_too(seed, torch):
    network = load_network("xor", seed)
    surface, found = hessian(network)
    given_ = {name: torch.tensor(np.array(network.constants[name])) for name in "XY"}
    check(found, in_torch(torch, surface, lambda values: xor_in_torch(torch, given_ | values)))
