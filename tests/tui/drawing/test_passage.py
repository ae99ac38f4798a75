"""The step card of a group that was gone over."""

import numpy as np
import pytest

from engine.debugger.debugger import Debugger
from engine.derivation.passage import Change
from engine.frozen import replace
from engine.program.program import derive
from tests.engine.derivation.test_passage import TIED, TIED_GROUPS
from tests.engine.grouped import group, network, recurrent
from tui.drawing.card import card_lines, card_title
from tui.drawing.look import Look
from tui.drawing.passage import _change

LOOK = Look()


def card(stop, width=43, height=9, look=LOOK):
    lines = card_lines(stop, look, width, height)
    return ["".join(text for text, _ in line) for line in lines]


def at(program, steps):
    return Debugger(program).step(steps)


def test_what_comes_in_and_what_goes_out():
    assert card(at(recurrent(), 3)) == [
        "p = cell(...)",
        "  in   s = −0.747193",
        "       u = 2",
        "       c = 0.125",
        "  out  p = 0.125",
        "",
        "computes p.",
        "Steps 6 to 8 in one: s goes into them.",
    ]


def test_what_is_complete_and_what_is_a_share():
    lines = card(at(recurrent(), 5), height=10)
    assert lines[1:5] == [
        "  in   ∂L/∂p = −3.75", "  out  ∂L/∂c = −3.75", "       ∂L/∂u = 0", "  adds 0 to ∂L/∂s",
    ]  # fmt: skip


def test_arrays_in_few_columns():
    lines = card(at(derive(network(TIED, TIED_GROUPS)), 1))
    assert lines[1:4] == ["  in   x 0.5 −1", "       W [2×2] −0.5…1", "       v 0.5 −0.25"]


def test_where_there_is_little_room_names_stand_for_values():
    lines = card(at(recurrent(), 1), height=6)
    assert lines[:3] == [
        "h_2 = for(...)", "  in   x1, h_0, x2, wx, wh", "  out  h_2 = −0.498129",
    ]  # fmt: skip
    lines = card(at(derive(network(TIED, TIED_GROUPS)), 4), height=7)
    assert lines[2] == "  to   ∂L/∂b, ∂L/∂W, ∂L/∂v"


def test_an_update():
    lines = card(at(recurrent(), 11))
    assert lines[1:3] == ["  c: 0.125 → 3.875", "  u: 2 → 2"]


@pytest.mark.parametrize("width", [20, 30, 34, 35, 60])
def test_by_how_much_a_long_name_is_updated_is_never_cut(width):
    change = Change("c", np.zeros(2), np.array([0.25, -0.5]))
    style = replace(recurrent().style, names={"c": "h.batch_norm.running"})
    text = _change(change, style, LOOK, width).text
    assert "by up to 0.5" in text
    assert len(text) <= width
    assert text.endswith(" an entry") is (width >= 42)


@pytest.mark.parametrize(
    ("steps", "into", "title"),
    [
        (1, 0, "Group loop, forward"),
        (1, 1, "Group t=1, forward"),
        (1, 2, "Step, in t=1"),
        (2, 0, "Step"),
        (8, 0, "Group loop, backward"),
        (8, 1, "Group t=2, backward"),
    ],
)
def test_the_title_names_the_group(steps, into, title):
    debugger = Debugger(recurrent())
    debugger.step(steps)
    stop = debugger.into(into) if into else debugger.stop
    assert card_title(stop, Look()) == title


def test_what_a_file_says_is_written_in_ascii_where_no_more_may_be():
    one = replace(group("s", "s", layer="größe"), name="ŝ", call="ŝ = größe(h_2)", about="v × h_2")
    built = network(groups=(one,), names={"s": "ŝ"})
    debugger = Debugger(derive(built))
    debugger.goto(4)
    stop = debugger.step()
    assert card(stop)[0] == "ŝ = größe(h_2)"
    lines = card(stop, look=Look(ascii=True))
    assert (lines[0], lines[5]) == ("s = gr??e(h_2)", "v ? h_2.")
    assert card_title(stop, Look(ascii=True)) == "Group s, forward"


def test_a_group_of_one_step():
    one = network(groups=(group("s", "s"),))
    debugger = Debugger(derive(one))
    stop = debugger.goto(4)
    stop = debugger.step()
    assert card(stop)[-1] == "Step 5: s shows it by itself."
    assert card_title(debugger.into(), Look()) == "Step, in s"


@pytest.mark.parametrize("width", [20, 78])
@pytest.mark.parametrize("height", [3, 12])
def test_nothing_is_wider_than_the_card(width, height):
    for program in (recurrent(), derive(network(TIED, TIED_GROUPS))):
        debugger = Debugger(program)
        for _ in range(12):
            for look in (Look(), Look(ascii=True)):
                lines = card(debugger.stop, width, height, look)
                assert max(map(len, lines)) <= width
                assert not look.ascii or "".join(lines).isascii()
            debugger.step()
