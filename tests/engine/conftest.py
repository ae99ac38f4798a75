"""Oracles: numbers that do not come from the derivation they are compared with."""

import numpy as np
import pytest

from engine.language.arrays import ARRAY_RULES
from engine.language.expression import Call, Name, Number
from engine.language.parser import parse
from engine.network.network import Network
from engine.network.parts import Definition

STEP = 1e-30


def compute(expression, values):
    """The value of an expression by numpy alone, real or complex."""
    match expression:
        case Number(value=value):
            return value
        case Name(name=name):
            return values[name]
        case Call(op=op, operands=operands, options=options):
            return ARRAY_RULES[op](*(compute(part, values) for part in operands), **dict(options))


def loss_of(network, values):
    known = dict(values)
    for name, expression in network.equations:
        known[name] = compute(expression, known)
    return known[network.loss]


def perturbed(network, name, dtype, step):
    """The loss for every entry of one value moved by a step, shaped like the value."""
    base = {key: np.asarray(value, dtype) for key, value in network.constants.items()}
    found = np.zeros(base[name].shape, dtype)
    for place in np.ndindex(found.shape):
        moved = base[name].copy()
        moved[place] += step
        found[place] = np.asarray(loss_of(network, base | {name: moved}), dtype)
    return found


@pytest.fixture(scope="session")
def complex_step():
    """The gradient of the loss by the complex-step derivative: exact to rounding."""

    def gradient(network, name):
        with np.errstate(all="ignore"):
            return perturbed(network, name, np.complex128, STEP * 1j).imag / STEP

    return gradient


@pytest.fixture(scope="session")
def central_difference():
    """The gradient of the loss by central differences, for ops that are not analytic."""

    def gradient(network, name, step=1e-5):
        up = perturbed(network, name, np.float64, step)
        return (up - perturbed(network, name, np.float64, -step)) / (2 * step)

    return gradient


@pytest.fixture(scope="session")
def build():
    """A network from equations `L = w*x`, one a line, and its values."""

    def network(equations, inputs=None, *, targets=None, loss="L", **parameters):
        lines = [line.partition("=") for line in equations.strip().splitlines()]
        return Network(
            tuple(
                Definition(name.strip(), parse(right, gradients=False)) for name, _, right in lines
            ),
            loss,
            inputs or {},
            targets or {},
            parameters,
        )

    return network


@pytest.fixture(scope="session")
def torch():
    """The library, where it is installed."""
    found = pytest.importorskip("torch")
    found.set_num_threads(1)
    return found
