"""The lectures that ship: what they claim is true, and their captions can be read."""

from dataclasses import replace
from pathlib import Path

import pytest

from engine.debugger.debugger import Debugger
from engine.gradients.paths import find_paths
from engine.language.notation import Style
from engine.network.source import Source
from tui.commands.action import View
from tui.commands.headless import Headless
from tui.commands.lists import TOUR, shipped_lectures
from tui.commands.perform import perform
from tui.drawing.caption import Caption, caption_lines
from tui.drawing.look import Look
from tui.lectures.check import Checked, check
from tui.lectures.lecture import Ask, Do, Expect, Light, Open, Pause, Say
from tui.lectures.reader import load_lecture, parse_lecture
from tui.offscreen.warnings import warnings_of

LECTURES = [
    "attention", "bptt", "convolution", "dying-relu", "iris", "landscape", "learning-rate",
    "not-learning", "skip", "why-skip", "xor",
]  # fmt: skip

HINT = "10/36, Space goes on"
"""What stands in the corner of a caption."""


@pytest.fixture(params=LECTURES)
def lecture(request, monkeypatch):
    """Each of them; a diagnosis follows on only a little, and no job waits for keys."""
    monkeypatch.setattr("engine.diagnosis.ahead.AHEAD", 500)
    monkeypatch.setattr("tui.screens.jobs.BREATH", 0.0)
    return load_lecture(request.param)


def of(kind, lecture):
    return [each for each in lecture.statements if isinstance(each, kind)]


def captions(lecture):
    return [each for each in of(Say, lecture) if each.text]


def test_the_lectures_that_ship():
    assert [*shipped_lectures()] == sorted([*LECTURES, TOUR])


def test_every_expectation_holds(lecture):
    checked = check(lecture, Look())
    assert checked.failure == ""
    assert checked.held == len(of(Expect, lecture)) >= 8


def test_a_lecture_asks_and_explains(lecture):
    assert lecture.title
    assert len(captions(lecture)) >= 8
    assert len(of(Ask, lecture)) >= 2


@pytest.mark.parametrize("look", [Look(), Look(ascii=True)])
def test_captions_and_questions_fit_at_80_columns(lecture, look):
    """Two rows of 24 at the most, so that the step card keeps six; an answer takes a third."""
    said = [Caption(each.text, hint=HINT) for each in captions(lecture)]
    asked = [Caption(each.question, hint=HINT) for each in of(Ask, lecture)]
    for caption in [*said, *asked]:
        assert len(list(caption_lines(caption, look, 80, 99))) <= 2, caption.text


def test_every_caption_is_left_on_the_screen_for_a_while(lecture):
    """Nothing is said and at once said over: a pause, a wait or a question comes first."""
    unread = ""
    for statement in lecture.statements:
        if isinstance(statement, Say):
            assert unread == "", f"line {statement.line} takes away {unread!r}"
            unread = statement.text
        elif not isinstance(statement, Open | Do | Expect | Light):
            unread = ""


def test_a_lecture_ends_with_a_clear_screen_after_a_pause(lecture):
    *_, pause, cleared = [each for each in lecture.statements if isinstance(each, Pause | Say)]
    assert isinstance(pause, Pause)
    assert cleared.text == ""


def test_the_example_of_the_documentation():
    text = (Path(__file__).parents[3] / "docs" / "lecture-format.md").read_text(encoding="utf-8")
    example = text.split("```\n")[1]
    lecture = parse_lecture(Source("one-neuron.walk", example))
    assert check(lecture, Look()) == Checked(held=2)


def test_the_wrong_numbers_of_the_exercise_are_not_taken_over():
    """The exercise has a loss of 0.375 and then of 0; with y = -3 they are 3.375 and 3."""
    conditions = [each.condition.text for each in of(Expect, load_lecture("skip"))]
    assert "L == 3.375" in conditions
    assert "L == 3" in conditions


def test_the_number_of_paths_that_is_said():
    """A path goes one or two nodes down at a time: Fibonacci's numbers, 10,946 for 20 ReLUs."""
    lecture = load_lecture("why-skip")
    assert any("10,946" in each.text for each in captions(lecture))
    deep = of(Open, lecture)[-1]
    debugger = Debugger(deep.program, deep.recipe)
    found = find_paths("dL/dw0", debugger.last().state)
    a, b = 1, 1
    for _ in range(20):
        a, b = b, a + b
    assert found.count == a == 10_946


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("dying-relu", {"values": {"w1": 0.3}}),
        ("landscape", {"values": {"y": 2.0}}),
        ("skip", {"values": {"y": 0.0}}),
        ("why-skip", {"values": {"w1": 0.3}}),
        ("xor", {"seed": 0}),
    ],
)
def test_on_another_network_a_lecture_fails(name, change):
    """Its expectations are about the numbers of its own network."""
    lecture = load_lecture(name)
    recipe = replace(lecture.opening.recipe, **change)
    opening = replace(lecture.opening, recipe=recipe, program=recipe.program())
    other = replace(lecture, statements=[opening, *lecture.statements[1:]])
    assert "fails" in check(other, Look()).failure


def test_nothing_trips_up_the_audience_of_a_lecture_that_ships(lecture):
    assert warnings_of(lecture, Look()) == []


def test_what_is_said_of_the_slow_death_is_so():
    """Ten steps lower the loss, none but the last kills, and w3 is still positive then."""
    w0, w1, w2, w3 = [0.5] * 4
    losses = []
    for _ in range(10):
        assert w0 > 0
        h0 = w0
        h1 = w1 * h0
        losses.append(3 + w2 * h1 + w3 * h0)
        slopes = w3 + w2 * w1, w2 * h0, h1, h0
        w0, w1, w2, w3 = (
            w - 0.1 * slope for w, slope in zip((w0, w1, w2, w3), slopes, strict=True)
        )
    assert w0 < 0 < w3
    assert losses == sorted(losses, reverse=True)
    assert losses[-1] > 3 + 0
    found = lecture_stop("dying-relu", "continue")
    assert found.cursor.iteration == 10


def lecture_stop(name, until):
    """Where a lecture stands after the first command of a name."""
    lecture = load_lecture(name)
    debugger = Debugger(lecture.opening.program, lecture.opening.recipe)
    for each in of(Do, lecture):
        if not isinstance(each.command.action, View):
            perform(each.command, each.argument, each.count, Headless(debugger, Style()))
        if each.command.name == until:
            break
    return debugger.stop
