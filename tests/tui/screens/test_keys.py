"""Keys as commands, on a screen that notes what it is to do."""

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import events

from tui.commands.table import BY_NAME, COMMANDS
from tui.drawing.look import Look
from tui.screens.keys import MAX_COUNT_DIGITS, Keys


class Host(SimpleNamespace):
    """A screen on which a step is revealed if one says so."""

    def __init__(self, reveals=False, is_presenting=False):
        super().__init__(done=[], opened=[], drawn=0, look=Look())
        self.stop = SimpleNamespace(entry=None, selected="z0", is_veiled=False, asked=None)
        self.jobs = SimpleNamespace(current=None)
        self.presentation = SimpleNamespace(
            strokes="n" if is_presenting else None, reveals=lambda _, count: reveals and count == 1
        )
        self.prompt = SimpleNamespace(open=lambda text, count=1: self.opened.append((text, count)))
        self.voice = SimpleNamespace(problem="", said="", complain=self.complain, say=self.say)

    def do(self, command, _="", count=1):
        self.done.append((command.name, count))

    def complain(self, problem):
        self.voice.problem = problem

    def say(self, text):
        self.voice.said = text

    def show_line(self):
        self.drawn += 1


def press(keys, *names):
    for name in names:
        assert keys.takes(events.Key(name, name if len(name) == 1 else None))


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_every_key_of_a_command_does_it_or_asks_what_stands_behind_it(command):
    for key in command.keys:
        host = Host()
        if command.prefill is not None:
            continue  # what it writes already is a matter of the debugger
        press(Keys(host), key)
        if command.prompts:
            assert host.opened == [(f"{command.name} ", 1)]
        else:
            assert host.done == [(command.name, 1)]


@given(st.integers(1, 10**12))
def test_a_count_is_for_the_next_key_only_and_bounded(count):
    host = Host()
    keys = Keys(host)
    press(keys, *str(count), "n", "n")
    assert host.done == [("step", int(str(count)[:MAX_COUNT_DIGITS])), ("step", 1)]


def test_a_zero_before_any_digit_is_no_count():
    host = Host()
    keys = Keys(host)
    press(keys, "0", "n", "1", "0", "n")
    assert host.done == [("zoom-fit", 1), ("step", 1), ("step", 10)]
    press(keys, "1", "0", "slash")
    assert host.opened == [("find ", 10)]


def test_where_a_part_of_a_step_is_revealed_no_step_is_taken_and_the_count_is_told():
    host = Host(reveals=True)
    keys = Keys(host)
    press(keys, "n")
    assert host.done == []
    press(keys, "2", "n")
    assert host.done == [("step", 2)]


def test_space_steps_only_before_an_audience():
    for is_presenting in (False, True):
        host = Host(is_presenting=is_presenting)
        press(Keys(host), "space")
        assert host.done == [("step", 1)] * is_presenting


def test_escape_clears_what_there_was_to_say_before_the_entry():
    host = Host()
    host.stop.entry = (0, 1)
    host.voice.problem, host.voice.said = "no such node", "mark a"
    keys = Keys(host)
    press(keys, "1", "escape")
    assert (keys.count, host.voice.problem, host.voice.said, host.done) == ("", "", "", [])
    press(keys, "escape")
    assert host.done == [("entry", 1)]


def test_the_palette_does_nothing_while_a_job_is_under_way():
    host = Host()
    host.jobs.current = object()
    Keys(host).obey(BY_NAME["step"])
    assert host.done == []
