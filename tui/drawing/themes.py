"""Colours: a dark and a light theme of our own, and the terminal's own sixteen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Theme(NamedTuple):
    """The colours of a theme, as `#rrggbb` or as the name of one of the terminal's own.

    Args:
        name: what it is asked for by.
        background: behind all text; panels are not told from it.
        foreground: of text.
        panel: behind lists of Textual's own.
        primary: of titles.
        secondary: of what is dim.
        accent: of what a step has just computed.
        success: of active units.
        warning: of units at the kink.
        error: of dead units, and of mistakes.
        dark: whether the background is.
        ansi: whether the colours are the terminal's own.
    """

    name: str
    background: str
    foreground: str
    panel: str
    primary: str
    secondary: str
    accent: str
    success: str
    warning: str
    error: str
    dark: bool = True
    ansi: bool = False


COLOURS = (
    "background", "foreground", "panel", "primary", "secondary", "accent", "success", "warning",
    "error",
)  # fmt: skip
"""The colours that a theme has."""

# After Okabe and Ito's palette, which people with any kind of colour vision can tell apart; in the
# light theme darkened to a contrast of at least 4.5:1 on white.
DARK = Theme(
    name="dark",
    background="#121212",
    foreground="#d7d7d7",
    panel="#262626",
    primary="#87d7ff",
    secondary="#949494",
    accent="#d787ff",
    success="#5fd7ff",
    warning="#ffd75f",
    error="#ff875f",
)

LIGHT = Theme(
    name="light",
    background="#ffffff",
    foreground="#1c1c1c",
    panel="#eeeeee",
    primary="#005f87",
    secondary="#5f5f5f",
    accent="#8700d7",
    success="#005faf",
    warning="#af5f00",
    error="#870000",
    dark=False,
)

TERMINAL = Theme(
    name="terminal",
    background="ansi_default",
    foreground="ansi_default",
    panel="ansi_default",
    primary="ansi_cyan",
    secondary="ansi_default",
    accent="ansi_magenta",
    success="ansi_cyan",
    warning="ansi_yellow",
    error="ansi_red",
    ansi=True,
)

THEMES = (DARK, LIGHT, TERMINAL)
"""Our own."""

BORROWED = (
    Theme(
        "catppuccin-macchiato", background="#24273a", foreground="#cad3f5", panel="#494d64",
        primary="#c6a0f6", secondary="#f4a97f", accent="#f5bde6", success="#a6da95",
        warning="#eed49f", error="#ed8796",
    ),
    Theme(
        "catppuccin-mocha", background="#181825", foreground="#cdd6f4", panel="#45475a",
        primary="#f5c2e7", secondary="#cba6f7", accent="#f9b387", success="#abe9b3",
        warning="#fae3b0", error="#f28fad",
    ),
    Theme(
        "tokyo-night", background="#1a1b26", foreground="#a9b1d6", panel="#414868",
        primary="#bb9af7", secondary="#7aa2f7", accent="#fe9e64", success="#9ece6a",
        warning="#dfaf68", error="#f6768e",
    ),
)  # fmt: skip
"""Those of Textual's that can be read: all their colours stand out from the background."""

OFFERED = (*THEMES, *BORROWED)
"""The themes that there are without any of a person's own."""

FILLED = "full-"
"""What the roles of cells begin with that are filled with a colour."""

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
    "full-active": ("success", "reverse"),
    "full-kink": ("warning", "reverse"),
    "full-hot": ("accent", "reverse"),
    "full-dim": ("secondary", "reverse"),
    "full-title": ("primary", "reverse"),
    "full-dead": ("error", "reverse"),
}
"""What a piece of text can be: the theme's colour for it, and its attributes."""
