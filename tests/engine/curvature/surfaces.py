"""Losses whose curvature is known, as networks."""

from engine.iterations.timeline import Timeline
from engine.language.parser import parse
from engine.network.network import Network
from engine.network.parts import Definition
from engine.program.program import derive


def timeline_of(loss, learning_rate=0.1, **values):
    """The iterations of a loss of two parameters or one, as `x*y`, from these values."""
    equations = (Definition("L", parse(loss, gradients=False)),)
    return Timeline(derive(Network(equations, "L", {}, {}, values, learning_rate)))
