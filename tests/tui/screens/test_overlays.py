"""What lies over the panels, on a screen that is none."""

from types import SimpleNamespace

import pytest
from textual import events

from tui.commands.command import CommandError
from tui.commands.lists import Outcome
from tui.screens.overlays import Overlays


class Overlay:
    """Lies somewhere, and answers every key with the same."""

    def __init__(self, outcome=None, is_empty=False):
        self.outcome, self.is_empty = outcome or Outcome(), is_empty
        self.stops, self.keys, self.is_removed = [], [], False
        self.takes_text, self.text = False, ""

    def remove(self):
        self.is_removed = True

    def renew(self, stop):
        if self.is_empty:
            raise CommandError("there is nothing to show")
        self.stops.append(stop)

    def add(self, text):
        self.text += text

    def obey(self, key):
        self.keys.append(key)
        return self.outcome


class Host(SimpleNamespace):
    """A screen that notes what it is to do."""

    def __init__(self):
        super().__init__(stop="here", is_attached=True, mounted=[], done=[])
        self.prompt = SimpleNamespace(open=lambda text: self.done.append(f"prompt {text}"))
        self.panels = SimpleNamespace(lie_below=lambda overlay: None)
        self.keys = SimpleNamespace(obey=lambda command: self.done.append(f"key {command.name}"))
        self.voice = SimpleNamespace(complain=lambda said: self.done.append(f"! {said}"))

    def mount(self, overlay):
        self.mounted.append(overlay)

    def submit(self, line):
        self.done.append(line)

    def show_line(self):
        pass


@pytest.fixture
def host():
    return Host()


@pytest.fixture
def overlays(host):
    return Overlays(host)


def press(overlays, name="n"):
    return overlays.takes(events.Key(name, name))


def test_where_nothing_lies_keys_are_left_to_others(overlays):
    assert not press(overlays)


def test_one_takes_the_place_of_another(overlays, host):
    first, second = Overlay(), Overlay()
    overlays.lay(first)
    overlays.lay(second)
    assert first.is_removed
    assert overlays.top is second
    assert host.mounted == [first, second]


def test_nothing_is_laid_over_a_screen_that_is_gone(overlays, host):
    host.is_attached = False
    overlays.lay(Overlay())
    assert overlays.top is None
    assert host.mounted == []


def test_it_knows_where_the_debugger_stands_before_each_key(overlays, host):
    overlay = Overlay()
    overlays.lay(overlay)
    assert press(overlays)
    host.stop = "there"
    assert press(overlays, "x")
    assert (overlay.stops, overlay.keys) == (["here", "there"], ["n", "x"])


def test_a_key_may_close_it_do_a_line_and_open_the_prompt(overlays, host):
    overlay = Overlay(Outcome(closes=True, line="goto 3", prompt="edit 1 "))
    overlays.lay(overlay)
    assert press(overlays)
    assert overlays.top is None
    assert overlay.is_removed
    assert host.done == ["goto 3", "prompt edit 1 "]


def test_where_there_is_nothing_to_show_any_more_it_says_so_and_leaves_the_key(overlays, host):
    overlays.lay(Overlay(is_empty=True))
    assert not press(overlays)
    assert overlays.top is None
    assert host.done == ["! there is nothing to show"]


def test_a_text_takes_characters_and_what_is_pasted_and_not_other_keys(overlays):
    overlay = Overlay()
    overlays.lay(overlay)
    assert not overlays.takes_text
    overlay.takes_text = True
    assert press(overlays, "n")
    overlays.paste("ab c")
    assert overlays.takes(events.Key("enter", "\r"))
    assert (overlay.text, overlay.keys) == ("nab c", ["enter"])


def test_a_key_may_come_to_a_command_as_its_key_does_it(overlays, host):
    overlays.lay(Overlay(Outcome(closes=True, command="goto")))
    assert press(overlays)
    assert host.done == ["key goto"]


def test_a_question_mark_helps_unless_it_means_something_there(overlays, host):
    overlays.lay(Overlay())
    press(overlays, "question_mark")
    assert host.done == ["key help"]
    overlays.lay(Overlay(Outcome(closes=True)))
    press(overlays, "question_mark")
    assert (overlays.top, host.done) == (None, ["key help"])
