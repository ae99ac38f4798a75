"""The XOR experiment, against torch."""

from dataclasses import replace
from decimal import Decimal, localcontext

import numpy as np
import pytest

from engine.iterations.timeline import Timeline
from engine.network.files import load_network
from engine.program.program import derive
from tests.engine.program.textbook import after, tensors

# XOR


SEEDS = range(20)


def xor_in_torch(torch, v):
    logits = torch.relu(v["X"] @ v["W1"] + v["b1"]) @ v["W2"] + v["b2"]
    return torch.nn.functional.cross_entropy(logits, v["Y"])


def xor_updates(torch, network, updates):
    """The parameters after every update by torch, and how near a pre-activation came to 0."""
    x, y = (torch.tensor(np.array(network.constants[name])) for name in "XY")
    values = tensors(torch, network.parameters)
    for _ in range(updates):
        z = x @ values["W1"] + values["b1"]
        logits = torch.relu(z) @ values["W2"] + values["b2"]
        loss = torch.nn.functional.cross_entropy(logits, y)
        gradients = torch.autograd.grad(loss, list(values.values()))
        values = {
            name: (value - network.learning_rate * gradient).detach().requires_grad_()
            for (name, value), gradient in zip(values.items(), gradients, strict=True)
        }
        yield values, loss.item(), z.abs().min().item()


def size_of_terms(network):
    """How large, for each entry of a parameter, the numbers are that one update adds up.

    They are the parameter and the contributions of the four samples to its gradient, all taken as
    positive. The gradients of XOR are what is left when these cancel; with every number rounded to
    1e-16 of itself, that is what an error can be measured by.
    """
    x, y, w1, b1, w2, b2 = (np.array(value) for value in network.constants.values())
    z = x @ w1 + b1
    h = np.maximum(z, 0)
    e = np.exp(h @ w2 + b2)
    delta = abs(e / e.sum(axis=1, keepdims=True) - y) / 4
    back = delta @ abs(w2).T * (z > 0)
    added = {
        "W1": x.T @ back, "b1": back.sum(axis=0), "W2": h.T @ delta, "b2": delta.sum(axis=0),
    }  # fmt: skip
    return {name: abs(network.parameters[name]) + added[name] for name in network.parameters}


def assert_one_update(network, wanted):
    state = after(network)
    for name, size in size_of_terms(network).items():
        error = abs(state.value(name) - np.asarray(wanted[name], float))
        assert np.all(error <= 1e-15 * size), (name, error / size)


@pytest.mark.torch
@pytest.mark.parametrize("seed", SEEDS)
def test_one_update_of_xor_is_that_of_torch(seed, torch):
    network = load_network("xor", seed)
    ((values, _, _),) = xor_updates(torch, network, 1)
    assert_one_update(network, {name: value.detach() for name, value in values.items()})


@pytest.mark.torch
def test_a_relu_at_zero_is_that_of_torch(torch):
    # The first sample, 0 0, sits on the kink of both units, and the third, 1 0, on the second's.
    network = load_network("xor").with_values(
        {"b1": np.zeros(2), "W1": np.array([[0.5, 0.0], [-0.25, 0.75]])}
    )
    ((values, _, near),) = xor_updates(torch, network, 1)
    assert near == 0.0
    assert_one_update(network, {name: value.detach() for name, value in values.items()})
    other = replace(network, conventions=replace(network.conventions, relu_at_zero=1.0))
    assert not np.allclose(after(other).value("b1"), values["b1"].detach(), atol=1e-4)


@pytest.mark.parametrize("seed", SEEDS)
def test_one_update_of_xor_is_the_exact_one(seed):
    network = load_network("xor", seed)
    assert_one_update(network, exact_update(network))


def exact_update(network):
    """The parameters after one update, in decimal arithmetic of 50 digits."""
    with localcontext() as context:
        context.prec = 50
        x, y, w1, b1, w2, b2 = (
            np.vectorize(lambda entry: Decimal(float(entry)), otypes=[object])(value)
            for value in network.constants.values()
        )
        z = x @ w1 + b1
        h = np.where(z > 0, z, Decimal(0))
        e = np.vectorize(lambda entry: entry.exp(), otypes=[object])(h @ w2 + b2)
        delta = (e / e.sum(axis=1)[:, None] - y) / 4
        back = np.where(z > 0, delta @ w2.T, Decimal(0))
        return {
            "W1": w1 - x.T @ back, "b1": b1 - back.sum(axis=0),
            "W2": w2 - h.T @ delta, "b2": b2 - delta.sum(axis=0),
        }  # fmt: skip


@pytest.mark.torch
@pytest.mark.parametrize("seed", SEEDS)
def test_after_a_thousand_updates_the_loss_of_xor_is_that_of_torch(seed, torch):
    # No seed of the first 20 had to be left out. The test sees for itself that none sits on a
    # kink: in 1000 iterations no pre-activation comes nearer to 0 than 1e-9, so that no rounding
    # error, which is a million times smaller, can put a ReLU on the other side. The nearest is
    # 7e-8, for seed 2. Nor is any of them chaotic: a seed that was would have its rounding errors
    # grow to more than 1e-9.
    network = load_network("xor", seed)
    timeline = Timeline(derive(network))
    for _ in timeline.reach(1000):
        pass
    *updates, (_, loss, _) = xor_updates(torch, network, 1001)
    assert min(near for _, _, near in updates) > 1e-9
    assert timeline.run(1000).loss == pytest.approx(loss, rel=0, abs=1e-9)
    np.testing.assert_allclose(timeline.losses, [each for _, each, _ in updates], rtol=0, atol=1e-9)
