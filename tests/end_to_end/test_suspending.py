"""The app suspended by Ctrl+Z, and brought back to a terminal that shows nothing of it."""

import os
import signal
import sys
import time
from pathlib import Path

import pytest


def state_of(process):
    return Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]


def until(condition):
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.mark.skipif(sys.platform != "linux", reason="reads the state of a process in /proc")
def test_the_screen_is_drawn_whole_when_the_app_comes_back(open_terminal):
    terminal = open_terminal("skip")
    terminal.until_shown("step 0/21")
    terminal.press("nn")
    terminal.until_shown("step 2/21")
    terminal.press("\x1a")
    until(lambda: state_of(terminal.process.pid) == "T")
    while terminal._read() and b"\x1b[?1049l" not in terminal.output[-400:]:
        pass
    terminal.screen.reset()
    os.kill(terminal.process.pid, signal.SIGCONT)
    terminal.until_shown("step 2/21", "Graph", "w3", "quit")
    terminal.press("n")
    terminal.until_shown("step 3/21")
