"""A node that is selected, until the next step."""

import pytest

from engine.debugger.debugger import Debugger
from engine.network.files import load_network
from engine.program.program import derive


@pytest.fixture
def debugger():
    debugger = Debugger(derive(load_network("skip")))
    debugger.goto(3)
    debugger.select("w3")
    return debugger


@pytest.mark.parametrize(("move", "node"), [("step", "h1"), ("back", "h0"), ("into", "h1")])
def test_the_next_step_is_followed_again(debugger, move, node):
    stop = getattr(debugger, move)()
    assert (stop.selected, stop.is_selection) == (node, False)


@pytest.mark.parametrize("move", ["next_iteration", "end_of_phase", "run_to"])
def test_a_leap_looks_at_the_selected_node_on(debugger, move):
    stop = getattr(debugger, move)()
    assert (stop.selected, stop.is_selection) == ("w3", True)


def test_the_step_is_followed_again_where_that_is_asked_for(debugger):
    stop = debugger.select()
    assert (stop.selected, stop.is_selection) == ("z1", False)
    assert stop.cursor.step == 3
