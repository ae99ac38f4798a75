"""A script whose training goes on: what its optimiser remembers, and how it trains with it."""

import re
from types import SimpleNamespace

import numpy as np
import pytest

from engine.export.pytorch.script import script_of
from engine.frozen import replace
from engine.iterations.run import trace
from engine.network.files import load_network
from engine.network.optimisers import Optimiser
from engine.network.schedules import Schedule
from engine.program.program import derive
from tests.engine.export.pytorch.trained import assert_trains_alike, losses
from tests.engine.program.test_torch_optimisers import (
    ALL_KINDS,
    CLIPPED,
    DECAYED,
    SCHEDULED,
    SETTINGS,
)


def going_on(optimiser, name="xor", updates=5):
    """A network that has been trained for so many updates, with what is remembered of them."""
    network = replace(load_network(name), optimiser=optimiser, learning_rate=0.05)
    program = derive(network)
    *_, last = trace(program, updates)
    end = {name: last.end[slot] for name, slot in program.base.items()}
    trained = network.with_values({name: end[name] for name in network.parameters})
    return replace(trained, memory={name: end[name] for name in program.memo.symbols})


class Model:
    """The stand-in of a model, whose parameters are their names."""

    def __getattr__(self, name):
        return name


STAND_IN = SimpleNamespace(
    tensor=np.asarray, zeros_like=lambda _: 0.0, ones=lambda *shape: np.ones(shape),
    full=np.full, zeros=lambda *shape: np.zeros(shape), from_numpy=np.asarray,
)  # fmt: skip


def remembered(script):
    """What the function of a script gives, for the names of parameters."""
    (function,) = re.findall(r"^def remembered.*?\n    \}$", script.text, re.DOTALL | re.MULTILINE)
    found = {"torch": STAND_IN, "data": script.arrays}
    exec(function, found)  # noqa: S102  (a script is to be run)
    return found["remembered"](Model())


@pytest.mark.parametrize("beside", ["", "my.npz"])
@pytest.mark.parametrize(
    ("kind", "keys"),
    [
        ("momentum", {"v": "momentum_buffer"}),
        ("nesterov", {"v": "momentum_buffer"}),
        ("rmsprop", {"v": "square_avg"}),
        ("adagrad", {"s": "sum"}),
        ("adam", {"m": "exp_avg", "v": "exp_avg_sq"}),
        ("adamw", {"m": "exp_avg", "v": "exp_avg_sq"}),
    ],
)
def test_the_state_of_each_parameter_is_what_is_remembered(kind, keys, beside):
    for name in ["xor", "lenet"] if kind == "adam" else ["xor"]:
        network = going_on(Optimiser(kind), name, 2)
        found = remembered(script_of(network, beside))
        assert found.keys() == network.parameters.keys()
        for parameter, state in found.items():
            for letter, key in keys.items():
                np.testing.assert_array_equal(state[key], network.memory[f"{letter}_{parameter}"])
            assert state.get("step") == network.memory.get("t", state.get("step"))


def test_what_is_not_said_is_0():
    network = replace(going_on(Optimiser("adam")), memory={"m_b1": np.ones(2)})
    text = script_of(network).text
    assert '"exp_avg": torch.ones(2),' in text
    assert '"exp_avg_sq": torch.zeros_like(model.b1),' in text
    assert '"step": torch.tensor(0.0),' in text


def test_a_schedule_goes_on_where_it_was():
    optimiser = Optimiser("gd", schedule=Schedule("step", step_size=3.0, gamma=0.5))
    text = script_of(going_on(optimiser)).text
    assert "rate(iteration + 5)" in text
    assert "StepLR" not in text
    assert "def remembered" not in text


@pytest.mark.torch
@pytest.mark.parametrize("optimiser", [*ALL_KINDS, *SETTINGS, *DECAYED, *CLIPPED, *SCHEDULED])
def test_a_training_that_goes_on_updates_alike(optimiser):
    torch = pytest.importorskip("torch")
    network = going_on(optimiser)
    assert_trains_alike(torch, network, 20)
    if network.memory:
        assert not np.array_equal(losses(network, 20), losses(replace(network, memory={}), 20))
