"""Random networks that put entries elsewhere: parts of arrays, windows, rows that are taken."""

import numpy as np

from engine.language.parser import parse
from engine.language.values import array
from engine.network.network import Network
from engine.network.parts import Definition

LINES = (
    ("m = (F @ unfold(reshape(h, (2, 1, 3, 3)), 2)).T", "m[:, :, 0] @ V"),
    ("m = concat(h[:, :5], h[:, 4:], axis=1)", "m[:, ::3] @ V[:, :2]"),
    ("m = pad(h[:, 1::2], before=(0, 1), between=(0, 1))", "(m @ m.T) @ V[:2]"),
    ("m = fold(concat(h, h[:1]), (3, 3), (3, 1), padding=(1, 0))", "m[0, :2] @ V[:3]"),
    ("m = E[places] + h[:, :4]", "permute(reshape(m, (2, 2, 2)), (1, 0, 2))[:, 0] @ V[:2]"),
    ("m = scatter_add(h, places[0:2], size=4)", "squeeze(m[0:1, :4]) @ V + m[:2, :1]"),
)
"""What is made of h, of two samples with nine features, and what the loss is of."""


def moving_network(seed):
    """A network with one of these, its inputs and parameters drawn, some of them 0."""
    rng = np.random.default_rng(seed)
    line, output = LINES[seed % len(LINES)]
    lines = ["h = relu(X @ W)", line, f"o = {output}", "L = mean(square(o - t))"]
    equations = tuple(
        Definition(name.strip(), parse(right))
        for name, _, right in (each.partition("=") for each in lines)
    )
    text = "\n".join(lines)
    shapes = {"X": (2, 3), "W": (3, 9), "F": (4, 4), "V": (4, 4), "E": (3, 4)}
    drawn = {
        name: array(rng.normal(size=shape) * (rng.random(shape) > 0.3))
        for name, shape in shapes.items()
        if any(f"{name}{sign}" in text for sign in ("[", " ", ")", "\n"))
    }
    inputs = {"X": drawn.pop("X")}
    if "places" in text:
        inputs["places"] = array([2.0, 0.0])
    return Network(equations, "L", inputs, {"t": 0.5}, drawn)
