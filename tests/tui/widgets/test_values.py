"""The values table."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual import events
from textual.geometry import Size

from engine.debugger.debugger import Debugger
from engine.iterations.state import ReluState
from engine.network.files import load_network
from engine.network.reader import read_network
from engine.network.source import Source
from engine.program.program import derive
from tui.drawing.look import Look
from tui.drawing.values import Table, first_row
from tui.widgets.values import Values

LONG_NAMES = """
loss = "the_loss_of_the_whole_network"
equations = '''
the_first_activation = relu(the_weight_of_the_first_layer*x)
the_loss_of_the_whole_network = the_first_activation*the_first_activation
'''
[inputs]
x = -123456.789123
[parameters]
the_weight_of_the_first_layer = -1.23456e-100
"""

ARRAYS = """
loss = "L"
equations = "Z = X @ W\\nH = relu(Z)\\nL = sum(H)"
inputs = { X = [[1, 2], [3, 4]] }
parameters = { W = [[0.123456789, -1], [0.5, 1e-30]] }
"""

UNITS = """
loss = "L"
equations = "Z = X @ W\\nH = relu(Z)\\nL = sum(H)"
inputs = { X = [[1, 2], [3, 4]] }
parameters = { W = [[1, -1, 1], [1, -1, -0.5]] }
"""

TWO_WEIGHTS = """
loss = "L"
equations = "h = a*x\\nL = b*h"
inputs = { x = 2 }
parameters = { a = 3, b = 5 }
"""


def trained_by(optimiser):
    """A network of two weights with an optimiser."""
    training = f'training = {{ learning_rate = 0.1, optimiser = "{optimiser}" }}\n'
    return read_network(Source(f"{optimiser}.toml", TWO_WEIGHTS + training))


NETWORKS = {
    "skip": load_network("skip"),
    "plain": load_network("plain"),
    "long names": read_network(Source("long.toml", LONG_NAMES)),
    "arrays": read_network(Source("arrays.toml", ARRAYS)),
    "units": read_network(Source("units.toml", UNITS)),
    "momentum": trained_by("momentum"),
    "adam": trained_by("adam"),
}

ORDER = ["w0", "x", "z0", "h0", "w1", "z1", "h1", "w2", "w3", "z2", "ŷ", "y", "L"]
"""What is given stands before what is computed from it, in the order of the exercise."""


def stop_at(step, iteration=0, name="skip"):
    return Debugger(derive(NETWORKS[name])).goto(step, iteration)


def rows(stop, width=44, look=Look()):  # noqa: B008  (frozen)
    table = Table.of(stop.program, look)
    columns = table.columns(width)
    return [columns.row(symbol, table, stop, look) for symbol in table.symbols]


def text_of(line):
    return "".join(text for text, _ in line)


def cells(stop, width=44):
    """The words of every row by the name in it."""
    found = {}
    for line in rows(stop, width):
        name, *rest = text_of(line).replace("▶", " ").split()
        found[name] = rest
    return found


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
    assert role_of(18, "w0", "−0.25") == ["strong"]


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
    shown = columns.row(name, table, given, Look(ascii=True))[2][0]
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
    row = text_of(columns.row("h0", table, stop, Look()))
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


# Arrays


def test_a_relu_of_arrays_has_a_sign_for_each_unit():
    """Z is [[3, -3, 0], [7, -7, 1]]: the third unit is at the kink for one sample."""
    assert cells(stop_at(2, 0, "units"))["H"][-1] == "▲✗◐"
    assert rows(stop_at(2, 0, "units"))[3][-3:] == (
        ("▲", "active"), ("✗", "dead"), ("◐", "mixed")
    )  # fmt: skip


def test_without_room_for_its_units_a_relu_has_one_sign():
    assert cells(stop_at(2, 0, "units"), 30)["H"][-1] == "◐"


ACTIVE, DEAD, KINK, MIXED = ReluState


@pytest.mark.parametrize(
    ("states", "width", "shown"),
    [
        ((), 8, ()),
        ((DEAD,), 8, (("✗", "dead"),)),
        ((ACTIVE, DEAD), 2, (("▲", "active"), ("✗", "dead"))),
        ((ACTIVE, DEAD), 1, (("◐", "mixed"),)),
        ((KINK,) * 8, 8, (("◇", "kink"),) * 8),
        ((DEAD,) * 9, 8, (("✗", "dead"),)),
        ((ACTIVE,) * 9, 8, (("▲", "active"),)),
        ((ACTIVE, MIXED) * 8, 8, (("◐", "mixed"),)),
        ((ACTIVE,) * 9 + (DEAD,) * 3, 8, (("◐ 3✗", "mixed"),)),
        ((ACTIVE,) * 9 + (DEAD,) * 3, 4, (("◐ 3✗", "mixed"),)),
        ((ACTIVE,) * 9 + (DEAD,) * 3, 3, (("◐", "mixed"),)),
        ((ACTIVE,) * 900 + (DEAD,) * 120, 6, (("◐ 120✗", "mixed"),)),
    ],
)
def test_units_have_their_signs_or_are_counted(states, width, shown):
    assert Look().units(states, width) == shown


@given(st.lists(st.sampled_from(list(ReluState)), min_size=1), st.integers(1, 20))
def test_the_signs_of_units_fit(states, width):
    for look in (Look(), Look(ascii=True)):
        text = text_of(look.units(states, width))
        assert 1 <= len(text) <= width
        assert text.isascii() or not look.ascii


# What an optimiser remembers


def test_what_is_remembered_stands_under_its_parameter():
    assert list(cells(stop_at(0))) == ORDER
    assert list(cells(stop_at(0, 0, "momentum"))) == ["a", "v_a", "x", "h", "b", "v_b", "L"]
    assert list(cells(stop_at(0, 0, "adam"))) == [
        "a", "t", "m_a", "v_a", "x", "h", "b", "m_b", "v_b", "L"
    ]  # fmt: skip


def test_what_is_remembered_has_its_value():
    """The gradients are 5·2 and 3·2; the first velocity is the gradient."""
    before, after = (cells(stop_at(step, 0, "momentum")) for step in (5, 9))
    assert (before["v_a"], before["v_b"]) == (["0"], ["0"])
    assert (after["v_a"], after["v_b"]) == (["10"], ["6"])
    assert (after["a"][0], after["b"][0]) == ("2", "4.4")


def test_what_is_remembered_is_dim_and_cannot_be_selected():
    debugger = Debugger(derive(NETWORKS["momentum"]))
    debugger.goto(2)
    roles = {text_of(line).split()[0]: line[0][1] for line in rows(debugger.select("a"))}
    assert (roles["a"], roles["v_a"], roles["x"]) == ("selected", "dim", "text")


@pytest.mark.parametrize("name", ["momentum", "adam"])
def test_the_mark_is_at_what_the_step_assigns(name):
    program = derive(NETWORKS[name])
    for step, equation in enumerate(program.equations, 1):
        stop = stop_at(step, 0, name)
        (marked,) = [line for line in rows(stop) if text_of(line)[0] == "▶"]
        is_gradient = equation.symbol.startswith("dL/d")
        assert marked[0][0][1:] == (equation.node if is_gradient else equation.symbol)
        strong = [line for line in rows(stop) if line[2][1] == "strong"]
        assert strong == ([] if is_gradient else [marked])


# The panel


class Panel(Values):
    """A panel of a size, without a screen."""

    room = Size(44, 4)

    def show(self, lines, _title="", foot=""):
        self.lines, self.foot = [text_of(line) for line in lines], foot

    def post_message(self, message):
        self.posted = message


def click(row):
    return events.Click(None, 5, row + 1, 0, 0, 1, False, False, False)


def test_a_click_selects_the_node_of_the_row():
    panel = Panel(Look())
    panel.draw(stop_at(0, 0, "momentum"))
    nodes = []
    for row in range(4):
        panel.on_click(click(row))
        nodes.append(panel.posted.node)
    assert [line.split()[0] for line in panel.lines] == ["h", "b", "v_b", "L"]
    assert nodes == ["h", "b", "b", "L"]


def test_what_the_step_assigns_is_in_view():
    panel = Panel(Look())
    panel.room = Size(44, 2)
    for step in range(1, 13):
        panel.draw(stop_at(step, 0, "adam"))
        assert [line for line in panel.lines if line[0] == "▶"]


def test_what_is_selected_is_in_view():
    panel, debugger = Panel(Look()), Debugger(derive(NETWORKS["momentum"]))
    debugger.goto(8)
    assert debugger.stop.step.symbol == "v_b"
    panel.draw(debugger.select("a"))
    assert panel.lines[0].split()[0] == "a"


def test_the_table_is_made_once_for_a_program(monkeypatch):
    made = []
    make = Table.of
    monkeypatch.setattr(Table, "of", lambda *given: made.append(1) or make(*given))
    panel, debugger = Panel(Look()), Debugger(derive(NETWORKS["skip"]))
    for _ in range(30):
        panel.draw(debugger.step())
    assert len(made) == 1
    panel.draw(stop_at(0, 0, "adam"))
    assert len(made) == 2


def test_the_foot_counts_the_rows_that_are_not_shown():
    panel = Panel(Look())
    panel.draw(stop_at(0))
    assert panel.foot == "9 more"
    panel.draw(stop_at(7))
    assert panel.foot == "9 above"
