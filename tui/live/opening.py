"""The other process: it opens what is asked for, and ends where the one that asked does."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from threading import Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.debugger.debugger import Debugger
    from tui.drawing.look import Look


def main() -> int:
    """Open what the arguments say; the exit status.

    The arguments are our own folder, the request, and the pipe that is closed when the process ends
    that asked.
    """
    from tui.cli.ending import guarded

    _, _, request, *life = sys.argv
    if life:
        Thread(target=_end_with, args=(int(life[0]),), daemon=True).start()
    return guarded(lambda: _open(request))


def _end_with(life: int) -> None:
    """End when whoever asked has ended."""
    os.read(life, 1)
    os.kill(os.getpid(), signal.SIGTERM)


def _done(debugger: Debugger, lines: Sequence[str], look: Look) -> str:
    """What there is to say after some commands, or about one that cannot be done."""
    if not lines:
        return ""
    from tui.commands.script import ScriptError, message_after

    try:
        return message_after(debugger, lines, look.style(debugger.stop.program))
    except ScriptError as error:
        return str(error)


def _open(text: str) -> int:
    import msgspec

    from engine.program.recipe import recipe_of
    from tui.cli.open import display_of, open_app
    from tui.cli.shared import settings
    from tui.live.request import Request
    from tui.sessions.opening import open_network

    request = msgspec.json.decode(text, type=Request)
    display = display_of(settings())
    opened = open_network(recipe_of(request.path, (), None, None, 0), None, 0)
    debugger = opened.debugger
    if request.ahead:
        from tui.sessions.progress import shown

        for _ in shown(debugger.reach(request.ahead), request.ahead):
            pass
    said = (request.notes, _done(debugger, request.lines, display.look))
    notes = "; ".join(filter(None, said))
    return open_app(opened._replace(notes=notes, is_kept=request.is_kept), display)
