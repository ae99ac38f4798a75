"""Drive a program in a pseudo-terminal, and note when each piece of its output came."""

import atexit
import contextlib
import fcntl
import os
import pty
import re
import select
import shutil
import signal
import struct
import tempfile
import termios
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

Size = tuple[int, int]

# What a modern terminal answers. Without the first one Textual would not use synchronised
# output, and the bytes of a step would be fewer than a user's terminal receives.
ANSWERS = {
    b"\x1b[?2026$p": b"\x1b[?2026;2$y",  # synchronised output: known, and off now
    b"\x1b[?2048$p": b"\x1b[?2048;0$y",  # in-band resize: not known, as in most terminals
    b"\x1b[c": b"\x1b[?62;22c",  # device attributes: a VT220 with colours
    b"\x1b[6n": b"\x1b[1;1R",  # the cursor's place
}

ESCAPES = re.compile(rb"\x1b(\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(\x07|\x1b\\)|.)")

# Variables that would change what the program shows or how Python runs it. Not PYTHONPATH,
# which may be how the program is found.
DROPPED = {"NO_COLOR", "FORCE_COLOR", "CLICOLOR", "COLUMNS", "LINES", "TERM_PROGRAM", "CI"}
DROPPED_PREFIXES = ("TEXTUAL", "PYTHON")


class TerminalError(Exception):
    """The program ended, or did not answer in time."""


class Chunk(NamedTuple):
    """What one read brought, and when."""

    time: float
    data: bytes


@dataclass
class Terminal:
    """A program that runs in a pseudo-terminal, with all that it has written so far."""

    pid: int
    fd: int
    size: Size
    started: float
    chunks: list[Chunk] = field(default_factory=list)

    @property
    def output(self) -> bytes:
        """All bytes that were read."""
        return b"".join(chunk.data for chunk in self.chunks)


def text_of(output: bytes) -> str:
    """Return the text between the escape sequences, in the order of writing."""
    return ESCAPES.sub(b"", output).decode(errors="replace")


def environment() -> dict[str, str]:
    """Return this process's environment with the terminal of a user with full colours."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name == "PYTHONPATH" or not (name in DROPPED or name.startswith(DROPPED_PREFIXES))
    }
    kept.setdefault("LANG", "C.UTF-8")
    own = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "XDG_STATE_HOME": state_home()}
    return kept | own


@cache
def state_home() -> str:
    """Return a folder for sessions, which are not to push out those of the user."""
    folder = tempfile.mkdtemp(prefix="makabaka-tui-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def spawn(command: list[str], size: Size, directory: str) -> Terminal:
    """Start a command in a new pseudo-terminal of so many columns and lines."""
    master, slave = pty.openpty()
    columns, lines = size
    # Set before the program starts, so that it never sees another size.
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
    variables = environment()
    started = time.perf_counter()
    pid = os.fork()
    if pid == 0:
        try:
            os.close(master)
            os.login_tty(slave)
            os.chdir(directory)
            os.execvpe(command[0], command, variables)  # noqa: S606 - the point is no shell
        except OSError as error:
            os.write(2, f"{command[0]}: {error}\r\n".encode())
        finally:
            os._exit(127)
    os.close(slave)
    return Terminal(pid, master, size, started)


def close(terminal: Terminal) -> None:
    """End the program at once and give back the terminal."""
    os.kill(terminal.pid, signal.SIGKILL)
    os.waitpid(terminal.pid, 0)
    os.close(terminal.fd)


@contextlib.contextmanager
def running(command: list[str], size: Size, directory: str) -> Iterator[Terminal]:
    """Run a command in a pseudo-terminal for as long as the block lasts."""
    terminal = spawn(command, size, directory)
    try:
        yield terminal
    finally:
        close(terminal)


def write(terminal: Terminal, keys: bytes) -> float:
    """Write keys to the program and return the time just before."""
    now = time.perf_counter()
    try:
        os.write(terminal.fd, keys)
    except OSError as error:
        raise TerminalError(f"the program reads no keys: {error}") from error
    return now


def read_chunk(terminal: Terminal, timeout: float) -> Chunk | None:
    """Return what the program writes next, or None if it writes nothing for that long."""
    ready, _, _ = select.select([terminal.fd], [], [], max(0.0, timeout))
    if not ready:
        return None
    try:
        data = os.read(terminal.fd, 1 << 16)
    except OSError:
        data = b""  # Linux reports an error where other systems report the end
    chunk = Chunk(time.perf_counter(), data)
    if not data:
        last = text_of(terminal.output)[-1000:].strip()
        raise TerminalError(f"the program ended; it wrote last:\n{last}")
    answer(terminal, data)
    terminal.chunks.append(chunk)
    return chunk


def answer(terminal: Terminal, data: bytes) -> None:
    """Answer the queries that end in this chunk; one may have begun in the chunk before."""
    before = terminal.chunks[-1].data if terminal.chunks else b""
    for query, reply in ANSWERS.items():
        if query in before[max(0, len(before) + 1 - len(query)) :] + data:
            os.write(terminal.fd, reply)


def read_until_quiet(terminal: Terminal, quiet: float, patience: float = 2.0) -> list[Chunk]:
    """Read an answer: all that comes until nothing has come for `quiet` seconds.

    The first byte may take `patience` seconds, and so may the whole answer.
    """
    chunks: list[Chunk] = []
    deadline = time.perf_counter() + patience
    while chunk := read_chunk(terminal, quiet if chunks else patience):
        chunks.append(chunk)
        if chunk.time > deadline:
            raise TerminalError(f"the program did not fall silent within {patience:g} s")
    if not chunks:
        raise TerminalError(f"the program did not answer within {patience:g} s")
    return chunks


def read_until_shown(
    terminal: Terminal, shown: Callable[[str], bool], quiet: float, patience: float = 20.0
) -> None:
    """Read until the written text passes a test and nothing has come for `quiet` seconds.

    The test runs in silences only, so it delays no reading of output that keeps coming.
    """
    deadline = time.perf_counter() + patience
    while read_chunk(terminal, quiet) or not shown(text_of(terminal.output)):
        if time.perf_counter() > deadline:
            last = text_of(terminal.output)[-1000:].strip()
            raise TerminalError(f"not ready within {patience:g} s; it wrote last:\n{last}")
