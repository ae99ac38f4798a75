"""Notes on nodes, where they are seen: on the card, in the box and in the table."""

import pytest

from engine.debugger.debugger import Debugger
from engine.program.recipe import Recipe
from tui.drawing.card import card_lines, card_parts
from tui.drawing.full import node_told
from tui.drawing.look import UNICODE, Look
from tui.graph.pictures import Pictures
from tui.screens.first_frame import first_frame

TEXT = "where the paths meet"


@pytest.fixture
def debugger():
    debugger = Debugger(Recipe("skip").program())
    debugger.note("h0", TEXT)
    debugger.note("w3", "over ReLU 1")
    return debugger


def card(stop, height, ascii_only=False):
    lines = card_lines(stop, Look(ascii_only), 50, height)
    return ["".join(text for text, _ in line) for line in lines]


def test_the_card_ends_with_the_note_on_the_node_of_its_step(debugger):
    assert card(debugger.goto(15), 30)[-1] == f"✎ {TEXT}"
    assert card(debugger.goto(2), 30, ascii_only=True)[-1] == f'" {TEXT}'
    assert TEXT not in "".join(card(debugger.goto(1), 30))


@pytest.mark.parametrize("height", range(6, 14))
def test_it_is_seen_where_not_all_of_the_card_is(debugger, height):
    stop = debugger.goto(15)
    derivation, _ = card_parts(stop, Look(), 50, height)
    if len(derivation) < height:
        assert f"✎ {TEXT}" in card(stop, height)[:height]


def test_box_and_table_have_a_mark_and_all_is_as_before_without_one(debugger):
    def screen(stop):
        rows = first_frame(stop, Look(), (100, 30), Pictures(UNICODE))
        return ["".join(text for text, _ in row) for row in rows]

    noted = screen(debugger.goto(15))
    assert any("h0✎" in row for row in noted)
    assert any("✎w3" in row for row in noted)
    assert node_told("h0", debugger.stop, Look()).endswith(f",  ✎ {TEXT}")
    debugger.note("h0")
    debugger.note("w3")
    assert not any("✎" in row for row in screen(debugger.goto(15)))
