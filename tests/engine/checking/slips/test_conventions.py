"""Conventions: what is chosen otherwise and no slip, with numbers worked out by hand."""

from dataclasses import replace

import numpy as np
import pytest

from engine.checking.slips.conventions import conventional
from engine.checking.slips.printed import Printed
from engine.language.parser import parse
from engine.network.files import load_network
from engine.network.optimisers import Optimiser
from tests.engine.checking.slips.sites import site


def test_relu_at_the_kink_in_a_number_and_in_a_formula():
    # After the update z1 is 0: with the derivative 0 there, ∂L/∂z1 is 0 and not w2 = 0.25.
    found = conventional(site("dL/dz1", iteration=1), Printed(0.0))
    assert (found.name, found.is_global) == ("relu-at-zero", False)
    assert "taken as 0 here, where the network takes 1" in found.sentence
    assert conventional(site("dL/dz1"), parse("dL/dh1*step(z1)")).name == "relu-at-zero"
    assert conventional(site("dL/dz1"), parse("dL/dh1")) is None
    assert conventional(site("dL/dz1", iteration=1), Printed(0.3, 0.1)) is None


def test_abs_at_the_kink():
    network = load_network("skip").with_values({"y": 0.375})
    found = conventional(site("dL/dyhat", network), Printed(1.0))
    assert found.name == "abs-at-zero"
    assert conventional(site("dL/dyhat", network), Printed(0.5)) is None


def test_delta_with_the_other_sign_is_one_only_where_the_whole_page_has_it():
    found = conventional(site("dL/dz0"), Printed(-0.75, 0.01))
    assert (found.name, found.is_global) == ("delta-sign", True)
    assert conventional(site("z0"), Printed(-0.5, 0.1)) is None


def test_per_sample_gradients_without_the_mean():
    network = load_network("xor")
    logits = np.maximum(network.inputs["X"] @ network.parameters["W1"] + 0.01, 0)
    logits = logits @ network.parameters["W2"] + 0.01
    p = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    found = conventional(site("dL/dO", network), Printed(p - network.targets["Y"]))
    assert found.name == "per-sample"
    assert conventional(site("dL/dO", network), Printed(2 * (p - network.targets["Y"]))) is None


@pytest.mark.parametrize(
    ("value", "name"),
    [(-1.0, "momentum-sign"), (-0.1, "momentum-sign"), (0.1, "momentum-sign"), (0.3, None)],
)
def test_the_sign_of_a_velocity(value, name):
    network = replace(load_network("neuron"), optimiser=Optimiser("momentum"), learning_rate=0.1)
    # ∂o/∂n = 1 − 0.7071² = 0.5 and x1 = 2, so ∂o/∂w1 = 1, and the velocity of iteration 0 too.
    found = conventional(site("v_w1", network), Printed(value, 0.001))
    assert (found and found.name) == name


def test_a_half_in_the_loss():
    network = load_network("regression")
    x, y = network.inputs["x"], network.targets["y"]
    loss = ((0.0 * x + 0.0 - y) ** 2).mean()
    found = conventional(site("L", network), Printed(round(loss / 2, 4), 0.0001))
    assert (found.name, found.is_global) == ("half-in-loss", True)
    error = conventional(site("dL/de", network), Printed(-y / 5))
    assert error.name == "half-in-loss"
    assert conventional(site("L"), Printed(3.375 / 2, 0.0001)) is None


def test_a_learning_rate_of_1_need_not_be_written():
    assert conventional(site("w0"), parse("w0 - dL/dw0")).name == "lr-is-one"
    slower = replace(load_network("skip"), learning_rate=0.5)
    assert conventional(site("w0", slower), parse("w0 - dL/dw0")) is None
