"""Random networks to make claims about, each made by its seed alone.

They have what sentences have gone wrong over: fan-out, ReLUs within others' equations, maximum and
minimum, gates, norms, steps, rows of zeros, biases and weights of 0, units that are dead or at the
kink, data from 1e-6 to 1e6, values set by hand and parameters that are frozen.
"""

from __future__ import annotations

import numpy as np

from engine.debugger.debugger import Debugger
from engine.errors import DebuggerError, NetworkError, ShapeError
from engine.language.expression import free_names
from engine.language.op import Conventions
from engine.language.parser import parse
from engine.language.values import array
from engine.network.network import Network
from engine.network.parts import Definition
from engine.program.program import derive
from tests.claims.optimisers import random_optimiser

RATES = (0.1, 0.5, 1.0, 10.0)
ITERATIONS = (0, 0, 0, 1, 2, 5, 30)


class Sketch:
    """A network that is being made: equations and values, drawn with one generator."""

    def __init__(self, rng):
        self.rng = rng
        self.lines, self.inputs, self.targets, self.parameters = [], {}, {}, {}
        self.scale = 10.0 ** rng.choice([0, 0, 0, -6, -3, 3, 6])

    def pick(self, *choices):
        return choices[self.rng.integers(len(choices))]

    def chance(self, share):
        return self.rng.random() < share

    def value(self, shape=()):
        """Numbers with zeros among them, small whole numbers, or anything."""
        rng = self.rng
        found = self.pick(
            rng.normal(size=shape), rng.integers(-2, 3, size=shape).astype(float),
            np.zeros(shape), rng.normal(size=shape) * (rng.random(shape) < 0.5),
        )  # fmt: skip
        return array(found) if shape else float(found)

    def data(self, shape=()):
        """Values of an input, in a batch some of them rows of zeros."""
        rng = self.rng
        found = self.scale * self.pick(
            rng.normal(size=shape), rng.integers(-1, 3, size=shape).astype(float)
        )
        if shape and self.chance(0.5):
            found[rng.random(shape[0]) < 0.3] = 0.0
        return array(found) if shape else float(found)

    def parameter(self, shape=()):
        name = f"w{len(self.parameters)}"
        self.parameters[name] = self.value(shape)
        return name

    def node(self, expression):
        name = f"n{len(self.lines)}"
        self.lines.append((name, expression))
        return name

    def read(self):
        """The names that stand in some equation."""
        right_sides = (parse(right, gradients=False) for _, right in self.lines)
        return set[str]().union(*map(free_names, right_sides))

    def network(self, loss):
        self.lines.append(("L", loss))
        rng, read = self.rng, self.read()
        return Network(
            tuple(Definition(name, parse(right, gradients=False)) for name, right in self.lines),
            "L",
            {name: value for name, value in self.inputs.items() if name in read},
            self.targets,
            {name: value for name, value in self.parameters.items() if name in read},
            learning_rate=float(rng.choice(RATES)),
            optimiser=random_optimiser(rng),
            conventions=Conventions(float(rng.integers(2)), float(self.pick(0, 0, 0, 1))),
        )


def of_numbers(sketch):
    """A network of single numbers."""
    sketch.inputs = {f"x{i}": sketch.data() for i in range(sketch.rng.integers(1, 3))}
    sketch.targets = {"y": sketch.data()}
    known = list(sketch.inputs)
    for _ in range(sketch.rng.integers(2, 7)):
        a, b = sketch.pick(*known[-3:]), sketch.pick(*known)
        w, v = sketch.parameter(), sketch.parameter() if sketch.chance(0.5) else "2"
        expression = sketch.pick(
            f"relu({w}*{a})", f"relu({w}*{a} + {v})", f"{w}*{a} + {v}*{b}", f"relu({a})*{w}",
            f"relu({v}*relu({w}*{a}) + {b})", f"maximum({w}*{a}, {b})", f"minimum({a}, {w})",
            f"maximum({w}*{a}, 0)", f"tanh({w}*{a})", f"{w}*{a}*sigmoid({b})", f"{w}*step({a})",
            f"{w}*sign({a}) + {b}", f"abs({w}*{a} - {b})", f"leaky_relu({w}*{a})",
            f"square({w} - {a})", f"{w}*{a} - {w}*{b}", f"relu({a} - {b})*{w}", f"{w}*{a}*{a}",
            f"softplus({w}*{a})", f"{w}*exp(-abs({a}))", f"{a}/(1 + square({w}))", f"({w}*{a})**3",
            f"relu({w})*relu({a})", f"{a} - {a}*{w}", f"{w}*{a}", f"({w}*{a} + {b})*{v}",
            f"leaky_relu({a}, slope=0)*{w}", f"sqrt(square({w}*{a}))",
        )  # fmt: skip
        known.append(sketch.node(expression))
    read = sketch.read()
    out = sketch.node(" + ".join([name for name in known if name not in read] or known[-1:]))
    return sketch.network(
        sketch.pick(f"abs(y - {out})", f"square({out} - y)", f"relu({out} - y)", f"{out}*y")
    )


