"""What typed commands do, and how far they go."""

import pytest

from engine.debugger.debugger import Debugger
from engine.errors import DebuggerError
from engine.iterations.timeline import MAX_ITERATION
from engine.network.files import load_network
from engine.program.program import derive
from engine.program.recipe import Recipe
from tests.tui.commands.obeying import execute, obey
from tui.commands.command import CommandError
from tui.commands.headless import Headless
from tui.commands.line import parse_line
from tui.commands.table import BY_NAME


class Agreeing(Headless):
    """Somebody who agrees to everything."""

    def ask(self, _, agree):
        agree()


# What they do


@pytest.mark.parametrize(
    ("lines", "iteration", "step"),
    [
        (["step"], 0, 1),
        (["step 15"], 0, 15),
        (["15"], 0, 15),
        (["goto 15", "back 3"], 0, 12),
        (["step 22"], 1, 1),
        (["end"], 0, 7),
        (["end 2"], 0, 17),
        (["20", "start"], 0, 18),
        (["15", "next"], 1, 15),
        (["15", "next 3", "previous"], 2, 15),
        (["15", "iteration 3"], 3, 15),
        (["15", "first"], 0, 1),
        (["last"], 0, 21),
        (["run h1"], 0, 4),
        (["7", "run h0"], 0, 15),
        (["select z2", "run"], 0, 5),
        (["15", "next", "restart"], 0, 0),
        (["15", "leap"], 10, 15),
        (["15", "leap 3", "leap-back 2"], 10, 15),
        (["15", "leap 3", "leap-back 100"], 0, 15),
        (["15", "train 1000"], 1000, 15),
        (["15", "train 1000", "iteration 412"], 412, 15),
    ],
)
def test_commands_move_the_debugger(debugger, lines, iteration, step):
    cursor = obey(debugger, *lines).cursor
    assert (cursor.iteration, cursor.step, cursor.arrived) == (iteration, step, None)


def test_stepping_into_the_fan_in_sum(debugger):
    found = [
        (stop.cursor.step, stop.cursor.arrived, stop.state.gradient("h0"))
        for stop in (obey(debugger, line) for line in ("14", "into", "into", "into", "into"))
    ]
    assert found == [(14, None, None), (15, 0, 0.0), (15, 1, 0.5), (15, 2, 0.75), (16, None, 0.75)]


def test_selecting_and_finding(debugger):
    assert obey(debugger, "select h1").selected == "h1"
    assert obey(debugger, "select ŷ").selected == "yhat"
    assert obey(debugger, "find w3").selected == "w3"
    assert obey(debugger, "select w0", "down").selected == "x"
    assert obey(debugger, "up").selected == "w0"


@pytest.mark.parametrize(
    "line",
    ["goto 22", "goto -1", "goto x", "iteration -1", "iteration x", "iteration 1000001",
     "run nowhere", "run x", "select nobody", "find nothing", "train 0", "train x", "entry 0",
     "lr x", "lr nan", "seed 8", "seed x", "seed -1"],
)  # fmt: skip
def test_what_cannot_be_done_is_refused_and_changes_nothing(debugger, line):
    before = obey(debugger, "15")
    with pytest.raises(DebuggerError):
        obey(debugger, line)
    assert debugger.stop.cursor == before.cursor
    assert debugger.stop.selected == before.selected
    assert debugger.stop.state.same_as(before.state)


# How far they go


@pytest.mark.parametrize("first", ["0", "15", "21"])
@pytest.mark.parametrize(
    ("name", "argument", "count", "least"),
    [
        ("step", "", 1, 0), ("step", "", 500, 0), ("end", "", 1, 1), ("end", "", 100, 1),
        ("next", "", 70, 0), ("leap", "", 7, 0), ("train", "70", 1, 0), ("iteration", "70", 1, 0),
        ("run", "h0", 50, 1), ("run", "h1", 1, 1), ("run", "L", 33, 1),
    ],
)  # fmt: skip
def test_a_command_that_may_go_far_knows_how_far(debugger, first, name, argument, count, least):
    """What it says is reached with a progress bar: all of the way, or all but an iteration."""
    command = BY_NAME[name]
    said = command.action.reaches(obey(debugger, first), argument, count)
    reached = execute(debugger, command, argument, count).cursor.iteration
    assert reached - least <= said <= reached


@pytest.mark.parametrize("name", ["next", "leap", "step"])
def test_nothing_goes_further_than_the_last_iteration(debugger, name):
    argument, count = "", 9_999_999_999
    assert BY_NAME[name].action.reaches(debugger.stop, argument, count) == MAX_ITERATION


def test_what_would_be_destroyed_needs_agreement(debugger, tmp_path):
    path = tmp_path / "session"
    path.write_text("mine")
    debugger = Debugger(derive(load_network("skip")), Recipe("skip"))
    command, argument, count = parse_line(f"save {path}")
    with pytest.raises(CommandError, match=r"exists.*nothing is destroyed without a person"):
        execute(debugger, command, argument, count)
    assert path.read_text() == "mine"
    stop = execute(debugger, command, argument, count, Agreeing)
    assert "saved" in stop.message
    assert path.read_text() != "mine"


def test_a_command_of_the_app_is_not_for_the_debugger(debugger):
    for name in ("quit", "help", "theme", "command", "chart", "inspect", "scale"):
        with pytest.raises(CommandError, match=f"^{name} needs the app$"):
            execute(debugger, BY_NAME[name])
