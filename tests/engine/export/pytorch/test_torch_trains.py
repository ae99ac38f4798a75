"""What is exported trains in torch to the same losses."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.frozen import replace
from engine.language.op import Conventions
from engine.network.files import load_network, parse_network, shipped_networks
from tests.engine.export.pytorch.trained import assert_trains_alike
from tests.engine.language.every_op import CASES, calls
from tests.engine.language.random_programs import random_programs
from tests.engine.language.test_every_op import loss_of
from tests.engine.layers.cases import CASES as LAYERS
from tests.engine.program.test_torch_optimisers import (
    ALL_KINDS,
    CLIPPED,
    DECAYED,
    SCHEDULED,
    SETTINGS,
)

pytestmark = pytest.mark.torch

IMPORTED = sorted((Path(__file__).parents[3] / "imported" / "networks").glob("*.toml"))

OPTIMISERS = [*ALL_KINDS, *SETTINGS, *DECAYED, *CLIPPED, *SCHEDULED]


@pytest.fixture(scope="module")
def torch():
    return pytest.importorskip("torch")


@pytest.mark.parametrize("name", shipped_networks())
def test_a_network_that_ships_trains_alike(name, torch):
    assert_trains_alike(torch, load_network(name), 100)


@pytest.mark.parametrize("optimiser", OPTIMISERS)
def test_an_optimiser_updates_alike(optimiser, torch):
    network = replace(load_network("xor"), optimiser=optimiser, learning_rate=0.1)
    assert_trains_alike(torch, network, 40)


def test_what_is_drawn_behind_a_value_that_was_set_stays_what_it_is(torch):
    for name in ("W1", "b1", "W2"):
        values = load_network("xor").constants
        network = load_network("xor", 5).with_values({name: 2.0 * values[name]})
        assert_trains_alike(torch, network)


@pytest.mark.parametrize("at_zero", [0.0, 0.25, 1.0])
def test_a_kink_has_the_derivative_that_was_chosen(at_zero, build, torch):
    for text in ("relu(w*x)", "abs(w*x)", "leaky_relu(w*x, 0.3)"):
        network = build(f"h = {text}\nL = (h - w - 1)**2", {"x": 2.0}, w=0.0)
        network = replace(network, conventions=Conventions(at_zero, at_zero), learning_rate=0.01)
        assert_trains_alike(torch, network, 3)


@given(data=st.data())
@pytest.mark.parametrize("op", CASES)
def test_an_op_is_that_of_torch(op, data, build, torch):
    network = loss_of(*data.draw(calls(op)), build)
    assert_trains_alike(torch, replace(network, learning_rate=1e-3), 3)


@settings(max_examples=settings().max_examples * 2)
@given(data=st.data())
def test_a_random_program_trains_alike(data, build, torch):
    network = data.draw(random_programs(build))
    assert_trains_alike(torch, replace(network, learning_rate=1e-3), 3)


@pytest.mark.parametrize("name", LAYERS)
def test_a_layer_trains_alike(name, torch):
    assert_trains_alike(torch, LAYERS[name].network(optimiser="momentum"), 10)


@pytest.mark.parametrize("path", IMPORTED, ids=lambda path: path.stem)
def test_what_was_imported_trains_alike(path, torch):
    assert_trains_alike(torch, load_network(path), 20)


@pytest.mark.parametrize("training", ["batch_size = 4", "batch_size = 3\nshuffle = true", ""])
def test_batches_masks_and_what_is_remembered_are_alike(training, torch):
    text = f"""
loss = "L"
equations = '''
z = batch_norm(linear(x, W, b), g, c)
h = dropout(relu(z), 0.5)
o = dropout(h @ V, 0.25)
L = mean(square(o - y))
'''
[inputs]
x = {{ normal = 1, shape = [12, 3] }}
[targets]
y = {{ uniform = 2, shape = [12, 2] }}
[parameters]
W = {{ normal = 0.5, shape = [5, 3] }}
b = {{ constant = 0.1, shape = [5] }}
g = {{ constant = 1, shape = [5] }}
c = {{ constant = 0, shape = [5] }}
V = {{ uniform = 0.5, shape = [5, 2] }}
[training]
learning_rate = 0.1
{training}
"""
    assert_trains_alike(torch, parse_network(text, seed=3), 20)
