"""The frame that is there before the app: how it is taken over, and how it goes where it must."""

import os
import re
import signal
import time

import pytest

PATIENCE = 10
"""Seconds to wait for what has to come, before the test fails."""


def read_frame(terminal):
    """Read until the last line of the frame is there; more may have come."""
    deadline = time.monotonic() + PATIENCE
    while "? help" not in terminal.text:
        assert time.monotonic() < deadline, terminal.text
        terminal._read()


@pytest.fixture
def with_textual(open_terminal, tmp_path):
    """Opens the command with another Textual than there is."""

    def with_textual(text):
        package = tmp_path / "textual"
        package.mkdir()
        (package / "__init__.py").write_text(text)
        path = os.pathsep.join(filter(None, [str(tmp_path), os.environ.get("PYTHONPATH")]))
        return open_terminal(PYTHONPATH=path)

    return with_textual


def assert_given_back(terminal):
    """The terminal has its own screen again, with a cursor, and nothing is left of the frame."""
    left = terminal.output[terminal.output.rindex(b"\x1b[?1049l") :]
    assert b"\x1b[?25h" in terminal.output[terminal.output.rindex(b"\x1b[?25l") :]
    assert b"\x1b[?7h" in terminal.output[terminal.output.rindex(b"\x1b[?7l") :]
    assert b"\x1b[?1049h" not in left
    return re.sub(rb"\x1b\[[0-?]*[ -/]*[@-~]", b"", left).decode()


def test_the_screen_is_taken_over_as_it_is(open_terminal):
    """It is neither entered nor cleared again, and no row of it is sent a second time."""
    terminal = open_terminal("xor")
    terminal.until_shown("step 0/15", "? help")
    time.sleep(0.3)
    terminal.press("n")
    terminal.until_shown("step 1/15")
    before = terminal.output[: terminal.output.index(b"\x1b[?2004h")]
    assert terminal.output.count(b"\x1b[?1049h") == 1
    assert b"\x1b[2J" not in terminal.output
    assert before.count(b"Graph") == terminal.output.count(b"Graph") == 1


def test_keys_typed_at_once_are_obeyed_in_order(open_terminal):
    terminal = open_terminal()
    terminal.press("1")
    read_frame(terminal)
    terminal.press("5n")
    terminal.press("NN:select z1\r")
    terminal.until_shown("step 13/21")
    terminal.press(":set w3 = 2\r3n")
    terminal.until_shown("step 16/21", "branch 1", "≔2")


def test_nothing_of_what_is_typed_over_the_frame_is_echoed(with_textual):
    terminal = with_textual("import time; time.sleep(1); raise ImportError('it is broken')")
    read_frame(terminal)
    terminal.press("typed\r:typed")
    assert terminal.end() == 1
    frame, _, _ = terminal.output.partition(b"\x1b[?1049l")
    assert b"typed" not in frame


def test_where_the_rest_cannot_be_imported_the_terminal_is_given_back_and_told_why(with_textual):
    terminal = with_textual("raise ImportError('it is broken')")
    assert terminal.end() == 1
    assert "? help" in terminal.output.decode()
    assert "ImportError: it is broken" in assert_given_back(terminal)


@pytest.mark.parametrize(
    ("number", "status", "said"),
    [
        (signal.SIGTERM, 143, ""),
        (signal.SIGHUP, 129, ""),
        (signal.SIGQUIT, 131, ""),
        (signal.SIGUSR1, 138, ""),
        (signal.SIGINT, 130, "makabaka-tui: interrupted"),
    ],
)
def test_a_signal_while_the_rest_is_imported_gives_the_terminal_back(
    with_textual, number, status, said
):
    terminal = with_textual("import time; time.sleep(30)")
    read_frame(terminal)
    terminal.process.kill(number)
    assert terminal.end() == status
    assert assert_given_back(terminal).strip() == said


def test_a_screen_that_changes_meanwhile_is_drawn_anew(open_terminal):
    terminal = open_terminal()
    read_frame(terminal)
    terminal.resize(100, 30)
    terminal.until(lambda text: "? help" in text.splitlines()[29])
    opened = open_terminal(size=(100, 30))
    opened.until_shown("? help")
    terminal.until(lambda text: text == opened.text)
