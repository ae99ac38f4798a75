"""Several curves over one another: told apart without colour, scaled, and their legend."""

import math
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.queries.blocks import Blocks
from engine.queries.rises import rises
from tests.tui.drawing.charts import ASCII, NOWHERE, UNICODE, cells, drawn, one
from tui.drawing.chart_axis import GUTTER
from tui.drawing.chart_curves import LETTERS, PATTERNS, pattern, sample
from tui.drawing.chart_data import Chart, Plotted, Scaling

LOOKS = pytest.mark.parametrize("look", [UNICODE, ASCII], ids=["unicode", "ascii"])
FLAT = {"low": [0.1] * 60, "high": [0.9] * 60}


def several(curves, cursor=NOWHERE, **settings):
    """A chart of curves by their names, which begin at iteration 0."""
    plotted = [Plotted(range(len(each)), Blocks(each), name) for name, each in curves.items()]
    last = max(len(each) for each in curves.values()) - 1
    return Chart(plotted, 0, last, cursor, **settings)


def test_two_curves_in_ascii_are_drawn_with_their_letters_in_turn_where_they_meet():
    assert drawn(several({"up": range(11), "down": range(10, -1, -1)}, 4), 40, 9, ASCII) == [
        "a aaaa up = 4    b bbbb down = 6",
        "     10+bbbbb       |              aaaaa",
        "       |     bbbbbb |        aaaaaa",
        "       |           bbbb  aaaa",
        "      5+           aaaababbbb",
        "       |     aaaaaa |        bbbbbb",
        "      0+aaaaa       |              bbbbb",
        "       ++-----+-----+------+-----+-----+",
        "        0     2     4      6     8    10",
    ]


@LOOKS
def test_each_curve_has_its_letter_at_its_end_and_in_the_legend(look):
    chart = several(FLAT | {"short": [0.5] * 30})
    found = cells(chart, 78, 14, look)
    legend = "".join(char for (_, y), (char, _) in sorted(found.items()) if y == 0)
    assert all(f"{letter}" in legend for letter in "abc")
    ends = {}
    for letter in "abc":
        xs = [x for (x, y), (char, _) in found.items() if char == letter and y and x > GUTTER]
        ends[letter] = max(xs)
    assert ends["a"] == ends["b"] == 77
    assert abs(ends["c"] - (GUTTER + 29 * (78 - GUTTER - 1) / 59)) <= 1


def test_curves_that_end_together_have_their_letters_beside_one_another():
    lines = drawn(several({name: [0.5] * 60 for name in "xyz"}), 78, 14)
    (line,) = [line for line in lines[2:] if {"a", "b", "c"} <= set(line)]
    assert line[-1] == "a"
    assert line.index("c") < line.index("b") < line.index("a")


def test_no_two_of_the_first_curves_look_alike_without_colour():
    samples = [sample(number, UNICODE) for number in range(len(PATTERNS))]
    assert len(set(samples)) == len(samples)
    assert len({sample(number, ASCII) for number in range(26)}) == 26


def test_a_spike_is_drawn_whatever_the_pattern():
    """Of the last pattern three columns of dots of four are blank."""
    drawn_columns = list(pattern(5, 2 * 70))
    place = next(x for x, is_drawn in enumerate(drawn_columns) if not is_drawn and x > 20)
    values = [0.1] * 140
    values[place] = 0.9
    chart = several({name: [0.1] * 140 for name in "vwxyz"} | {"spike": values})
    found = cells(chart, 70 + GUTTER, 20)
    assert min(y for (x, y), (char, _) in found.items() if x > GUTTER and char >= "\u2801") <= 6


def test_the_legend_tells_the_values_at_the_cursor():
    line = drawn(several({"L": [3.0, 2.0, 1.0], "rate": [0.5]}, cursor=2), 60, 10)[0]
    assert "L = 1 " in line
    assert "rate = ·" in line


def test_a_legend_without_room_says_how_many_are_left_out():
    curves = {f"a long name {letter}": [1.0, 2.0] for letter in LETTERS}
    lines = drawn(several(curves), 40, 12)
    assert "more" in lines[3]
    assert len(lines) == 12


