"""silu, z times its sigmoid, which does not overflow."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.language.parser import parse
from engine.language.values import evaluate
from engine.program.program import derive
from tests.engine.program.running import end

SILU = parse("silu(z)")


def both(z):
    """The value as a number, and as an entry of a large array."""
    array = evaluate(SILU, {"z": np.full(100, z)})
    return evaluate(SILU, {"z": z}), float(array[7])


@given(st.floats(-30, 30))
def test_it_is_z_times_its_sigmoid(z):
    assert both(z) == pytest.approx((z / (1 + math.exp(-z)),) * 2, rel=1e-14, abs=1e-300)


@pytest.mark.parametrize(
    ("z", "value"),
    [(0.0, 0.0), (1000.0, 1000.0), (1e308, 1e308), (-1000.0, 0.0), (math.inf, math.inf),
     (-700.0, -700.0 * math.exp(-700.0))],
)  # fmt: skip
def test_it_is_exact_far_from_0(z, value):
    assert both(z) == pytest.approx((value, value), rel=1e-14, abs=0)


@pytest.mark.parametrize(("z", "slope"), [(0.0, 0.5), (-1.2784645427610738, 0.0), (40.0, 1.0)])
def test_its_slope_is_a_half_at_0_and_0_at_its_minimum(build, z, slope):
    """The minimum of z times its sigmoid lies at -1.2784645, by the equation 1 + z + exp z = 0."""
    program = derive(build("h = silu(z)\nL = h", z=z))
    assert end(program).gradient("z") == pytest.approx(slope, abs=1e-15)
    assert program.network.kind("h") == "activation"
