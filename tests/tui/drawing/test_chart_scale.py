"""The scale of a chart, for any range and any number of rows."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tui.drawing.chart_scale import fit_scale

NUMBERS = st.floats(-1e300, 1e300)


@example(ends=(9.999999999999998e149, 9e299), rows=7, log=True)  # its logarithm is 150
@given(st.tuples(NUMBERS, NUMBERS), st.integers(1, 40), st.booleans())
def test_what_is_in_the_range_has_its_place(ends, rows, log):
    low, high = sorted(ends)
    scale = fit_scale(low, high, rows, log)
    heights = [scale.height(each) for each in (low, (low + high) / 2, high)]
    assert heights == sorted(heights)
    assert heights[0] >= -1e-9
    assert heights[-1] <= 1 + 1e-9
    assert len(scale.labels) >= 2


@pytest.mark.parametrize("rows", [1, 2])
def test_a_curve_in_a_row_or_two_has_its_ends(rows):
    assert fit_scale(0.69307, 0.69314, rows, False).labels == pytest.approx((0.62, 0.78))
