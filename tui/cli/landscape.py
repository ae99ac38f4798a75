"""The command landscape: the loss over one or two parameters, without a terminal."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from engine.language.text import plain
from tui.cli.options import NO_CHANGES, Changes, Flatten, Whole, app
from tui.cli.shared import InputError, look_of, write_out

LEAST, MOST = 2, 2_000
"""The fewest and the most columns, or rows, of losses."""


@app.command
def landscape(
    network: str = "skip",
    /,
    *over: str,
    at_iteration: Whole = 0,
    points: str = "100x50",
    format: Literal["text", "json", "csv"] = "text",  # noqa: A002  (the option's name)
    changes: Annotated[Changes, Flatten] = NO_CHANGES,
) -> int:
    """Compute the loss over one or two parameters around a point, and tell its kinks.

    Args:
        network: A network that ships (see networks) or a network file, my.toml.
        over: Names, with their ranges if you like: w0=-1:1 w1; or random, or gradient.
        at_iteration: The iteration around whose parameters, after so many updates.
        points: The columns and rows of losses in json and csv; of one parameter the columns.
        format: The form to print it in; csv has the losses only.
    """
    from engine.landscape.explorer import loss_over
    from engine.landscape.records import as_csv, as_json
    from tui.commands.landscape import answer_landscape
    from tui.sessions.opening import open_network

    columns, rows = _size(points)
    stop = open_network(changes.recipe(network), None, at_iteration).debugger.stop
    text = " ".join(over)
    if format == "text":
        write_out(answer_landscape(stop, text, look_of(None).style(stop.program)))
        return 0
    found = loss_over(text, stop.timeline, at_iteration, (rows, columns))
    write_out((as_json if format == "json" else as_csv)(found))
    return 0


def _size(text: str) -> tuple[int, int]:
    """Columns and rows, as in 100x50."""
    found = re.fullmatch(r"(\d{1,4})[x×](\d{1,4})", text.strip(), re.ASCII)
    size = (0, 0) if found is None else (int(found[1]), int(found[2]))
    if not all(LEAST <= each <= MOST for each in size):
        raise InputError(
            f"--points {plain(text)}: write columns and rows from {LEAST} to {MOST:,}, as in 100x50"
        )
    return size
