"""Stills: what is on the screen, saved to files."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from textual.app import App

from engine.debugger.stop import Stop
from engine.errors import ConfirmError, DebuggerError
from tui.screens.voice import Voice
from tui.terminal.compositor import SpansCompositor

if TYPE_CHECKING:
    from tui.recording.stills import Still


class StillsHost(Protocol):
    """The screen, as far as stills need it."""

    @property
    def stop(self) -> Stop:
        """Where the debugger stands."""

    @property
    def voice(self) -> Voice:
        """Says what was saved, and asks."""

    @property
    def app(self) -> App[object]:
        """What knows the colours."""

    @property
    def painter(self) -> SpansCompositor:
        """What knows all that is on the screen."""

    def show_now(self) -> None:
        """Show where the debugger stands, unless that is shown."""


class Stills:
    """Saves what is on a screen.

    Args:
        host: the screen.
    """

    def __init__(self, host: StillsHost) -> None:
        self._host = host

    def save(self, name: str) -> None:
        """Save what is on the screen to files; where a name is taken, ask first."""
        from tui.recording import stills

        self._host.show_now()  # as keys that came together may have moved on from what is shown
        stop = self._host.stop
        still = stills.take_still(self._host.app, self._host.painter, stills.title_of(stop))
        paths = stills.named_paths(name) if name else stills.free_paths(stills.own_name(stop))
        self._save(still, paths)

    def _save(self, still: Still, paths: Sequence[Path], agreed: bool = False) -> None:
        from tui.recording.stills import save

        try:
            said = save(still, paths, agreed)
        except ConfirmError as error:
            self._host.voice.ask(str(error), partial(self._save, still, paths, agreed=True))
        except DebuggerError as error:
            self._host.voice.complain(str(error))
        else:
            self._host.voice.say(said)
