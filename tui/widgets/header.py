"""The first line: where one is, and how well the network does."""

from __future__ import annotations

from engine.debugger import Stop
from tui.look import Line, Look
from tui.widgets.line_panel import Panel


class Header(Panel):
    """Shows network, iteration, phase, step, loss and learning rate."""

    def __init__(self, look: Look, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._look = look

    def draw(self, stop: Stop) -> None:
        """Draw the line."""
        self.show([header_line(stop, self._look, self.room.width)])


def header_line(stop: Stop, look: Look, width: int) -> Line:
    """The header; where the line is too narrow, gaps and title shrink before any fact does."""
    facts = _facts(stop, look)
    gap = "   " if sum(map(len, facts)) + 3 * len(facts) + SHORTEST_TITLE < width else "  "
    text = gap.join(facts)
    room = width - len(text) - len(gap) - 2
    title = look.shortened(stop.program.network.title, room) if room >= SHORTEST_TITLE else ""
    return ((f" {title}{gap}" if title else " ", "title"), (text, "text"))


SHORTEST_TITLE = 6
"""A title with less room than this is left out."""


def _facts(stop: Stop, look: Look) -> list[str]:
    network, cursor = stop.program.network, stop.cursor
    phase, position = "START", ""
    if stop.step is not None:
        span = stop.program.phases[stop.step.phase]
        phase = stop.step.phase.upper()
        position = f" {stop.step.index - span.start + 1}/{len(span)}"
    loss = look.shortened(look.name(network.loss, stop.program), 8)
    return [
        f"iteration {cursor.iteration}",
        f"{phase}{position}",
        f"step {cursor.step}/{stop.steps}",
        f"{loss} {look.value(stop.state.loss, 10)}",
        f"lr {look.value(stop.state.learning_rate, 8)}",
    ]
