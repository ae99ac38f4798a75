"""The optimisers, with all that goes with them, against torch."""

from dataclasses import replace

import numpy as np
import pytest

from engine.iterations.run import trace
from engine.iterations.state import State
from engine.iterations.step import every_step
from engine.network.files import load_network
from engine.network.optimisers import KINDS, Optimiser
from engine.network.schedules import Schedule
from engine.program.program import derive
from tests.engine.program.textbook import TEXTBOOK, read, tensors
from tests.engine.program.torch_training import torch_updates

pytestmark = pytest.mark.torch

COUNT = 20

NETWORKS = ["xor", "two layers", "two layers, a batch", "softmax classifier"]

ALL_KINDS = [Optimiser(kind) for kind in KINDS]

SETTINGS = [
    Optimiser("momentum", momentum=0.5),
    Optimiser("nesterov", momentum=0.5),
    Optimiser("rmsprop", alpha=0.5, epsilon=1e-4),
    Optimiser("adam", beta1=0.5, beta2=0.9, epsilon=1e-4),
    Optimiser("adamw", weight_decay=0.3, beta1=0.5),
]

DECAYED = [Optimiser(kind, weight_decay=0.1, decoupled=False) for kind in KINDS if kind != "adamw"]
DECAYED.append(Optimiser("adam", weight_decay=0.1, decoupled=True))

CLIPPED = [
    Optimiser(kind, **clipped, weight_decay=0.1)
    for kind in ("gd", "nesterov", "adamw")
    for clipped in ({"clip_norm": 0.1}, {"clip_norm": 10.0}, {"clip_value": 0.05})
]

SCHEDULED = [
    Optimiser("gd", schedule=schedule)
    for schedule in (
        Schedule("step", step_size=3, gamma=0.5),
        Schedule("exponential", gamma=0.9),
        Schedule("cosine", length=20),
        Schedule("cosine", length=25, lowest_rate=0.01),
        Schedule(warmup=5),
        Schedule("cosine", length=15, warmup=5),
        Schedule("step", step_size=4, gamma=0.1, warmup=3),
    )
] + [Optimiser("adamw", clip_norm=0.5, schedule=Schedule("cosine", length=20, warmup=4))]


def xor_in_torch(torch, v):
    logits = torch.relu(v["X"] @ v["W1"] + v["b1"]) @ v["W2"] + v["b2"]
    return torch.nn.functional.cross_entropy(logits, v["Y"])


@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.parametrize("optimisers", [ALL_KINDS, SETTINGS, DECAYED, CLIPPED, SCHEDULED])
def test_the_updates_are_those_of_torch(name, optimisers, torch):
    for optimiser in optimisers:  # in one test: to be skipped takes time as well
        assert_updates(name, optimiser, torch)


def assert_updates(name, optimiser, torch):
    text, in_torch = TEXTBOOK.get(name, ("", xor_in_torch))
    network = read(text) if text else load_network("xor")
    network = replace(network, optimiser=optimiser, learning_rate=0.1)
    values = tensors(torch, network.constants)
    losses = torch_updates(torch, values, in_torch, network, COUNT)
    for run, loss in zip(trace(derive(network), COUNT), losses, strict=True):
        state = State(run, len(every_step(run)))
        assert state.loss == pytest.approx(loss, rel=1e-10, abs=1e-12), optimiser
        for parameter in network.parameters:
            wanted = values[parameter].detach().numpy()
            close = {"rtol": 1e-9, "atol": 1e-11, "err_msg": str(optimiser)}
            np.testing.assert_allclose(state.value(parameter), wanted, **close)


def test_the_defaults_are_those_of_torch(torch):
    values = [torch.zeros(1)]
    adam, adamw = Optimiser("adam"), Optimiser("adamw")
    defaults = torch.optim.Adam(values).defaults
    assert (defaults["betas"], defaults["eps"]) == ((adam.beta1, adam.beta2), adam.epsilon)
    assert defaults["weight_decay"] == adam.decay
    defaults = torch.optim.AdamW(values).defaults
    assert (defaults["betas"], defaults["eps"]) == ((adamw.beta1, adamw.beta2), adamw.epsilon)
    assert defaults["weight_decay"] == adamw.decay
    defaults = torch.optim.RMSprop(values).defaults
    rmsprop = Optimiser("rmsprop")
    assert (defaults["alpha"], defaults["eps"]) == (rmsprop.alpha, rmsprop.epsilon)
