"""Landscapes for tests, and the same by numpy alone."""

import numpy as np

from engine.iterations.timeline import Timeline
from engine.landscape.forward import Forward
from engine.landscape.line import tracing
from engine.landscape.place import Place
from engine.landscape.plane import Survey
from engine.landscape.points import OneByOne
from engine.landscape.together import Together, unroll_forward
from engine.landscape.wish import read_wish
from engine.language.expression import Call
from engine.language.ops import OPS
from engine.program.program import derive
from engine.slowly import at_once
from tests.engine.conftest import compute


def together(forward, point):
    """All points at once, where the network is unrolled for that."""
    unrolled = unroll_forward(forward)
    return OneByOne(forward, point) if unrolled is None else Together(unrolled, point)


BOTH = (OneByOne, together)


def place_in(network, iteration=0, ran=0):
    timeline = Timeline(derive(network))
    for _ in timeline.reach(max(iteration, ran)):
        pass
    return Place.of(iteration, timeline)


def landscape_of(place, text, shape=(7, 9), make=OneByOne):
    wish = read_wish(text, place.program)
    forward = Forward.of(place.program.network)
    survey = Survey(place, wish.axes(place), shape, forward, make(forward, place.point))
    done = list(survey.work())
    assert done == sorted(done)
    assert done[-1] == survey.size
    return survey.landscape()


def line_of(place, text, count=41, make=OneByOne):
    (axis,) = read_wish(text, place.program).axes(place)
    forward = Forward.of(place.program.network)
    return at_once(tracing(place, axis, count, forward, make(forward, place.point)))


def by_numpy(network, values):
    """The loss at a point, and the sign of what is 0 on each kink, as often as it is written."""
    known, signs = dict(values), []
    with np.errstate(all="ignore"):
        for name, expression in network.equations:
            _collect(expression, known, signs)
            known[name] = compute(expression, known)
    return float(known[network.loss]), np.array(signs)


def _collect(expression, known, signs):
    if not isinstance(expression, Call):
        return
    for operand in expression.operands:
        _collect(operand, known, signs)
    if OPS[expression.op].kinked:
        first, *others = [compute(operand, known) for operand in expression.operands]
        signs.extend(np.ravel((first - others[0] if others else first) > 0).tolist())


def entries(network):
    """The names of all entries of parameters."""
    return [
        f"{name}[{','.join(map(str, index))}]" if index else name
        for name, value in network.parameters.items()
        for index in np.ndindex(np.shape(value))
    ]


def changed(network, names, values):
    """What is given, with other values for some entries, `W1[0,1]`."""
    found = {name: np.array(value) for name, value in network.constants.items()}
    for name, value in zip(names, values, strict=True):
        symbol, _, index = name.partition("[")
        found[symbol][tuple(map(int, index[:-1].split(","))) if index else ()] = value
    return found
