"""Colours: a dark and a light theme of our own, and the terminal's own sixteen."""

from __future__ import annotations

from textual.theme import Theme

# After Okabe and Ito's palette, which people with any kind of colour vision can tell apart; in the
# light theme darkened to a contrast of at least 4.5:1 on white.
DARK = Theme(
    name="dark",
    dark=True,
    background="#0b0d10",
    surface="#0b0d10",
    panel="#1c2128",
    foreground="#d7dce2",
    primary="#7cc4f5",
    secondary="#8b95a1",
    accent="#f0a6d2",
    success="#62c6f2",
    warning="#f0c64a",
    error="#ff8a5c",
)

LIGHT = Theme(
    name="light",
    dark=False,
    background="#ffffff",
    surface="#ffffff",
    panel="#e8ebef",
    foreground="#1b1f24",
    primary="#00548a",
    secondary="#5a6470",
    accent="#97246f",
    success="#005f9e",
    warning="#7a5600",
    error="#b03000",
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
)

THEMES = (DARK, LIGHT, TERMINAL)
