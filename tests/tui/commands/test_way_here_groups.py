"""The command that leads to where a group is folded, unfolded or gone over, and sessions there."""

import shlex
from itertools import pairwise

import pytest

from engine.debugger.debugger import Debugger
from engine.program.recipe import Recipe
from engine.sessions.files import decoded, encode
from engine.sessions.restore import restore
from engine.sessions.session import session_of
from engine.sessions.state_line import read_state, state_line
from tests.tui.commands.obeying import obey
from tui.commands.way_here import way_here

NETWORK = """
loss = "L"
equations = '''
h[1] = block(x, W, b)
h[2] = block(h[1], W, b)
L = sum(square(h[2]))
'''
[inputs]
x = [0.5, -1]
[parameters]
W = [[0.5, 0.25], [-1, 0.75]]
b = [0.1, 0.2]
[training]
learning_rate = 0.1
[layers]
block = '''
block(x, W, b) -> h
z = linear(x, W, b)
h = relu(z)
'''
"""

PLACES = {
    "start": [],
    "over": ["step"],
    "within": ["step", "into"],
    "deep": ["step", "into", "into"],
    "later": ["iteration 2", "goto 9", "step"],
    "first of an iteration": ["goto 17 1", "step"],
    "unfolded": ["unfold h[1]", "step"],
    "all unfolded": ["unfold", "step 3"],
    "backward": ["goto 7", "step"],
}


def obeyed(debugger, lines):
    if lines:
        obey(debugger, *lines)
    return debugger.stop


@pytest.fixture
def opened(tmp_path):
    path = tmp_path / "net.toml"
    path.write_text(NETWORK)
    recipe = Recipe(str(path)).read()
    return lambda: Debugger(recipe.program(), recipe)


def standing(stop):
    return stop.cursor, stop.folds.unfolded, stop.selection.node


@pytest.mark.parametrize("name", PLACES)
def test_the_command_leads_there(opened, name):
    stop = obeyed(opened(), PLACES[name])
    words = shlex.split(way_here(stop))
    lines = [line for flag, line in pairwise(words) if flag == "-e"]
    assert standing(obeyed(opened(), lines)) == standing(stop)


@pytest.mark.parametrize("name", PLACES)
def test_a_session_and_a_state_lead_there(opened, name):
    debugger = opened()
    stop = obeyed(debugger, PLACES[name])
    debugger.mark("here")
    for session in (
        decoded(encode(session_of(debugger.stop)), "session"),
        read_state(state_line(debugger.stop)),
    ):
        restored = restore(session)
        assert restored.is_whole
        assert standing(restored.arrive()) == standing(stop)
        restored.debugger.goto(0, 0)
        assert standing(restored.debugger.jump("here")) == standing(stop)
