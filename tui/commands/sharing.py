"""Sharing: copy, state, diff, editor; what one sees and what one works on, in other programs."""

from __future__ import annotations

from collections.abc import Sequence

from engine.debugger.stop import Stop
from engine.errors import SpecError
from engine.language.notation import Style
from tui.commands.action import Exact, Question, View, ViewName
from tui.commands.command import Command, CommandError


def answer_state(stop: Stop, _: str, __: Style) -> Sequence[str]:
    """The line that opens all this again, elsewhere too."""
    from engine.sessions.state_line import state_line

    return [Exact(f"makabaka-tui --state {state_line(stop)}")]


def _copy(stop: Stop, argument: str, style: Style) -> Sequence[str]:
    from tui.commands.copying import answer_copy

    return answer_copy(stop, argument, style)


def _diff(stop: Stop, argument: str, style: Style) -> Sequence[str]:
    from engine.export.difference import Side, difference
    from engine.export.difference_text import Report
    from engine.program.recipe import Recipe
    from tui.drawing.look import Look
    from tui.sessions.sides import Place, open_side, stood

    try:
        debugger, _ = open_side(argument, Recipe(argument))
    except SpecError as error:
        raise CommandError(str(error).partition("\n")[0]) from None
    place = Place(stop.cursor.iteration, stop.cursor.step)
    other = stood(argument, debugger, place, stop)
    found = difference(Side("this", stop), Side(argument, other))
    theirs = Look(style.kind == "text").style(other.program)
    return list(Report(found, (style, theirs)).as_text(begins_with_sentence=True))


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
        "diff", (), "", "what differs from another network, or a saved session: diff other.toml",
        Question(_diff), argument="FILE", reads_files=True,
    ),
    Command(
        "editor", ("E",), "E", "open the network file in $EDITOR at the node's line, and load it "
        "again behind it", View(ViewName.EDITOR), argument="NODE", optional=True,
        touches_files=True,
    ),
)  # fmt: skip
