"""The saving of the session as one works; where it cannot be saved, that stays on the screen."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Protocol

from engine.debugger.stop import Stop
from engine.errors import SessionError
from tui.screens.panels import Panels
from tui.screens.voice import Voice

if TYPE_CHECKING:
    from tui.sessions.store import Store


AGAIN = 6.0
"""The seconds after which it is tried again to save; a store tries nothing for a while."""


class SavingHost(Protocol):
    """The screen, as far as saving needs it."""

    @property
    def stop(self) -> Stop:
        """Where the debugger stands."""

    @property
    def voice(self) -> Voice:
        """Says that nothing is saved, and asks."""

    @property
    def panels(self) -> Panels:
        """Show that nothing is saved, as long as that is so."""

    def after(self, seconds: float, do: Callable[[], None], /) -> None:
        """Do something after so many seconds."""


class Saving:
    """Saves the session of a screen; where that fails it is tried again, until it is saved.

    Args:
        host: the screen.
        store: where to; None for nowhere.
    """

    def __init__(self, host: SavingHost, store: Store | None) -> None:
        self._host, self._store = host, store
        self._is_saved = True
        self._has_begun = self._is_due = False
        self.is_held = False  # while something else is shown than the session

    def save(self) -> None:
        """Save the session."""
        if self._store is not None and not self.is_held:
            self._has_begun = True
            self._try(partial(self._store.save, self._host.stop))

    @property
    def said(self) -> str:
        """Whether the session is saved, to be said behind something; empty without a session."""
        if self._store is None:
            return ""
        return "; the session is saved" if self._is_saved else "; the session is not saved"

    def prepare(self) -> None:
        """Find out whether the session can be saved, before there is anything to save."""
        if self._store is not None and not self._has_begun:
            self._try(self._store.prepare)

    def leave(self, then: Callable[[str], None]) -> None:
        """Save the session for good, and do something; where it cannot be saved, ask before."""
        if self._store is not None:
            self._try(partial(self._store.save, self._host.stop, is_last=True))
        if self._store is None or not self._is_saved:
            lost = "this session is not saved and would be lost; leave it"
            self._host.voice.ask(lost, partial(self._give_up, then))
            return
        self._store.close()
        self._store = None
        then("the session is saved: makabaka-tui --resume goes on with it")

    def _give_up(self, then: Callable[[str], None]) -> None:
        """Do without a session that cannot be saved, as a person has agreed to."""
        self._store = None
        self._show(is_saved=True)
        then("")

    def _try(self, save: Callable[[], bool]) -> None:
        """Where the session cannot be saved, say so, show it, and try again until it is."""
        was_saved = self._is_saved
        try:
            self._show(is_saved=save())
        except SessionError as error:
            self._show(is_saved=False)
            if was_saved:
                self._host.voice.complain(f"the session is not saved: {error}")
        if not self._is_saved and not self._is_due:
            self._is_due = True
            self._host.after(AGAIN, self._try_again)

    def _try_again(self) -> None:
        """Save where the debugger stands by now, if nothing else has done so meanwhile."""
        self._is_due = False
        if not self._is_saved:
            (self.save if self._has_begun else self.prepare)()

    def _show(self, is_saved: bool) -> None:
        if is_saved != self._is_saved:
            self._is_saved = is_saved
            self._host.panels.show_saved(is_saved)
