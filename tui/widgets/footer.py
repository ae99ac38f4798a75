"""The last line: a command being typed, what there is to say, or the keys."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from textual.reactive import reactive

from engine.debugger.stop import Stop
from engine.language.values import is_finite
from tui.commands.job import Job
from tui.commands.prompt import Prompt
from tui.commands.table import COMMANDS
from tui.drawing.look import Line, Look
from tui.widgets.lines import Panel
from tui.widgets.prompt import prompt_line

if TYPE_CHECKING:
    from tui.drawing.strokes import Strokes

ANSWERS = ": y or n?"
"""What stands behind a question; any key but y says no."""

ALWAYS = 3
"""How many hints at the end are shown in any case: command, help and quit."""


class Footer(Panel):
    """Shows the prompt while it is open, else a message, else the most useful keys."""

    typed: reactive[Prompt | None] = reactive(None, repaint=False)
    """The line being typed; None while the prompt is closed."""

    count: reactive[str] = reactive("", repaint=False)
    """The digits of a count being typed."""

    problem: reactive[str] = reactive("", repaint=False)
    """What was wrong with the last command."""

    job: reactive[Job | None] = reactive(None, repaint=False)
    """The training that is under way."""

    question: reactive[str] = reactive("", repaint=False)
    """What has to be answered before anything else."""

    covered: reactive[bool] = reactive(False, repaint=False)
    """Whether something lies over the panels, which tells its own keys."""

    strokes: reactive[Strokes | None] = reactive(None, repaint=False)
    """What was pressed last, while that is shown to an audience."""

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

    def watch_job(self) -> None:
        """Draw how far training has come."""
        self.redraw()

    def watch_question(self) -> None:
        """Draw the question."""
        self.redraw()

    def watch_covered(self) -> None:
        """Draw the keys, or leave them out."""
        self.redraw()

    def watch_strokes(self) -> None:
        """Draw what was pressed."""
        self.redraw()

    def _said(self, text: str, width: int) -> str:
        """What there is to say, in the characters and the columns that there are."""
        if self._look.ascii:
            text = text.replace("×", "x").encode("ascii", "backslashreplace").decode()
        return f" {self._look.shortened(text, width - 1)}"

    def _is_finite(self, stop: Stop) -> bool:
        return stop.step is None or is_finite(stop.step.value)

    def draw(self, stop: Stop) -> None:
        """Draw the line."""
        width = self.room.width
        if self.typed is not None:
            self.show([prompt_line(self.typed, width)])
            return
        line: Line
        corner = self.count if self.strokes is None else self.strokes.shown(self._look)
        role = "strong" if self.strokes is None else "here"
        if self.job is not None:
            corner, line = "", progress(self.job, self._look, width)
        elif self.question:
            room = width - len(ANSWERS) - (len(corner) + 1 if corner else 0)
            line = [(self._said(self.question, room), "error"), (ANSWERS, "strong")]
        elif self.problem:
            line = [(self._said(f"! {self.problem}", width - len(corner) - 1), "error")]
        elif stop.message:
            line = [(self._said(stop.message, width - len(corner) - 1), "strong")]
        elif stop.first_non_finite is not None and not self._is_finite(stop):
            iteration, step = stop.first_non_finite
            symbol = stop.program.equations[step - 1].symbol
            line = [
                (
                    f" NaN or infinity first appeared in iteration {iteration}, step {step} "
                    f"({self._look.style(stop.program).name(symbol)})",
                    "error",
                )
            ]
        else:
            is_hidden = self.covered or self.strokes is not None
            line = [("" if is_hidden else hints(width - len(corner) - 2), "dim")]
        gap = width - sum(len(text) for text, _ in line) - len(corner) - 1
        self.show([[*line, (" " * gap, "text"), (corner, role)]])


def progress(job: Job, look: Look, width: int) -> Line:
    """How far training has come, as a bar and in numbers."""
    full, empty = look.glyphs.bar
    numbers = f" {job.done:,} of {job.target:,} iterations  Esc stops "
    what = f" {job.what} "
    room = min(width - len(what) - len(numbers), 40)
    filled = round(job.share * room)
    return [
        (what, "text"),
        (full * filled, "strong"),
        (empty * (room - filled), "dim"),
        (numbers, "text"),
    ]


@lru_cache
def hints(width: int) -> str:
    """The keys with a hint, as many as fit; those that lead to all others come first."""
    texts = [f"{each.shown.split()[0]} {each.hint}" for each in COMMANDS if each.hint]
    for count in range(len(texts) - ALWAYS, -1, -1):
        text = " " + "  ".join([*texts[:count], *texts[-ALWAYS:]])
        if len(text) <= width:
            return text
    return ""
