"""The error function on arrays, held against that of Python."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from engine.language.error_function import BLOCK, FAR, MIDDLE, NEAR, erf, erfc

EDGES = [0.0, -0.0, 0.25, NEAR, MIDDLE, FAR, 6.0, 28.0, 5e-324, 1e-300, 1e300, math.inf]
ANY = st.sampled_from([*EDGES, *(-each for each in EDGES), math.nan]) | st.floats(-30, 30)
CLOSE = 2e-15  # nine times the distance of two floats


@pytest.mark.parametrize(("function", "known"), [(erf, math.erf), (erfc, math.erfc)])
@given(x=hnp.arrays(np.float64, hnp.array_shapes(max_dims=3, max_side=6), elements=ANY))
def test_it_is_that_of_python(function, known, x):
    expected = np.array([known(each) for each in x.ravel()]).reshape(x.shape)
    np.testing.assert_allclose(function(x), expected, rtol=CLOSE, atol=5e-323)


def test_the_order_in_memory_does_not_matter():
    x = np.linspace(-7, 7, 3 * BLOCK).reshape(3, BLOCK)
    assert np.array_equal(erf(x.T), erf(x).T)
    assert np.array_equal(erf(np.empty((0, 3))), np.empty((0, 3)))


def test_both_add_up_to_one_and_rise_and_fall():
    x = np.linspace(-9, 9, 20_001)
    np.testing.assert_allclose(erf(x) + erfc(x), 1.0, rtol=CLOSE)
    assert (np.diff(erf(x)) >= -1e-16).all()
    assert (np.diff(erfc(x)) <= 1e-15).all()
    assert np.array_equal(erf(-x), -erf(x))
