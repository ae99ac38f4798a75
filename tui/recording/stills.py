"""Stills: what is on the screen as SVG, as plain text, as ANSI and, with an extra, as PNG."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from rich.color import Color, ColorSystem
from rich.segment import Segment
from rich.style import Style
from rich.terminal_theme import SVG_EXPORT_THEME

from engine.debugger.stop import Stop
from engine.errors import ConfirmError, DebuggerError
from engine.language.text import plain
from tui.commands.names import file_to_write
from tui.recording.svg import svg

if TYPE_CHECKING:
    from textual.app import App

    from tui.terminal.compositor import SpansCompositor

TOGETHER = (".svg", ".txt", ".ans")
"""The forms in which a still is saved unless its name says in which."""

PNG = ".png"
FORMS = (*TOGETHER, PNG)

LONGEST_TITLE = 80
"""The characters of a network's name that go into that of a still."""

SCALE = 2
"""How many pixels of a PNG a unit of the SVG takes, across and down."""


class StillError(DebuggerError):
    """A still that cannot be made, with a message for the person who wanted it."""


class Still(NamedTuple):
    """A still: what was on the screen.

    Args:
        lines: the segments of each line.
        title: what it is a picture of.
        ground: the colour behind it, as #rrggbb.
    """

    lines: Sequence[Sequence[Segment]]
    title: str
    ground: str

    def written(self, form: str) -> str:
        """The still in one of the forms that are text."""
        write = {".svg": self._as_svg, ".txt": self._as_text, ".ans": self._as_ansi}
        return write[form]()

    def _as_svg(self) -> str:
        return svg(self.lines, self.title, self.ground)

    def _as_text(self) -> str:
        texts = ("".join(each.text for each in line).rstrip() for line in self.lines)
        return "".join(f"{text}\n" for text in texts)

    def _as_ansi(self) -> str:
        lines = ("".join(map(_in_ansi, line)) for line in self.lines)
        return "".join(f"{line}\n" for line in lines)


def _in_ansi(segment: Segment) -> str:
    style = segment.style or Style()
    return style.render(segment.text, color_system=ColorSystem.TRUECOLOR)


def take_still(app: App[object], painter: SpansCompositor, title: str) -> Still:
    """What is on the screen of an app now."""
    ground = Color.parse(app.theme_variables["background"]) if not app.native_ansi_color else None
    terminal = SVG_EXPORT_THEME.background_color
    colour = terminal if ground is None else ground.get_truecolor()
    strips = painter.render_strips()
    return Still([list(strip) for strip in strips], title, colour.hex)


def title_of(stop: Stop) -> str:
    """What a still shows, for those who cannot see it."""
    cursor = stop.cursor
    where = f"iteration {cursor.iteration}, step {cursor.step}"
    return f"makabaka-tui: {stop.program.network.title}, {where}"


def own_name(stop: Stop) -> str:
    """The name of a still by itself: of network, iteration and step."""
    recipe = stop.recipe
    network = Path(recipe.name).stem if recipe is not None else stop.program.network.title
    network = re.sub(r"[^\w.-]+", "-", network[:LONGEST_TITLE]).strip("-.") or "still"
    while len(os.fsencode(network)) > LONGEST_TITLE:
        network = network[:-1]
    return f"{network}-{stop.cursor.iteration}-{stop.cursor.step}"


def free_paths(name: str) -> list[Path]:
    """The files of a still that is named by itself; none of them exists."""
    number = 1
    while True:
        paths = [Path(f"{name}{suffix}") for suffix in TOGETHER]
        if not any(map(os.path.lexists, paths)):
            return paths
        number += 1
        name = f"{name if number == 2 else name.rpartition('-')[0]}-{number}"


def named_paths(name: str) -> list[Path]:
    """The files of a still with a name: one, where that ends in the name of a form.

    Raises:
        FileNameError: where no file can be called that.
    """
    has_form = Path(name).suffix in FORMS
    path = file_to_write(name, "" if has_form else TOGETHER[0])
    return [path] if has_form else [Path(f"{path}{suffix}") for suffix in TOGETHER]


def save(still: Still, paths: Sequence[Path], overwrite: bool = False) -> str:
    """Save a still to files, each in the form that its suffix names, and say so.

    Raises:
        ConfirmError: where one of them exists, and may not be overwritten.
        StillError: where one of them cannot be written.
    """
    for path in paths:
        if os.path.lexists(path):
            # Path.is_file raises where a link leads into a closed folder. A pipe would never end.
            if not os.path.isfile(path):  # noqa: PTH113
                raise StillError(f"{plain(str(path))}: not a regular file")
            if not overwrite:
                raise ConfirmError(f"{plain(str(path))} exists; write over it")
    for path in paths:
        try:
            _write(still, path)
        except OSError as error:
            raise StillError(f"{plain(str(path))}: cannot be written: {error.strerror}") from None
    first, *others = paths
    return "saved: " + ", ".join([plain(str(first)), *(path.suffix for path in others)])


def _write(still: Still, path: Path) -> None:
    if path.suffix != PNG:
        path.write_text(still.written(path.suffix), encoding="utf-8", newline="\n")
        return
    from tui.recording.raster import rendered

    path.write_bytes(rendered(still.written(".svg"), SCALE))
