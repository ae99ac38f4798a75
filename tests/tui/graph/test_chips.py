"""Networks from afar: where chips stand, and what their signs say."""

from collections import Counter
from decimal import Decimal
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.debugger.debugger import Debugger
from engine.language.values import is_array
from engine.program.program import derive
from tests.tui.graph.looking import PROGRAMS, Looker, deep
from tests.tui.graph.programs import ASCII, UNICODE
from tui.drawing.spotlight import Spotlight
from tui.graph import chips
from tui.graph.chips import chip_section, chips_of
from tui.graph.magnitudes import Magnitudes, level
from tui.graph.scene import Scene
from tui.graph.strip import Strip, levels_in

SIZES = ((58, 6), (78, 10), (118, 22), (158, 34), (218, 58))
NAMES = ("skip", "units", "long names", "deep", "deeper", "layers", "sum", "tangle 0", "tangle 1")


def far(program, size, place=0, look=UNICODE):
    scene = Scene(program)
    return chips_of(scene, chip_section(scene, place), *size, look.glyphs)


# Where they stand


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("size", SIZES)
def test_every_node_has_a_chip_and_none_lies_over_another(name, size):
    program = PROGRAMS(name)
    picture = far(program, size)
    layout = picture.layout
    assert sorted(layout.boxes) == sorted(program.network.nodes)
    cells = Counter(
        (x, y)
        for box in layout.boxes.values()
        for x in range(box.x, box.x + box.width)
        for y in range(box.y, box.bottom)
    )
    assert set(cells.values()) == {1}
    assert all(0 <= x < layout.width and 0 <= y < layout.height for x, y in cells)
    assert layout.width <= size[0]
    for rows in (picture.rows, picture.turned):
        assert len(rows) == layout.height
        assert {len(row) for row in rows} == {layout.width}
        assert all(rows[y][x] == " " for x, y in cells), "a wire runs through a chip"


def test_a_picture_that_is_folded_has_all_of_the_flat_one():
    picture = far(deep(20), (118, 34))
    flat = picture.flat
    ends = [*picture.folds[1:], flat.layout.width]
    assert len(picture.folds) > 1
    for y, row in enumerate(flat.rows):
        parts = [
            picture.rows[y + part * (flat.layout.height + 1)][: end - start]
            for part, (start, end) in enumerate(zip(picture.folds, ends, strict=True))
        ]
        assert "".join(parts) == row


