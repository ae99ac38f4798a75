"""What is kept of the screen from step to step: it is what is drawn anew, whatever was done."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.debugger.debugger import Debugger
from engine.debugger.veil import Veil
from engine.errors import DebuggerError
from engine.frozen import replace
from engine.language.figures import Figures, use_figures
from engine.language.notation import Style
from engine.network.files import load_network
from engine.program.program import derive
from tests.tui.moves import MOVES
from tui.drawing.kept import Kept
from tui.drawing.look import Look
from tui.drawing.spotlight import OFF, Spotlight
from tui.drawing.values import Table, table_shown
from tui.graph.camera import FITTING
from tui.graph.picture import draw
from tui.graph.pictures import Pictures, view_for

PROGRAMS = {name: derive(load_network(name)) for name in ("skip", "xor", "deep")}

LOOK = Look()

ROOMS = ((116, 18), (78, 8))


def cover(debugger, _):
    debugger.cover(Veil(debugger.stop.cursor, is_lifted=False, style=Style()))


def uncover(debugger, _):
    debugger.cover(None)


def node_of(debugger, count):
    nodes = debugger.stop.program.network.nodes
    return nodes[count % len(nodes)]


DONE = {
    **{key: MOVES[key] for key in ("n", "N", "s", "f", "F", "]", "[", "down", "R")},
    "one": lambda debugger, _: debugger.step(),
    "back": lambda debugger, _: debugger.back(),
    "set": lambda debugger, count: debugger.set_value(f"{debugger.stop.focus} = {count / 4 - 1.5}"),
    "freeze": lambda debugger, count: debugger.freeze(node_of(debugger, count)),
    "undo": lambda debugger, _: debugger.undo(),
    "switch": lambda debugger, count: debugger.switch(count % 3),
    "note": lambda debugger, count: debugger.note(node_of(debugger, count), "look"),
    "break": lambda debugger, count: debugger.break_at(node_of(debugger, count)),
    "cover": cover,
    "uncover": uncover,
    "digits": lambda _, count: use_figures(Figures(2 + count % 5, comma=count % 2 == 1)),
}


@pytest.fixture(autouse=True)
def _figures():
    yield
    use_figures(Figures())


@given(
    st.sampled_from(sorted(PROGRAMS)),
    st.sampled_from(ROOMS),
    st.lists(
        st.tuples(st.sampled_from(sorted(DONE)), st.integers(1, 12), st.booleans()),
        min_size=5,
        max_size=25,
    ),
)
@settings(max_examples=40, deadline=None)
def test_what_is_kept_is_what_is_drawn_anew(name, room, moves):
    debugger, pictures, kept = Debugger(PROGRAMS[name]), Pictures(LOOK.glyphs), Kept()
    table = Table.of(debugger.stop.program, LOOK)
    for key, count, is_lit in moves:
        with suppress(DebuggerError):
            DONE[key](debugger, count)
        stop = debugger.stop
        light = Spotlight(frozenset({node_of(debugger, count)})) if is_lit else OFF
        picture = pictures.get(stop, *room)
        view = view_for(picture, stop, FITTING, room)
        again = draw(replace(picture), stop, LOOK, view, light)
        assert draw(picture, stop, LOOK, view, light) == again
        rows = table_shown(table, stop, LOOK, room, light)
        assert table_shown(table, stop, LOOK, room, light, kept=kept) == rows
