"""Lectures in the line mode: told, answered, left, and gone on with."""

import io
import sys

import pytest

from engine.debugger.debugger import Debugger
from engine.errors import DebuggerError
from engine.network.source import Source
from engine.program.recipe import Recipe
from tui.cli.main import main
from tui.commands.lists import shipped_lectures
from tui.lectures.lecture import Playing
from tui.lectures.reader import load_lecture, parse_lecture
from tui.plain.mode import PlainMode

TEXT = """title "A short one"
open skip
say "First ..."
goto 4
pause
say "What comes: «n step» goes on, and x = 1."
ask "What is z2?" w2*h1 + w3*h0
step
ask "Is it so?"
chart
still picture
await step
expect L == 9
say "Done."
"""

READ = "The lecture ends here; what it has done is yours to go on with."


@pytest.fixture
def mode():
    recipe = Recipe("xor").read()
    mode = PlainMode(Debugger(recipe.program(), recipe), lambda _: None, lambda _: False)
    said = []
    mode._write = said.append
    mode.said = said
    return mode


def told(mode, *lines):
    """What is said of each line."""
    answers = []
    for line in lines:
        mode.said.clear()
        mode.obey(line)
        answers.append(list(mode.said))
    return answers


def begun(mode, text=TEXT, **how):
    mode.play(Playing(parse_lecture(Source("a.walk", text)), "a.walk", **how))
    return list(mode.said)


def test_captions_and_steps_are_said_up_to_each_pause(mode):
    said = begun(mode)
    assert said[0] == "Lecture: A short one."
    assert said[2].startswith("Skip network, 7 equations.")
    assert said[3] == "First"
    assert said[4].startswith("Step 4 of 21, forward")
    assert len(said) == 5
    assert told(mode, "")[0] == ["What comes: n goes on, and x is 1.", "Question: What is z2?"]


def test_an_answer_is_judged_and_what_is_none_is_asked_for_again(mode):
    begun(mode)
    _, wrong = told(mode, "", "0.5")
    assert wrong[0] == "Not 0.5: w2 times h1 plus w3 times h0 is 0.375"
    begun(mode)
    _, unread, right = told(mode, "", "w9 +", "0.25*0.5 + 0.25")
    assert unread[0].startswith("error: ")
    assert right[0] == "Right: w2 times h1 plus w3 times h0 is 0.375"
    assert right[1].startswith("Step 5 of 21, forward")
    assert right[-1] == "Question: Is it so?"


def test_an_empty_line_tells_the_answer(mode):
    begun(mode)
    _, shown = told(mode, "", "")
    assert shown[0] == "w2 times h1 plus w3 times h0 is 0.375"


def test_what_is_done_in_between_is_put_back(mode):
    begun(mode)
    told(mode, "goto 15", "set w3 = 7", "note h0 mine")
    back = told(mode, "")[0]
    assert back[0] == "Back to where the lecture is."
    assert (mode.stop.cursor.step, mode.stop.state.value("w3")) == (4, 0.5)
    assert not mode.stop.notes
    at_question = told(mode, ":goto 9", "where", "0.375")
    assert at_question[0][0].startswith("Step 9 of 21, backward")
    assert at_question[2][0] == "Back to where the lecture is."
    assert at_question[2][1].startswith("Right: ")


def test_what_needs_the_screen_or_files_is_left_out_and_what_fails_is_told(mode, tmp_path):
    begun(mode)
    last = told(mode, "", "", "")[-1]
    assert last[0].startswith("Step 6 of 21")
    assert last[1] == "error: line 13 of the lecture: expect L == 9 cannot be told: " + (
        "L is not computed yet: step 7 computes it"
    )
    assert last[2:] == ["Done.", READ]
    assert not list(tmp_path.iterdir())
    assert told(mode, "")[0][0].startswith("Step 7 of 21")


def test_it_is_left_and_begun_elsewhere(mode):
    begun(mode)
    assert told(mode, "leave", "", "leave")[0] == ["The lecture is left."]
    assert mode.stop.cursor.step == 5
    assert told(mode, "leave") == [["No lecture is told."]]
    mode.said.clear()
    said = begun(mode, start=4)
    assert said[2:4] == ["What comes: n goes on, and x is 1.", "Question: What is z2?"]
    assert mode.stop.cursor.step == 4


@pytest.mark.parametrize("name", shipped_lectures())
def test_each_that_ships_is_told_to_its_end(mode, name, monkeypatch):
    monkeypatch.setattr("engine.diagnosis.ahead.AHEAD", 500)
    mode.play(Playing(load_lecture(name), name, auto=True))
    assert mode.said[-1] == READ
    assert not [line for line in mode.said if line.startswith("error")]
    assert not [line for line in mode.said if "«" in line or "→" in line]


def test_play_tells_one_in_the_line_mode_and_what_is_none_is_refused(mode):
    assert told(mode, "play skip")[0][0].startswith("Lecture: The skip network by hand")
    assert "no such lecture" in told(mode, "play nothing")[0][0]
    assert told(mode, "lectures")[0]


def test_where_the_input_ends_the_rest_is_told(monkeypatch, capsys, tmp_path):
    path = tmp_path / "a.walk"
    path.write_text(TEXT)
    monkeypatch.setattr(sys, "stdin", io.StringIO("\n0.375\n"))
    assert main(["play", str(path), "--plain"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert "Right: w2 times h1 plus w3 times h0 is 0.375" in said
    assert said[-1] == READ
    assert main(["play", str(path), "--plain", "--check"]) == 2
    assert "--plain tells a lecture" in capsys.readouterr().err


def test_only_those_that_ship_are_told_where_files_are_not_touched(mode, monkeypatch):
    monkeypatch.setattr("tui.lectures.chosen.is_restricted", lambda: True)
    with pytest.raises(DebuggerError, match="only lectures that ship"):
        mode.views[next(view for view in mode.views if view.name == "LECTURE")]("/etc/passwd")
