"""Networks of the textbooks, against torch and against the numbers in print.

torch is optional: what compares with it is skipped where it is missing, `pip install torch` and
`pytest -m torch` run it. What it is compared in is compared with numbers of a textbook, exact
decimal arithmetic or the complex-step derivative as well, and these always run.
"""

import math

import numpy as np
import pytest

from tests.engine.program.textbook import (
    MICROGRAD,
    TANH_NEURON,
    TEXTBOOK,
    TWO_LAYERS,
    after,
    read,
    tensors,
)


@pytest.mark.torch
@pytest.mark.parametrize("name", TEXTBOOK)
def test_a_network_of_a_textbook_has_the_gradients_of_torch(name, torch):
    text, in_torch = TEXTBOOK[name]
    network = read(text)
    state = after(network)
    values = tensors(torch, network.constants)
    loss = in_torch(torch, values)
    loss.backward()
    assert state.loss == pytest.approx(loss.item(), rel=1e-13)
    for node in (*network.parameters, *network.gradients):
        wanted = values[node].grad.numpy()
        np.testing.assert_allclose(state.gradient(node), wanted, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("name", [name for name in TEXTBOOK if name != "micrograd"])
def test_a_network_of_a_textbook_has_the_gradients_of_the_complex_step(name, complex_step):
    network = read(TEXTBOOK[name][0])
    state = after(network)
    for node in (*network.parameters, *network.gradients):
        wanted = complex_step(network, node)
        np.testing.assert_allclose(state.gradient(node), wanted, rtol=1e-12, atol=1e-15)


def test_the_two_layers_have_the_numbers_of_the_textbook():
    state = after(read(TWO_LAYERS))
    found = [state.value(name) for name in ("n1", "h1", "h2", "o1", "o2", "E")]
    assert found == pytest.approx(
        [0.3775, 0.593269992, 0.596884378, 0.75136507, 0.772928465, 0.298371109], abs=1e-9
    )
    assert state.gradient("w5") == pytest.approx(0.082167041, abs=1e-9)
    assert state.gradient("w1") == pytest.approx(0.000438568, abs=1e-9)
    found = [state.value(f"w{i}") for i in range(1, 9)]
    assert found == pytest.approx(
        [0.149780716, 0.19956143, 0.24975114, 0.29950229,
         0.35891648, 0.408666186, 0.511301270, 0.561370121],
        abs=1e-8,
    )  # fmt: skip


def test_micrograd_has_the_numbers_of_its_readme():
    state = after(read(MICROGRAD))
    assert state.loss == pytest.approx(24.7041, abs=5e-5)
    assert state.gradient("a") == pytest.approx(138.8338, abs=5e-5)
    assert state.gradient("b") == pytest.approx(645.5773, abs=5e-5)


def test_the_tanh_neuron_has_the_numbers_of_the_lecture():
    state = after(read(TANH_NEURON))
    assert state.loss == pytest.approx(math.sqrt(0.5), rel=1e-12)
    found = [state.gradient(name) for name in ("x1", "w1", "x2", "w2")]
    assert found == pytest.approx([-1.5, 1.0, 0.5, 0.0], rel=1e-12)
