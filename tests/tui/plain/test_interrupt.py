"""What Ctrl+C interrupts in the line mode, and what comes to its end; and what is agreed to."""

import os
import signal

import pytest

from engine.debugger.debugger import Debugger
from engine.program.recipe import Recipe
from tui.commands.action import Move, Question
from tui.commands.command import Command
from tui.plain.mode import PlainMode


def obeying(monkeypatch, action):
    """What is said to a line that comes to an action."""
    said = []
    mode = PlainMode(Debugger(Recipe("skip").program()), said.append, lambda _: False)
    command = Command("act", (), "", "", action)
    monkeypatch.setattr("tui.plain.mode.parse_line", lambda _, __: (command, "", 1))
    assert mode.obey("act")
    return mode, said


def press_control_c(*_):
    os.kill(os.getpid(), signal.SIGINT)
    return ["answered"]


def test_a_question_is_interrupted(monkeypatch):
    assert obeying(monkeypatch, Question(press_control_c))[1] == ["interrupted"]


def test_a_move_that_has_begun_comes_to_its_end(monkeypatch):
    def move(debugger, *_):
        press_control_c()
        return debugger.step(3)

    mode, said = obeying(monkeypatch, Move(move))
    assert mode.stop.cursor.step == 3
    assert said[0].startswith("Step 3 of 21")


@pytest.mark.parametrize("says_yes", [True, False])
def test_a_file_is_written_over_where_a_person_agrees(tmp_path, says_yes):
    path, asked, said = tmp_path / "session", [], []
    path.write_text("mine")

    def ask(question):
        asked.append(question)
        return says_yes

    recipe = Recipe("skip").read()
    mode = PlainMode(Debugger(recipe.program(), recipe), said.append, ask)
    assert mode.obey(f"save {path}")
    assert [question.endswith("write over it?") for question in asked] == [True]
    assert (path.read_text() == "mine") is not says_yes
    assert bool(said) is says_yes
