"""Questions: why, paths, gradcheck, print; their answers as lines of text."""

from __future__ import annotations

from collections.abc import Sequence

from engine.debugger.stop import Stop
from engine.language.expression import gradient_name
from engine.language.notation import Style
from engine.program.program import Phase
from tui.commands.action import Question, ViewName
from tui.commands.command import Command, CommandError
from tui.commands.paths import answer_path, answer_paths

MAX_CHECKED = 500
"""The most equations of a program whose gradients are checked between two keys."""


def answer_gradcheck(stop: Stop, _: str, style: Style) -> Sequence[str]:
    """How each gradient compares with a derivative found without the backward pass."""
    from engine.gradients.check import as_text
    from engine.gradients.gradcheck import check_gradients

    if len(stop.program.equations) > MAX_CHECKED:
        raise CommandError("too large to check here: leave, and run makabaka-tui gradcheck")
    return list(as_text(check_gradients(stop.state.run), style))


def answer_why(stop: Stop, argument: str, style: Style) -> Sequence[str]:
    """Why a symbol is what it is, the selected node or its gradient if none is named."""
    from engine.why.answer import why_lines

    return why_lines(argument or asked(stop), stop.state, stop.timeline, style)


def asked(stop: Stop) -> str:
    """The selected node, or its gradient from the backward pass on."""
    forward = stop.phase in (None, Phase.FORWARD)
    if forward or not stop.program.has_gradient(stop.selected):
        return stop.selected
    return gradient_name(stop.program.network.loss, stop.selected)


def answer_compare(stop: Stop, argument: str, style: Style) -> Sequence[str]:
    """The branch in which one stands beside another, node by node."""
    from engine.debugger.comparison import compare, comparison_lines, other_branch

    comparison = compare(stop, other_branch(argument, stop))
    return list(comparison_lines(comparison, stop, style))


def answer_print(stop: Stop, argument: str, style: Style) -> Sequence[str]:
    """What an expression is worth."""
    from engine.queries.answers import print_line

    return [print_line(argument, stop.state, stop.timeline, style)]


QUESTIONS = (
    Command(
        "why", ("y",), "y", "why the selected node, its gradient or any symbol is what it is",
        Question(answer_why, ViewName.WHY), argument="SYMBOL", optional=True, hint="why",
    ),
    Command(
        "paths", (), "", "the paths from the loss over which a gradient came",
        Question(answer_paths, ViewName.PATHS), argument="GRADIENT", optional=True,
    ),
    Command(
        "path", (), "", "light one path of a gradient in the graph: path 2 dL/dw0; path off",
        Question(answer_path, ViewName.PATH), argument="N GRADIENT", optional=True,
    ),
    Command(
        "gradcheck", (), "", "check the gradients of this iteration by other means",
        Question(answer_gradcheck),
    ),
    Command(
        "print", (), "", "what an expression is worth here: print dL/dh0 / dL/dh1",
        Question(answer_print), argument="EXPRESSION",
    ),
)  # fmt: skip
