"""Programs with a slip built in: what is computed where one thing is always done wrong."""

from __future__ import annotations

from dataclasses import replace

from engine.checking.slips.slip import Site, Slip
from engine.errors import DebuggerError
from engine.iterations.edits import Result
from engine.iterations.timeline import Timeline
from engine.language.ops import infer_shape
from engine.language.values import shape_of
from engine.program.differentiation import Term
from engine.program.program import Program


def slipped_program(program: Program, symbol: str, slip: Slip) -> Program:
    """The program with a slip in the equation of a symbol, whose value it carries onwards.

    It has the same equations in the same order but for that one, so a step of it belongs to the
    same step of the right program.

    Raises:
        DebuggerError: where the slip is no formula, has another shape, or reads what comes later.
    """
    if (
        slip.expression is None
        or infer_shape(slip.expression, program.shapes) != (program.shapes[symbol])
    ):
        raise DebuggerError(f"{slip.tag} cannot be built into {symbol}: it is about a value alone")
    index = program.index[symbol]
    equation = program.equations[index]
    wrong = replace(equation, terms=(Term(equation.terms[0].child, 0, slip.expression),))
    equations = (*program.equations[:index], wrong, *program.equations[index + 1 :])
    slipped = replace(program, equations=equations)
    if any(name not in slipped.base and slipped.index[name] >= index for name in wrong.reads()):
        raise DebuggerError(f"{slip.tag} cannot be built into {symbol}: it reads what comes later")
    return slipped


def slipped(site: Site, slip: Slip) -> Timeline:
    """The iterations with a slip in all of them, or in that of the site where it is a value.

    Raises:
        DebuggerError: where the slip has a value of another shape.
    """
    timeline = site.timeline
    program = timeline.program
    if slip.expression is not None:
        return Timeline(slipped_program(program, site.symbol, slip), timeline.edits)
    if slip.value is None or shape_of(slip.value) != program.shapes[site.symbol]:
        raise DebuggerError(f"{slip.tag} cannot be built into {site.symbol}: it has another shape")
    edit = Result(site.iteration, site.symbol, slip.value, site.iteration, slip.tag)
    return timeline.fork(timeline.edits.joined_by(edit))
