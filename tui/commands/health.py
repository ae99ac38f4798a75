"""Health: health, nan."""

from __future__ import annotations

from engine.debugger.debugger import Debugger
from engine.debugger.stop import Stop
from engine.frozen import replace
from tui.commands.action import Move
from tui.commands.command import Command


def _nan(debugger: Debugger, _: str, __: int) -> Stop:
    """Go to the first value that is not finite, and say why; or say that there is none."""
    from engine.health.first_broken import finite_words, first_broken

    stop = debugger.stop
    found = first_broken(stop.timeline, stop.cursor.iteration)
    if found is None:
        return replace(stop, message=finite_words(stop.program, stop.cursor.iteration))
    there = debugger.goto(found.index + 1, found.iteration)
    return replace(there, message=found.words(stop.program, stop.program.style))


HEALTH = (
    Command(
        "nan", ("exclamation_mark",), "!",
        "go to the first value that is NaN or infinite, here or in float32, and say why",
        Move(_nan),
    ),
)  # fmt: skip
