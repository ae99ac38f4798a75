"""What the machine drives the debugger on: networks, and how far they are run."""

from dataclasses import replace

import numpy as np
from hypothesis import strategies as st

from engine.language.parser import parse
from engine.network.files import load_network
from engine.network.network import Network
from engine.network.optimisers import Optimiser
from engine.network.parts import Definition
from engine.program.recipe import Recipe

FAR = 8
"""So far the debugger is made to look for a place to stop."""
FEW = 4
"""So many iterations at once are made enough for the program to be compiled."""
MOST = 36
"""Up to here iterations are gone to: the model runs them all."""


def network(equations, inputs, targets, rate, kind, **parameters):
    lines = [line.partition(" = ") for line in equations]
    definitions = tuple(Definition(name, parse(right, gradients=False)) for name, _, right in lines)
    return Network(definitions, "L", inputs, targets, parameters, rate, Optimiser(kind))


SCALAR = network(
    ["z = w*x + b", "h = tanh(z)", "q = h*w + h", "L = square(q - y) + 0.1*w*h"],
    {"x": 0.5}, {"y": 1.0}, 0.1, "adam", w=0.75, b=-0.25,
)  # fmt: skip
ARRAYS = network(
    ["H = relu(X @ W + b)", "G = tanh(H @ R) + H", "L = mean(square(G - Y))"],
    {"X": np.array([[1.0, 2.0], [3.0, -4.0], [0.0, 1.0]])},
    {"Y": np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])},
    0.1, "momentum",
    W=np.array([[0.5, -1.0], [0.25, 0.75]]), b=np.array([0.1, 0.1]),
    R=np.array([[1.0, -0.5], [0.5, 0.25]]),
)  # fmt: skip
SKIP = load_network("skip")
NETWORKS = {
    "skip": SKIP,
    "skip momentum": replace(SKIP, optimiser=Optimiser("momentum"), learning_rate=0.1),
    "xor": load_network("xor").with_seed(1),
    "arrays momentum": ARRAYS,
    "scalar adam": SCALAR,
}

RECIPES = {
    "skip": Recipe("skip"),
    "skip momentum": Recipe("skip", learning_rate=0.1, optimiser="momentum"),
    "xor": Recipe("xor", seed=1),
}
"""What the networks that ship are made of; only of these there are sessions."""

NUMBERS = st.sampled_from([-2.0, -0.5, 0.0, 0.25, 1.0, 3.0])
