"""Reductions slice by slice give what numpy gives, and share no memory with what is reduced."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.language.reducing import LARGE, SHORT, add_over, max_over, min_over, over


@st.composite
def arrays(draw):
    sides = draw(st.lists(st.sampled_from((1, 2, 3, SHORT, SHORT + 1)), min_size=1, max_size=4))
    shape = (*sides, -(-LARGE // int(np.prod(sides))))
    order = draw(st.permutations(range(len(shape))))
    x = np.random.default_rng(len(shape)).standard_normal(shape).transpose(order)
    several = st.lists(st.integers(-x.ndim, x.ndim - 1), min_size=1, unique_by=lambda i: i % x.ndim)
    return x, draw(st.integers(0, x.ndim - 1) | several.map(tuple) | st.none())


@given(arrays())
def test_they_are_those_of_numpy(drawn):
    x, axes = drawn
    before = x.copy()
    for function, ufunc in ((max_over, np.maximum), (min_over, np.minimum)):
        assert np.array_equal(function(x, axes), ufunc.reduce(x, axes))
    total = add_over(x, axes)
    np.testing.assert_allclose(total, np.add.reduce(x, axes), rtol=1e-12, atol=1e-12)
    assert np.shape(total) == np.shape(np.add.reduce(x, axes))
    assert not np.may_share_memory(total, x)
    assert np.array_equal(x, before)


def test_over_no_axes_there_is_a_copy():
    x = np.ones(LARGE)
    assert not np.may_share_memory(add_over(x, ()), x)


def test_nan_stays():
    x = np.zeros((LARGE, 2))
    x[3, 1] = np.nan
    assert np.isnan(max_over(x, 1)).sum() == np.isnan(add_over(x, -1)).sum() == 1


@pytest.mark.parametrize("axis", [0, -1])
def test_short_axes_are_added_from_the_first_entry_to_the_last(axis):
    x = np.moveaxis(np.array([[1e16] * LARGE, [1.0] * LARGE, [-1e16] * LARGE]), 0, axis)
    assert not np.any(over(np.add, x, axis))
