"""The last line, drawn without a screen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from engine.debugger.debugger import Debugger
from engine.program.recipe import Recipe
from tui.commands.job import Job
from tui.commands.prompt import Prompt
from tui.drawing.look import Look
from tui.drawing.strokes import Strokes
from tui.widgets.last_line import LastLine, footer_line

JOB = Job(iter(()), 0, 100, list, 25)

FULL = LastLine(
    Prompt("goto 1"), JOB, "write over it", "no such node", "mark a", digits="12"
)  # fmt: skip

texts = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=120)


@pytest.fixture(scope="module")
def stop():
    return Debugger(Recipe("skip").program()).stop


def shown(line, stop, width=80, ascii_only=False):
    return "".join(text for text, _ in footer_line(line, stop, Look(ascii_only), width))


def test_the_first_that_there_is_is_shown_from_the_prompt_to_the_keys(stop):
    line = FULL
    assert shown(line, stop).startswith(" :goto 1")
    line = line._replace(typed=None)
    assert "25 of 100 iterations" in shown(line, stop)
    line = line._replace(job=None)
    assert shown(line, stop).startswith(" write over it: y or n?")
    line = line._replace(question="")
    assert shown(line, stop).startswith(" ! no such node")
    line = line._replace(problem="")
    assert shown(line, stop).startswith(" mark a")
    line = line._replace(said="")
    assert shown(line, stop).startswith(" n step")


def test_the_digits_of_a_count_stand_in_the_corner_or_what_was_pressed(stop):
    assert shown(LastLine(digits="12"), stop).endswith(" 12")
    strokes = Strokes().pressed("n", "n").pressed("1", "1")
    assert shown(LastLine(digits="1", strokes=strokes), stop).endswith(" n 1")


@pytest.mark.parametrize("line", [LastLine(is_covered=True), LastLine(strokes=Strokes())])
def test_the_keys_are_hidden_beside_those_of_an_overlay_and_from_an_audience(line, stop):
    assert shown(line, stop).strip() == ""


def test_what_is_no_number_is_told_as_long_as_nothing_else_is_said():
    debugger = Debugger(Recipe("skip", learning_rate=1e300).program())
    for _ in range(6):
        stop = debugger.next_iteration()
    while stop.step is None or stop.first_non_finite is None:
        stop = debugger.step()
    iteration, step = stop.first_non_finite
    while abs(float(stop.step.value)) < float("inf"):
        stop = debugger.step()
    told = f"NaN or infinity first appeared in iteration {iteration}, step {step}"
    assert told in shown(LastLine(), stop)
    assert told not in shown(LastLine(said="mark a"), stop)


@given(st.integers(60, 200), texts, texts, texts, st.sampled_from(["", "7", "1234567"]))
def test_it_fills_the_screen_but_for_the_last_column(width, question, problem, said, digits):
    stop = Debugger(Recipe("skip").program()).stop
    line = LastLine(None, None, question, problem, said, digits=digits)
    assert cell_len(shown(line, stop, width)) == width - 1
