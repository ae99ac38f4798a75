"""The debugger in a process of its own: what it does to signals, threads or memory it does there.

The process that asks for it waits. It is stopped and goes on together with it, and where it ends
the debugger ends.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import msgspec

import tui
from tui.live.errors import LiveError
from tui.live.request import Request
from tui.live.terminal import opened_terminal

BEGIN = (
    "import sys; sys.path.append(sys.argv[1]); from tui.live.opening import main; sys.exit(main())"
)
"""What the other process does. Our own folder is the last in which modules are looked for, and the
person's working folder none: it may have an `engine.py`."""

SIGNALLED = 128
"""The exit status of the debugger is so much more than the number of the signal that ended it."""

PATIENCE = 3.0
"""The seconds in which the debugger ends when it is told to."""


def show(request: Request) -> None:
    """Show a network until the person leaves it.

    Raises:
        NoTerminalError: where there is no terminal.
        LiveError: where the debugger has failed.
        KeyboardInterrupt: where it was interrupted before it was there.
    """
    if not sys.executable:
        raise LiveError("there is no Python to run the debugger with: sys.executable is empty")
    with opened_terminal() as terminal:
        for stream in (sys.stdout, sys.stderr):
            with suppress(AttributeError, OSError, ValueError):  # it may be closed, or none
                stream.flush()
        status = _run(request, terminal)
    if status in (SIGNALLED + signal.SIGINT, -signal.SIGINT):
        raise KeyboardInterrupt
    if status < 0 or status > SIGNALLED:
        number = -status if status < 0 else status - SIGNALLED
        raise LiveError(f"the debugger was ended by signal {number}")
    if status:
        raise LiveError(f"the debugger has ended with status {status}")


def _run(request: Request, terminal: int | None) -> int:
    """The exit status of the debugger; -n where signal n has ended it."""
    root = str(Path(str(tui.__file__)).parents[1])
    words = [sys.executable, "-P", "-c", BEGIN, root, msgspec.json.encode(request).decode()]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONINSPECT"}
    if terminal is None:
        return subprocess.run(words, env=environment, check=False).returncode  # noqa: S603
    life, held = os.pipe()  # nothing is ever written: the other end sees when it is closed
    try:
        process = subprocess.Popen(  # noqa: S603
            [*words, str(life)],
            stdin=terminal,
            stdout=terminal,
            stderr=terminal,
            env=environment,
            pass_fds=(life,),
        )
        try:
            return _wait(process)
        except BaseException:  # an interrupt, or what a handler of the person's raises
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(PATIENCE)
            process.kill()
            process.wait()
            raise
    finally:
        os.close(life)
        os.close(held)


def _wait(process: subprocess.Popen[bytes]) -> int:
    """Wait for the end of a process; where it is stopped, as by Ctrl+Z, stop as well."""
    while True:
        try:
            _, status = os.waitpid(process.pid, os.WUNTRACED)
        except ChildProcessError:  # somebody else has waited for it
            return process.wait()
        if os.WIFSTOPPED(status):
            os.killpg(os.getpgrp(), signal.SIGTSTP)
        else:
            process.returncode = os.waitstatus_to_exitcode(status)
            return process.returncode