# Scales


def heights(chart, width=70, height=20):
    """The lines in which each curve is drawn in ASCII, by its letter."""
    found = {}
    for (x, y), (char, _) in cells(chart, width, height, ASCII).items():
        if char in "abc" and x > GUTTER and y >= 2:
            found.setdefault(char, set()).add(y)
    return found


WIDE = {"small": [0.001 * k for k in range(60)], "large": [100.0 * k for k in range(60)]}


def test_of_very_different_curves_the_small_one_is_flat_unless_each_has_its_own_scale():
    shared = heights(several(WIDE))
    assert len(shared["a"]) == 1
    assert len(shared["b"]) > 10
    # Now they lie over one another, and take turns.
    own = heights(several(WIDE, scaling=Scaling.OWN))
    assert own["a"] | own["b"] == shared["b"]
    assert len(own["a"]) > 10
    normalised = heights(several(WIDE, scaling=Scaling.NORMALISED))
    assert len(normalised["a"]) > 10


def test_how_curves_are_scaled_is_said():
    assert "[0…0.059]" in drawn(several(WIDE, scaling=Scaling.OWN), 78, 12)[0]
    assert "÷0.059" in drawn(several(WIDE, scaling=Scaling.NORMALISED), 78, 12)[0]
    assert "/5.9e+03" in drawn(several(WIDE, scaling=Scaling.NORMALISED), 78, 12, ASCII)[0]


def test_what_a_log_scale_cannot_show_is_said():
    curves = {"x": [1.0, 0.0, -1.0, 2.0], "y": [1.0, 1.0, math.nan, 1.0]}
    said = " ".join(drawn(several(curves, log=True), 78, 12)[:2])
    assert "≤0 not drawn" in said
    assert "NaN or ∞ not drawn" in said
    assert "not drawn" not in drawn(several({"x": [1.0], "y": [2.0]}, log=True), 78, 12)[0]


def test_a_curve_of_which_nothing_can_be_drawn_leaves_the_others():
    found = heights(several({"x": [-1.0] * 60, "y": [1.0 + k for k in range(60)]}, log=True))
    assert list(found) == ["b"]


NUMBERS = st.one_of(st.floats(-1e6, 1e6), st.sampled_from([math.inf, -math.inf, math.nan, 0.0]))


@settings(max_examples=40)
@given(
    st.lists(st.lists(NUMBERS, max_size=8), min_size=2, max_size=4),
    st.booleans(),
    st.sampled_from(Scaling),
    st.integers(20, 90),
    st.integers(3, 24),
    st.sampled_from([UNICODE, ASCII]),
)
def test_whatever_is_drawn_fills_the_room(curves, log, scaling, width, height, look):
    named = {f"curve {number}": each for number, each in enumerate(curves)}
    plotted = [Plotted(range(len(each)), Blocks(each), name) for name, each in named.items()]
    chart = Chart(plotted, 0, 30, 3, log, scaling)
    lines = drawn(chart, width, height, look)
    assert len(lines) in (height, 0) or "draw" in lines[-1] or "value" in lines[-1]
    assert all(len(line) <= width for line in lines)
    assert not look.ascii or "".join(lines).isascii()


# Rises


@LOOKS
def test_rises_are_marked_on_the_line_below_the_plot(look):
    values = [1.0 - 0.01 * k for k in range(71)]
    for place in (20, 21, 50):
        values[place] = values[place - 1] + 0.005
    chart = one(range(71), values, 0, 70, NOWHERE)
    marked = Chart(chart.curves, 0, 70, NOWHERE, rises=rises(values))
    sign = "^" if look.ascii else "↑"
    found = Counter(
        (x - GUTTER, y) for (x, y), (char, _) in cells(marked, 71 + GUTTER, 12, look).items()
        if char == sign
    )  # fmt: skip
    assert sorted(found) == [(20, 10), (21, 10), (50, 10)]
    assert sign not in "".join(drawn(chart, 71 + GUTTER, 12, look))
    # Where there is no room for such a line, none is marked.
    assert sign not in "".join(drawn(marked, 71 + GUTTER, 7, look))
