"""The path of one gradient lit in the graph, compared with a walk by other means."""

import math

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.debugger.debugger import Debugger
from engine.gradients.paths import MAX_PATHS
from engine.program.program import Phase
from tests.tui.graph.drawn_networks import networks
from tests.tui.graph.programs import ASCII, UNICODE, USUAL, debugger_at, still, text_of
from tests.tui.graph.test_gone import gone
from tui.commands.command import CommandError
from tui.commands.paths import ask_path, choose_path
from tui.graph.camera import FITTING
from tui.graph.canvas import View
from tui.graph.lit import lit_wires
from tui.graph.lit_path import LitPath
from tui.graph.picture import draw
from tui.graph.pictures import Pictures, seen

FEWER = settings().max_examples // 3
"""Each example draws a picture for every step, or for every path."""


def path_of(stop, argument):
    gradient, number, found, path = ask_path(stop, argument)
    return LitPath(gradient, number, found.count, path, stop.state.run)


def hot(stop, path, look=UNICODE):
    """The cells that are lit beside the boxes, with what stands in them."""
    picture = still(stop, USUAL, look)
    layout = picture.layout
    view = View(0, 0, layout.width, layout.height)
    cells = {}
    for y, line in enumerate(draw(picture, stop, look, view, path.spotlight, path=path.wires)):
        x = 0
        for text, role in line:
            cells |= {(x + i, y): each for i, each in enumerate(text) if role == "hot"}
            x += len(text)
    inside = {
        (x, y)
        for box in layout.boxes.values()
        for x in range(box.x + 1, box.x + box.width - 1)
        for y in range(box.y, box.bottom)
    }
    return {cell: each for cell, each in cells.items() if cell not in inside}


@settings(max_examples=FEWER)
@given(networks(), st.data())
def test_exactly_the_wires_of_the_path_are_lit(drawn, data):
    program = drawn.program
    debugger = Debugger(program)
    stop = debugger.goto(data.draw(st.integers(0, len(program.equations))))
    node = data.draw(st.sampled_from([*drawn.given, *(row.name for row in drawn.rows[:-1])]))
    if not program.has_gradient(node):
        return
    walked = {
        tuple((source, target, key) for source, target, key in edges)
        for edges in nx.all_simple_edge_paths(drawn.graph, node, "L")
    }
    lit, total = set(), len(choose_path(stop, f"dL/d{node}", program.style).rows)
    assert total == min(len(walked), MAX_PATHS)
    for number in range(1, total + 1):
        path = path_of(stop, f"{number} dL/d{node}")
        edges = tuple(tuple(edge) for edge in reversed(path.wires))
        lit.add(edges)
        product = math.prod(drawn.local(target, position) for _, target, position in edges)
        assert path.path.value == pytest.approx(product, rel=1e-9, abs=1e-12)
        assert path.spotlight.nodes == {name for edge in edges for name in edge[:2]}
    assert lit <= walked
    assert len(lit) == total
    if total:
        shown = hot(stop, path)
        own, around = set(), set()
        for wire in still(stop).layout.wires:
            cells = {wire.head, *(cell[:2] for cell in wire.cells)}
            if (wire.source, wire.target, wire.position) in edges:
                own |= cells
            around |= cells
        own -= still(stop).layout.crossings
        assert own <= shown.keys()
        beside = {cell: each for cell, each in shown.items() if cell not in own}
        assert not {cell for cell in beside if cell in around - own} - still(stop).layout.crossings


@settings(max_examples=FEWER)
@given(networks())
def test_what_came_over_the_wires_adds_up_to_the_gradient(drawn):
    program = drawn.program
    debugger = Debugger(program)
    backward = program.phases[Phase.BACKWARD]
    arrived = {}
    for step in backward:
        stop = debugger.goto(step + 1)
        before = gone(stop)
        assert {source for source, _, _ in before} == set(arrived), "those of the steps before"
        assert before == {key: value for each in arrived.values() for key, value in each.items()}
        node = program.equations[step].node
        uses = {
            (wire.source, wire.target, wire.position): value
            for wire, value in lit_wires(still(stop), stop)
        }
        assert uses.keys() == {tuple(edge) for edge in drawn.graph.out_edges(node, keys=True)}
        assert sum(uses.values()) == pytest.approx(drawn.gradient(node), rel=1e-9, abs=1e-12)
        for _, target, position in uses:
            upstream = 1.0 if target == "L" else drawn.gradient(target)
            contribution = upstream * drawn.local(target, position)
            assert uses[node, target, position] == pytest.approx(contribution, rel=1e-9, abs=1e-12)
        arrived[node] = uses


@pytest.mark.parametrize(("look", "factor"), [(UNICODE, "×0.5"), (ASCII, "*0.5")])
def test_local_derivatives_stand_on_the_path_and_their_product_in_the_title(look, factor):
    stop = debugger_at(17).stop
    camera = FITTING._replace(path=path_of(stop, "2 dL/dw0"))
    shown = seen(Pictures(look.glyphs), stop, look, USUAL, camera=camera).shown
    assert sum(text_of(line).count(factor) for line in shown.lines) == 1
    numbers = ("*" if look.ascii else " · ").join(["1", "1", "0.5", "1", "0.5", "1", "1"])
    assert shown.title.startswith("Graph, path 2 of 2 to ")
    assert shown.title.endswith(f"{numbers} = 0.25")


def test_a_path_goes_on_to_other_iterations_as_long_as_it_is_one():
    debugger = debugger_at(17)
    path = path_of(debugger.stop, "1 dL/dw0")
    assert path.path.value == 0.5
    assert path.at(debugger.step()) is path
    later = path.at(debugger.goto(10, 1))
    assert later.wires.keys() == path.wires.keys()
    assert later.path.value == 0.0  # ReLU 0 is dead by then
    debugger.goto(12, 0)
    assert path.at(debugger.set_value("dL/dz2 = 2")) is None


def test_what_is_no_path_is_refused_in_a_line():
    stop = debugger_at(17).stop
    for argument, said in (
        ("3 dL/dw0", "there is no path 3 to dL/dw0, but paths 1 to 2"),
        ("0 dL/dw0", "there is no path 0"),
        ("9" * 5000, "no gradient has so many paths"),
    ):
        with pytest.raises(CommandError, match=said):
            ask_path(stop, argument)
    whole = debugger_at(0, 0, "arrays").stop
    with pytest.raises(CommandError, match="paths lead to single entries: ask for one"):
        ask_path(whole, "dL/dW")
