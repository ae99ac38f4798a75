"""The picture of a curve: its shape, its axes and its values."""

import math
from array import array
from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.tui.drawing.charts import (
    ASCII,
    NOWHERE,
    cells,
    chart_of,
    curve_dots,
    drawn,
    labels,
    one,
    point,
)
from tui.drawing.chart_axis import GUTTER
from tui.drawing.chart_data import Event

LN2 = math.log(2)


# Pictures


def test_a_loss_that_stays_at_ln_2_is_a_flat_line_amid_the_plot():
    assert drawn(chart_of([LN2] * 101), 32, 6) == [
        "   0.78┤",
        "       │",
        "       │⠠⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤",
        "       │",
        "   0.62┤",
        "        0          50        100",
    ]


def test_the_flat_line_in_ascii_with_the_cursor():
    assert drawn(chart_of([LN2] * 101, cursor=40), 32, 9, ASCII) == [
        "       |         |",
        "   0.75+         |",
        "       |         |",
        "    0.7+.........o..............",
        "       |         |",
        "   0.65+         |",
        "       |         |",
        "       ++-----------+----------+",
        "        0          50        100",
    ]


def test_a_straight_line_falls_straight():
    assert drawn(chart_of([10 - i for i in range(11)])) == [
        "     10┤⠈⠢⢄",
        "       │   ⠑⠢⡀",
        "       │     ⠈⠑⢄⡀",
        "       │        ⠈⠢⢄",
        "      5┤           ⠑⠤⡀",
        "       │             ⠈⠒⢄",
        "       │                ⠉⠢⣀",
        "      0┤                   ⠑⠢⢄",
        "       └┬──────────┬─────────┬",
        "        0          5        10",
    ]


def test_powers_of_ten_are_a_straight_line_on_a_log_scale():
    assert drawn(chart_of([10.0**-i for i in range(7)], log=True), 32, 9, ASCII) == [
        "      1+'..",
        "       |   ''..",
        "       |       ''..",
        "       |           ''.",
        "       |              '.",
        "  1e-05+                ''..",
        "       |                    ''..",
        "       ++-------+------+-------+",
        "        0       2      4       6",
    ]


def test_a_narrow_log_scale_has_round_numbers_too():
    values = [0.7, 0.6]
    assert list(labels(chart_of(values, log=True), 32, 12).values()) == [0.7, 0.65, 0.6]


def test_a_small_plot_has_its_ends_labelled():
    assert labels(chart_of([3.0, 700.0], log=True), 30, 4) == {0: 700, 2: 3}
    assert labels(chart_of([31.0, 699.0], log=True), 30, 4) == {0: 700, 2: 30}
    assert labels(chart_of([0.03, 4.9]), 30, 4) == {0: 5, 2: 0}


def test_events_stand_over_their_columns():
    events = [
        Event(10, "h0 died", "dead"),
        Event(50, "h1 active", "active"),
        Event(51, "h2 died", "dead"),
        Event(99, "h3 kink", "kink"),
    ]
    chart = chart_of([i / 100 for i in range(101)], 25, events=events)
    assert drawn(chart, 58, 9) == [
        "             ✗ h0 died           ✗ h2 died +1    h3 kink ◇",
        "      1┤            │                             ⣀⣀⡠⠤⠔⠒⠊⠉",
        "       │            │                    ⢀⣀⡠⠤⠤⠒⠒⠉⠉",
        "       │            │            ⣀⣀⠤⠤⠒⠒⠊⠉⠁",
        "    0.5┤            │   ⢀⣀⡠⠤⠤⠒⠒⠉⠉⠁",
        "       │        ⣀⣀⠤⠤●⠒⠊⠉⠁",
        "      0┤⢀⡠⠤⠔⠒⠊⠉⠉    │",
        "       └┬─────────┬─────────┬────────┬─────────┬─────────┬",
        "        0        20        40       60        80       100",
    ]
    assert drawn(chart, 58, 9, ASCII)[0] == (
        "             x h0 died           x h2 died +1    h3 kink o"
    )


def test_where_the_curve_ends_it_says_why():
    assert drawn(one([0, 1, 2, 3, 4], [1, 2, math.inf, math.nan, 3], 0, 4, NOWHERE), 30, 6) == [
        "    3.2┤           inf       ⠠",
        "       │",
        "       │    ⢀⡠",
        "       │  ⡠⠔⠁",
        "    0.8┤⠐⠉",
        "        0    1     2    3    4",
    ]


