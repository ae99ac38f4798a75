"""Rises of the loss, beside a plain loop."""

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from engine.queries.rises import Rise, rises
from tests.tui.widgets.charts import Xor

losses = st.lists(
    st.sampled_from([0.0, 0.5, 1.0, 1.0 + 1e-15, -1.0, 3.0, math.inf, -math.inf, math.nan]),
    max_size=20,
)


def plainly(values):
    found = []
    for k in range(1, len(values)):
        before, after = values[k - 1], values[k]
        height = after - before
        is_rounding = math.isfinite(height) and height <= 1e-12 * max(abs(before), abs(after))
        if after > before and not is_rounding:
            found.append((k, height))
    return found


@given(losses)
def test_rises_are_those_of_a_plain_loop(values):
    found = rises(values)
    wanted = plainly(values)
    assert [found[place] for place in range(found.count)] == wanted
    if wanted:
        assert found.largest.height == max(height for _, height in wanted)
    else:
        assert found.largest is None


@given(losses, st.integers(0, 20), st.integers(-4, 4).filter(bool))
def test_the_count_leads_from_rise_to_rise(values, here, count):
    found, place, last = rises(values), here, None
    for _ in range(abs(count)):
        ahead = [k for k, _ in plainly(values) if (k > place if count > 0 else k < place)]
        if not ahead:
            break
        place = last = ahead[0] if count > 0 else ahead[-1]
    assert found.from_here(here, count) == last


def test_xor_with_a_rate_of_3_rises_where_numpy_says():
    run = Xor(1, 300, rate=3.0)
    found = rises(run.losses)
    heights = np.diff(run.losses)
    assert set(found.places.tolist()) <= set((np.flatnonzero(heights > 0) + 1).tolist())
    assert found.largest == Rise(int(heights.argmax()) + 1, heights.max())
