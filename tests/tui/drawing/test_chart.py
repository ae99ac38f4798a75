"""The picture of a curve: its shape, its axes, the cursor, and what happened."""

import math
import unicodedata
from array import array
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tui.drawing.chart import chart_lines, iteration_at, sample_iterations
from tui.drawing.chart_axis import GUTTER, Chart, Event
from tui.drawing.look import Look
from tui.drawing.themes import ROLES

UNICODE, ASCII = Look(), Look(ascii=True)
LOOKS = pytest.mark.parametrize("look", [UNICODE, ASCII], ids=["unicode", "ascii"])
NOWHERE = -1  # a cursor that is not in the picture
LN2 = math.log(2)


def chart_of(values, cursor=NOWHERE, log=False, events=()):
    """A chart whose values begin at iteration 0."""
    return Chart(range(len(values)), values, 0, len(values) - 1, cursor, log, events)


def drawn(chart, width=30, height=10, look=UNICODE):
    """The lines of the picture as texts, without blanks at their ends."""
    return [text_of(line).rstrip() for line in chart_lines(chart, look, width, height)]


def text_of(line):
    return "".join(text for text, _ in line)


def cells(chart, width=30, height=10, look=UNICODE):
    """Every cell of the picture that is not blank, with its character and role."""
    return {
        (x, y): cell
        for y, line in enumerate(chart_lines(chart, look, width, height))
        for x, cell in enumerate((char, role) for text, role in line for char in text)
        if cell[0] != " "
    }


def cursor_column(chart, width=30, height=10, look=UNICODE):
    """The one column in which something is drawn in the cursor's role."""
    (column,) = {
        x for (x, _), (_, role) in cells(chart, width, height, look).items() if role == "hot"
    }
    return column


def point(chart, width=30, height=10, look=UNICODE):
    """The cell of the mark of the value at the cursor."""
    mark = "o" if look.ascii else "●"
    (place,) = [
        place for place, cell in cells(chart, width, height, look).items() if cell == (mark, "hot")
    ]
    return place


def curve_dots(chart, width, height):
    """The columns of braille dots of the curve, from the left: the rows in each, from the top.

    What a braille character looks like is taken from its name in the Unicode standard.
    """
    columns = {}
    for (x, y), (character, role) in cells(chart, width, height).items():
        if role == "text":
            numbers = unicodedata.name(character).removeprefix("BRAILLE PATTERN DOTS-")
            for number in map(int, numbers):
                across, down = {7: (0, 3), 8: (1, 3)}.get(number, divmod(number - 1, 3))
                columns.setdefault(2 * x + across, set()).add(4 * y + down)
    return columns


def labels(chart, width=30, height=10, look=UNICODE):
    """The numbers beside the plot, with the lines that they are on."""
    texts = {
        y: line[: GUTTER - 1].strip() for y, line in enumerate(drawn(chart, width, height, look))
    }
    numbers = {y: text.replace("−", "-") for y, text in list(texts.items())[:-1] if text}
    return {y: float(number) for y, number in numbers.items()}


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
    assert drawn(Chart([0, 1, 2, 3, 4], [1, 2, math.inf, math.nan, 3], 0, 4, NOWHERE), 30, 6) == [
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
    part = Chart(range(5), values, 1, 3, NOWHERE)
    assert cells(part) == cells(Chart([1, 2, 3], values[1:4], 1, 3, NOWHERE))


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
        (Chart([], [], 0, 10, 0), "nothing to draw yet"),
    ],
)
def test_a_picture_of_nothing_says_why(chart, reason):
    assert drawn(chart, 58, 8) == [reason]
    (narrow,) = drawn(chart, 30, 8)
    assert narrow.removesuffix("…") == reason[: len(narrow.removesuffix("…"))]


def test_the_cursor_has_no_point_where_the_value_is_not_known():
    chart = Chart([0, 10], [1.0, 2.0], 0, 10, 5)
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
    chart = Chart([first], [1.0], first, first + span, first)
    x = data.draw(st.integers(GUTTER, width - 1))
    found = iteration_at(chart, x, width)
    if span >= width - GUTTER - 1:
        assert cursor_column(replace(chart, cursor=found), width, 4) == x
    # The nearest one, where the first is amid the first column and the last amid the last.
    gaps = width - GUTTER - 1
    assert 2 * abs((found - first) * gaps - (x - GUTTER) * span) <= gaps or span == 0


def test_the_ends_of_the_axis_are_the_ends_of_the_plot():
    chart = Chart([], [], 100, 10_000, 100)
    assert iteration_at(chart, GUTTER, 78) == 100
    assert iteration_at(chart, 77, 78) == 10_000
    assert iteration_at(chart, GUTTER - 1, 78) is None
    assert iteration_at(chart, 78, 78) is None


@given(st.integers(0, 10**6), st.integers(0, 10**5), st.integers(30, 200))
def test_samples_are_at_most_two_a_column_and_leave_no_column_out(first, span, width):
    samples = sample_iterations(first, first + span, width)
    assert samples == sorted(set(samples))
    assert (samples[0], samples[-1]) == (first, first + span)
    columns = width - GUTTER
    # The first iteration is amid the first column and the last amid the last.
    places = Counter(
        (2 * (sample - first) * (columns - 1) + max(span, 1)) // (2 * max(span, 1))
        for sample in samples
    )
    assert max(places.values()) <= 2
    assert len(places) == min(columns, span + 1)


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
    chart = Chart([5], [1.0], 4, 6, 5, events=events)
    assert drawn(chart)[0].split() == ["✗"] * 3


def test_a_hundred_thousand_events_are_shown():
    events = [Event(i, "dies", "dead") for i in range(100_000)]
    chart = Chart([0, 99_999], [1.0, 2.0], 0, 99_999, NOWHERE, events=events)
    assert drawn(chart)[0] == " " * GUTTER + "✗" * 22


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
    chart = Chart(range(len(values)), values, 0, max(len(values) - 1, 0), cursor, log, events)
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
    chart = Chart([first], [1.0], first, first + span, NOWHERE)
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