def of_a_batch(sketch):
    """A network of matrices, with a row for each sample."""
    rng = sketch.rng
    samples, width = int(rng.integers(1, 5)), int(rng.integers(1, 4))
    sketch.inputs = {"X": sketch.data((samples, width))}
    known, sizes = ["X"], {"X": width}
    for _ in range(rng.integers(1, 4)):
        a = sketch.pick(*known[-2:])
        size = int(rng.integers(1, 4))
        w, v = sketch.parameter((sizes[a], size)), sketch.parameter((size,))
        product = f"{a} @ {w}"
        if sketch.chance(0.5):
            product = sketch.node(sketch.pick(product, f"{a} @ {w} + {v}"))
        u = sketch.pick(sketch.parameter((sizes[a], size)), sketch.parameter((1, size)))
        other = f"({a} @ {u})" if len(sketch.parameters[u]) == sizes[a] else f"({product}*{u})"
        expression = sketch.pick(
            f"relu({product})", f"relu({product} + {v})", f"relu({product})*{v}",
            f"relu({product})*{other}", f"maximum({product}, {other})", f"tanh({product})",
            f"minimum({product}, {v})", f"({product})*sigmoid({other})", f"softmax({product})",
            f"({product}) - expand_dims(mean({product}, axis=1), axis=1)",
            f"({product}) - mean({product}, axis=0)", f"relu(relu({product}) + {v})",
            f"({product})*step({other})", f"{product} + relu({other})", f"abs({product})",
            f"leaky_relu({product})", f"log_softmax({product})",
            f"({product})/sqrt(expand_dims(mean(square({product}), axis=1), axis=1) + 1)",
        )  # fmt: skip
        name = sketch.node(expression)
        known.append(name)
        sizes[name] = size
    read, last = sketch.read(), known[-1]
    size = sizes[last]
    for each in [name for name in known[:-1] if name not in read]:
        last = sketch.node(f"{last} + {each} @ {sketch.parameter((sizes[each], size))}")
    if sketch.chance(0.4):
        sketch.targets = {"Y": array(np.eye(size)[rng.integers(size, size=samples)])}
        return sketch.network(f"mean(cross_entropy({last}, Y))")
    sketch.targets = {"Y": sketch.data((samples, size))}
    return sketch.network(
        sketch.pick(f"mean(square({last} - Y))", f"sum(abs({last} - Y))", f"sum({last}*Y)")
    )


def of_a_vector(sketch):
    """A network of one sample, whose features are a vector."""
    rng = sketch.rng
    width, size = int(rng.integers(1, 4)), int(rng.integers(1, 4))
    sketch.inputs, sketch.targets = {"x": sketch.data((width,))}, {"y": sketch.data()}
    w, b, v = sketch.parameter((size, width)), sketch.parameter((size,)), sketch.parameter((size,))
    h = sketch.node(sketch.pick(f"relu({w} @ x + {b})", f"relu({w} @ x)*{b}", f"tanh({w} @ x)"))
    if b not in sketch.lines[-1][1]:
        h = sketch.node(f"{h}*{b}")
    out = sketch.node(f"{v} @ {h}")
    return sketch.network(sketch.pick(f"abs({out} - y)", f"square({out} - y)"))


def random_network(seed):
    """The network of a seed."""
    rng = np.random.default_rng([11, seed])
    while True:
        sketch = Sketch(rng)
        make = sketch.pick(of_numbers, of_a_batch, of_a_batch, of_a_vector)
        try:
            network = make(sketch)
            derive(network)
        except (NetworkError, ShapeError):
            continue  # shapes that do not fit, a node that leads nowhere
        return network


def random_stop(seed, drawn=random_network):
    """The debugger of a seed, at the end of an iteration, with changes made by hand or without."""
    network, rng = drawn(seed), np.random.default_rng([12, seed])
    debugger = Debugger(derive(network))
    last, iteration = len(debugger.stop.program.equations), int(rng.choice(ITERATIONS))
    name = str(rng.choice(list(network.parameters)))
    try:
        if rng.random() < 0.15:
            debugger.freeze(name)
        debugger.goto(last, iteration)
        if rng.random() < 0.2:
            node = str(rng.choice(list(network.definitions)[:-1] or [name]))
            debugger.goto(debugger.stop.program.index[node] + 1)
            debugger.set_value(f"{node} = 0")
            debugger.goto(last)
    except DebuggerError:
        pass  # it diverged on the way, or cannot be set: what there is will do
    return debugger.stop
