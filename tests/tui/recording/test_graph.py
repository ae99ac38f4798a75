import subprocess
import sys
from xml.dom.minidom import parseString

import pytest
from hypothesis import given
from hypothesis import strategies as st

import tui
from engine.debugger.debugger import Debugger
from engine.errors import DebuggerError
from engine.language.text import shortened
from engine.network.arguments import build_network
from engine.network.files import load_network
from engine.program.program import derive
from tests.tui.graph.large import window_of
from tui.drawing.look import UNICODE
from tui.graph.window import MAX_WHOLE
from tui.recording.graph import picture


def debugger_of(name, **settings):
    return Debugger(derive(load_network(name, settings=settings)))


def elements(drawing, tag):
    return parseString(str(drawing)).getElementsByTagName(tag)  # noqa: S318  (our own text)


def words(drawing):
    return [each.firstChild.data for each in elements(drawing, "text")]


def test_the_fan_in_sum_of_the_exercise_is_lit():
    drawing = picture(debugger_of("skip").goto(15))
    lit = [
        each.firstChild.data
        for each in elements(drawing, "text")
        if each.getAttribute("fill") == "#8700d7" and each.getAttribute("font-weight") == "bold"
    ]
    assert [each for each in lit if each in UNICODE.back] == [UNICODE.back]
    numbers = [each for each in lit if each not in UNICODE.back + UNICODE.gradient]
    assert set(numbers) - {"+", "="} == {"0.25", "0.5", "0.75"}  # at h0 as a sum
    assert elements(drawing, "title")[0].firstChild.data == drawing.title
    assert drawing.title == "makabaka-tui: Skip network, iteration 0, step 15"


@pytest.mark.parametrize("size", [(10, 5), (100, 24), (300, 80)])
@pytest.mark.parametrize("name", ["skip", "xor", "neuron", "regression"])
def test_every_node_is_in_the_picture_whatever_its_size(name, size):
    stop = debugger_of(name).last()
    found = {*words(picture(stop, "dark", *size))}
    for node in stop.program.network.nodes:
        name = stop.program.network.names.get(node, node)
        assert {name} <= found if name.isascii() else {*name} <= found  # signs stand alone


def test_values_are_those_of_the_stop_and_not_yet_known_ones_a_point():
    debugger = debugger_of("skip")
    room = "light", 78, 10  # in which there are no formulas, which have points as well
    start, end = words(picture(debugger.stop, *room)), words(picture(debugger.goto(7), *room))
    assert start.count("·") == 7  # as many as equations forward
    assert end.count("·") == 0
    assert {"0.375", "3.375"} <= {*end} - {*start}


def test_the_graph_of_a_large_network_is_that_around_the_step():
    stop = debugger_of("deep", depth=2000.0).goto(3000)
    shown = window_of(stop).nodes
    found = words(picture(stop))
    assert stop.node in found
    assert len(shown) < MAX_WHOLE
    assert sum(each in stop.program.network.nodes for each in found) == len(shown)


def test_a_notebook_shows_it_by_itself():
    drawing = picture(debugger_of("skip").stop)
    assert drawing._repr_svg_() == str(drawing) == drawing.svg
    assert repr(drawing) == "<Drawing 'makabaka-tui: Skip network, iteration 0, step 0'>"
    assert str(drawing).startswith("<svg ")


def test_it_stands_on_a_ground_of_its_own():
    stop = debugger_of("skip").stop
    grounds = {
        theme: elements(picture(stop, theme), "rect")[0].getAttribute("fill")
        for theme in ("light", "dark")
    }
    assert grounds == {"light": "#ffffff", "dark": "#121212"}


@pytest.mark.parametrize(
    ("theme", "hint"), [("drak", "; did you mean 'dark'?"), ("terminal", ": write dark or light")]
)
def test_another_theme_is_refused(theme, hint):
    with pytest.raises(DebuggerError) as refused:
        picture(debugger_of("skip").stop, theme)
    assert str(refused.value) == f"no theme for pictures is called {theme!r}{hint}"


@given(st.text(min_size=1), st.text("<>&\"'/ab", min_size=1, max_size=8))
def test_nothing_that_a_network_says_becomes_svg(title, written):
    network = build_network(
        "a = w*x\nL = abs(y - a)", loss="L", inputs={"x": 1}, targets={"y": 2},
        parameters={"w": 1}, title=title, notation={"a": written},
    )  # fmt: skip
    drawing = picture(Debugger(derive(network)).last())
    tags = {each.tagName for each in elements(drawing, "*")}
    assert tags <= {"svg", "title", "rect", "g", "text", "path"}
    shown = elements(drawing, "title")[0].firstChild.data
    assert shortened(title, 60).removesuffix("...") in shown


def test_the_door_of_the_package():
    assert tui.picture is picture
    assert tui.__all__ == dir(tui)
    with pytest.raises(AttributeError, match=r"^module 'tui' has no attribute 'pictures'$"):
        tui.pictures  # noqa: B018


def test_it_needs_no_textual_and_the_door_alone_needs_nothing():
    code = """
import sys, tui
assert not [name for name in sys.modules if name.startswith(("tui.", "engine", "rich"))]
from engine import Debugger, derive, load_network
str(tui.picture(Debugger(derive(load_network("skip"))).stop))
assert "textual" not in sys.modules
"""
    subprocess.run([sys.executable, "-c", code], check=True)
