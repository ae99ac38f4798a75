"""Arrays in few cells: rows of numbers, heat maps, masks."""

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from engine.language.figures import Figures, figures, fit_number, use_figures
from tui.drawing.arrays import half_map, heat_map, masks, numbers
from tui.drawing.look import Look

UNICODE, ASCII = Look(), Look(ascii=True)
ENTRIES = st.floats(-1e6, 1e6) | st.sampled_from([0.0, 1e-12, -3e-7, 0.5, -123456.0])
MATRICES = arrays(float, st.tuples(st.integers(1, 5), st.integers(1, 4)), elements=ENTRIES)


def texts(lines):
    return ["".join(text for text, _ in line) for line in lines]


def test_the_numbers_of_a_matrix_have_their_points_in_line():
    """The inputs of XOR, and weights as they are drawn for it with seed 1."""
    assert numbers(np.array([[0, 0], [0, 1], [1, 0], [1, 1.0]]), 15, UNICODE) == (
        "0 0", "0 1", "1 0", "1 1"
    )  # fmt: skip
    weights = np.array([[0.00345584, 0.00821618], [0.00330437, -0.01303157]])
    assert numbers(weights, 15, UNICODE) == ("0.0035  0.0082", "0.0033 −0.0130")
    assert numbers(weights, 11, ASCII) == (".0035 .0082", ".0033 -.013")
    assert numbers(np.array([0.0002, -0.0006]), 11, UNICODE) == (".0002 −6e−4",)
    assert numbers(weights, 5, UNICODE) is None


def test_numbers_follow_the_decimal_comma():
    before, value = figures(), np.array([[0.5, -0.25]])
    assert numbers(value, 15, UNICODE) == ("0.5 −0.25",)
    try:
        use_figures(Figures(comma=True))
        assert numbers(value, 15, UNICODE) == ("0,5 −0,25",)
    finally:
        use_figures(before)


@given(MATRICES, st.integers(1, 40))
def test_numbers_fit_and_are_rounded_at_the_most(value, width):
    rows = numbers(value, width, ASCII)
    if rows is None:
        needed = max(len(fit_number(entry, 8, "-")) for entry in value.ravel().tolist())
        assert width < max(needed, 6) * value.shape[1] + value.shape[1] - 1  # `-1e-12` needs six
        return
    assert len({len(row) for row in rows}) == 1
    assert len(rows[0]) <= width
    shown = [Decimal(text) for row in rows for text in row.split()]
    for text, entry in zip(shown, value.ravel().tolist(), strict=True):
        half = Decimal(5).scaleb(text.as_tuple().exponent - 1)
        assert abs(text - Decimal(entry)) <= half * Decimal("1.001")


@given(MATRICES)
@pytest.mark.parametrize("look", [UNICODE, ASCII], ids=["unicode", "ascii"])
def test_a_heat_map_tells_signs_and_sizes_by_glyphs_alone(look, value):
    lines = texts(heat_map(value, 1, look))
    assert [len(line) for line in lines] == [value.shape[1]] * value.shape[0]
    glyphs = [glyph for line in lines for glyph in line]
    largest = np.abs(value).max()
    sizes = {}
    for glyph, entry in zip(glyphs, value.ravel().tolist(), strict=True):
        assert (glyph == " ") == (entry == 0)
        sizes.setdefault(glyph, []).append(entry)
    for entries in sizes.values():
        assert len(set(np.sign(entries))) == 1  # no glyph stands for both signs
        spread = max(map(abs, entries)) - min(map(abs, entries))
        assert spread <= largest / 3 * 1.001


def test_what_is_no_number_is_told_in_a_heat_map():
    (line,) = heat_map(np.array([np.nan, 1.0, np.inf, -1.0]), 1, UNICODE)
    assert line == (("!", "error"), ("▓", "title"), ("!", "error"), ("≡", "kink"))


def test_half_blocks_tell_signs_by_their_shape():
    """Filled where positive, the left quarter only where negative; the last row is alone."""
    value = np.array([[1, 1, -1, 0, -1], [1, -1, 1, 1, -1], [1, -1, 0, 1, -1.0]])
    assert texts(half_map(value, 1)) == ["█▛▙▄▌", "▀▘ ▀▘"]
    assert texts(half_map(value, 2))[1] == "▀▀▘▘  ▀▀▘▘"


def test_a_mask_has_a_row_for_each_sample_and_a_sign_for_each_unit():
    """Pre-activations [[3, -3, 0], [7, -7, 1]]."""
    z = np.array([[3, -3, 0], [7, -7, 1.0]])
    assert texts(masks(z, UNICODE)) == ["▲✗◇", "▲✗▲"]
    assert masks(z, UNICODE)[0] == (("▲", "active"), ("✗", "dead"), ("◇", "kink"))
    assert texts(masks(z, ASCII)) == ["^xo", "^x^"]
