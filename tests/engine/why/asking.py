"""Why a value is what it is, asked and answered."""

from engine.debugger.debugger import Debugger
from engine.language.notation import Style
from engine.why.answer import why_lines
from engine.why.quantity import ask


def stop_at(recipe, iteration=0, step=None):
    program = recipe.program()
    return Debugger(program).goto(step or len(program.equations), iteration)


def why(text, stop):
    program = stop.program
    style = Style(names=program.network.names, shapes=program.shapes, digits=6)
    lines = why_lines(text, stop.state, stop.timeline, style)
    assert len(lines) <= 14
    return lines


def asked(text, stop):
    return ask(text, stop.state, stop.timeline)
