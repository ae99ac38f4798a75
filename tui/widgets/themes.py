"""Our themes as Textual's, and our roles as styles."""

from __future__ import annotations

from collections.abc import Mapping

from rich.style import Style
from textual import theme as textual
from textual.color import Color

from tui.drawing.themes import ROLES, Theme


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


def role_style(role: str, variables: Mapping[str, str] | None) -> Style:
    """How a role looks, given the variables of the theme; without them it has no colour."""
    colour, attributes = ROLES[role]
    if variables is None:
        return Style() + Style.parse(attributes)
    ink, ground = (Color.parse(variables[name]).rich_color for name in (colour, "background"))
    return Style(color=ink, bgcolor=ground) + Style.parse(attributes)
