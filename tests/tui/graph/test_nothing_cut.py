"""Nothing in the graph is cut beside free cells: no name, no number, no contribution on a wire.

The long run is by hand, over so many networks:

    CUT=1000 pytest -n 0 tests/tui/graph/test_nothing_cut.py
"""

import os
from collections import Counter

import numpy as np
import pytest

from engine.debugger.debugger import Debugger
from engine.language.values import is_array
from engine.network.reader import read_network
from engine.network.source import Source
from engine.program.program import Phase, derive
from engine.program.recipe import Recipe
from tests.tui.graph.pictures import EAST, NORTH, SOUTH, WEST
from tests.tui.graph.programs import text_of
from tui.drawing.look import Look
from tui.drawing.spread import UNFIT
from tui.graph.contents import NUMBER_WIDTH
from tui.graph.grid import LONGEST
from tui.graph.lit import lit_wires
from tui.graph.pictures import Pictures, seen

LOOK = Look()
ROOMS = [(58, 6), (78, 10), (98, 11), (118, 18), (158, 26)]
"""What screens from 60x16 to 160x50 leave to the graph."""

SHIPPED = [
    ("skip", {}), ("deep", {"depth": 5}), ("deep", {"depth": 10}), ("xor", {}), ("neuron", {}),
    ("classifier", {}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "changes"), SHIPPED)
def test_nothing_is_cut_in_what_ships(name, changes):
    check(
        Recipe(name, changes).read().program(),
        np.random.default_rng(1),
        stops=1 if name == "deep" else 2,
    )


@pytest.mark.parametrize("seed", range(int(os.environ.get("CUT", "4"))))
def test_nothing_is_cut_in_random_networks(seed):
    draw = np.random.default_rng(seed)
    check(derive(read_network(Source("random.toml", random_network(draw)))), draw, stops=2)


def test_a_skip_wire_whose_row_is_outside_the_panel_has_its_number_beside_it():
    recipe = Recipe("deep", {"depth": 5})
    stop = Debugger(recipe.read().program()).goto(30)
    assert stop.node == "h1"
    rows = [text_of(line) for line in seen(Pictures(LOOK.glyphs), stop, LOOK, (98, 11)).shown.lines]
    assert sum("┳.3125" in row for row in rows) == 1  # from z2, on its wire
    assert sum("┃0.375" in row for row in rows) == 1  # over the skip connection, from z3


def random_network(draw):
    """A file with names of any length and numbers of any size, a node read once or more."""
    nodes, lines, given = ["x"], [], {}
    for i in range(draw.integers(1, 10)):
        weight, bias, node = (
            f"{kind}{i}" + "_of_a_layer_with_a_name"[: int(draw.choice([0, 0, 3, 12, 23]))]
            for kind in "wbh"
        )
        given[weight] = float(draw.choice([0.5, -1.25, 1.23456e-9, -123.456789, 3.75e11]))
        right = f"{weight}*{nodes[-1]}"
        if draw.random() < 0.5:
            given[bias] = draw.uniform(-1, 1)
            right += f" + {bias}"
        if draw.random() < 0.4:
            right += f" + {draw.choice(nodes)}"
        lines.append(f"{node} = " + (f"relu({right})" if draw.random() < 0.3 else right))
        nodes.append(node)
    lines.append(f"L = {nodes[-1]}*{nodes[-1]}")
    equations = "\\n".join(lines)
    values = "\n".join(f"{name} = {value!r}" for name, value in given.items())
    return (
        f'loss = "L"\nequations = "{equations}"\ninputs = {{ x = 1.5 }}\n[parameters]\n{values}\n'
    )


def check(program, draw, stops):
    """Look at some steps of a program, the last of the backward pass, in panels of every size."""
    debugger = Debugger(program)
    backward = program.phases[Phase.BACKWARD]
    steps = [draw.integers(1, len(program.equations) + 1) for _ in range(stops - 1)]
    for step in (*steps, draw.integers(backward.start, backward.stop) + 1):
        stop = debugger.goto(int(step))
        for room in ROOMS:
            picture, view, shown = seen(Pictures(LOOK.glyphs), stop, LOOK, room)
            lines = [text_of(line).ljust(view.width) for line in shown.lines]
            where = f"step {stop.step.index + 1} in {room}:\n" + "\n".join(lines)
            assert not list(cut_boxes(picture.layout, view, lines)), where
            assert not list(missing_numbers(picture, stop, view, lines)), where


def cut_boxes(layout, view, lines):
    """The nodes whose name or number is cut though two columns beside their box are free."""
    for node, box in layout.boxes.items():
        x, y = box.x - view.x, box.y - view.y
        if not 0 <= x <= view.width - box.width or not 0 <= y <= len(lines) - box.height:
            continue
        around = lines[y : y + box.height]
        name, *values = (line[x + 1 : x + box.width - 1] for line in around)
        is_cut = LOOK.cut in name or any(
            mark in "".join(values) for mark in (UNFIT, f"[{LOOK.cut}")
        )
        beside = ((x - 2, x), (x + box.width, x + box.width + 2))
        is_free = any(all(line[a:b] == "  " for line in around) for a, b in beside if a >= 0)
        if is_cut and is_free and box.width < LONGEST:
            yield node


def without_boxes(layout, view, lines):
    """The lines with something else than numbers and blanks where there are boxes."""
    cells = [list(line) for line in lines]
    for box in layout.boxes.values():
        for y in range(max(box.y - view.y, 0), min(box.bottom - view.y, len(lines))):
            start, end = (min(max(x - view.x, 0), view.width) for x in (box.x, box.x + box.width))
            cells[y][start:end] = "x" * (end - start)
    return ["".join(line) for line in cells]


def missing_numbers(picture, stop, view, lines):
    """The wires whose contribution is not to be seen though on or beside them is room for it."""
    users = Counter(
        (x, y) for wire in {(w.source, w.target): w for w in picture.layout.wires}.values()
        for x, y, _ in wire.cells
    )  # fmt: skip
    lines = without_boxes(picture.layout, view, lines)
    for wire, contribution in lit_wires(picture, stop):
        if contribution is None or is_array(contribution) or wire.share[1] > 1:
            continue
        own = [(x - view.x, y - view.y, bits) for x, y, bits in wire.cells if users[x, y] == 1]
        own = [(x, y, b) for x, y, b in own if 0 <= x < view.width and 0 <= y < len(lines)]
        forms = {LOOK.value(contribution, width) for width in range(4, 10)}
        near = {lines[y][max(x - 10, 0) : x + 11] for x, y, _ in own}
        if not any(form in text for text in near for form in forms if UNFIT not in form):
            level = {(x, y) for x, y, bits in own if bits == EAST | WEST}
            upright = [(x, y) for x, y, bits in own if bits == NORTH | SOUTH]
            blank = " " * (NUMBER_WIDTH + 1)
            has_row = any(
                all((x + i, y) in level for i in range(NUMBER_WIDTH + 2)) for x, y in level
            )
            has_side = any(
                lines[y][x + 1 :].startswith(blank) or lines[y][:x].endswith(blank)
                for x, y in upright
            )
            if has_row or has_side:
                yield wire
