"""The rows of the values table where groups are folded."""

from engine.debugger.debugger import Debugger
from engine.network.optimisers import Optimiser
from engine.program.program import derive
from tests.engine.grouped import network, recurrent
from tui.drawing.look import Look
from tui.drawing.values import Table, table_shown

FOLDED = ["wx", "x1", "wh", "h_0", "x2", "h_2", "v", "s", "u", "c", "p", "y", "L"]


def rows(stop, width=40):
    table = Table.of(stop.program, Look(), stop.visible)
    shown = table_shown(table, stop, Look(), (width, 40))
    return ["".join(text for text, _ in line).split()[0] for line in shown.lines], table


def test_of_a_folded_group_only_what_goes_out_has_a_row():
    shown, table = rows(Debugger(recurrent()).stop)
    assert [each.lstrip("+▶") for each in shown] == FOLDED
    assert [each for each in shown if each[0] == "+"] == ["+h_2", "+p"]
    assert len(table) == len(FOLDED)


def test_the_row_of_the_group_that_was_gone_over_is_the_current_one():
    debugger = Debugger(recurrent())
    for steps, node in ((3, "p"), (8, "h_2")):
        debugger.goto(0)
        stop = debugger.step(steps)
        shown, table = rows(stop)
        assert [each for each in shown if each[0] == "▶"] == [f"▶{node}"]
        assert table.symbols[table.row_in_view(stop)] == node


def test_a_group_is_looked_into_while_one_steps_through_it():
    debugger = Debugger(recurrent())
    debugger.step()
    shown, _ = rows(debugger.into())  # over `t=1`, which stands in `loop`
    assert shown[4:8] == ["▶h_1", "x2", "+h_2", "v"]
    shown, _ = rows(debugger.into())
    assert shown[3:6] == ["h_0", "▶z_1", "h_1"]
    shown, _ = rows(debugger.goto(5))
    assert [each.lstrip("+▶") for each in shown] == FOLDED


def test_what_is_selected_is_seen_wherever_it_stands():
    debugger = Debugger(recurrent())
    stop = debugger.select("e")
    shown, table = rows(stop)
    assert "e" in shown
    assert table.symbols[table.row_in_view(stop)] == "e"
    shown, _ = rows(debugger.select("u"))  # a parameter that only the group uses has its row
    assert [each.lstrip("+▶") for each in shown] == FOLDED


def test_the_selection_moves_from_row_to_row():
    debugger = Debugger(recurrent())
    debugger.select("wx")
    seen = ["wx", *(debugger.select_next().selected for _ in FOLDED[1:])]
    assert seen == FOLDED
    assert debugger.select_next().message == "L is the last node"
    assert debugger.select_next(-99).message == "wx is the first node"


def test_what_is_remembered_of_a_parameter_is_shut_in_with_its_group():
    program = derive(network(optimiser=Optimiser("momentum")))
    debugger = Debugger(program)

    def remembered(stop):
        table = Table.of(program, Look(), stop.visible, stop.sight.shut)
        return [each for each in table.symbols if each.startswith("v_")]

    assert remembered(debugger.stop) == ["v_v"]
    assert remembered(debugger.unfold("p")) == ["v_v", "v_c"]
    assert len(remembered(debugger.unfold())) == len(program.network.parameters)
    debugger.fold()
    debugger.last()
    assert remembered(debugger.stop) == ["v_v"]
    assert "v_u" in remembered(debugger.goto(program.index["v_u"] + 1))


def test_unfolded_every_node_has_a_row():
    debugger = Debugger(recurrent())
    shown, _ = rows(debugger.unfold())
    assert [each.lstrip("▶") for each in shown] == [*debugger.stop.program.reading_order]
