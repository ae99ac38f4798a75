"""Colours: a dark and a light theme of our own, and the terminal's own sixteen."""

from __future__ import annotations

from collections.abc import Mapping

from rich.style import Style
from textual.color import Color
from textual.theme import BUILTIN_THEMES, Theme

# After Okabe and Ito's palette, which people with any kind of colour vision can tell apart; in the
# light theme darkened to a contrast of at least 4.5:1 on white.
DARK = Theme(
    name="dark",
    dark=True,
    background="#121212",
    surface="#121212",
    panel="#262626",
    foreground="#d7d7d7",
    primary="#87d7ff",
    secondary="#949494",
    accent="#d787ff",
    success="#5fd7ff",
    warning="#ffd75f",
    error="#ff875f",
)

LIGHT = Theme(
    name="light",
    dark=False,
    background="#ffffff",
    surface="#ffffff",
    panel="#eeeeee",
    foreground="#1c1c1c",
    primary="#005f87",
    secondary="#5f5f5f",
    accent="#8700d7",
    success="#005faf",
    warning="#af5f00",
    error="#870000",
)

TERMINAL = Theme(
    name="terminal",
    ansi=True,
    background="ansi_default",
    surface="ansi_default",
    panel="ansi_default",
    boost="ansi_default",
    foreground="ansi_default",
    primary="ansi_cyan",
    secondary="ansi_default",
    accent="ansi_magenta",
    success="ansi_cyan",
    warning="ansi_yellow",
    error="ansi_red",
    variables=BUILTIN_THEMES["ansi-dark"].variables,
)

THEMES = (DARK, LIGHT, TERMINAL)

ROLES: Mapping[str, tuple[str, str]] = {
    "text": ("foreground", ""),
    "dim": ("secondary", ""),
    "title": ("primary", ""),
    "strong": ("foreground", "bold"),
    "here": ("foreground", "bold reverse"),
    "selected": ("foreground", "underline"),
    "hot": ("accent", "bold"),
    "active": ("success", ""),
    "dead": ("error", ""),
    "kink": ("warning", ""),
    "mixed": ("warning", ""),
    "error": ("error", ""),
}
"""What a piece of text can be: the theme's colour for it, and its attributes."""


def role_style(role: str, variables: Mapping[str, str] | None) -> Style:
    """How a role looks, given the variables of the theme; without them it has no colour."""
    colour, attributes = ROLES[role]
    if variables is None:
        return Style() + Style.parse(attributes)
    ink, ground = (Color.parse(variables[name]).rich_color for name in (colour, "background"))
    return Style(color=ink, bgcolor=ground) + Style.parse(attributes)
