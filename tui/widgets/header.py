"""The first line: where one is, and how well the network does."""

from __future__ import annotations

from engine.debugger import Stop
from tui.look import PHASE_TITLES, Line, Look
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
    """The header, its title shortened where the line is too narrow."""
    network, cursor = stop.program.network, stop.cursor
    phase, position = "START", ""
    if stop.step is not None:
        span = stop.program.phases[stop.step.phase]
        phase = PHASE_TITLES[stop.step.phase]
        position = f" {stop.step.index - span.start + 1}/{len(span)}"
    loss = look.name(network.loss, stop.program)
    rate = look.value(stop.state.learning_rate, 8)
    facts = (
        f"   iteration {cursor.iteration}   {phase}{position}   step {cursor.step}/{stop.steps}"
        f"   {loss} {look.value(stop.state.loss, 10)}   lr {rate}"
    )
    room = max(width - len(facts) - 1, 8)
    title = network.title if len(network.title) <= room else network.title[: room - 1] + "~"
    return [(f" {title}", "title"), (facts, "text")]
