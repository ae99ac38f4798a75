"""Blocks of numbers, beside a plain look at every number."""

import math
from array import array
from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from engine.queries.blocks import BLOCK, NONE, Blocks
from engine.queries.rises import rises

ODD = [0.0, -1.0, math.nan, math.inf, -math.inf]


@st.composite
def numbers(draw):
    """Some thousand numbers, with some that cannot be drawn among them."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    length = draw(st.integers(0, 5 * BLOCK))
    values = rng.normal(size=length)
    for place in draw(st.lists(st.integers(0, max(length - 1, 0)), max_size=5)):
        values[place : place + draw(st.sampled_from([1, 3, 2000]))] = draw(st.sampled_from(ODD))
    return values


def plainly(values, start, end, floor):
    counts = [value for value in values[start:end] if floor < value < math.inf]
    gaps = [k for k in range(start, end) if not floor < values[k] < math.inf]
    return min(counts, default=math.inf), max(counts, default=-math.inf), min(gaps, default=NONE)


@given(numbers(), st.data(), st.sampled_from([0.0, -math.inf]))
def test_extremes_are_those_of_a_look_at_every_number(values, data, floor):
    places = sorted(data.draw(st.lists(st.integers(0, len(values)), min_size=1, max_size=9)))
    blocks = Blocks()
    for length in sorted(data.draw(st.lists(st.integers(0, len(values)), max_size=3))):
        blocks.take(array("d", values[:length]))  # as they come
        blocks.extremes(np.array([0, length]), floor)
    blocks.take(values)
    found = blocks.extremes(np.array(places), floor)
    wanted = [plainly(values, *ends, floor) for ends in pairwise(places)]
    assert list(zip(*found, strict=True)) == wanted


@given(numbers(), st.data())
def test_what_is_cut_off_may_come_otherwise(values, data):
    length = data.draw(st.integers(0, len(values)))
    blocks = Blocks(values)
    blocks.extremes(np.array([0, len(values)]), 0.0)
    assert blocks.rises.places.tolist() == rises(values).places.tolist()
    other = np.concatenate((values[:length], 2.0 * np.abs(values[length:])))
    blocks.take(other[:length])
    blocks.take(other)
    np.testing.assert_array_equal(blocks.values, other)
    found = blocks.extremes(np.array([0, len(other)]), 0.0)
    assert tuple(each[0] for each in found) == plainly(other, 0, len(other), 0.0)
    assert blocks.rises.places.tolist() == rises(other).places.tolist()
