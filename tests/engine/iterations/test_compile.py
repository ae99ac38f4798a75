"""Programs compiled: their numbers, bit for bit those of the trace."""

import math
import re
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from engine.iterations.compile import compile_program
from engine.language.ops import OPS
from engine.language.values import unwarned
from engine.network.files import load_network
from engine.network.optimisers import KINDS, Optimiser
from engine.program.program import derive
from tests.engine.iterations.compiled import (
    ARRAY_FORMS,
    ENTRIES,
    SCALAR_FORMS,
    assert_same,
    iterate,
    never,
)
from tests.engine.iterations.networks import ANY, SCALARS, network_of

# Numbers from elsewhere


def test_the_skip_network_trains_as_in_the_exercise():
    program = derive(load_network("skip"))
    end, loss, masks = iterate(program, program.start)
    assert end == (1.0, -3.0, -0.25, 0.25, 0.25, 0.0, 1.0)
    assert loss == 3.375
    assert masks == (True, True)
    again, loss, masks = iterate(program, end)
    assert again == end
    assert loss == 3.0
    assert masks == (False, True)  # z1 = 0 is at the kink, where the exercise takes 1


def test_xor_trains_as_by_hand(xor):
    program = derive(xor)
    compiled = compile_program(program)
    x, y, w1, b1, w2, b2 = (np.array(value) for value in xor.constants.values())
    memory = program.start
    for _ in range(20):
        z = x @ w1 + b1
        h = np.maximum(z, 0)
        e = np.exp(h @ w2 + b2)
        p = e / e.sum(axis=1, keepdims=True)
        delta = (p - y) / 4
        back = delta @ w2.T * (z > 0)
        with unwarned(), never():
            memory, loss, (mask,) = compiled(memory)
        assert mask == (z > 0).tobytes()
        assert loss == pytest.approx(-np.log((p * y).sum(axis=1)).mean(), rel=1e-12)
        w1, b1 = w1 - x.T @ back, b1 - back.sum(axis=0)
        w2, b2 = w2 - h.T @ delta, b2 - delta.sum(axis=0)
        for found, wanted in zip(memory[2:], (w1, b1, w2, b2), strict=False):
            np.testing.assert_allclose(found, wanted, rtol=1e-12, atol=1e-15)


# The numbers of the trace, to the bit


@pytest.mark.parametrize("name", ["skip", "plain"])
def test_shipped_networks_have_the_numbers_of_the_trace(name):
    network = load_network(name)
    with never():
        assert_same(network, 4)
        assert_same(network.with_values(dict.fromkeys(network.parameters, 0.3)), 4)
    assert_same(network.with_values({"x": 0.0, "w1": -0.0}), 4)


@pytest.mark.parametrize("kind", KINDS)
def test_every_optimiser_has_the_numbers_of_the_trace(kind, xor):
    with never():
        assert_same(replace(xor, optimiser=Optimiser(kind)), 5)
        assert_same(replace(load_network("skip"), optimiser=Optimiser(kind)), 5)


@pytest.mark.parametrize("text", SCALAR_FORMS)
def test_every_op_on_numbers_is_compiled(text, build):
    for a in (0.7, -0.7, 0.0, -0.0, math.inf, -math.inf, math.nan):
        with never():
            assert_same(build(f"L = ({text})*b", {"b": 1.25}, a=a), 1)


@pytest.mark.parametrize("text", ARRAY_FORMS)
def test_every_op_on_arrays_is_compiled(text, build):
    y = np.eye(3)
    values = {"a": np.array(ENTRIES), "r": np.array(ENTRIES[0])}
    inputs = {"b": np.array([[1.25, 0.5, 2.0]] * 3)}
    targets = {name: y[0] if name == "y0" else y for name in ("y0", "y") if f"{name})" in text}
    network = build(f"L = sum({text}) + sum(a*b) + sum(r)", inputs, targets=targets, **values)
    with never():
        assert_same(network, 2)


def test_every_op_is_tested():
    used = {part for text in ARRAY_FORMS for part in re.findall(r"\w+(?=\()", text)}
    infix = {"add", "sub", "mul", "div", "pow", "neg", "matmul", "slice"}
    assert used | infix == set(OPS)


@given(data=st.data())
def test_random_networks_of_numbers_have_the_numbers_of_the_trace(data):
    values = {f"p{i}": data.draw(ANY) for i in range(data.draw(st.integers(1, 3)))}
    assert_same(network_of(data.draw, SCALARS, values, {"x": data.draw(ANY)}, {}))


@given(data=st.data())
def test_random_networks_of_arrays_have_the_numbers_of_the_trace(data):
    def array(*shape):
        return data.draw(hnp.arrays(np.float64, shape, elements=ANY))

    values = {"W": array(3, 2), "A": array(2, 2), "b": array(2), "s": data.draw(ANY)}
    inputs = {"X": array(3, 2), "v": array(3)}
    targets = {"Y": np.eye(2)[[0, 1, 1]], "y": np.array([0.25, 0.75])}
    assert_same(network_of(data.draw, sorted(OPS), values, inputs, targets))


@pytest.mark.parametrize("equation", ["L = w/x", "L = log(x)*w", "L = exp(w)*x", "L = x**-1*w"])
def test_what_python_refuses_has_the_value_of_ieee_754(equation, build):
    network = build(equation, {"x": 0.0}, w=1000.0)
    end = assert_same(network)
    assert not math.isfinite(end[1])
    with never(), pytest.raises(AssertionError, match="not compiled"):
        assert_same(network)


def test_single_numbers_are_trained_without_numpy():
    code = """
import sys
from engine.iterations.compile import compile_program
from engine.program.program import derive
from engine.network.files import load_network
program = derive(load_network("skip"))
print(compile_program(program)(program.start)[1], "numpy" in sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "3.375 False\n"
