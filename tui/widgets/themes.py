"""Our themes as Textual's, and our roles as styles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import COLOR_SYSTEMS
from rich.style import Style
from textual import theme as textual
from textual.app import App
from textual.color import Color

from engine.language.text import plain, suggestion
from tui.drawing.contrast import too_little
from tui.drawing.themes import COLOURS, DARK, FILLED, ROLES, Theme


def textual_theme(theme: Theme) -> textual.Theme:
    """A theme as Textual knows it, with what its own widgets need of the terminal's colours."""
    ansi = textual.BUILTIN_THEMES["ansi-dark"].variables
    return textual.Theme(
        name=theme.name,
        dark=theme.dark,
        ansi=theme.ansi,
        background=theme.background,
        surface=theme.background,
        panel=theme.panel,
        boost=theme.background if theme.ansi else None,
        foreground=theme.foreground,
        primary=theme.primary,
        secondary=theme.secondary,
        accent=theme.accent,
        success=theme.success,
        warning=theme.warning,
        error=theme.error,
        variables=dict(ansi) if theme.ansi else {},
    )


def refusal(name: str, themes: Sequence[Theme]) -> str:
    """Why there is no theme of a name, and which there are; of one of Textual's with the figure."""
    names = [each.name for each in themes]
    theirs = textual.BUILTIN_THEMES.get(name)
    if theirs is None or theirs.ansi:
        near = suggestion(name, names) or f"; write one of {', '.join(names)}"
        return f"no theme {plain(name)!r}{near}"
    colours = theirs.to_color_system().generate()
    taken: dict[str, Any] = {part: Color.parse(colours[part]).hex.lower() for part in COLOURS}
    found = DARK._replace(name=name, **taken)
    pair = too_little(found)
    said = "it has not been tried here" if pair is None else pair.said(found)
    return f"theme {name}: {said}; take one of {', '.join(names)}"


def begin_in(app: App[Any], theme: str) -> None:
    """Put an app in a theme before anything is styled.

    A change of theme would have all style sheets read, and everything styled, a second time.
    """
    app.set_reactive(App.theme, theme)
    is_dark = app.current_theme.dark
    for name, holds in (
        ("dark-mode", is_dark),
        ("light-mode", not is_dark),
        (f"theme-{theme}", True),
    ):
        app.set_class(holds, f"-{name}", update=False)
    app._refresh_truecolor_filter(app.ansi_theme)
    app.stylesheet.set_variables(app.get_css_variables())


def role_style(role: str, variables: Mapping[str, str] | None) -> Style:
    """How a role looks, given the variables of the theme; without them it has no colour."""
    colour, attributes = ROLES[role]
    if variables is None:  # what is filled is so by its colour, and a cursor stands out then
        return Style() + Style.parse("" if role.startswith(FILLED) else attributes)
    ink, ground = (Color.parse(variables[name]).rich_color for name in (colour, "background"))
    return Style(color=ink, bgcolor=ground) + Style.parse(attributes)


class RoleStyles:
    """The styles of the roles in the theme that is in use, each found when it is asked for."""

    def __init__(self) -> None:
        self._styles: dict[str, Style] = {}
        self._codes: dict[str, str] = {}

    def style(self, role: str, app: App[object]) -> Style:
        """How a role looks in an app."""
        style = self._styles.get(role)
        if style is None:
            style = role_style(role, None if app.no_color else app.theme_variables)
            self._styles[role] = style
        return style

    def code(self, role: str, app: App[object]) -> str:
        """The code that a role is seen in on the terminal of an app."""
        code = self._codes.get(role)
        if code is None:
            depth = COLOR_SYSTEMS.get(app.console.color_system or "")
            dressed_blank = self.style(role, app).render(" ", color_system=depth)
            code = self._codes[role] = dressed_blank.partition(" ")[0][2:-1]
        return code

    def forget(self) -> None:
        """Find all styles anew, as the theme is another."""
        self._styles.clear()
        self._codes.clear()
