"""The profile over depth: how large gradients and values are along the network, at each step."""

from __future__ import annotations

from collections.abc import Sequence

from textual.geometry import Offset

from engine.debugger.stop import Stop
from engine.gradients.vanishing import vanishing
from engine.language.text import capitalised
from engine.queries.profile import Profile, Size
from tui.drawing.chart_axis import GUTTER
from tui.drawing.frame import Frame
from tui.drawing.look import Look
from tui.drawing.profile import profile_lines, profile_title, told_size
from tui.widgets.lines import Panel

CLOSES = "«Esc profile.close» closes"


class ProfilePanel(Panel):
    """Draws a bar for the gradient of each node, and a mark for its value."""

    def __init__(self, look: Look, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(Frame(look.glyphs), id=id)
        self._look = look
        self._profile = Profile()

    def draw(self, stop: Stop) -> None:
        """Draw what is known at a step."""
        sizes, network = self._profile.sizes(stop.state), stop.program.network
        names = [self._look.name(each.node, stop.program) for each in sizes]
        lines = profile_lines(sizes, stop.focus, self._look, names, *self.room)
        title = profile_title(self._look, self._look.name(network.loss, stop.program))
        self.show(lines, title, self._foot(stop, sizes))

    def _foot(self, stop: Stop, sizes: Sequence[Size]) -> str:
        """Where the gradient vanishes, if it does; else what is drawn of the node of the step."""
        found, room = vanishing(stop.state, sizes), self.room.width - 3
        closes = self._look.told(CLOSES)
        said = "" if found is None else capitalised(found.words(self._look.style(stop.program)))
        here = [each for each in sizes if each.node == stop.focus]
        told = [self._told(each, stop) for each in here]
        for parts in ([said, *told, closes], [said, closes], [said], [*told, closes]):
            text = "   ".join(part for part in parts if part)
            if len(text) <= room and (said in parts or not said):
                return text
        return self._look.shortened(said or closes, room)

    def _told(self, size: Size, stop: Stop) -> str:
        return told_size(size, self._look, self._look.name(size.node, stop.program))

    def told_at(self, place: Offset, stop: Stop) -> str:
        """What is drawn of the node in a column."""
        sizes = self._profile.sizes(stop.state)
        columns = self.room.width - GUTTER
        number = (place.x - GUTTER) * len(sizes) // max(columns, 1)
        if place.x < GUTTER or not 0 <= number < len(sizes):
            return ""
        return self._told(sizes[number], stop)
