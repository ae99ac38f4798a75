"""The graph of a stop as SVG, for a notebook or a document: what the graph panel draws."""

from __future__ import annotations

from dataclasses import dataclass

from rich.segment import Segment
from rich.style import Style

from engine.debugger.stop import Stop
from engine.errors import DebuggerError
from engine.language.text import suggestion
from tui.drawing.look import Line, Look
from tui.drawing.themes import DARK, LIGHT, ROLES, Theme
from tui.graph.canvas import View
from tui.graph.picture import draw, picture_of
from tui.graph.scene import scene_of
from tui.graph.window import section_of, window
from tui.recording.stills import title_of
from tui.recording.svg import svg

WIDTH, HEIGHT = 100, 24
"""The columns and rows that a picture uses up if it can, unless others are asked for."""

OWN_THEMES = {theme.name: theme for theme in (DARK, LIGHT)}
"""The themes whose colours do not depend on a terminal."""


@dataclass(frozen=True)
class Drawing:
    """A picture that a notebook shows by itself; its text is the SVG.

    Args:
        svg: the picture.
        title: what it shows.
    """

    svg: str
    title: str

    def __str__(self) -> str:
        return self.svg

    def __repr__(self) -> str:
        return f"<Drawing {self.title!r}>"

    def _repr_svg_(self) -> str:
        return self.svg


def picture(stop: Stop, theme: str = "light", width: int = WIDTH, height: int = HEIGHT) -> Drawing:
    """The graph of a stop, lit up where the step is, whole or around the step in a large network.

    Args:
        stop: where a debugger stands.
        theme: `light` or `dark`.
        width: the columns of text that the picture uses up if it can; it takes more if it must.
        height: the same of rows.

    Raises:
        DebuggerError: for another theme, or what is no stop.
    """
    if not isinstance(stop, Stop):
        raise DebuggerError("a stop is needed: picture(debugger.stop)")
    if theme not in OWN_THEMES:
        hint = suggestion(theme, list(OWN_THEMES)) or f": write {' or '.join(OWN_THEMES)}"
        raise DebuggerError(f"no theme for pictures is called {theme!r}{hint}")
    colours, look = OWN_THEMES[theme], Look()
    scene = scene_of(stop)
    shown = picture_of(window(scene, section_of(stop, scene)), width, height, look.glyphs)
    view = View(0, 0, shown.layout.width, shown.layout.height)
    lines = [_segments(line, colours) for line in draw(shown, stop, look, view)]
    title = title_of(stop)
    return Drawing(svg(lines, title, colours.background), title)


def _segments(line: Line, theme: Theme) -> list[Segment]:
    return [Segment(text, _style(role, theme)) for text, role in line]


def _style(role: str, theme: Theme) -> Style:
    """How a role looks in a theme."""
    colour, attributes = ROLES[role]
    return Style(color=getattr(theme, colour), bgcolor=theme.background) + Style.parse(attributes)
