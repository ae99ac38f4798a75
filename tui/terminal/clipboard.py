"""The clipboard of the terminal, over SSH as well: OSC 52."""

from __future__ import annotations

import os
from base64 import b64encode
from collections.abc import Mapping

from textual.app import App

MOST_BYTES = 74_994
"""The most bytes of a text: with more, terminals take nothing (100,000 characters in base64)."""

PIECE = 250
"""So many characters screen hands on at once."""

WITHOUT = ("Apple_Terminal", "JetBrains-JediTerm")
"""The programs that are known to have none, as `TERM_PROGRAM` or `TERMINAL_EMULATOR` names them."""


def has_clipboard(environment: Mapping[str, str]) -> bool:
    """Whether a terminal may have one, as far as its environment tells."""
    from tui.terminal.capabilities import CONSOLE, PLAIN

    name = environment.get("TERM", "").lower()
    if os.name != "nt" and (name in PLAIN or name.startswith((CONSOLE, "vt"))):
        return False
    programs = (environment.get("TERM_PROGRAM"), environment.get("TERMINAL_EMULATOR"))
    return not any(program in WITHOUT for program in programs)


def to_clipboard(text: str, environment: Mapping[str, str]) -> str:
    r"""What a terminal is sent for a text to be in its clipboard.

    tmux takes it for itself or hands it on, as it is set up: it is told in both ways. screen hands
    on what it is told to, a piece at a time.

    >>> to_clipboard("0.75", {})
    '\x1b]52;c;MC43NQ==\x07'
    """
    sent = f"\x1b]52;c;{b64encode(text.encode()).decode()}\x07"
    if environment.get("TMUX"):
        doubled = sent.replace("\x1b", "\x1b\x1b")
        return f"{sent}\x1bPtmux;{doubled}\x1b\\"
    if environment.get("STY"):
        pieces = (sent[at : at + PIECE] for at in range(0, len(sent), PIECE))
        return "".join(f"\x1bP{piece}\x1b\\" for piece in pieces)
    return sent


def copy(app: App[object], text: str) -> bool:
    """Put a text into the clipboard of the terminal that an app draws in, if it may have one.

    Nobody who records what is drawn hears of it: a recording is to leave clipboards alone.
    """
    driver = app._driver
    if driver is None or app.is_web or not has_clipboard(os.environ):
        return False
    getattr(driver, "whisper", driver.write)(to_clipboard(text, os.environ))
    return True
