"""Charts of values that cannot be drawn, and of any curve in any size."""

import math
from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.tui.drawing.charts import (
    ASCII,
    NOWHERE,
    UNICODE,
    cells,
    chart_of,
    cursor_column,
    curve_dots,
    drawn,
    labels,
    one,
    text_of,
)
from tui.drawing.chart import chart_lines, iteration_at
from tui.drawing.chart_axis import GUTTER
from tui.drawing.chart_data import Event
from tui.drawing.look import Look
from tui.drawing.themes import ROLES

# Values that cannot be drawn


def test_a_diverging_curve_ends_with_inf():
    values = [10.0**i for i in range(300)] + [math.inf] * 5 + [math.nan] * 95
    chart = chart_of(values, log=True)
    error = {place: char for place, (char, role) in cells(chart, 78, 11).items() if role == "error"}
    start = cursor_column(replace(chart, cursor=300), 78, 11)
    assert "".join(error.values()) == "inf"
    assert min(x for x, _ in error) == start
    assert max(x for (x, _), (_, role) in cells(chart, 78, 11).items() if role == "text") <= start


@pytest.mark.parametrize(
    ("value", "ending", "line"),
    [(math.inf, "inf", 0), (-math.inf, "−inf", 8), (math.nan, "nan", 0)],
)
def test_the_label_is_where_the_curve_would_be(value, ending, line):
    lines = drawn(chart_of([1.0, 2.0, 1.0, value, value]), 78, 11)
    assert [y for y, text in enumerate(lines) if ending in text] == [line]


def test_the_label_hides_nothing_of_the_curve():
    lines = drawn(chart_of([*[5.0] * 10, math.nan, *[5.0] * 10, 1.0]))
    assert [y for y, line in enumerate(lines) if "nan" in line] == [1]


def test_a_label_at_the_right_edge_is_not_cut():
    assert any(line.endswith("nan") for line in drawn(chart_of([1.0] * 99 + [math.nan])))
    assert any(line.endswith("-inf") for line in drawn(chart_of([1.0, -math.inf]), look=ASCII))


def test_on_a_log_scale_zero_is_left_out_and_said():
    values = [1.0, 0.1, 0.0, 0.0, 0.1, 1.0]
    lines = drawn(chart_of(values, log=True))
    assert [y for y, line in enumerate(lines) if "≤0" in line] == [7]
    assert sum("<=0" in line for line in drawn(chart_of(values, log=True), look=ASCII)) == 1
    assert not any("≤0" in line for line in drawn(chart_of(values)))
    columns = curve_dots(chart_of(values, log=True), 68, 10)
    assert len(columns) == pytest.approx(2 * 2 * 60 / 5, abs=4)  # two of five stretches


@pytest.mark.parametrize(
    ("chart", "reason"),
    [
        (chart_of([0.0, -1.0], log=True), "no finite value above 0, which a log scale needs"),
        (chart_of([math.nan, math.inf]), "no finite value to draw"),
        (one([], [], 0, 10, 0), "nothing to draw yet"),
    ],
)
def test_a_picture_of_nothing_says_why(chart, reason):
    assert drawn(chart, 58, 8) == [reason]
    (narrow,) = drawn(chart, 30, 8)
    assert narrow.removesuffix("…") == reason[: len(narrow.removesuffix("…"))]


def test_the_cursor_has_no_point_where_the_value_is_not_known():
    chart = one([0, 10], [1.0, 2.0], 0, 10, 5)
    assert "●" not in "".join(drawn(chart))
    assert cursor_column(chart) == cursor_column(chart_of([1.0] * 11, cursor=5))


def test_the_cursor_has_no_point_on_a_value_that_cannot_be_drawn():
    chart = chart_of([1.0, 0.0, 2.0], cursor=1, log=True)
    assert "●" not in "".join(drawn(chart))
    assert "●" in "".join(drawn(replace(chart, log=False)))


def test_labels_of_many_gaps_do_not_run_into_each_other():
    lines = drawn(chart_of([1.0, math.nan] * 50), 78, 11)
    assert sum(line.count("nan ") for line in lines) > 10
    assert not any("nannan" in line for line in lines)


# Always


SIZES = st.tuples(st.integers(30, 200), st.integers(4, 50))
LABELS = st.text("abc 019", max_size=20)
EVENTS = st.lists(
    st.builds(Event, st.integers(0, 60), LABELS, st.sampled_from(sorted(ROLES))), max_size=8
)


@given(
    values=st.lists(st.floats(), max_size=60),
    size=SIZES,
    cursor=st.integers(-1, 61),
    log=st.booleans(),
    events=EVENTS,
    is_ascii=st.booleans(),
)
def test_every_picture_fits(values, size, cursor, log, events, is_ascii):
    events = sorted(events, key=lambda event: event.iteration)
    chart = one(range(len(values)), values, 0, max(len(values) - 1, 0), cursor, log, events)
    lines = chart_lines(chart, Look(is_ascii), *size)
    assert len(lines) in (1, size[1])
    for line in lines:
        assert len(text_of(line)) == size[0]
        assert {role for _, role in line} <= set(ROLES)
        assert text_of(line).isascii() or not is_ascii
    if len(lines) > 1:
        plot = {x for (x, _), (_, role) in cells(chart, *size).items() if role == "text"}
        assert plot <= set(range(GUTTER, size[0]))


@given(
    values=st.lists(st.floats(allow_nan=False), min_size=1, max_size=30),
    size=SIZES,
    log=st.booleans(),
)
def test_there_are_labels_and_they_grow_upwards(values, size, log):
    assume(any(0 < value < math.inf for value in values))
    numbers = list(labels(chart_of(values, log=log), *size).values())
    assert len(numbers) >= 2
    assert numbers == sorted(set(numbers), reverse=True)


@given(st.integers(0, 10**7), st.integers(0, 10**7), st.integers(30, 200))
def test_iterations_below_the_plot_stand_apart_and_in_the_range(first, span, width):
    chart = one([first], [1.0], first, first + span, NOWHERE)
    (*_, last) = drawn(chart, width)
    ticks = [int(text) for text in last.split("  ") if text]  # two blanks between them at least
    assert ticks == sorted(set(ticks))
    assert all(first <= tick <= first + span for tick in ticks)
    assert 1 <= len(ticks) <= 10


@pytest.mark.parametrize("size", [(0, 0), (19, 10), (78, 2)])
def test_where_there_is_no_room_there_is_no_picture(size):
    chart = chart_of([1.0, 2.0])
    assert chart_lines(chart, UNICODE, *size) == []
    assert iteration_at(chart, 10, min(size[0], 19)) is None


def test_the_smallest_picture():
    chart = chart_of([1.0, 2.0], cursor=1)
    assert drawn(chart, 20, 3)[2].split() == ["0", "1"]
    assert iteration_at(chart, cursor_column(chart, 20, 3), 20) == 1