def test_what_a_node_reads_stands_before_it():
    program = deep(150)
    boxes = far(program, (158, 34)).layout.boxes
    place = {node: (box.y // 4, box.x) for node, box in boxes.items()}  # bands of 3 rows, and 1
    for node, operands in program.network.operands.items():
        assert all(place[each] < place[node] for each in operands)


def test_of_a_network_that_is_too_large_a_part_is_drawn_and_said_to_be_one(monkeypatch):
    monkeypatch.setattr(chips, "MAX_CHIPS", 200)
    person = Looker(deep(150), (158, 34))
    person.zoom("out")
    person.zoom("out")  # of boxes as large as the panel is high, by way of small ones
    assert len(person.picture.layout.boxes) <= 2 * 200
    drawn = sum(map(person.is_seen, person.picture.layout.boxes))
    assert person.shown.title.startswith(f"Graph, {drawn:,} of 605 nodes")
    person.zoom("h99")
    assert person.is_seen("h99")
    person.debugger.goto(280)
    person.show()
    assert person.is_seen(person.stop.node)


# What they say


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_level_is_a_decade(value):
    if value == 0:
        assert level(value) == 1
    else:
        assert level(value) == min(max(9 + Decimal(repr(abs(value))).adjusted(), 2), 9)


def test_what_is_no_number_has_a_level_of_its_own():
    assert {level(each) for each in (float("nan"), float("inf"), np.array([1, np.nan]))} == {10}


@pytest.mark.parametrize("name", ["skip", "units", "deep", "tangle 2"])
def test_levels_are_those_of_the_state_wherever_one_goes(name):
    program, random = PROGRAMS(name), Random(name)  # noqa: S311  (no secret)
    debugger, magnitudes = Debugger(program), Magnitudes(PROGRAMS(name))
    for _ in range(12):
        step = random.randrange(len(program.equations) + 1)
        state = debugger.goto(step, random.choice([0, 0, 1])).state
        wanted = [level_of(state.gradient(node)) for node in program.network.nodes]
        assert list(magnitudes.gradients(state)) == wanted
        if step <= len(program.network.equations):
            wanted = [level_of(state.value(node)) for node in program.network.nodes]
            assert list(magnitudes.values(state)) == wanted


def level_of(value):
    """The level of a value by its digits; what is nothing but rounding does not come up here."""
    if value is None:
        return 0
    size = float(np.abs(value).max()) if is_array(value) else abs(value)
    return min(max(9 + Decimal(repr(size)).adjusted(), 2), 9) if size else 1


@given(st.integers(1, 60), st.integers(1, 200), st.randoms(use_true_random=False))
def test_a_cell_of_the_strip_has_the_highest_level_of_its_equations(cells, total, random):
    levels = bytes(random.randrange(11) for _ in range(total))
    found = levels_in(Strip(cells, total), levels)
    if cells <= total:
        for cell, high in enumerate(found):
            places = [place for place in range(total) if place * cells // total == cell]
            assert high == max(levels[place] for place in places)
    else:
        assert found == [levels[cell * total // cells] for cell in range(cells)]


def spans(person):
    return [span for line in person.shown.lines for span in line]


@pytest.mark.parametrize(("look", "dead", "low"), [(UNICODE, "✗", "▇"), (ASCII, "x", "$")])
def test_chips_tell_dead_relus_the_step_and_what_it_reads_without_colours(look, dead, low):
    """The skip network is dead in iteration 1: z0 = −0.25, and h1 is at the kink."""
    person = Looker(PROGRAMS("skip"), (78, 12), look)
    person.zoom("out")
    person.debugger.goto(17, 1)
    person.show()
    text = "\n".join(person.lines)
    assert f"h0  {dead}" in text
    assert "w0  0" in text
    person.debugger.goto(15, 0)
    person.show()
    assert ("h0  " + low, "here") in spans(person)
    hot = " ".join(each for each, role in spans(person) if role == "hot")
    assert "z1" in hot
    assert "z2" in hot
    assert "w0" not in hot


def test_where_there_is_no_room_for_names_the_step_has_a_sign():
    person = Looker(deep(150), (78, 12))
    person.zoom("out")
    person.debugger.goto(400)
    person.show()
    assert ("▶", "here") in spans(person)
    person.debugger.select("h20")
    person.show()
    assert ("◆", "selected") in spans(person)


def test_what_is_nothing_but_rounding_has_the_level_of_nothing(network_of):
    """0.1 + 0.2 − 0.3 leaves 5.6e−17, and so do its gradients twice that."""
    program = derive(
        network_of(
            "loss = 'L'\nequations = '''\ns = a + b - c\nL = s*s\n'''\n"
            "parameters = { a = 0.1, b = 0.2, c = 0.3 }\n"
        )
    )
    state = Debugger(program).goto(len(program.equations)).state
    assert state.value("s") != 0
    magnitudes = Magnitudes(program)
    assert dict(zip(program.network.nodes, magnitudes.values(state), strict=True))["s"] == 1
    assert list(magnitudes.gradients(state))[:4] == [1, 1, 1, 1]


def test_a_spotlight_lights_its_wires_and_dims_the_other_chips():
    person = Looker(PROGRAMS("skip"), (78, 12))
    person.zoom("out")
    nodes = ("h0", "z1", "z2", "w3")
    path = Spotlight(frozenset(("h0", "z2")), frozenset((("h0", "z2"),)))
    lines = person.finder.look(person.camera, person.stop, person.room, path)[0]
    roles = {
        node: [role for line in lines for text, role in line if node in text] for node in nodes
    }
    assert roles["z1"] == roles["w3"] == ["dim"]
    assert "dim" not in roles["h0"] + roles["z2"]
    assert any("━━━" in text and role == "hot" for line in lines for text, role in line)
    bare = [role for line in person.shown.lines for _, role in line]
    assert "hot" not in bare
