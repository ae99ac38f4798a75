"""Health: health, nan."""

from __future__ import annotations

from collections.abc import Sequence

from engine.debugger.debugger import Debugger
from engine.debugger.stop import Stop
from engine.frozen import replace
from engine.language.notation import Style
from tui.commands.action import Move, Question, ViewName
from tui.commands.command import Command


def _nan(debugger: Debugger, _: str, __: int) -> Stop:
    """Go to the first value that is not finite, and say why; or say that there is none."""
    from engine.health.first_broken import finite_words, first_broken

    stop = debugger.stop
    found = first_broken(stop.timeline, stop.cursor.iteration)
    if found is None:
        return replace(stop, message=finite_words(stop.timeline, stop.cursor.iteration))
    there = debugger.goto(found.index + 1, found.iteration)
    return replace(there, message=found.words(stop.program, stop.program.style))


def answer_health(stop: Stop, _: str, style: Style) -> Sequence[str]:
    """The health of the iteration, a line for each layer, and how it was before a change."""
    from engine.health.health import health_of
    from tui.drawing.health import health_words, parent_of

    iteration, parent = stop.cursor.iteration, parent_of(stop)
    lines = [*health_words(health_of(stop.timeline, iteration), stop.timeline, style)]
    if parent is not None:
        lines.append(f"Before the change, in branch {parent.number}:")
        found = health_of(parent.timeline, iteration)
        lines += health_words(found, parent.timeline, style)
    return lines


HEALTH = (
    Command(
        "health", (), "",
        "what ails the network here: dead units, vanishing gradients; its layers in a table",
        Question(answer_health, ViewName.HEALTH),
    ),
    Command(
        "nan", ("exclamation_mark",), "!",
        "go to the first value that is NaN or infinite, here or in float32, and say why",
        Move(_nan),
    ),
)  # fmt: skip
