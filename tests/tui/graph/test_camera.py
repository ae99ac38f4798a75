"""The camera: what is in view after any moves, against the geometry of what is drawn."""

from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.debugger.debugger import Debugger
from engine.errors import DebuggerError
from engine.program.recipe import Recipe
from tests.tui.graph.looking import MAKERS, PROGRAMS, Looker, deep
from tests.tui.graph.programs import ASCII, UNICODE
from tui.graph.camera import FITTING
from tui.graph.detail import Detail
from tui.graph.window import equation_about, node_in_view

WAYS = ("step", "goto", "select", "in", "out", "fit", "pan", "strip", "node", "end")


@st.composite
def journeys(draw):
    """Someone who has looked around in any network, in a panel of any size."""
    name = draw(st.sampled_from(sorted(MAKERS)))
    room = draw(st.integers(40, 220)), draw(st.integers(6, 60))
    person = Looker(PROGRAMS(name), room, draw(st.sampled_from([UNICODE, ASCII])))
    random = Random(draw(st.integers(0, 9999)))  # noqa: S311  (no secret)
    for way in draw(st.lists(st.sampled_from(WAYS), max_size=8)):
        go(person, way, random)
    return person, random


def go(person, way, random):
    """Do something, as keys and the mouse do it."""
    program, debugger = person.stop.program, person.debugger
    if way == "step":
        debugger.step(random.choice([1, 1, 5]))
    elif way == "goto":
        debugger.goto(random.randrange(len(program.equations) + 1))
    elif way == "select":
        debugger.select(random.choice(program.reading_order))
    elif way == "end":
        debugger.last()
    elif way == "pan":
        person.move(random.choice([-300, -20, 0, 20, 300]), random.choice([-9, 0, 9]))
    elif way == "strip":
        person.turn(person.finder.beyond(person.camera, random.randrange(30)))
    elif way == "node":
        person.zoom(random.choice(program.reading_order))
    else:
        person.zoom(way)
    person.show()


def seen_equations(person):
    """The equations whose nodes are seen, as places."""
    equations = person.stop.program.network.equations
    boxes = person.picture.layout.boxes
    return [
        place
        for place in person.picture.window.equations
        if equations[place].name in boxes and person.is_seen(equations[place].name)
    ]


@settings(max_examples=20, deadline=None)
@given(journeys())
def test_whatever_is_done_what_is_seen_is_what_is_there(journey):
    person, random = journey
    assert_within(person)
    assert_clicks_find(person, random)
    if person.camera.follows:
        assert_shows_the_step(person)
    person.debugger.first()
    person.show()
    assert_strip(person)
    assert_strip_leads(person, random)
    person.zoom("fit")
    assert_shows_the_step(person)


