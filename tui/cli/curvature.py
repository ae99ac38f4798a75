"""The command that tells the curvature: what kind of point training stands at."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

from engine.debugger.stop import Stop
from engine.errors import DebuggerError
from engine.language.notation import Style
from tui.cli.options import NO_CHANGES, Changes, Flatten, Whole, app
from tui.cli.shared import InputError, look_of, write_out

if TYPE_CHECKING:
    from engine.curvature.point import Point

COMMENT = """\
The second derivatives of {name}, iteration {iteration}, along v, in which the loss bends most.
D is the slope of the loss along v. The gradient of D is the Hessian times v: {value} times v.
To step through them: makabaka-tui FILE.toml"""


@app.command
def curvature(
    network: str = "skip",
    *,
    of: Annotated[str, Parameter(show_default=False)] = "",
    iteration: Whole = 0,
    format: Literal["text", "json", "toml"] = "text",  # noqa: A002  (the option's name)
    changes: Annotated[Changes, Flatten] = NO_CHANGES,
) -> int:
    """Tell what kind of point training stands at: a minimum, a saddle, a plateau, a valley ...

    Args:
        network: A network that ships (see networks) or a network file, my.toml.
        of: Parameters, "w0 w1", or one direction, dL/dw0 or W1[0,1]; by itself all parameters.
        iteration: The iteration before which it stands, counted from 0.
        format: The form to print it in; toml is the program of the second derivatives, a network
            file to step through.
    """
    program = changes.recipe(network).program()
    try:
        from engine.debugger.debugger import Debugger

        stop = Debugger(program).goto(1, iteration)
        if stop.cursor.iteration != iteration:
            raise InputError(f"--iteration {iteration}: {stop.message}")
        write_out(_written(format, stop, of, look_of(None).style(program)))
    except DebuggerError as error:
        raise InputError(str(error)) from None
    return 0


def _written(form: str, stop: Stop, of: str, style: Style) -> Iterator[str]:
    from engine.curvature.asked import asking
    from engine.curvature.point import Point
    from engine.curvature.report import claim_lines, point_lines, record
    from engine.slowly import at_once

    found = at_once(asking(stop.state.run, of))
    if form == "toml":
        if not isinstance(found, Point):
            raise DebuggerError("--format toml: leave --of out, or name parameters")
        yield _network_file(found).rstrip()
    elif form == "json":
        said = record(found, style) if isinstance(found, Point) else [x.plain() for x in found]
        yield json.dumps(said, ensure_ascii=False, indent=2)
    elif isinstance(found, Point):
        yield from point_lines(found, style)
    else:
        yield from claim_lines(found, stop.program, style)


def _network_file(point: Point) -> str:
    from engine.curvature.steppable import steppable
    from engine.network.written import as_toml

    surface, found = point.surface, point.spectrum
    steepest = int(abs(found.values).argmax())
    comment = COMMENT.format(
        name=surface.run.program.network.name,
        iteration=surface.run.number,
        value=f"{found.values[steepest]:.6g}",
    )
    return as_toml(steppable(surface, found.vectors[:, steepest]), comment)
