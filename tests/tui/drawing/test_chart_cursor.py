"""The cursor of a chart, and the events over its columns."""

import math
from collections import Counter
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
    drawn,
    one,
    point,
)
from tui.drawing.chart import iteration_at, sample_iterations
from tui.drawing.chart_axis import GUTTER
from tui.drawing.chart_data import Event

LOOKS = pytest.mark.parametrize("look", [UNICODE, ASCII], ids=["unicode", "ascii"])


# The cursor


@LOOKS
@pytest.mark.parametrize(("width", "height"), [(58, 8), (78, 11), (118, 28)])
def test_the_cursor_moves_by_changing_two_cells_a_line(look, width, height):
    chart = chart_of([math.exp(-i / 300) + 0.1 * math.sin(i / 20) for i in range(1000)])
    before = cells(replace(chart, cursor=399), width, height, look)
    for cursor in range(400, 440):
        after = cells(replace(chart, cursor=cursor), width, height, look)
        changed = {
            place for place in before.keys() | after.keys() if before.get(place) != after.get(place)
        }
        assert max(Counter(y for _, y in changed).values(), default=0) <= 2
        assert len({x for x, _ in changed}) <= 2
        before = after


@LOOKS
def test_the_cursor_crosses_the_plot_and_hides_nothing_but_its_point(look):
    chart = chart_of([1.0, 5.0, 2.0, 4.0] * 25)
    without = cells(chart, 78, 11, look)
    at = replace(chart, cursor=50)
    shown = cells(at, 78, 11, look)
    column = cursor_column(at, 78, 11, look)
    assert {y for x, y in shown if x == column} >= set(range(9))
    mark = point(at, 78, 11, look)
    assert all(shown[place][0] == char for place, (char, _) in without.items() if place != mark)


@given(st.integers(2, 150), st.integers(30, 200), st.data())
def test_every_iteration_with_a_column_of_its_own_can_be_clicked(count, width, data):
    assume(count <= width - GUTTER)
    chart = chart_of([1.0] * count, cursor=data.draw(st.integers(0, count - 1)))
    assert iteration_at(chart, cursor_column(chart, width, 4), width) == chart.cursor


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.integers(30, 200), st.data())
def test_a_click_moves_the_cursor_to_the_column_clicked(first, span, width, data):
    chart = one([first], [1.0], first, first + span, first)
    x = data.draw(st.integers(GUTTER, width - 1))
    found = iteration_at(chart, x, width)
    if span >= width - GUTTER - 1:
        assert cursor_column(replace(chart, cursor=found), width, 4) == x
    # The nearest one, where the first is amid the first column and the last amid the last.
    gaps = width - GUTTER - 1
    assert 2 * abs((found - first) * gaps - (x - GUTTER) * span) <= gaps or span == 0


def test_the_ends_of_the_axis_are_the_ends_of_the_plot():
    chart = one([], [], 100, 10_000, 100)
    assert iteration_at(chart, GUTTER, 78) == 100
    assert iteration_at(chart, 77, 78) == 10_000
    assert iteration_at(chart, GUTTER - 1, 78) is None
    assert iteration_at(chart, 78, 78) is None


@given(st.integers(0, 10**6), st.integers(0, 10**5), st.integers(30, 200))
def test_samples_are_about_two_a_column_and_leave_no_column_out(first, span, width):
    samples = sample_iterations(first, first + span, width)
    assert samples == sorted(set(samples))
    assert (samples[0], samples[-1]) == (first, first + span)
    columns = width - GUTTER
    # The first iteration is amid the first column and the last amid the last.
    places = Counter(
        (2 * (sample - first) * (columns - 1) + max(span, 1)) // (2 * max(span, 1))
        for sample in samples
    )
    assert max(places.values()) <= 3
    assert Counter(places.values())[3] <= 1  # where the last is
    assert len(places) == min(columns, span + 1)


@given(st.integers(0, 10**5), st.integers(30, 200))
def test_with_another_iteration_nearly_all_samples_stay(span, width):
    now, then = (set(sample_iterations(0, last, width)) for last in (span, span + 1))
    assert len(then - now) <= 2


def test_few_iterations_are_all_sampled():
    assert sample_iterations(3, 60, 78) == list(range(3, 61))


# Events


def test_of_events_in_one_column_the_most_serious_is_shown():
    events = [Event(5, "a", "active"), Event(5, "b", "dead"), Event(5, "c", "kink")]
    assert drawn(chart_of([1.0] * 11, events=events))[0].split() == ["✗", "b", "+2"]
    assert drawn(chart_of([1.0] * 11, events=events[::2]))[0].split() == ["◇", "c", "+1"]


def test_what_was_done_by_hand_comes_before_what_became_of_relus():
    events = [Event(5, "b", "dead"), Event(5, "w3 = 0", "title")]
    assert drawn(chart_of([1.0] * 11, events=events))[0].split() == ["≔", "w3", "=", "0", "+1"]


def test_an_event_of_another_kind_has_an_exclamation_mark():
    chart = chart_of([1.0] * 11, events=[Event(5, "rate", "hot")])
    assert drawn(chart)[0].split() == ["!", "rate"]


def test_an_event_has_its_role():
    chart = chart_of([1.0] * 11, events=[Event(0, "dies", "dead"), Event(10, "lives", "active")])
    roles = {char: role for (_, y), (char, role) in cells(chart).items() if y == 0}
    assert (roles["✗"], roles["▲"]) == ("dead", "active")


def test_a_label_without_room_is_left_out_and_its_sign_is_not():
    events = [Event(i, "a long story", "dead") for i in range(11)]
    assert drawn(chart_of([1.0] * 11, events=events))[0].replace(" ", "") == "✗" * 11


@pytest.mark.parametrize("at", [0, 10])
def test_a_label_may_fill_the_line(at):
    room = 30 - GUTTER - 2
    fits, does_not = (
        drawn(chart_of([1.0] * 11, events=[Event(at, "x" * length, "dead")]))[0].strip()
        for length in (room, room + 1)
    )
    assert sorted([fits[0], fits[-1]]) == ["x", "✗"]
    assert len(fits) == room + 2
    assert does_not == "✗"


def test_events_beside_the_axis_are_not_shown():
    events = [Event(i, "", "dead") for i in (0, 3, 4, 5, 6, 7, 10)]
    chart = one([5], [1.0], 4, 6, 5, events=events)
    assert drawn(chart)[0].split() == ["✗"] * 3


def test_a_hundred_thousand_events_are_shown():
    events = [Event(i, "dies", "dead") for i in range(100_000)]
    chart = one([0, 99_999], [1.0, 2.0], 0, 99_999, NOWHERE, events=events)
    assert drawn(chart)[0] == " " * GUTTER + "✗" * 22