def assert_within(person):
    """The view lies within the picture, or around it."""
    layout = person.picture.layout
    for start, extent, room in (
        (person.view.x, layout.width, person.room[0]),
        (person.view.y, layout.height, person.room[1]),
    ):
        if extent > room:
            assert 0 <= start <= extent - room
        else:
            assert start == -((room - extent + 1) // 2)  # as much before as behind it
    assert len(person.lines) <= person.room[1]
    assert all(len(line) <= person.room[0] for line in person.lines)


def assert_shows_the_step(person):
    """The node of the step, or the one that was selected, is to be seen."""
    wanted = node_in_view(person.stop)
    if wanted not in person.picture.layout.boxes:
        wanted = equation_about(person.stop)
    assert person.is_seen(wanted)


def assert_clicks_find(person, random):
    """A click on what is drawn of a node finds it."""
    nodes = sorted(filter(person.is_seen, person.picture.layout.boxes))
    for node in random.sample(nodes, min(len(nodes), 5)):
        columns, rows = person.place_of(node)
        inside = [row for row in rows if 0 <= row < person.room[1]]
        assert person.finder.node_at(random.choice(columns), random.choice(inside)) == node
        written = person.look.name(node, person.stop.program)
        if len(columns) > len(written) + 3 and rows[0] == inside[0]:
            assert written in person.lines[rows[0]][columns[0] : columns[-1] + 1]
    here = [
        (sum(len(text) for text, _ in line[:at]), row)
        for row, line in enumerate(person.shown.lines)
        for at, (_, role) in enumerate(line)
        if role == "here"
    ]
    assert {person.finder.node_at(*place) for place in here} <= {person.stop.node}


def bar_of(person):
    """The cells of the bar in the foot; nothing where there is none."""
    left, _, _, right = person.look.glyphs.scale
    return person.foot[1 : person.foot.index(right, 1)] if person.foot.startswith(left) else ""


def assert_strip(person):
    """The strip marks the share of the equations that is in view."""
    layout, total = person.picture.layout, len(person.stop.program.network.equations)
    has_room = layout.width <= person.room[0] and layout.height <= person.room[1]
    is_all = has_room and len(person.picture.window.equations) == total
    assert (person.foot == "") == (is_all and person.picture.detail is not Detail.CHIPS)
    bar, seen = bar_of(person), seen_equations(person)
    if not bar or not seen:
        return  # no room for a bar, or only parts of boxes in view
    assert set(bar) <= set(person.look.glyphs.scale[1:3])
    size = Fraction(total, len(bar))
    for cell, sign in enumerate(bar):
        covered = [place for place in range(total) if cell <= place / size < cell + 1]
        if size < 1:
            covered = [int(cell * size)]  # an equation has more than one cell
        is_part = sign == person.look.glyphs.scale[2]
        assert is_part == any(place in seen for place in covered), cell


def assert_strip_leads(person, random):
    """A click on a cell of the strip shows what it stands for."""
    cells, total = len(bar_of(person)), len(person.stop.program.network.equations)
    if cells:
        wanted = random.randrange(cells)
        person.turn(person.finder.beyond(person.camera, wanted + 1))
        assert person.look.glyphs.scale[2] in bar_of(person)
        places = seen_equations(person)
        assert any(int(Fraction(place * cells, total)) == wanted for place in places) or (
            cells > total and wanted * total // cells in places
        )


def test_a_pan_stays_until_a_step_is_taken_out_of_view():
    person = Looker(deep(20), (118, 18))
    person.zoom("h10")
    assert not person.camera.follows
    corner = person.camera.corner
    person.show()
    assert person.camera.corner == corner
    person.debugger.select("h11")
    person.show()
    assert person.is_seen("h11")
    assert person.camera.corner == corner
    person.debugger.step()
    person.debugger.select()
    person.show()
    assert person.camera == FITTING
    assert person.is_seen(person.stop.node)


def test_zoomed_out_a_large_network_is_seen_whole():
    person = Looker(deep(150), (158, 34))
    program = person.stop.program
    assert len(person.picture.layout.boxes) < len(program.network.nodes)
    person.zoom("out")  # past small boxes, which show no more of it
    assert person.picture.detail is Detail.CHIPS
    assert set(person.picture.layout.boxes) == set(program.network.nodes)
    assert all(map(person.is_seen, program.network.nodes))
    before = person.camera
    person.zoom("out")
    assert person.camera == before
    person.zoom("in")
    assert person.picture.detail is Detail.SMALL
    person.zoom("in")
    assert person.camera == FITTING  # where boxes have grown with the panel
    person.zoom("in")
    assert person.picture.detail is Detail.LARGE
    person.zoom("fit")
    assert person.camera == FITTING


def test_a_pan_goes_on_beyond_the_window_of_a_large_network():
    person = Looker(PROGRAMS("chain"), (118, 18))
    seen = set()
    for _ in range(300):
        before = person.camera
        seen |= set(seen_equations(person))
        person.move(30, 0)
        if person.camera == before:
            break
    assert seen == set(range(200))


def test_a_word_that_is_no_way_to_look_and_no_node_is_refused():
    person = Looker(PROGRAMS("skip"), (78, 10))
    with pytest.raises(DebuggerError, match="sideways"):
        person.zoom("sideways")


def test_another_program_is_looked_at_from_where_its_step_is():
    person = Looker(deep(20), (118, 18))
    person.zoom("h10")
    person.debugger = Debugger(deep(150))
    person.show()
    assert person.camera.follows


def test_a_node_that_is_looked_at_from_afar_is_shown_with_its_number():
    person = Looker(deep(20), (118, 20))
    person.zoom("out")
    person.zoom("out")
    assert person.picture.detail is Detail.CHIPS
    person.zoom("h11")
    assert person.picture.detail is not Detail.CHIPS
    assert person.is_seen("h11")


@pytest.mark.parametrize("name", ["transformer", "lenet"])
def test_a_click_on_the_strip_leads_into_groups_that_are_folded(name):
    person = Looker(Recipe(name).program(), (60, 12))
    person.zoom("in")
    network, scene = person.stop.program.network, person.finder.pictures.scene(person.stop)
    assert scene.count < len(network.equations)
    total, cells = len(network.equations), len(bar_of(person))
    for cell in range(cells):
        person.turn(person.finder.beyond(person.camera, cell + 1))
        places = [place for place in range(total) if place * cells // total == cell]
        covered = [network.equations[place].name for place in places or [cell * total // cells]]
        boxes = person.picture.layout.boxes
        assert any(node in boxes and person.is_seen(node) for node in map(scene.shown, covered))
