"""The debugger opened from a person's own Python, which is as it was when that is left."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

NETWORK = 'loss = "L"\nequations = "L = w*x"\n[inputs]\nx = 3\n[parameters]\nw = 0.5\n'

SCRIPT = f"""
import os, signal, sys, threading, warnings
from tui.live.kept import show_written
from tui.live.request import Request
signal.signal(signal.SIGUSR1, lambda *_: None)

def state():
    handlers = [signal.getsignal(each) for each in sorted(signal.valid_signals())]
    return handlers, dict(os.environ), sys.excepthook, threading.active_count(), warnings.filters

before, kept = state(), []
def write(path):
    kept.append(path)
    path.write_text({NETWORK!r})
show_written(write, None, Request("", lines=("goto 3",), ahead=2))
print("the same", state() == before, "deleted", not kept[0].parent.exists())
"""


@pytest.fixture
def script(tmp_path):
    path = tmp_path / "my.py"
    path.write_text(SCRIPT, encoding="utf-8")
    return path


def state_of_child(process):
    """The state of the one process that a process has made."""
    child = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii").strip()
    return Path(f"/proc/{child}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]


@pytest.mark.skipif(sys.platform != "linux", reason="reads the state of a process in /proc")
def test_it_opens_on_the_terminal_wherever_the_output_goes(script, open_terminal, tmp_path):
    log = tmp_path / "log"
    line = f"trap '' TSTP; exec {sys.executable} {script} > {log} < /dev/null"
    terminal = open_terminal("-c", line, command="/bin/sh")
    terminal.until_shown("step 3/3", "w = w − lr")
    terminal.press("\x1a")  # both stop, and the shell would see that
    deadline = time.monotonic() + 10
    while state_of_child(terminal.process.pid) != "T" and time.monotonic() < deadline:
        time.sleep(0.02)
    while b"\x1b[?1049l" not in terminal.output[-400:] and terminal._read():
        pass
    terminal.screen.reset()
    os.killpg(terminal.process.pid, signal.SIGCONT)
    terminal.until_shown("step 3/3", "Graph")
    terminal.press("q")
    assert terminal.end() == 0
    assert log.read_text(encoding="utf-8") == "the same True deleted True\n"


def test_without_a_terminal_the_network_is_kept_and_named(script, tmp_path):
    done = subprocess.run(
        [sys.executable, str(script)],
        capture_output=True,
        text=True,
        check=False,
        start_new_session=True,
        env={**os.environ, "TMPDIR": str(tmp_path)},
    )
    assert done.returncode == 1
    (path,) = tmp_path.glob("makabaka-tui-*/model.toml")
    assert path.read_text(encoding="utf-8") == NETWORK
    assert done.stderr.splitlines()[-2:] == [
        "tui.live.terminal.NoTerminalError: there is no terminal here to draw in;",
        f"the network is kept: write makabaka-tui {path} in a terminal",
    ]
