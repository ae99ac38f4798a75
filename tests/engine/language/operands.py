"""Operands of ops, and the losses that differentiate them."""

import itertools

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from engine.iterations.run import run_iteration
from engine.iterations.state import State
from engine.iterations.step import every_step
from engine.program.program import derive

BINARY = ("add", "sub", "mul", "div", "pow", "minimum", "maximum")


SHAPES = ((), (1,), (3,), (2, 3), (1, 3), (2, 1), (1, 1), (2, 1, 3), (2, 2, 1))


def fits(left, right):
    return all(m == n or 1 in (m, n) for m, n in zip(left[::-1], right[::-1], strict=False))


PAIRS = [pair for pair in itertools.product(SHAPES, SHAPES) if fits(*pair)]


def gradients(network):
    program = derive(network)
    run = run_iteration(program, 0, program.start)
    state = State(run, len(every_step(run)))
    return {name: state.gradient(name) for name in network.parameters}


def assert_gradients(network, oracle, tolerance):
    for name, found in gradients(network).items():
        wanted = oracle(network, name)
        scale = max(1.0, float(np.max(np.abs(wanted), initial=0.0)))
        assert np.shape(found) == wanted.shape
        np.testing.assert_allclose(found, wanted, rtol=tolerance, atol=tolerance * scale)


def as_value(array):
    return float(array) if array.shape == () else array


def array_of(draw, shape, elements):
    return as_value(np.asarray(draw(hnp.arrays(np.float64, shape, elements=elements))))


def numbers(low, high):
    return st.floats(low, high, allow_subnormal=False)


ANY = numbers(-3, 3)
POSITIVE = numbers(0.25, 3)
