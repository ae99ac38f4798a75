"""Sharing: copy, state, editor; what one sees and what one works on, in other programs."""

from __future__ import annotations

from collections.abc import Sequence

from engine.debugger.stop import Stop
from engine.language.notation import Style
from tui.commands.action import Exact, Question, View, ViewName
from tui.commands.command import Command


def answer_state(stop: Stop, _: str, __: Style) -> Sequence[str]:
    """The line that opens all this again, elsewhere too."""
    from engine.sessions.state_line import state_line

    return [Exact(f"makabaka-tui --state {state_line(stop)}")]


def _copy(stop: Stop, argument: str, style: Style) -> Sequence[str]:
    from tui.commands.copying import answer_copy

    return answer_copy(stop, argument, style)


SHARING = (
    Command(
        "copy", ("Y",), "Y", "copy a value, formula, LaTeX, the command that leads here, or the "
        "state: copy value dL/dh0", Question(_copy, ViewName.COPY), argument="WHAT SYMBOL",
        optional=True,
    ),
    Command(
        "state", (), "", "show the line that opens exactly this, for whoever has makabaka-tui",
        Question(answer_state),
    ),
    Command(
        "editor", ("E",), "E", "open the network file in $EDITOR at the node's line, and load it "
        "again behind it", View(ViewName.EDITOR), argument="NODE", optional=True,
        touches_files=True,
    ),
)  # fmt: skip
