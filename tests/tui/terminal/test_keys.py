"""Keys read from what a terminal sends, or from what is like it."""

import pytest

from tui.terminal.keys import KeyParser


def keys(text):
    parser = KeyParser()
    return [event.key for event in [*parser.feed(text), *parser.tick()]]


@pytest.mark.parametrize(
    "odd", ["\x1b[:u", "\x1b[99999999999999999999u", "\x1b[1114112u", "\x1b[1:2:3;9;u", "\x1b[;:u"]
)
def test_what_is_like_a_key_and_none_does_no_harm(odd):
    assert keys(f"a{odd}bc")[0] == "a"
    assert keys(f"a{odd}bc")[-2:] == ["b", "c"]


def test_extended_keys_are_read_as_before():
    assert keys("\x1b[97u\x1b[A\x1bOP\x1b[1;5D") == ["a", "up", "f1", "ctrl+left"]
