"""The apps that are measured, and the screens that they draw on."""

import re
import shlex
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import pyte
from terminal import Size, Terminal, read_until_shown

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
WIDE, NARROW = (120, 40), (80, 24)
STEPS_OF_ITERATION = 21
STEPS = 2 * STEPS_OF_ITERATION
SETTLED = 0.5  # the silence after which an app has started


class App(NamedTuple):
    """A command, and the patterns that the screen shows once it is useful."""

    command: list[str]
    useful: tuple[str, ...]


def resolve(command: str) -> list[str]:
    """Split a command, and find our own one where this interpreter finds its packages.

    A `makabaka-tui` elsewhere on the path could run on another Python than the baseline.
    """
    program, *arguments = shlex.split(command)
    if program != "makabaka-tui":
        return [program, *arguments]
    installed = Path(sys.executable).with_name(program)
    if installed.exists():
        return [str(installed), *arguments]
    return [sys.executable, "-m", "tui.cli", *arguments]


def baseline_app(name: str, shown: str) -> App:
    """Return a baseline of this folder."""
    return App([sys.executable, str(HERE / f"baseline_{name}.py")], (shown,))


def candidate_app(command: list[str]) -> App:
    """Return the app under test: useful once it shows a weight's name and a value."""
    return App(command, (r"\bw0\b", r"(?<!\d)0\.5"))


def size_name(size: Size) -> str:
    """Name a size as people do."""
    return f"{size[0]}x{size[1]}"


def new_screen(size: Size) -> tuple[pyte.Screen, pyte.ByteStream]:
    """Return an empty screen and what feeds it."""
    screen = pyte.Screen(*size)
    return screen, pyte.ByteStream(screen)


def has(text: str, patterns: Iterable[str]) -> bool:
    """Tell whether all patterns are found in a text."""
    return all(re.search(pattern, text) for pattern in patterns)


def settle(terminal: Terminal, app: App) -> None:
    """Wait until the app has started; on a small screen not every value need be in view.

    A first frame may come before Textual, which sets the terminal up to hear what is pasted.
    """

    def has_started(text: str) -> bool:
        return b"\x1b[?2004h" in terminal.output and has(text, app.useful[:1])

    read_until_shown(terminal, has_started, SETTLED)
