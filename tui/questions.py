"""What the commands answer that are questions, as lines of text."""

from __future__ import annotations

from collections.abc import Sequence

from engine.expression import gradient_name
from engine.notation import Style
from engine.program import Phase
from engine.stop import Stop
from tui.command import CommandError

MAX_CHECKED = 500
"""The most equations of a program whose gradients are checked between two keys."""


def list_breakpoints(stop: Stop, _: str, __: Style) -> Sequence[str]:
    """The breakpoints, each with its number."""
    lines = [
        f"{each.number:3}  {'on ' if each.is_enabled else 'off'}  {each.hits:4} hits  {each.text}"
        for each in stop.breakpoints
    ]
    return lines or ["there is no breakpoint: set one, as in break z1 < 0"]


def answer_gradcheck(stop: Stop, _: str, style: Style) -> Sequence[str]:
    """How each gradient compares with a derivative found without the backward pass."""
    from engine.gradcheck import as_text, check_gradients

    if len(stop.program.equations) > MAX_CHECKED:
        raise CommandError("too large to check here: leave, and run makabaka-tui gradcheck")
    return list(as_text(check_gradients(stop.state.run), style))


def answer_why(stop: Stop, argument: str, style: Style) -> Sequence[str]:
    """Why a symbol is what it is, the selected node or its gradient if none is named."""
    from engine.why import why_lines

    return why_lines(argument or _asked(stop), stop.state, stop.timeline, style)


def answer_paths(stop: Stop, argument: str, style: Style) -> Sequence[str]:
    """The paths over which a gradient came, that of the selected node if none is named."""
    from engine.paths import find_paths, paths_lines

    gradient = argument or gradient_name(stop.program.network.loss, stop.selected)
    return paths_lines(find_paths(gradient, stop.state), style)


def _asked(stop: Stop) -> str:
    """The selected node, or its gradient from the backward pass on."""
    forward = stop.phase in (None, Phase.FORWARD)
    if forward or not stop.program.has_gradient(stop.selected):
        return stop.selected
    return gradient_name(stop.program.network.loss, stop.selected)


def list_marks(stop: Stop, _: str, __: Style) -> Sequence[str]:
    """The marks, each with its place."""
    lines = [
        f"{name:8} iteration {place.iteration}, step {place.step}"
        for name, place in stop.marks.items()
    ]
    return lines or ["there is no mark: set one, as in mark here"]


def answer_print(stop: Stop, argument: str, style: Style) -> Sequence[str]:
    """What an expression is worth."""
    from engine.answers import print_line

    return [print_line(argument, stop, style)]
