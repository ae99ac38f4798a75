"""What the commands of the shell share, and a name alone, for which no library is needed."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from engine.errors import SpecError
from engine.language.figures import Figures, use_figures
from engine.language.text import plain

if TYPE_CHECKING:
    from tui.config.settings import Settings
    from tui.drawing.look import Look

NAME = "makabaka-tui"

COLUMNS = 100

ANSWER_IS_NO, UNUSABLE_INPUT = 1, 2


class InputError(Exception):
    """Input that cannot be used, with a message for the person who gave it."""


def is_graph(network: str) -> bool:
    """Whether what is named as a network is a graph of ONNX."""
    return network[-5:].lower() == ".onnx"


def check_ships(network: str, where: str) -> None:
    """Refuse a network that does not ship."""
    from engine.network.files import shipped_networks

    if network not in shipped_networks():
        known = ", ".join(shipped_networks())
        raise InputError(f"{where}: {plain(network)} does not ship; write one of {known}")


def complain(message: str) -> int:
    """Tell an error; the exit status of unusable input.

    Where standard error leads nowhere that a person could see, a terminal on standard output does.
    """
    is_seen = sys.stderr is not None and not _leads_nowhere(sys.stderr)
    print(message, file=sys.stderr if is_seen or not is_terminal(sys.stdout) else sys.stdout)
    return UNUSABLE_INPUT


def _leads_nowhere(stream: TextIO) -> bool:
    """Whether a stream is `/dev/null`, into which errors of other programs were to go."""
    try:
        return os.path.samestat(os.fstat(stream.fileno()), os.stat(os.devnull))  # noqa: PTH116
    except (OSError, ValueError):
        return False


def write_out(lines: Iterable[str]) -> None:
    """Print lines."""
    for line in lines:
        print(line)  # noqa: T201
    sys.stdout.flush()


def write_linked(line: str) -> None:
    """Print a line that names files; in a terminal that has links it leads to them."""
    from tui.terminal.links import linked

    write_out([linked(line) if _has_links() else line])


def listed_files(lines: Mapping[str, str], paths: Mapping[str, Path]) -> Iterator[str]:
    """Lines that begin with names, which lead to their files in a terminal that has links.

    Args:
        lines: the lines by the names.
        paths: the files by the names, of those that have one.
    """
    from tui.terminal.links import address_of, link

    for name, line in lines.items():
        if name in paths and _has_links():
            line = link(name, address_of(paths[name])) + line.removeprefix(name)
        yield line


def _has_links() -> bool:
    from tui.terminal.links import has_links

    return is_terminal(sys.stdout) and has_links(os.environ)


def is_terminal(stream: TextIO | None) -> bool:
    """Whether a stream is a terminal; None is one that is closed."""
    return stream is not None and stream.isatty()


def settings() -> Settings:
    """The settings of the person; in a process that touches no files those that ship.

    Raises:
        SpecError: where something in the file, or in a variable, is wrong.
    """
    from tui.config.place import ELSEWHERE, config_file, is_anything_said
    from tui.config.settings import USUAL
    from tui.terminal.sandbox import is_restricted

    if is_restricted():
        return USUAL
    file = config_file(os.environ)
    if not is_anything_said(file, os.environ):
        return USUAL
    from tui.config.reading import read

    found = read(file, os.environ)
    if ELSEWHERE in os.environ and file is not None and not found.is_there:
        cure = f"{NAME} config --init writes it, and empty none is read"
        raise SpecError(f"{ELSEWHERE}={plain(str(file))}: there is no such file; {cure}")
    return found.settings


def begin_with(said: Settings) -> None:
    """Find lectures in the folders that the settings name."""
    if said.lectures:
        from tui.commands.lists import look_in

        look_in(said.lectures)


def look_of(ascii_only: bool | None, said: Settings | None = None) -> Look:
    """How to write: as is asked for, else as the settings say, else as the terminal or locale can.

    Numbers are written as the settings say from now on.

    Args:
        ascii_only: what is asked for; None for nothing.
        said: the settings, if they are read already.
    """
    from tui.drawing.look import Look
    from tui.drawing.themes import OFFERED
    from tui.terminal.capabilities import is_ascii_locale, terminal_of

    said = settings() if said is None else said
    is_ascii = said.ascii if ascii_only is None else ascii_only
    if is_ascii is None and is_terminal(sys.stdout):
        is_ascii = terminal_of(os.environ).ascii
    elif is_ascii is None:
        is_ascii = is_ascii_locale(os.environ)
    use_figures(Figures(said.digits, said.decimal_comma))
    begin_with(said)
    if not (said.changed_keys or said.themes):
        return Look(is_ascii)
    from tui.commands.keys import keymap_of

    return Look(is_ascii, keymap_of(said.changed_keys), (*OFFERED, *said.themes))
