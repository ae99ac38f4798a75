"""The last line: a command being typed, what there is to say, or the keys."""

from __future__ import annotations

from textual.reactive import reactive

from engine.debugger import Stop
from tui.commands import COMMANDS
from tui.look import Line, Look
from tui.widgets.line_panel import Panel


class Footer(Panel):
    """Shows the prompt while it is open, else a message, else the most useful keys."""

    typed: reactive[str | None] = reactive(None, repaint=False)
    """The line being typed; None while the prompt is closed."""

    count: reactive[str] = reactive("", repaint=False)
    """The digits of a count being typed."""

    problem: reactive[str] = reactive("", repaint=False)
    """What was wrong with the last command."""

    def __init__(self, look: Look, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._look = look

    def watch_typed(self) -> None:
        """Draw the prompt."""
        self.redraw()

    def watch_count(self) -> None:
        """Draw the count."""
        self.redraw()

    def watch_problem(self) -> None:
        """Draw the problem."""
        self.redraw()

    def draw(self, stop: Stop) -> None:
        """Draw the line."""
        width = self.room.width
        if self.typed is not None:
            shown = self.typed[-(width - 4) :]
            self.show([[(f" :{shown}", "strong"), (" ", "here")]])
            return
        line: Line
        if self.problem:
            line = [(f" {self.problem}"[: width - len(self.count) - 1], "error")]
        elif stop.message:
            line = [(f" {stop.message}", "strong")]
        elif stop.first_non_finite is not None:
            iteration, step = stop.first_non_finite
            symbol = stop.program.equations[step - 1].symbol
            line = [
                (
                    f" NaN or infinity since iteration {iteration}, step {step} "
                    f"({self._look.style(stop.program).name(symbol)})",
                    "error",
                )
            ]
        else:
            line = [(hints(width - len(self.count) - 2), "dim")]
        used = sum(len(text) for text, _ in line)
        self.show([[*line, (self.count.rjust(width - used - 1), "strong")]])


def hints(width: int) -> str:
    """The keys with a hint, as many as fit."""
    text = ""
    for command in COMMANDS:
        if command.hint:
            more = f"{text} {command.shown.split()[0]} {command.hint} "
            if len(more) > width:
                break
            text = more
    return text
