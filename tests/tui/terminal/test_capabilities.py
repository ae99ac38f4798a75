"""What a terminal can show, by its environment."""

import pytest

from tui.terminal.capabilities import is_ascii_locale, terminal_of

UTF_8 = {"LANG": "en_US.UTF-8"}


@pytest.mark.parametrize(
    ("environment", "is_ascii"),
    [
        ({"LANG": "C.UTF-8"}, False),
        ({"LANG": "en_US.UTF-8"}, False),
        ({"LANG": "de_AT.utf8"}, False),
        ({"LC_ALL": "en_US.UTF-8", "LANG": "C"}, False),
        ({"LC_CTYPE": "en_US.UTF-8", "LANG": "C"}, False),
        ({"LANG": "C"}, True),
        ({"LANG": "POSIX"}, True),
        ({"LANG": "en_US.ISO-8859-1"}, True),
        ({"LC_ALL": "C", "LANG": "en_US.UTF-8"}, True),
        ({"LC_ALL": "", "LANG": "en_US.UTF-8"}, False),
        ({"LC_CTYPE": "C.UTF-8", "LANG": "C"}, True),
        ({}, True),
    ],
)
def test_a_locale_without_utf_8_is_ascii(environment, is_ascii):
    assert is_ascii_locale(environment) is is_ascii


@pytest.mark.parametrize(
    ("environment", "ascii_only", "theme", "colours"),
    [
        ({"TERM": "xterm-256color"}, False, "dark", "256"),
        ({"TERM": "tmux-256color"}, False, "dark", "256"),
        ({"TERM": "screen.xterm-256color"}, False, "dark", "256"),
        ({"TERM": "xterm-kitty"}, False, "dark", "256"),
        ({"TERM": "alacritty"}, False, "dark", "256"),
        ({"TERM": "foot-extra"}, False, "dark", "256"),
        ({"TERM": "xterm-direct"}, False, "dark", "256"),
        ({"TERM": "xterm", "COLORTERM": "truecolor"}, False, "dark", "256"),
        ({"TERM": "xterm-256color", "COLORTERM": "24bit"}, False, "dark", "256"),
        ({"TERM": "xterm"}, False, "terminal", "standard"),
        ({"TERM": "screen"}, False, "terminal", "standard"),
        ({"TERM": "linux"}, True, "terminal", "standard"),
        ({"TERM": "linux-16color"}, True, "terminal", "standard"),
        ({"TERM": "vt100"}, True, "terminal", ""),
        ({"TERM": "vt220", "COLORTERM": "truecolor"}, True, "terminal", ""),
        ({"TERM": "dumb"}, True, "terminal", ""),
        ({"TERM": ""}, True, "terminal", ""),
        ({"TERM": "xterm-256color", "NO_COLOR": "1"}, False, "terminal", ""),
        ({"TERM": "xterm-256color", "NO_COLOR": ""}, False, "dark", "256"),
        ({"TERM": "xterm-256color", "LANG": "C"}, True, "dark", "256"),
        ({"TERM": "vt100", "LC_ALL": "C.UTF-8"}, True, "terminal", ""),
    ],
)
def test_glyphs_and_colours_follow_the_terminal(environment, ascii_only, theme, colours):
    assert terminal_of(UTF_8 | environment) == (ascii_only, theme, colours)
