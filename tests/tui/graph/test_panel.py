"""The graph panel: it follows the step, with a title and an overview."""

import pytest
from textual.geometry import Size

from engine.debugger.debugger import Debugger
from tests.tui.graph.programs import (
    ASCII,
    LARGE_PROGRAMS,
    UNICODE,
    USUAL,
    debugger_at,
    large,
    layout_of,
    picture,
    text_of,
)
from tui.drawing.frame import spans_of
from tui.graph import arrangement
from tui.graph.layout import lay_out_layers
from tui.graph.strip import strip_line, strip_of
from tui.widgets.graph import Graph


class Panel(Graph):
    """A panel with a size, without a screen."""

    room = Size(*USUAL)

    def show(self, lines, title="", foot=""):
        self.lines, self.title, self.foot = lines, title, text_of(spans_of(foot))


def test_the_picture_of_a_section_is_laid_out_once(monkeypatch):
    laid_out = []
    monkeypatch.setattr(
        arrangement,
        "lay_out_layers",
        lambda *layout: laid_out.append(1) or lay_out_layers(*layout),
    )
    panel, debugger = Panel(UNICODE), Debugger(LARGE_PROGRAMS["chain"])
    for _ in range(120):
        panel.draw(debugger.step())
    assert len(laid_out) <= 120 / 5
    before = len(laid_out)
    for _ in range(20):
        panel.draw(debugger.back())
    assert len(laid_out) == before


def test_the_panel_follows_the_step_through_a_large_network():
    panel, debugger = Panel(UNICODE), Debugger(LARGE_PROGRAMS["chain"])
    for _ in range(len(LARGE_PROGRAMS["chain"].equations)):
        stop = debugger.step()
        panel.draw(stop)
        here = [text for line in panel.lines for text, role in line if role == "here"]
        assert [text.rstrip("▲✗◇") for text in here] == [stop.node]
        assert panel.foot.endswith(" of 121")
        assert len(panel.foot) <= USUAL[0] - 3  # the frame: a corner, a blank and an edge


def test_the_panel_shows_another_program():
    panel = Panel(UNICODE)
    for name in ("chain", "recurrent", "sum", "chain"):
        stop = large("h40", name)
        panel.draw(stop)
        assert [text[:3] for line in panel.lines for text, role in line if role == "here"] == [
            "h40"
        ]


def test_the_title_says_nothing_of_a_step_elsewhere():
    panel, debugger = Panel(UNICODE), Debugger(LARGE_PROGRAMS["chain"])
    debugger.goto(30)
    panel.draw(debugger.select("h100"))
    assert panel.title == "Graph, ╞ goes on"


def test_the_title_tells_how_many_wires_of_the_step_are_left_out():
    panel = Panel(UNICODE)
    panel.draw(debugger_at(15).stop)
    assert panel.title == "Graph"
    assert "equation" not in panel.foot  # but the key to the weights of wires
    panel.draw(large("h60", "recurrent"))
    assert panel.title == "Graph, ╞ goes on"
    panel.draw(large("dL/dw", "recurrent"))
    assert panel.title == "Graph, ╞ goes on, 24 of 120 wires of this step"
    ascii_panel = Panel(ASCII)
    ascii_panel.draw(large("h60", "recurrent"))
    assert ascii_panel.title == "Graph, : goes on"


@pytest.mark.parametrize(
    ("places", "width", "shown"),
    [
        (range(480, 504), 78, "├─────██─────────────────┤ equations 481–504 of 2,000"),
        (range(24), 78, "├█───────────────────────┤ equations 1–24 of 2,000"),
        (range(1984, 2000), 78, "├───────────────────────█┤ equations 1,985–2,000 of 2,000"),
        ((1999,), 78, "├───────────────────────█┤ equation 2,000 of 2,000"),
        ((0, 1000), 78, "├█───────────█───────────┤ equations 1 and 1,001 of 2,000"),
        (range(480, 504), 45, "├───█─────────┤ equations 481–504 of 2,000"),
        (range(480, 504), 39, "equations 481–504 of 2,000"),
    ],
)
def test_the_overview_shows_where_a_window_lies(places, width, shown):
    for look, table in ((UNICODE, ""), (ASCII, "[-#]-")):
        line = strip_line(strip_of(places, 2000, look, width), places, look)
        assert text_of(line) == shown.translate(str.maketrans("├─█┤–"[: len(table)], table))


@pytest.mark.parametrize(
    ("look", "level"), [(UNICODE, "━"), (ASCII, "=")], ids=["unicode", "ascii"]
)
def test_lit_wires_are_told_from_others_without_colours(look, level):
    """At the fan-in sum of h0 the wire of the skip connection runs below, from h0 to z2."""
    unlit, lit = (
        [text_of(line) for line in picture(debugger_at(step).stop, look=look)] for step in (0, 15)
    )
    assert not any(level in line for line in unlit)
    bottom = max(y for y, line in enumerate(lit) if level in line)
    assert f"{level * 5} 0.5 {level * 5}" in lit[bottom]


def test_where_wires_join_only_those_that_are_lit_are_heavy():
    stop = debugger_at(15).stop
    layout, lines = layout_of(stop), [text_of(line) for line in picture(stop)]
    heavy_of = {"┷": 10, "┳": 14, "╆": 6, "┨": 5, "━": 10, "┃": 5, "┗": 3, "┛": 9}
    lit = {}
    for wire in (each for each in layout.wires if each.source == "h0"):
        for x, y, directions in wire.cells:
            lit[x, y] = lit.get((x, y), 0) | directions
    drawn = {cell: lines[cell[1]][cell[0]] for cell in lit}
    assert {"┷", "┳", "┗", "┛"} <= set(drawn.values())
    for cell, glyph in drawn.items():
        if glyph in heavy_of:  # and is no digit of a number
            assert heavy_of[glyph] == lit[cell], glyph