# The curve


@pytest.mark.parametrize(("value", "line"), [(9.0, 0), (-9.0, 8)])
def test_a_spike_among_ten_thousand_points_is_not_lost(value, line):
    values = [1.0] * 10_000
    values[7777] = value
    chart = chart_of(values, cursor=7777)
    assert point(chart, 78, 11)[1] == line
    still = replace(chart, cursor=NOWHERE)
    tip = {x for (x, y), (_, role) in cells(still, 78, 11).items() if y == line and role == "text"}
    assert tip == {point(chart, 78, 11)[0]}


def test_a_step_among_ten_thousand_points_is_one_dot_wide():
    columns = curve_dots(chart_of([1.0] * 5500 + [9.0] * 4500), 78, 11)
    (step,) = [x for x, rows in columns.items() if len(rows) > 1]
    assert {min(rows) for x, rows in columns.items() if x >= step} == {0}
    assert {max(rows) for x, rows in columns.items() if x <= step} == {35}


def test_rounding_errors_look_flat():
    chart = chart_of([0.69315, 0.69309] * 50)
    assert len({y for (_, y), (_, role) in cells(chart, 118, 28).items() if role == "text"}) == 1


def test_a_fall_of_a_few_percent_does_not_look_flat():
    dots = curve_dots(chart_of([0.6931 - 0.0005 * i for i in range(40)]), 118, 28)
    rows = set().union(*dots.values())
    assert max(rows) - min(rows) > 0.7 * 4 * 26


@pytest.mark.parametrize("value", [LN2, 3.375, -3.375, 1e-9, 1e200, -1e200, 0.0, 123456.0])
@pytest.mark.parametrize("height", [4, 11, 28])
def test_a_constant_is_amid_the_plot(value, height):
    plot = height - 1 - (height >= 8)
    _, y = point(chart_of([value] * 3, cursor=1), 78, height)
    assert abs(y - (plot - 1) / 2) <= plot / 4


@pytest.mark.parametrize("values", [[3.375], [3.375, 3.0]])
@pytest.mark.parametrize("width", [30, 78, 200])
def test_one_and_two_points_are_a_picture(values, width):
    chart = chart_of(values, cursor=0)
    assert point(chart, width, 11)[0] == GUTTER
    assert len(labels(chart, width, 11)) >= 2
    assert len(drawn(chart, width, 11)) == 11


@given(
    st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=80),
    st.integers(30, 70),
    st.integers(4, 20),
)
def test_the_curve_has_no_holes(values, width, height):
    columns = curve_dots(chart_of(values), width, height)
    assert sorted(columns) == list(range(2 * GUTTER + 1, 2 * width))
    for x in range(2 * GUTTER + 2, 2 * width):
        assert any(abs(a - b) <= 1 for a in columns[x] for b in columns[x - 1])


@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=150), st.integers(8, 30))
def test_the_highest_value_is_highest_and_the_lowest_lowest(values, height):
    chart = chart_of(values)
    rows = set().union(*curve_dots(chart, 50, height).values())
    for value, end in ((max(values), min(rows)), (min(values), max(rows))):
        at = replace(chart, cursor=values.index(value))
        assert point(at, 50, height)[1] == end // 4


@given(st.lists(st.floats(1e-6, 1e6), min_size=2, max_size=40), st.data())
def test_a_value_that_is_a_label_stands_beside_it(values, data):
    log = data.draw(st.booleans())
    height = data.draw(st.integers(4, 30))
    assume(max(values) > 1.01 * min(values))
    for y, label in labels(chart_of(values, log=log), 40, height).items():
        if min(values) <= label <= max(values):
            marked = chart_of([*values, label], cursor=len(values), log=log)
            assert abs(point(marked, 40, height)[1] - y) <= 1  # a label may be a little rounded


@pytest.mark.parametrize("kind", [list, tuple, lambda values: array("d", values)])
def test_values_may_be_any_sequence(kind):
    values = [math.exp(-i / 40) for i in range(200)]
    assert drawn(chart_of(kind(values))) == drawn(chart_of(values))


def test_points_beside_the_axis_are_not_drawn():
    values = [100.0, *[1.0, 2.0, 3.0], -100.0]
    part = one(range(5), values, 1, 3, NOWHERE)
    assert cells(part) == cells(one([1, 2, 3], values[1:4], 1, 3, NOWHERE))
