"""save, record, lectures, play, theme, quit."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from shlex import quote

from engine.debugger.debugger import Debugger
from engine.debugger.stop import Stop
from engine.language.text import plain


def _save(debugger: Debugger, argument: str, _: int, overwrite: bool = False) -> Stop:
    from engine.sessions.files import write_session

    path = write_session(debugger.stop, Path(argument), overwrite)
    return replace(debugger.stop, message=f"saved: go on with --session {plain(quote(str(path)))}")
