"""The editor of a person: how it is told which line to open at, and the terminal lent to it."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from textual.app import App, SuspendNotSupported

from engine.errors import DebuggerError
from engine.language.text import plain

PLUS = frozenset({
    "vi", "vim", "nvim", "view", "vimx", "gvim", "nano", "pico", "emacs", "emacsclient", "kak",
    "micro", "joe", "jmacs", "jed", "ne", "mg", "mcedit", "gedit",
})  # fmt: skip
"""The editors that are told a line by `+12` before the file."""

COLON = frozenset({"hx", "helix", "subl", "zed", "zeditor", "lapce", "fresh"})
"""The editors that are told a line by `file:12`."""

GOTO = frozenset({"code", "code-insiders", "codium", "vscodium", "cursor", "windsurf"})
"""The editors that are told a line by `--goto file:12`."""

WAITS = {
    **dict.fromkeys((*GOTO, "subl", "zed", "zeditor", "gedit", "mate", "bbedit"), "--wait"),
    "gvim": "--nofork", "kate": "--block",
}  # fmt: skip
"""What has an editor with a window of its own stay until the file is closed in it."""


class EditorError(DebuggerError):
    """An editor that there is not, or that failed, with a message for the person who wants it."""


def editor_of(environment: Mapping[str, str]) -> Sequence[str]:
    """The words of the editor's command.

    Raises:
        EditorError: where none is set, or what is set is no command.
    """
    name = "VISUAL" if environment.get("VISUAL", "").strip() else "EDITOR"
    said = environment.get(name, "").strip()
    if not said:
        raise EditorError(
            "no editor is set: set EDITOR (or VISUAL) first, as in EDITOR=nano makabaka-tui my.toml"
        )
    try:
        words = shlex.split(said, posix=os.name != "nt")
    except ValueError as error:
        raise EditorError(f"{name} is {plain(said)}, which is no command: {error}") from None
    return words


def program_of(words: Sequence[str]) -> str:
    """The program that a command starts.

    Raises:
        EditorError: where it is not installed.
    """
    program = shutil.which(words[0])
    if program is None:
        raise EditorError(
            f"the editor {plain(words[0])} is not found: set EDITOR to one that is installed"
        )
    return program


def opening_at(words: Sequence[str], path: Path, line: int | None) -> list[str]:
    """The command that opens a file at a line, as far as the editor is known to take one.

    >>> opening_at(["nano"], Path("/home/me/my.toml"), 12)
    ['nano', '+12', '/home/me/my.toml']
    >>> opening_at(["code"], Path("/home/me/my.toml"), 12)
    ['code', '--wait', '--goto', '/home/me/my.toml:12']
    """
    name = Path(words[0]).name.lower()
    name = name.removesuffix(".exe").removesuffix(".cmd")
    found = list(words)
    waits = WAITS.get(name, "")
    if waits and waits not in found:
        found.append(waits)
    if line is None:
        return [*found, str(path)]
    if name in GOTO:
        return [*found, "--goto", f"{path}:{line}"]
    if name in COLON:
        return [*found, f"{path}:{line}"]
    return [*found, *([f"+{line}"] if name in PLUS else []), str(path)]


def edit(app: App[object], words: Sequence[str]) -> None:
    """Lend the terminal to an editor until it ends, and take it again, whatever became of it.

    Raises:
        EditorError: where it could not be started, or says that it failed.
    """
    name = plain(words[0])
    program, problem = program_of(words), ""
    try:
        with app.suspend(), _lent():
            try:
                status = subprocess.run([program, *words[1:]], check=False).returncode  # noqa: S603
                problem = _said(name, status)
            except (OSError, ValueError) as error:
                reason = error.strerror if isinstance(error, OSError) else error
                problem = f"the editor {name} cannot be started: {reason}"
    except SuspendNotSupported:
        problem = "no editor can be opened in this terminal: edit the file beside it, with --watch"
    if problem:
        raise EditorError(problem)


def _said(name: str, status: int) -> str:
    """What went wrong by the status of an editor; empty where all is well."""
    if not status:
        return ""
    if status < 0:
        with suppress(ValueError):
            return f"the editor {name} was ended by {signal.Signals(-status).name}"
    return f"the editor {name} ended with status {status}"


@contextmanager
def _lent() -> Iterator[None]:
    """Leave Ctrl+C to who has the terminal now, and have it as it was at the end.

    The handlers are functions, as what is ignored would be ignored by the editor as well. What is
    sent to end the process ends it, with the terminal as it is.
    """
    numbers = [getattr(signal, name) for name in ("SIGINT", "SIGQUIT") if hasattr(signal, name)]
    before = {number: signal.signal(number, lambda *_: None) for number in numbers}
    settings = _settings()
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        _restore(settings)


def _settings() -> list[object] | None:
    """How the terminal is set; None where it is none, or the system has no such settings."""
    try:
        import termios

        return termios.tcgetattr(0)
    except (ImportError, OSError, ValueError, termios.error):
        return None


def _restore(settings: list[object] | None) -> None:
    """Set the terminal as it was, and take back what an editor may have left on that crashed."""
    if settings is None:
        return
    import termios

    from tui.terminal.ending import RESTORE

    with suppress(OSError, termios.error):
        termios.tcsetattr(0, termios.TCSANOW, settings)  # type: ignore[arg-type]
        if sys.__stderr__ is not None:
            os.write(sys.__stderr__.fileno(), RESTORE)
