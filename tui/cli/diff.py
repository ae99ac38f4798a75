"""The command that holds two networks, or sessions, against each other."""

from __future__ import annotations

from typing import Annotated, Literal

from tui.cli.options import NO_CHANGES, Changes, Flatten, Whole, app
from tui.cli.shared import ANSWER_IS_NO, InputError, look_of, write_out


@app.command
def diff(
    a: str,
    b: str,
    /,
    *,
    step: Whole | None = None,
    iteration: Whole | None = None,
    format: Literal["text", "json"] = "text",  # noqa: A002  (the option's name)
    changes: Annotated[Changes, Flatten] = NO_CHANGES,
) -> int:
    """Tell what differs in two networks or sessions: equations, data, settings and values.

    The exit status is 0 where nothing differs, and 1 where something does.

    Args:
        a: A network that ships (see networks), a network file, or a session that was saved.
        b: What it is compared with.
        step: The step after which values are compared, counted from 1; by itself the last, or where
            the first session ended.
        iteration: The iteration, counted from 0.
        format: The form to print it in.
    """
    from engine.export.difference import Side, difference
    from engine.export.difference_text import Report
    from tui.sessions.sides import Place, open_side, stood

    sides = [(name, *open_side(name, changes.recipe(name))) for name in (a, b)]
    if changes != Changes() and any(saved for _, _, saved in sides):
        raise InputError("diff: what is changed is changed in networks; a session is as it was")
    left, right = sides[0][1], sides[1][1]
    ended = next((debugger.stop.cursor for _, debugger, saved in sides if saved), None)
    if ended is not None and step is None and iteration is None:
        place = Place(ended.iteration, ended.step)
    else:
        place = Place(iteration or 0, left.stop.steps if step is None else step)
    first = stood(a, left, place)
    stops = Side(a, first), Side(b, stood(b, right, place, first))
    found = difference(*stops)
    look = look_of(None)
    styles = look.style(stops[0].stop.program), look.style(stops[1].stop.program)
    report = Report(found, styles)
    write_out(report.as_json() if format == "json" else report.as_text())
    return 0 if found.is_none else ANSWER_IS_NO
