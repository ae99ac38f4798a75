"""A process that has what Windows has: run as `python -m tests.tui.windows FOLDER`.

What others made is loaded before, as it knows how to do without what is then taken away.
"""

import asyncio
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import cyclopts
import filelock
import msgspec
import networkx
import numpy as np
import platformdirs
import textual.app
import textual.drivers.headless_driver
import textual.drivers.linux_driver
import textual.pilot

OTHERS = (
    asyncio,
    subprocess,
    tempfile,
    cyclopts,
    filelock,
    msgspec,
    networkx,
    np,
    platformdirs,
    textual,
)

MODULES = ("fcntl", "grp", "posix", "pty", "pwd", "readline", "resource", "termios", "tty")

CALLS = (
    "chown", "fork", "forkpty", "geteuid", "getgid", "getuid", "killpg", "mkfifo", "openpty",
    "sched_getaffinity", "sched_setaffinity", "set_blocking", "setsid", "sysconf", "ttyname",
    "wait4", "O_NOCTTY",
)  # fmt: skip

SIGNALS = (
    "SIGALRM", "SIGHUP", "SIGIO", "SIGKILL", "SIGPIPE", "SIGPROF", "SIGPWR", "SIGQUIT", "SIGTSTP",
    "SIGUSR1", "SIGUSR2", "SIGVTALRM", "SIGWINCH", "SIGXCPU",
)  # fmt: skip


def become_windows():
    """Take away what there is not on Windows."""
    for name in MODULES:
        sys.modules[name] = None
    for name in CALLS:
        delattr(os, name)
    for name in SIGNALS:
        delattr(signal, name)
    sys.platform = "win32"


def ask(*arguments):
    """Run a command and say what came of it."""
    from tui.cli.main import main

    try:
        status = main(list(arguments))
    except SystemExit as ended:
        status = ended.code
    print(*arguments[:2], "ended with", status or 0, flush=True)  # noqa: T201


async def work():
    """Step through a network, and go on with the session."""
    from engine.debugger.debugger import Debugger
    from engine.program.recipe import Recipe
    from tui.app import DebuggerApp
    from tui.drawing.look import Look
    from tui.sessions.folder import state_folder
    from tui.sessions.opening import resume
    from tui.sessions.store import SessionStore

    recipe = Recipe("skip").read()
    store = SessionStore(state_folder())
    app = DebuggerApp(Debugger(recipe.program(), recipe), Look(), store=store)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("n", "n", "f", "f", "e", *"w0=1", "enter", "n")
    assert store.close()
    with resume("skip") as opened:
        print(opened.debugger.stop.cursor.step, opened.notes)  # noqa: T201


def run(folder):
    """Do what a person does, with files in a folder."""
    page = folder / "page.md"
    page.write_bytes("$z_0 = 0.5$\r\n\r\nh0 = 0.5\r\nL = 3.375\r\n".encode("utf-8-sig"))
    ask("train", "xor", "--iterations", "5", "--seed", "1")
    ask("check", str(page), "--network", "skip")
    ask("play", "skip", "--check")
    ask("trace", "skip", "--format", "json")
    ask("new", str(folder / "my.toml"))
    ask("train", str(folder / "my.toml"), "--iterations", "2")
    ask("derive", "skip", "-o", str(folder / "solution.md"))
    asyncio.run(work())


if __name__ == "__main__":
    become_windows()
    run(Path(sys.argv[1]))
