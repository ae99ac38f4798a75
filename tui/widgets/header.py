"""The first line: where one is, and how well the network does."""

from __future__ import annotations

from rich.cells import cell_len

from engine.stop import Stop
from tui.look import Line, Look
from tui.widgets.line_panel import Panel


class Header(Panel):
    """Shows network, iteration, phase, step, loss, learning rate and seed."""

    def __init__(self, look: Look, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._look = look

    def draw(self, stop: Stop) -> None:
        """Draw the line."""
        self.show([header_line(stop, self._look, self.room.width)])


SHORTEST_TITLE = 6
"""A title with less room than this is left out, unless it is as short."""


def header_line(stop: Stop, look: Look, width: int) -> Line:
    """The header; where the line is too narrow, gaps and title shrink before any fact does."""
    facts = _fitting(stop, look, width)
    title = stop.program.network.title
    least = min(cell_len(title), SHORTEST_TITLE)
    gap = "   " if sum(map(len, facts)) + 3 * len(facts) + least < width else "  "
    text = gap.join(facts)
    room = width - len(text) - len(gap) - 1
    title = look.shortened(title, room) if room >= least else ""
    return ((f" {title}{gap}" if title else " ", "title"), (text, "text"))


def _fitting(stop: Stop, look: Look, width: int) -> list[str]:
    """The facts, said so that they fit, or else as shortly as can be."""
    for iteration, with_position in (("iteration", True), ("iter", True), ("iter", False)):
        facts = _facts(stop, look, iteration, with_position)
        if sum(map(len, facts)) + 2 * len(facts) <= width:
            break
    return facts


def _facts(stop: Stop, look: Look, iteration: str, with_position: bool) -> list[str]:
    network, cursor = stop.program.network, stop.cursor
    phase = "START"
    if stop.step is not None:
        span = stop.program.phases[stop.step.phase]
        phase = stop.step.phase.upper()
        if with_position:
            phase += f" {stop.step.index - span.start + 1}/{len(span)}"
    loss = look.shortened(look.name(network.loss, stop.program), 8)
    facts = [
        f"{iteration} {cursor.iteration}",
        phase,
        f"step {cursor.step}/{stop.steps}",
        f"{loss} {look.value(stop.state.loss, 10)}",
        f"lr {look.value(stop.state.learning_rate, 8)}",
    ]
    return facts if network.seed is None else [*facts, f"seed {network.seed}"]
