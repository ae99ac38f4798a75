"""Random networks of numbers and of batches, with what sentences are easily wrong about.

Nested ReLUs, maximum, gates, skip connections, fan-out, zeros, kinks, small and large data.
"""

import re

import numpy as np

from engine.language.op import Conventions
from engine.language.parser import parse
from engine.language.values import array
from engine.network.network import Network
from engine.network.optimisers import Optimiser
from engine.network.parts import Definition


def drawn_network(rng):
    """A network, all of whose nodes and parameters reach the loss."""
    draw = Numbers if rng.random() < 0.6 else Batches
    drawn = draw(rng)
    conventions = Conventions(rng.choice([0.0, 0.0, 1.0, 0.5]), rng.choice([0.0, 1.0]))
    return Network(
        tuple(Definition(name, parse(text, gradients=False)) for name, text in drawn.lines),
        "L", drawn.inputs, drawn.targets, drawn.parameters,
        learning_rate=rng.choice([0.1, 1.0, 0.0]),
        optimiser=Optimiser(rng.choice(["gd", "gd", "momentum", "adam"])),
        conventions=conventions,
    )  # fmt: skip


class Numbers:
    """A network of single numbers."""

    FORMS = (
        "{w}*{a}", "{w}*{a} + {w}", "{w}*{a} + {w}*{b}", "relu({w}*{a})", "relu({w}*{a} + {w})",
        "relu({w}*relu({w}*{a}) + {b})", "tanh({w}*{a})", "sigmoid({a})*{b}", "maximum({a}, {b})",
        "minimum({a}, {w})", "leaky_relu({w}*{a}, 0.1)", "{a} + {b}", "{a} - {b}", "{a}*{b}",
        "abs({a})", "square({a})", "{w}*relu({w}*{a}) + {b}", "{a}", "sign({a})*{b}",
    )  # fmt: skip
    LOSSES = ("square({o} - y)", "abs(y - {o})", "relu(1 - y*{o})", "0.5*({o} - y)**2")

    def __init__(self, rng):
        scale = 10 ** rng.uniform(-6, 6) if rng.random() < 0.3 else 1.0
        self.rng, self.parameters, self.lines = rng, {}, []
        self.inputs = {"x": self.number(scale)}
        self.targets = {"y": self.number(scale)}
        known = ["x"]
        for i in range(rng.randint(2, 6)):
            text = re.sub(
                "{(.)}", lambda name: self.fill(name[1], known[-3:]), rng.choice(self.FORMS)
            )
            self.lines.append((f"h{i}", text))
            known.append(f"h{i}")
        used = " ".join(text for _, text in self.lines)
        ends = [name for name in known if not re.search(rf"\b{name}\b", used)]
        weight = self.fill("w", known)
        self.lines.append(("o", " + ".join([f"{weight}*{ends[0]}", *ends[1:]])))
        self.lines.append(("L", rng.choice(self.LOSSES).format(o="o")))

    def fill(self, kind, known):
        if kind != "w":
            return self.rng.choice(known)
        name = f"w{len(self.parameters)}"
        self.parameters[name] = self.number(1.0)
        return name

    def number(self, scale):
        return 0.0 if self.rng.random() < 0.2 else self.rng.gauss(0, 1) * scale


class Batches:
    """A network of a batch with a few layers."""

    FORMS = (
        "{h} @ {W}", "relu({h} @ {W} + {b})", "relu({h} @ {W})", "tanh(relu({h} @ {W}))",
        "relu(relu({h} @ {W}) @ {W})", "{h} + relu({h} @ {W})", "sigmoid({h})*{h}", "relu({h})",
        "maximum({h} @ {W}, {b})", "{h} - expand_dims(mean({h}, axis=-1), axis=-1)",
    )  # fmt: skip
    LOSSES = ("mean(cross_entropy({o}, Y))", "mean(square({o} - Y))", "sum(cross_entropy({o}, Y))")

    def __init__(self, rng):
        scale = 10 ** rng.uniform(-6, 6) if rng.random() < 0.3 else 1.0
        self.rng, self.parameters, self.lines = rng, {}, []
        self.samples, self.width = rng.choice([1, 2, 4]), rng.choice([1, 2, 3])
        self.inputs = {"X": self.array(self.samples, scale)}
        classes = [rng.randrange(self.width) for _ in range(self.samples)]
        self.targets = {"Y": array(np.eye(self.width)[classes])}
        node = "X"
        for i in range(rng.randint(1, 3)):
            text = rng.choice(self.FORMS)
            text = re.sub("{(.)}", lambda name, node=node: self.fill(name[1], node), text)
            self.lines.append((f"H{i}", text))
            node = f"H{i}"
        self.lines.append(("O", f"{node} @ {self.fill('W', node)}"))
        self.lines.append(("L", rng.choice(self.LOSSES).format(o="O")))

    def fill(self, kind, node):
        if kind == "h":
            return node
        name = f"{kind}{len(self.parameters)}"
        zero = kind == "b" and self.rng.random() < 0.5
        rows = self.array(self.width if kind == "W" else 1, 0.0 if zero else 1.0)
        self.parameters[name] = rows if kind == "W" else rows[0]
        return name

    def array(self, rows, scale):
        found = np.array([[self.rng.gauss(0, 1) for _ in range(self.width)] for _ in range(rows)])
        if self.rng.random() < 0.3:
            found[self.rng.randrange(rows)] = 0.0
        return array(found * scale)
