"""The line to type commands in, edited without a screen."""

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import events

from engine.debugger.debugger import Debugger
from engine.program.recipe import Recipe
from tui.drawing.look import Look
from tui.screens.prompt import MAX_HISTORY, PromptEditor


class Host(SimpleNamespace):
    """A screen that notes what it is to do."""

    def __init__(self):
        stop = Debugger(Recipe("skip").program()).stop
        super().__init__(stop=stop, look=Look(), done=[], drawn=0)

    def submit(self, line, count):
        self.done.append((line, count))

    def show_line(self):
        self.drawn += 1


@pytest.fixture
def host():
    return Host()


@pytest.fixture
def editor(host):
    return PromptEditor(host)


def key(name):
    return events.Key(name, name if len(name) == 1 else None)


def type_in(editor, *names):
    for name in names:
        assert editor.takes(key(name))


def test_as_long_as_it_is_closed_it_takes_no_key(editor, host):
    assert not editor.takes(key("a"))
    assert editor.typed is None
    assert host.drawn == 0


def test_a_line_is_handed_over_with_the_count_that_it_was_opened_with(editor, host):
    editor.open("goto ", 3)
    type_in(editor, "1", "2", "enter")
    assert host.done == [("goto 12", 3)]
    assert editor.typed is None


def test_a_line_of_blanks_is_not_handed_over(editor, host):
    editor.open("  ")
    type_in(editor, "enter")
    assert host.done == []
    assert editor.typed is None


def test_when_the_line_is_done_the_prompt_is_closed_already(editor, host):
    found = []
    host.submit = lambda *_: found.append(editor.typed)
    editor.open("step")
    type_in(editor, "enter")
    assert found == [None]


def test_lines_that_were_typed_come_back(editor):
    for line in ("step", "back"):
        editor.open(line)
        type_in(editor, "enter")
    editor.open("")
    type_in(editor, "up", "up")
    assert editor.typed.text == "step"


def test_what_is_left_with_escape_does_not_come_back(editor):
    editor.open("step")
    type_in(editor, "enter")
    editor.open("nonsense")
    type_in(editor, "escape")
    assert editor.typed is None
    editor.open("")
    type_in(editor, "up")
    assert editor.typed.text == "step"


@given(st.integers(0, 2 * MAX_HISTORY))
def test_no_more_than_the_last_lines_are_kept(count):
    editor = PromptEditor(Host())
    for number in range(count):
        editor.open(str(number))
        type_in(editor, "enter")
    editor.open("draft")
    type_in(editor, *["up"] * (count + 1))
    assert editor.typed.text == (str(max(count - MAX_HISTORY, 0)) if count else "draft")


def test_what_is_pasted_is_added_to_a_line_and_otherwise_lost(editor):
    editor.paste("lost")
    assert editor.typed is None
    editor.open("print ")
    editor.paste("dL/dh0")
    assert editor.typed.text == "print dL/dh0"


def test_a_word_is_completed_with_what_there_is_where_the_debugger_stands(editor):
    editor.open("select z")
    type_in(editor, "tab")
    assert set(editor.typed.completion.words) == {"z0", "z1", "z2"}
    type_in(editor, "tab")
    assert editor.typed.text.strip() == "select z0"
    type_in(editor, "shift+tab")
    assert editor.typed.text.strip() == "select z2"
