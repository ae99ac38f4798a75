"""The arranging of the panels: which is in focus, alone, larger or smaller, by keys."""

from __future__ import annotations

from typing import Protocol

from textual import events

from tui.commands.command import CommandError
from tui.screens.arrangement import Arrangement
from tui.screens.keys import Keys
from tui.screens.panels import Panels
from tui.screens.prompt import PromptEditor
from tui.screens.rows import is_too_small
from tui.screens.voice import Voice

WAYS = {"": 1, "back": -1}
"""Which way the words lead from panel to panel."""

MOST = 1000
"""More steps than any screen has room for."""


class ArrangingHost(Protocol):
    """The screen, as far as arranging needs it."""

    @property
    def panels(self) -> Panels:
        """Are arranged."""

    @property
    def keys(self) -> Keys:
        """Know the count, which Escape clears first."""

    @property
    def prompt(self) -> PromptEditor:
        """Is closed by Escape first."""

    @property
    def covered(self) -> bool:
        """Whether something lies over the panels, which Escape closes first."""

    @property
    def voice(self) -> Voice:
        """Says what there is to say, which Escape clears first."""


class Arranging:
    """Arranges the panels of a screen.

    Args:
        host: the screen.
    """

    def __init__(self, host: ArrangingHost) -> None:
        self._host = host

    def takes(self, event: events.Key) -> bool:
        """Show all panels again with Escape, where one is alone and there is nothing to clear."""
        if event.key != "escape" or self._now.alone is None:
            return False
        host = self._host
        if host.keys.count or host.voice.problem or host.covered or host.prompt.typed is not None:
            return False
        self._arrange(self._now.with_all())
        return True

    def focus(self, name: str) -> None:
        """Go to the next panel, `back` to the one before, or to one by its name.

        Raises:
            CommandError: where there is none of this name.
        """
        areas = self._host.panels.areas
        if name in WAYS:
            self._arrange(self._now.following(areas, WAYS[name]))
            return
        found = next((area for area in areas if area.value == name), None)
        if found is None:
            known = ", ".join(area.value for area in areas)
            raise CommandError(f"no panel {name!r}: write one of {known}")
        self._arrange(self._now.focused(found))

    def maximise(self, _: str) -> None:
        """Show the panel in focus alone, or all again."""
        self._arrange(self._now.maximised())

    def layout(self, _: str) -> None:
        """Give all panels their usual sizes again."""
        self._arrange(self._now.usual())

    def resize(self, how: str) -> None:
        """Make the panel in focus `larger` or `smaller`, by so many steps.

        Raises:
            CommandError: where it cannot be.
        """
        which, _, count = how.partition(" ")
        panels = self._host.panels
        if panels.header.is_presenting:
            raise CommandError("while presenting, the panels have the sizes that an audience needs")
        if is_too_small(*panels.sizes[:2]):
            raise CommandError("this terminal is too small for that")
        if self._now.alone is not None:
            raise CommandError("this panel has the whole screen: Z shows all again")
        steps = min(int(count), MOST)
        arranged = self._now.grown(steps if which == "larger" else -steps, panels.sizes)
        if arranged.fitted(panels.sizes, panels.watched) == panels.sizes:
            raise CommandError(f"it cannot be {which}")
        self._arrange(arranged)

    @property
    def _now(self) -> Arrangement:
        return self._host.panels.arrangement

    def _arrange(self, arrangement: Arrangement) -> None:
        self._host.panels.arrange(arrangement)
