"""Lists one can act in, as data: their rows, and what the keys do to them."""

import pytest

from engine.debugger.debugger import Debugger
from engine.language.notation import Style
from engine.program.recipe import Recipe
from tui.commands.action import List
from tui.commands.headless import Headless
from tui.commands.line import parse_line
from tui.commands.lists import Choice, Choices, Outcome, choose_breakpoint, choose_mark
from tui.commands.perform import perform
from tui.commands.table import COMMANDS
from tui.drawing.look import Look


@pytest.fixture
def debugger():
    return Debugger(Recipe("skip").program())


def do(debugger, *lines):
    """Do the lines and give back where that leads."""
    for line in lines:
        perform(*parse_line(line), Headless(debugger, Style()))
    return debugger.stop


def breakpoints(stop):
    return choose_breakpoint(stop, "", Style())


def marks(stop):
    return choose_mark(stop, "", Style())


def test_one_hit_is_no_hits(debugger):
    stop = do(debugger, "break h0", "break z1 < 0", "disable 2", "continue")
    assert breakpoints(stop).lines == [
        "  1  on      1 hit   h0",
        "  2  off     0 hits  z1 < 0",
    ]
    assert [row.is_off for row in breakpoints(stop).rows] == [False, True]
    assert breakpoints(do(debugger, "continue")).lines[0] == "  1  on      2 hits  h0"


def test_what_the_keys_do_to_a_breakpoint_is_done_to_that_one(debugger):
    stop = do(debugger, "break h0", "break h1")
    second = breakpoints(stop).rows[1].actions
    stop = do(debugger, second["space"].line)
    assert [each.is_enabled for each in stop.breakpoints] == [True, False]
    stop = do(debugger, breakpoints(stop).rows[1].actions["space"].line)
    assert [each.is_enabled for each in stop.breakpoints] == [True, True]
    stop = do(debugger, second["d"].line)
    assert [each.text for each in stop.breakpoints] == ["h0"]


def test_what_is_offered_for_editing_is_the_breakpoint_as_it_is(debugger):
    stop = do(debugger, "break dead(h0)", "break h0 backward", "disable 2")
    for row in breakpoints(stop).rows:
        assert row.actions["e"] == row.actions["enter"]
        after = do(debugger, row.actions["e"].prompt)
        assert after.breakpoints == stop.breakpoints


def test_marks_are_gone_to_and_deleted(debugger):
    stop = do(debugger, "15", "mark sum", "3", "mark the third step", "20")
    first, second = marks(stop).rows
    assert [first.text[:30], second.text[:35]] == [
        "sum            iteration 0, st",
        "the third step iteration 0, step 3",
    ]
    assert second.actions["enter"].closes
    assert do(debugger, second.actions["enter"].line).cursor.step == 3
    assert list(do(debugger, second.actions["d"].line).marks) == ["sum"]


def test_the_list_of_marks_begins_where_one_stands(debugger):
    do(debugger, "15", "mark sum", "3", "mark third")
    assert marks(debugger.stop).start == 1
    assert marks(do(debugger, "15")).start == 0
    assert marks(do(debugger, "16")).start == 0


@pytest.mark.parametrize("choose", [breakpoints, marks])
def test_where_there_is_none_it_says_how_to_make_one(debugger, choose):
    choices = choose(debugger.stop)
    assert not choices.rows
    (line,) = choices.lines
    command = line.partition("as in ")[2]
    assert len(choose(do(debugger, command)).rows) == 1


def test_lines_are_the_rows_as_they_are():
    choices = Choices(
        "Things", [Choice("a", {}), Choice("b", {"d": Outcome(line="x")})], "", "none"
    )
    assert choices.lines == ["a", "b"]


LISTS = [command for command in COMMANDS if isinstance(command.action, List)]


@pytest.mark.parametrize("command", LISTS, ids=lambda command: command.name)
def test_hints_have_room_on_the_frame_of_the_smallest_screen(debugger, command):
    """Between the corners of 60 columns stand a blank at each side and a dash."""
    hint = command.action.choices(debugger.stop, "", Style()).hint
    assert len(Look().told(f"{hint}, q closes")) <= 60 - 5
