"""An update is seen as old → new."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.debugger.debugger import Debugger
from engine.program.recipe import Recipe
from tests.tui.graph.programs import box
from tui.drawing.card import card_lines
from tui.drawing.look import Look
from tui.drawing.update import changed
from tui.drawing.values import Table, table_shown

UPDATES = {"w0": (18, "−0.25"), "w1": (19, "0.25"), "w2": (20, "0.25"), "w3": (21, "0")}
"""The step of each update of the exercise, and the value after it; before it all are 0.5."""


def at(step, **values):
    return Debugger(Recipe("skip", values).read().program()).goto(step)


def texts(lines):
    return ["".join(text for text, _ in line).rstrip() for line in lines]


@pytest.mark.parametrize(("node", "step", "after"), [(k, *v) for k, v in UPDATES.items()])
def test_the_updates_of_the_exercise(node, step, after):
    stop, look = at(step), Look()
    table = Table.of(stop.program, look)
    row = texts(table_shown(table, stop, look, (32, 20)).lines)[table.rows[node]]
    assert row.split()[:2] == [f"▶{node}", f"0.5→{after}"]
    assert f"{node}: 0.5 → {after}" in texts(card_lines(stop, look, 46, 9))
    assert f"0.5→{after}" in box(stop, node, (138, 22))[1]
    # It is the step's: no other row shows it, nor does the next step.
    others = [
        other for other in texts(table_shown(table, stop, look, (32, 20)).lines) if "→" in other
    ]
    assert others == [row]
    assert changed(at(17), node, look, 20) == ""
    if step < 21:
        assert changed(at(step + 1), node, look, 20) == ""


def test_in_ascii_the_arrow_is_too():
    assert changed(at(18), "w0", Look(ascii=True), 20) == "0.5->-0.25"


@given(
    st.integers(0, 30),
    st.floats(-1e6, 1e6, allow_subnormal=False).filter(lambda x: x == 0 or abs(x) > 1e-6),
)
def test_what_is_replaced_is_not_made_another_number(width, value):
    """The new value is written in full, and what was before it is rounded, never cut."""
    stop = at(21, w3=value)
    old, new = stop.state.run.start[stop.program.base["w3"]], stop.state.value("w3")
    shown = changed(stop, "w3", Look(), width)
    if not shown:
        return
    assert len(shown) <= width
    before, after = (text.replace("−", "-") for text in shown.split("→"))
    assert float(after) == float(f"{new:.6g}")
    assert float(before) == pytest.approx(old, rel=0.5)
    assert before != after or old == new


def test_value_and_gradient_of_a_narrow_box_are_told_apart_by_a_sign():
    """At 80×24 a box has five columns: z1 has 0.25 and its gradient 0.5."""
    _, middle, lower = box(at(17), "z1", (78, 10))
    assert len(lower) == 7
    assert middle[1:6].strip() == "0.25"
    assert lower[1:6].strip("─") == "∂0.5"
