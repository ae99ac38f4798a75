"""The saving of the session as one works; where it cannot be saved, that is said once."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Protocol

from engine.debugger.stop import Stop
from engine.errors import SessionError
from tui.screens.voice import Voice

if TYPE_CHECKING:
    from tui.sessions.store import SessionStore


class SavingHost(Protocol):
    """The screen, as far as saving needs it."""

    @property
    def stop(self) -> Stop:
        """Where the debugger stands."""

    @property
    def voice(self) -> Voice:
        """Says that nothing is saved, and asks."""


class Saving:
    """Saves the session of a screen.

    Args:
        host: the screen.
        store: where to; None for nowhere.
    """

    def __init__(self, host: SavingHost, store: SessionStore | None) -> None:
        self._host, self._store, self._is_saved = host, store, True

    def save(self) -> None:
        """Save the session."""
        if self._store is not None:
            self._try(partial(self._store.save, self._host.stop))

    @property
    def said(self) -> str:
        """Whether the session is saved, to be said behind something; empty without a session."""
        if self._store is None:
            return ""
        return "; the session is saved" if self._is_saved else "; the session is not saved"

    def prepare(self) -> None:
        """Find out whether the session can be saved, before there is anything to save."""
        if self._store is not None:
            self._try(self._store.prepare)

    def leave(self, then: Callable[[str], None]) -> None:
        """Save the session for good, and do something; where it cannot be saved, ask before."""
        self.save()
        if self._store is None or not self._is_saved:
            lost = "this session is not saved and would be lost; leave it"
            self._host.voice.ask(lost, partial(then, ""))
            return
        self._store.close()
        self._store = None
        then("the session is saved: makabaka-tui --resume goes on with it")

    def _try(self, save: Callable[[], bool]) -> None:
        """Where the session cannot be saved, say so once and go on."""
        was_saved = self._is_saved
        try:
            self._is_saved = save()
        except SessionError as error:
            self._is_saved = False
            if was_saved:
                self._host.voice.complain(f"the session is not saved: {error}")
