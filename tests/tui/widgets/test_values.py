"""The values table."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from engine.debugger.debugger import Debugger
from engine.program.program import derive
from tests.tui.widgets.tables import NETWORKS, ORDER, cells, rows, stop_at, text_of
from tui.drawing.look import Look
from tui.drawing.values import Table, first_row


def test_the_rows_are_in_reading_order():
    assert list(cells(stop_at(0))) == ORDER


def test_before_the_first_step_only_what_is_given_has_a_value():
    table = cells(stop_at(0))
    given = {"w0": "0.5", "w1": "0.5", "w2": "0.5", "w3": "0.5", "x": "1", "y": "−3"}
    assert {name: table[name][0] for name in given} == given
    for name in ("z0", "h0", "z1", "h1", "z2", "ŷ"):
        assert table[name] == ["·", "·"]


def test_at_the_fan_in_sum_the_table_has_the_numbers_of_the_exercise():
    assert cells(stop_at(15)) == {
        "w0": ["0.5", "·"], "x": ["1"], "z0": ["0.5", "·"], "h0": ["0.5", "0.75", "▲", "active"],
        "w1": ["0.5", "0.25"], "z1": ["0.25", "0.5"], "h1": ["0.25", "0.5", "▲", "active"],
        "w2": ["0.5", "0.25"], "w3": ["0.5", "0.5"], "z2": ["0.375", "1"], "ŷ": ["0.375", "1"],
        "y": ["−3"], "L": ["3.375"],
    }  # fmt: skip


def test_in_the_second_iteration_relu_0_is_dead_and_relu_1_at_the_kink():
    table = cells(stop_at(17, 1))
    assert table["h0"] == ["0", "0.0625", "✗", "dead"]
    assert table["h1"][2:] == ["◇", "kink"]
    assert [table[f"w{i}"] for i in range(4)] == [
        ["−0.25", "0"], ["0.25", "0"], ["0.25", "0"], ["0", "0"]
    ]  # fmt: skip


def test_not_computed_is_a_dot_and_never_zero():
    for step in range(22):
        stop = stop_at(step)
        table = cells(stop)
        for node in stop.program.network.definitions:
            value = stop.state.value(node)
            assert (table[{"yhat": "ŷ"}.get(node, node)][0] == "·") == (value is None)


def test_the_node_of_the_step_is_marked_and_no_other():
    for step in range(1, 22):
        stop = stop_at(step)
        marked = [
            node
            for node, line in zip(stop.program.reading_order, rows(stop), strict=True)
            if text_of(line)[0] == "▶"
        ]
        assert marked == [stop.node]


def test_what_the_step_changed_stands_out():
    def role_of(step, node, text):
        stop = stop_at(step)
        line = rows(stop)[stop.program.reading_order.index(node)]
        return [role for shown, role in line if shown == text]

    assert role_of(1, "z0", "0.5") == ["strong"]
    assert role_of(2, "z0", "0.5") == ["text"]
    assert role_of(15, "h0", "0.75") == ["hot"]
    assert role_of(16, "h0", "0.75") == ["text"]
    assert role_of(18, "w0", "0.5→−0.25") == ["strong"]
    assert role_of(19, "w0", "−0.25") == ["text"]


def test_a_state_has_a_colour_of_its_own_beside_its_sign():
    stop = stop_at(17, 1)
    last = {
        node: line[-1][1] for node, line in zip(stop.program.reading_order, rows(stop), strict=True)
    }
    assert (last["h0"], last["h1"]) == ("dead", "kink")


def test_a_selected_node_is_marked_once_it_has_been_selected():
    debugger = Debugger(derive(NETWORKS["skip"]))
    assert not [line for line in rows(debugger.goto(15)) if line[0][1] == "selected"]
    marked = [line for line in rows(debugger.select("w1")) if line[0][1] == "selected"]
    assert [text_of(line).split()[0] for line in marked] == ["w1"]


@pytest.mark.parametrize("width", [22, 30, 44])
def test_a_number_is_rounded_to_its_column_and_never_cut(width):
    """Cut after so many characters, -1e-100 would read as -1e-1."""
    given, name = stop_at(0, 0, "long names"), "the_weight_of_the_first_layer"
    table = Table.of(given.program, Look(ascii=True))
    columns = table.columns(width)
    shown = columns.rows([name], table, given, Look(ascii=True))[0][2][0]
    has_room = set(shown) != {"#"}
    assert has_room or width < 44
    assert not has_room or float(shown) == pytest.approx(-1.23456e-100, rel=0.2, abs=0)


@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.parametrize("width", [22, 30, 40, 62, 78])
@pytest.mark.parametrize("look", [Look(), Look(ascii=True)], ids=["unicode", "ascii"])
def test_every_row_fits_its_width(name, width, look):
    for iteration in range(2):
        for step in range(len(derive(NETWORKS[name]).equations) + 1):
            for line in rows(stop_at(step, iteration, name), width, look):
                assert cell_len(text_of(line)) <= width
                assert text_of(line).isascii() or not look.ascii


def test_the_headings_stand_above_their_columns():
    stop = stop_at(15)
    table = Table.of(stop.program, Look())
    columns = table.columns(44)
    title = columns.title(stop, Look())
    row = text_of(columns.rows(["h0"], table, stop, Look())[0])
    shift = row.index("h0") - title.index("node")
    assert title.index("value") + shift == row.index("0.5")
    assert title.index("∂L/∂") + shift == row.index("0.75")


@given(st.integers(1, 100), st.integers(1, 40), st.data())
def test_the_row_in_focus_is_shown_and_no_room_is_wasted(count, height, data):
    focus = data.draw(st.integers(0, count - 1))
    start = first_row(focus, count, height)
    assert start <= focus < start + height
    assert 0 <= start <= max(count - height, 0)


def test_the_table_does_not_scroll_at_every_step():
    starts = [first_row(focus, 100, 8) for focus in range(100)]
    assert starts == sorted(starts)
    assert len(set(starts)) < 25
