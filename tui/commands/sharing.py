"""Sharing: state; what takes along where one stands."""

from __future__ import annotations

from collections.abc import Sequence

from engine.debugger.stop import Stop
from engine.language.notation import Style
from tui.commands.action import Exact, Question
from tui.commands.command import Command


def answer_state(stop: Stop, _: str, __: Style) -> Sequence[str]:
    """The line that opens all this again, elsewhere too."""
    from engine.sessions.state_line import state_line

    return [Exact(f"makabaka-tui --state {state_line(stop)}")]


SHARING = (
    Command(
        "state", (), "", "show the line that opens exactly this, for whoever has makabaka-tui",
        Question(answer_state),
    ),
)  # fmt: skip
