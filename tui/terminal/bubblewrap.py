"""Bubblewrap around a process: it sees Python and the program, no other file and no network."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

SYSTEM = ("/usr", "/lib", "/lib64", "/bin", "/etc/ld.so.cache", "/nix/store", "/gnu/store")
"""Where libraries are that Python needs, as far as there are such."""

FENCE = (
    "--unshare-all", "--die-with-parent", "--cap-drop", "ALL",
    "--proc", "/proc", "--dev", "/dev",
)  # fmt: skip

PATIENCE = 30.0
"""The seconds that it has to be tried in."""


def fenced(command: Sequence[str], root: Path) -> list[str]:
    """A command in bubblewrap.

    Args:
        command: what is run, with this Python.
        root: the folder that the program's packages are in.

    Raises:
        ValueError: where bubblewrap is not installed, or does not work.
    """
    bwrap = shutil.which("bwrap")
    if bwrap is None:
        raise ValueError("--sandbox bwrap: bubblewrap is not installed (apt install bubblewrap)")
    shown = [word for path in _seen(root) for word in ("--ro-bind-try", str(path), str(path))]
    fence = [bwrap, *shown, *FENCE, "--chdir", str(root), "--"]
    try:
        tried = subprocess.run(  # noqa: S603  (nothing of it is typed by a visitor)
            [*fence, sys.executable, "-c", "import numpy, textual, tui.cli"],
            capture_output=True, text=True, check=False, timeout=PATIENCE, stdin=subprocess.DEVNULL,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ValueError(f"--sandbox bwrap: {bwrap} does not work here: {error}") from None
    if tried.returncode:
        said = (tried.stderr.strip().splitlines() or [f"status {tried.returncode}"])[-1]
        raise ValueError(f"--sandbox bwrap: {bwrap} does not work here: {said}")
    return [*fence, *command]


def _seen(root: Path) -> Iterator[Path]:
    """What can be read: the system's libraries, this Python's, and the program's packages."""
    yield from map(Path, SYSTEM)
    python = Path(sys.executable).resolve().parents[1]
    own = {Path(sys.prefix), Path(sys.base_prefix), python}
    own |= {Path(each) for each in sys.path if each.endswith(("site-packages", "dist-packages"))}
    yield from sorted(each for each in own if each != Path(each.anchor))
    yield from (root / "engine", root / "tui")
