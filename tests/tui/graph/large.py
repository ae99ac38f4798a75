"""Large networks, and their windows."""

from functools import cache

from engine.debugger.debugger import Debugger
from engine.language.expression import Call, Name, free_names
from engine.network.network import Network
from engine.network.parts import Definition
from engine.program.program import derive
from tui.graph.scene import scene_of
from tui.graph.window import section_of, window


def total(*names):
    """The sum of some nodes, as a tree that is not deep."""
    terms = [Name(name) for name in names]
    while len(terms) > 1:
        pairs = [Call("add", pair) for pair in zip(terms[::2], terms[1::2], strict=False)]
        terms = pairs + terms[2 * len(pairs) :]
    return terms[0]


def relu(*names):
    return Call("relu", (total(*names),))


def program_of(equations):
    """A program of equations by name; what they read and do not compute is a parameter."""
    names = dict.fromkeys(name for each in equations.values() for name in sorted(free_names(each)))
    parameters = {name: 0.5 for name in names if name not in equations}
    definitions = tuple(Definition(*pair) for pair in equations.items())
    return derive(Network(definitions, "L", {}, {}, parameters))


@cache
def chain(count):
    """So many equations, each reading the one before and a parameter of its own."""
    equations = {"h0": relu("w0", "x")}
    for i in range(1, count - 1):
        equations[f"h{i}"] = relu(f"w{i}", f"h{i - 1}")
    return program_of({**equations, "L": total(f"h{count - 2}")})


@cache
def recurrent(count):
    """A chain with one parameter for all its equations."""
    equations = {"h0": relu("w", "x")}
    for i in range(1, count - 1):
        equations[f"h{i}"] = relu("w", f"h{i - 1}")
    return program_of({**equations, "L": total(f"h{count - 2}")})


@cache
def perceptron(layers, width):
    """Full layers of neurons, each with a pre-activation and an activation."""
    equations, before = {}, ["x"]
    for layer in range(layers):
        for i in range(width):
            equations[f"z{layer}_{i}"] = total(f"b{layer}_{i}", *before)
            equations[f"h{layer}_{i}"] = relu(f"z{layer}_{i}")
        before = [f"h{layer}_{i}" for i in range(width)]
    return program_of({**equations, "L": total(*before)})


@cache
def fan_in(count):
    """A sum of so many nodes, each with a parameter of its own, and one of as many parameters."""
    equations = {f"h{i}": relu(f"w{i}", "x") for i in range(count)}
    equations["s"] = total(*(f"v{i}" for i in range(count)))
    return program_of({**equations, "L": total(*equations)})


def stop_at(program, symbol):
    """The stop at which a symbol is assigned for the first time."""
    return Debugger(program).goto(program.index[symbol] + 1)


def seen_at(stop):
    """The section of a stop."""
    return section_of(stop, scene_of(stop))


def window_of(stop):
    """The window of a stop."""
    scene = scene_of(stop)
    return window(scene, section_of(stop, scene))


def window_at(program, symbol):
    return window_of(stop_at(program, symbol))


def positions(shown, node):
    """The positions of the operands that are shown of a node."""
    return [use.position for use in shown.uses[node]]
