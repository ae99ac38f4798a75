"""softplus, ln(1 + exp z), which neither overflows nor loses what is small."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.language.parser import parse
from engine.language.values import evaluate
from engine.program.program import derive

SOFTPLUS = parse("softplus(z)")


def both(z):
    """The value as a number, and as an entry of an array."""
    return evaluate(SOFTPLUS, {"z": z}), float(evaluate(SOFTPLUS, {"z": np.array([z])})[0])


@given(st.floats(-30, 30))
def test_it_is_the_logarithm_of_one_more_than_the_exponential(z):
    assert both(z) == pytest.approx((math.log(1 + math.exp(z)),) * 2, rel=1e-12, abs=1e-15)


@pytest.mark.parametrize(
    ("z", "value"),
    [
        (0.0, math.log(2)), (-0.0, math.log(2)), (1000.0, 1000.0), (1e308, 1e308),
        (-40.0, math.exp(-40.0)), (-700.0, math.exp(-700.0)), (-1000.0, 0.0),
        (math.inf, math.inf), (-math.inf, 0.0), (math.nan, math.nan),
    ],
)  # fmt: skip
def test_it_is_exact_far_from_0(z, value):
    assert both(z) == pytest.approx((value, value), rel=1e-15, nan_ok=True)


def test_its_derivative_is_the_sigmoid(build):
    program = derive(build("h = softplus(z)\nL = h", z=0.5))
    (term,) = program.equations[program.index["dL/dz"]].terms
    assert term.expression == parse("dL/dh*sigmoid(z)")
    assert program.network.kind("h") == "activation"
