"""The paths of a gradient, as lines and as nodes."""

from engine.debugger.debugger import Debugger
from engine.gradients.path import paths_lines
from engine.gradients.paths import find_paths
from engine.language.notation import Style


def state_of(recipe, iteration=0, step=None):
    program = recipe.program()
    return Debugger(program).goto(step or len(program.equations), iteration).state


def lines_of(text, state):
    program = state.run.program
    style = Style(names=program.network.names, shapes=program.shapes, digits=6)
    return paths_lines(find_paths(text, state), style)
