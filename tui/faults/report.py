"""The report: what those need who are to mend a fault, and nothing else."""

from __future__ import annotations

import os
import platform
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from getpass import getuser
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from engine.language.text import plain
from tui.faults.fault import Fault
from tui.faults.private import LEFT_OUT

LIBRARIES = ("textual", "rich", "numpy", "networkx", "msgspec", "cyclopts", "platformdirs")

TERMINAL = ("TERM", "COLORTERM", "TERM_PROGRAM", "NO_COLOR")
"""What the environment tells of a terminal."""

MULTIPLEXERS = ("TMUX", "STY", "ZELLIJ", "SSH_CONNECTION")
"""What tells that something stands between; what they are worth is private."""


def report(faults: Sequence[Fault], environment: Mapping[str, str], size: str) -> list[str]:
    """What is to be sent, line by line.

    Args:
        faults: what went wrong, the last at the end.
        environment: the variables of the environment.
        size: the columns and rows of the terminal, as in `80x24`.
    """
    told = [f"{name}={environment[name]}" for name in TERMINAL if name in environment]
    between = [name for name in MULTIPLEXERS if name in environment]
    lines = [
        f"makabaka-tui {_version('makabaka-tui')}",
        f"Python {platform.python_version()}, {platform.system()} {platform.machine()}",
        ", ".join(f"{name} {_version(name)}" for name in LIBRARIES),
        f"terminal: {', '.join([size, _encoding(), *told, *between])}",
        *_told(faults),
    ]
    return list(_without(lines, _names(environment)))


def _told(faults: Sequence[Fault]) -> Iterator[str]:
    if not faults:
        yield "nothing has gone wrong that was noticed"
    for fault in faults:
        yield ""
        yield from fault.lines


def _without(lines: Iterable[str], names: Sequence[str]) -> Iterator[str]:
    """The lines with nothing in them that is the name of a person or of their folder."""
    for line in lines:
        for name in names:
            line = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", LEFT_OUT, line)
        yield plain(line)


def _names(environment: Mapping[str, str]) -> list[str]:
    """What names a person: their home folder, the name they log in by, their computer."""
    names = [str(Path.home())] if environment.get("HOME") else []
    try:
        names.append(getuser())
    except (OSError, KeyError, ImportError):
        names += [environment[each] for each in ("USER", "LOGNAME") if environment.get(each)]
    names.append(platform.node())
    return sorted((each for each in names if len(each) > 1), key=len, reverse=True)


def _encoding() -> str:
    return getattr(sys.stdout, "encoding", None) or "no encoding"


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "is missing"


def terminal_size() -> str:
    """The columns and rows of the terminal, if there is one."""
    try:
        return "{}x{}".format(*os.get_terminal_size())
    except OSError:
        return "no terminal"
