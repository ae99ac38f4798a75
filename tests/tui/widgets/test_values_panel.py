"""The values table: units, what an optimiser remembers, and the panel."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import events
from textual.geometry import Size

from engine.debugger.debugger import Debugger
from engine.iterations.state import ReluState
from engine.program.program import derive
from tests.tui.widgets.tables import NETWORKS, ORDER, cells, rows, stop_at, text_of
from tui.drawing.look import Look
from tui.drawing.values import Table
from tui.widgets.values import Values

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
        "a", "t", "m_a", "v_a", "mhat_a", "vhat_a", "x", "h",
        "b", "m_b", "v_b", "mhat_b", "vhat_b", "L",
    ]  # fmt: skip


def test_what_is_remembered_has_its_value():
    """The gradients are 5·2 and 3·2; the first velocity is the gradient."""
    before, after = (cells(stop_at(step, 0, "momentum")) for step in (5, 9))
    assert (before["v_a"], before["v_b"]) == (["0"], ["0"])
    assert (after["v_a"], after["v_b"]) == (["10"], ["6"])
    assert (after["a"][0], after["b"][0]) == ("2", "5→4.4")


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
        nodes.append(panel.posted.argument)
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
