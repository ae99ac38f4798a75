"""The app in a real terminal: its end, and what the terminal can show."""

import re
import signal
import time

import pytest

from tests.end_to_end.clean import assert_clean

PATIENCE = 10
"""Seconds to wait for what has to come, before the test fails."""


COLOUR = re.compile(rb"\x1b\[(?:[0-9;]*;)?(?:3[0-7]|4[0-7]|9[0-7]|10[0-7]|[34]8;[25])[;m]")
MOUSE = re.compile(rb"\x1b\[\?(?:1000|1002|1003|1006|1015)h")


@pytest.mark.parametrize("keys", ["q", "\x03", "?\x03", "15n:go\x03\x03\x03"])
def test_quitting_leaves_the_terminal_clean(terminal, keys):
    terminal.press(keys)
    assert terminal.end() == 0
    assert_clean(terminal)


@pytest.mark.parametrize(("number", "status"),
    [
        (signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGQUIT, 131), (signal.SIGUSR1, 138),
        (signal.SIGINT, 130),
    ],
)  # fmt: skip
def test_a_signal_leaves_the_terminal_clean(terminal, number, status):
    terminal.press("15n")
    terminal.until_shown("step 15/21")
    terminal.process.kill(number)
    assert terminal.end() == status
    assert_clean(terminal)


def test_the_command_ends_with_its_terminal(terminal):
    """As when a connection breaks: there is nobody left to draw for."""
    terminal.process.ptyproc.fileobj.close()
    deadline = time.monotonic() + PATIENCE
    while terminal.process.isalive():
        assert time.monotonic() < deadline, "it runs on without a terminal"
        time.sleep(0.01)


@pytest.mark.parametrize(
    ("arguments", "environment"),
    [([], {"LANG": "C"}), ([], {"LC_ALL": "POSIX"}), (["--ascii"], {})],
    ids=["LANG", "LC_ALL", "option"],
)
def test_where_the_locale_is_ascii_so_is_the_screen(open_terminal, arguments, environment):
    terminal = open_terminal(*arguments, **environment)
    terminal.until_shown("step 0/21")
    terminal.press("15n")
    shown = terminal.until_shown("step 15/21", "h0^")
    assert shown.isascii()
    terminal.press("]q")
    assert terminal.end() == 0
    assert terminal.output.isascii()


def test_ascii_can_be_refused(open_terminal):
    terminal = open_terminal("--no-ascii", LANG="C")
    terminal.until_shown("step 0/21", "╭")


def test_no_color_sends_no_colours(open_terminal):
    terminal = open_terminal(NO_COLOR="1")
    terminal.until_shown("step 0/21")
    terminal.press("15n]?")
    terminal.until_shown("Help")
    terminal.press("q")
    terminal.until(lambda text: "Help" not in text)
    terminal.press("q")
    assert terminal.end() == 0
    assert not COLOUR.search(terminal.output)


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_a_theme_sends_colours(open_terminal, theme):
    terminal = open_terminal("--theme", theme)
    terminal.until_shown("step 0/21")
    assert COLOUR.search(terminal.output)


def test_without_a_mouse_none_is_asked_for(open_terminal):
    terminal = open_terminal("--no-mouse")
    terminal.until_shown("step 0/21")
    terminal.press("q")
    assert terminal.end() == 0
    assert not MOUSE.search(terminal.output)


def test_a_click_selects(terminal):
    assert MOUSE.search(terminal.output)
    row = next(y for y, line in enumerate(terminal.screen.display) if "╭h1" in line)
    column = terminal.screen.display[row].index("╭h1") + 1
    at = f"{column + 1};{row + 1}"
    terminal.press(f"\x1b[<0;{at}M\x1b[<0;{at}m")
    terminal.until(lambda _: terminal.screen.buffer[row][column].underscore)
    terminal.press("t")
    terminal.until_shown("step 4/21")
