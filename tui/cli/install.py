"""The command `makabaka-tui --install-completion`: a script for the shell, and where it is put."""

from __future__ import annotations

import os
import shlex
import sys
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from engine.language.text import plain
from tui.cli.options import app
from tui.cli.shared import NAME, InputError, write_out

SCRIPTS = {path.suffix[1:]: path for path in (Path(__file__).parent / "shells").iterdir()}
"""The script for each shell."""


@app.command(name="--install-completion")
def install_completion(
    shell: str | None = None, *, show: Annotated[bool, Parameter(negative="")] = False
) -> int:
    """Let Tab complete commands, options, networks, lectures and nodes in the shell.

    Args:
        shell: bash, zsh or fish; by itself the one of the session, as SHELL names it.
        show: Print the script, and write nothing.
    """
    name = shell or Path(os.environ.get("SHELL", "")).name
    script = SCRIPTS.get(name)
    if script is None:
        what = f"{plain(name)} is no shell that is known here" if name else "SHELL names no shell"
        raise InputError(f"--install-completion: {what}; write bash, zsh or fish behind it")
    text = script.read_text(encoding="utf-8")
    if show:
        write_out([text.rstrip("\n")])
        return 0
    target = _target(name)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8", newline="\n")
        write_out([f"written: {plain(str(target))}", *_sourced(name, target)])
    except OSError as error:
        raise InputError(
            f"{plain(str(error.filename or target))}: cannot be written: {error.strerror}"
        ) from None
    return 0


def _target(shell: str) -> Path:
    """Where the script is put: fish finds it by itself, the others are told."""
    from platformdirs import user_data_path

    try:
        if shell == "fish":
            config = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
            return Path(config) / "fish" / "completions" / f"{NAME}.fish"
        return user_data_path(NAME, appauthor=False) / f"completion.{shell}"
    except RuntimeError:
        raise InputError("--install-completion: there is no home folder to write to") from None


def _sourced(shell: str, target: Path) -> list[str]:
    """Have the shell read the script when it starts; tells what was done, and how to undo it."""
    start = f"new windows of {shell} complete {NAME} now"
    if shell == "fish":
        return [f"{start}; to undo it, delete that file"]
    startup, line = _startup(shell), f"source {shlex.quote(str(target))}  # {NAME}"
    before = startup.read_text(encoding="utf-8", errors="replace") if startup.exists() else ""
    if line in before.splitlines():
        said = f"read by {plain(str(startup))} already"
    else:
        with startup.open("a", encoding="utf-8", newline="\n") as file:
            file.write(f"{'' if before.endswith(chr(10)) or not before else chr(10)}{line}\n")
        said = f"added to {plain(str(startup))}: {plain(line)}"
    return [said, f"{start}; to undo it, delete that file and that line"]


def _startup(shell: str) -> Path:
    """The file that a shell reads when it starts."""
    if shell == "zsh":
        return Path(os.environ.get("ZDOTDIR") or Path.home()) / ".zshrc"
    profile = Path.home() / ".bash_profile"  # which Terminal has bash read on macOS
    return profile if sys.platform == "darwin" and profile.exists() else Path.home() / ".bashrc"
