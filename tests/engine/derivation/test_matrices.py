"""Arrays drawn as matrices."""

import math
from decimal import Decimal, localcontext

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from engine.derivation.matrices import matrix, summary
from engine.language.values import array
from tests.engine.derivation.drawing import ASCII, STYLE, entries, shown


@pytest.mark.parametrize(
    ("value", "lines"),
    [
        ([1, 2.5, -3], ["[1 2.5 −3]"]),
        ([7], ["[7]"]),
        ([[7]], ["[[7]]"]),
        ([[1, -2]], ["[[1 −2]]"]),
        ([[1], [2], [3]], ["⎡1⎤", "⎢2⎥", "⎣3⎦"]),
        ([[1, -20], [0.5, 3]], ["⎡1   −20⎤", "⎣0.5   3⎦"]),
        ([[-0.0, 0.0]], ["[[0 0]]"]),
        # rounded to the decimals of the largest
        ([[0.011, 1 / 60], [0.02, 0.01105]], ["⎡0.011 0.01667⎤", "⎣0.02  0.01105⎦"]),
        # zeros at the end say that something was rounded off, `0.125` that nothing was
        ([[0.1250034], [0.125]], ["⎡0.1250⎤", "⎣0.125 ⎦"]),
        ([123.456, 0.5], ["[123.5 0.5]"]),
        # one decimal more, where else a small one would be lost
        ([12.3456, 0.0512], ["[12.346 0.051]"]),
        # each column by itself where their sizes are very different
        ([[1234.56, 0.12348], [800, 0.0123456]], ["⎡1235 0.1235⎤", "⎣ 800 0.0123⎦"]),
        ([[0.5, 3e-7], [0, 1 / 3]], ["⎡0.5 3e−7  ⎤", "⎣0   0.3333⎦"]),
        ([1.0869e-7, -4.3e-8], ["[1.087e−7 −4.3e−8]"]),
        ([1.5e6, 1e300, 999999.4], ["[1.5e6 1e300 999999]"]),
        # NaN and infinity have no point to be aligned at
        ([[0.25, math.nan], [-math.inf, 10]], ["⎡0.25 nan⎤", "⎣−inf  10⎦"]),
        ([math.nan, math.inf, -math.inf], ["[nan inf −inf]"]),
        # the matrices of an array with more axes, one under the other
        ([[[1, 2]], [[3, 4]], [[5, 6]]], ["⎡1 2⎤", "⎢   ⎥", "⎢3 4⎥", "⎢   ⎥", "⎣5 6⎦"]),
        ([[[[1, 2], [3, 4]]]], ["⎡1 2⎤", "⎣3 4⎦"]),
        ([[[[0.5]]]], ["[[[[0.5]]]]"]),
        (np.zeros((2, 4, 1)), ["[2×4×1]"]),
        (np.zeros((5, 1, 1)), ["[5×1×1]"]),
        (np.zeros((9, 1)), ["[9×1]"]),
        (np.zeros(17), ["[17]"]),
    ],
)  # fmt: skip
def test_an_array_is_drawn(value, lines):
    assert list(matrix(array(value), STYLE, 4).lines) == lines


def test_an_array_is_drawn_in_ascii():
    assert list(matrix(array([[1, -2.5], [math.nan, 3e-9]]), ASCII, 4).lines) == [
        "[  1 -2.5 ]",
        "[nan  3e-9]",
    ]
    assert list(matrix(array([[1, -2]]), ASCII, 4).lines) == ["[[1 -2]]"]
    assert list(matrix(np.zeros((2, 4, 4)), ASCII, 4).lines) == ["[2x4x4]"]


@pytest.mark.parametrize(("digits", "text"), [(4, "[0.67 123.45]"), (2, "[0.67 123]")])
def test_digits_are_significant_and_never_cut_a_whole_number_short(digits, text):
    assert shown(matrix(array([2 / 3, 123.45]), STYLE, digits)) == text


@pytest.mark.parametrize("rows", range(2, 9))
def test_the_baseline_is_in_the_middle(rows):
    block = matrix(np.ones((rows, 2)), STYLE, 4)
    assert block.height == rows
    assert block.baseline == (rows - 1) // 2


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (2.5, "2.5"),
        (np.linspace(-1.25, 3.5, 1000).reshape(50, 20), "[50×20] from −1.25 to 3.5"),
        (np.zeros((4, 2)), "[4×2] all 0"),
        (np.full(3, -2.0), "[3] all −2"),
        ([0, math.nan, 2], "[3] from 0 to 2, 1 nan"),
        ([0, math.inf, 0, -math.inf, math.inf], "[5] 0, 2 inf, 1 −inf"),
        ([math.nan, math.nan], "[2] 2 nan"),
    ],
)
def test_a_summary_says_shape_and_range(value, text):
    assert summary(array(value) if isinstance(value, list) else value, STYLE) == text


def test_a_summary_in_ascii():
    assert summary(array([[0, -2], [math.nan, 1]]), ASCII) == "[2x2] from -2 to 1, 1 nan"


FLOATS = st.one_of(
    st.floats(),
    st.floats(-10, 10),
    st.floats(0.001, 0.02),
    st.integers(-1500, 1500).map(float),
    st.integers(-150, 150).map(lambda hundredths: hundredths / 100),
)
SMALL = st.one_of(st.integers(1, 16), st.tuples(st.integers(1, 8), st.integers(1, 16))).flatmap(
    lambda shape: arrays(np.float64, shape, elements=FLOATS)
)


@given(SMALL, st.sampled_from([2, 3, 4]), st.sampled_from([STYLE, ASCII]))
def test_entries_read_back_as_the_rounded_numbers(value, digits, style):
    block = matrix(value, style, digits)
    assert {len(line) for line in block.lines} == {block.width}
    numbers = value.ravel().tolist()
    texts = [text for row in entries(block) for text in row]
    largest = max((abs(number) for number in numbers if math.isfinite(number)), default=0)
    for text, number in zip(texts, numbers, strict=True):
        if not math.isfinite(number):
            assert text == str(number)
            continue
        with localcontext(prec=400):
            shown_number, exact = Decimal(text), Decimal(number)
            assert shown_number == exact.quantize(shown_number)
            assert (shown_number == 0) == (exact == 0)
            kept = digits if abs(number) == largest else 2
            assert abs(shown_number - exact) <= abs(exact) * 5 / 10**kept


@given(arrays(np.float64, (3, 2), elements=st.floats(-10, 10)))
def test_decimal_points_stand_one_under_the_other(value):
    block = matrix(value, STYLE, 4)
    for column in range(2):
        places = set()
        for line, row in zip(block.lines, entries(block), strict=True):
            if "." in row[column] and "e" not in row[column]:
                start = 0 if column == 0 else line.rindex(" ", 0, len(line.rstrip("⎤⎥⎦ "))) + 1
                places.add(line.index(".", start))
        assert len(places) <= 1
