"""What the screen says and asks in its last line."""

from types import SimpleNamespace

import pytest
from textual import events

from tui.screens.voice import Voice


@pytest.fixture
def told():
    return []


@pytest.fixture
def voice(told):
    return Voice(
        SimpleNamespace(
            show_soon=lambda: told.append("screen"),
            show_line=lambda: told.append("line"),
            lecture=SimpleNamespace(resume=lambda: None),
        ),
        "hello",
    )


def key(name):
    return events.Key(name, name)


def test_what_is_said_is_shown_with_the_screen_and_a_problem_at_once(voice, told):
    assert voice.said == "hello"
    voice.say("recorded")
    voice.complain("no such node")
    assert (voice.said, voice.problem, told) == ("recorded", "no such node", ["screen", "line"])


def test_as_long_as_nothing_is_asked_no_key_is_an_answer(voice, told):
    assert not voice.takes(key("y"))
    assert told == []


@pytest.mark.parametrize(("answer", "is_done"), [("y", True), ("n", False), ("escape", False)])
def test_y_does_what_is_asked_and_any_other_key_leaves_it(voice, answer, is_done):
    done = []
    voice.ask("write over it", lambda: done.append(True))
    assert voice.takes(key(answer))
    assert bool(done) is is_done
    assert voice.question == ""
    assert not voice.takes(key("y"))
    assert len(done) == is_done


def test_what_is_agreed_to_may_ask_again(voice):
    voice.ask("leave it", lambda: voice.ask("really", list))
    voice.takes(key("y"))
    assert voice.question == "really"


def test_a_question_that_is_withdrawn_is_not_answered(voice):
    done = []
    voice.ask("write over it", lambda: done.append(True))
    voice.complain("no such node")
    voice.hush()
    assert (voice.question, voice.problem, voice.said) == ("", "", "hello")
    assert not voice.takes(key("y"))
    assert done == []
