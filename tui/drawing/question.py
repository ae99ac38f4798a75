"""The question in the place of the step card: what is asked, the hints so far, how to answer."""

from __future__ import annotations

from engine.debugger.stop import Stop
from engine.language.breaking import wrapped
from engine.language.notation import Style
from engine.quiz.task import task_of
from tui.drawing.look import Line, Look


def asked_line(stop: Stop, style: Style) -> str:
    """What is asked, in a line."""
    step = f"Step {stop.cursor.step} of {stop.steps}, {stop.phase}"
    asked = task_of(stop).question(stop, style)
    asked = asked if asked.endswith((".", "?")) else f"{asked}."
    return f"{step}, iteration {stop.cursor.iteration}: {asked}"


def question_parts(stop: Stop, look: Look, width: int) -> tuple[list[Line], list[Line]]:
    """The lines of the card: the question with its hints, and how to answer."""
    task, style = task_of(stop), look.style(stop.program)
    asked, *more = task.lines(stop, style)
    is_shown = stop.message.startswith("hint") or not stop.message
    texts = [(asked, "title"), *([] if is_shown else [(stop.message, "strong")])]
    texts += [(each, "text") for each in more]
    said = look.keymap.said
    shown: list[Line] = [
        [(part, role)] for text, role in texts for part in wrapped(said(text), width, look.cut)
    ]
    return shown, [[(part, "dim")] for part in wrapped(said(task.how), width, look.cut)]
