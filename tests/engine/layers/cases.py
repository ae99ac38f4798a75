"""Calls of layers with numbers to compute them with, and what torch has of that name."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from engine.network.arguments import build_network


@dataclass(frozen=True)
class Case:
    """A call of a layer in a network whose loss is the mean square of what it gives, less y.

    Args:
        equations: the last of which computes `h`.
        inputs: their shapes; a number for whole numbers below it in a shape `(number, shape)`.
        parameters: their shapes.
        module: what torch makes of torch and tensors.
    """

    equations: str
    inputs: dict = field(default_factory=dict)
    parameters: dict = field(default_factory=dict)
    module: Callable | None = None

    def network(self, **settings):
        rng = np.random.default_rng(7)
        inputs = {name: drawn(rng, shape) for name, shape in self.inputs.items()}
        parameters = {name: drawn(rng, shape) for name, shape in self.parameters.items()}
        given = {"inputs": inputs, "parameters": parameters, "loss": "L", **settings}
        given.setdefault("learning_rate", 0.02)
        shape = build_network(f"{self.equations}\nL = sum(h)", **given).shapes["h"]
        equations = f"{self.equations}\nL = mean(square(h - y))"
        return build_network(equations, targets={"y": drawn(rng, shape)}, **given)

    def loss_of(self, torch, values):
        """The loss by torch."""
        return ((self.module(torch, values) - values["y"]) ** 2).mean()


def drawn(rng, shape):
    """Numbers around 0, as they are written in a file."""
    if isinstance(shape[-1], tuple):
        most, whole = shape
        return rng.integers(0, most, whole).astype(float)
    return np.round(rng.standard_normal(shape), 3)


def functional(make, **names):
    """A module of torch whose parameters are tensors of the network.

    Args:
        make: makes it of `torch.nn`.
        names: for each of its parameters the tensor that it is.
    """

    def module(torch, v, *arguments):
        layer = make(torch.nn).double()
        values = {name: v[which] for name, which in names.items()}
        return torch.func.functional_call(layer, values, arguments)

    return module


def cell(make):
    """A recurrent cell of torch, whose parameters have the names of the layers' here."""
    return functional(make, weight_ih="Wx", weight_hh="Wh", bias_ih="bx", bias_hh="bh")


LINEAR = functional(lambda nn: nn.Linear(3, 2), weight="W", bias="b")
NORM = functional(lambda nn: nn.LayerNorm(3), weight="g", bias="b")
BATCH = functional(lambda nn: nn.BatchNorm1d(3), weight="g", bias="b")
RNN = cell(lambda nn: nn.RNNCell(3, 2))
CELL = {"Wx": (2, 3), "Wh": (2, 2), "bx": (2,), "bh": (2,)}

CASES = {
    "linear": Case(
        "h = linear(x, W, b)", {"x": (4, 3)}, {"W": (2, 3), "b": (2,)},
        lambda torch, v: LINEAR(torch, v, v["x"]),
    ),
    "linear without a bias": Case(
        "h = linear(x, W)", {"x": (4, 3)}, {"W": (2, 3)},
        lambda torch, v: torch.nn.functional.linear(v["x"], v["W"]),
    ),
    "layer_norm": Case(
        "h = layer_norm(x @ W, g, b)", {"x": (4, 3)}, {"W": (3, 3), "g": (3,), "b": (3,)},
        lambda torch, v: NORM(torch, v, v["x"] @ v["W"]),
    ),
    "layer_norm without a scale": Case(
        "h = layer_norm(x @ W, epsilon=0.01)", {"x": (4, 3)}, {"W": (3, 3)},
        lambda torch, v: torch.nn.functional.layer_norm(v["x"] @ v["W"], (3,), eps=0.01),
    ),
    "batch_norm": Case(
        "h = batch_norm(x @ W, g, b)", {"x": (9, 3)}, {"W": (3, 3), "g": (3,), "b": (3,)},
        lambda torch, v: BATCH(torch, v, v["x"] @ v["W"]),
    ),
    "batch_norm of images": Case(
        "h = batch_norm(x * w, g, b)", {"x": (2, 3, 2, 2)}, {"w": (2, 2), "g": (3,), "b": (3,)},
        lambda torch, v: functional(lambda nn: nn.BatchNorm2d(3), weight="g", bias="b")(
            torch, v, v["x"] * v["w"]
        ),
    ),
    "dropout": Case(
        "h = dropout(x @ W, rate=0)", {"x": (4, 3)}, {"W": (3, 2)},
        lambda torch, v: torch.nn.functional.dropout(v["x"] @ v["W"], 0.0),
    ),
    "rnn_cell": Case(
        "h = rnn_cell(x, h_0, Wx, Wh, bx, bh)", {"x": (4, 3), "h_0": (4, 2)}, CELL,
        lambda torch, v: RNN(torch, v, v["x"], v["h_0"]),
    ),
    "rnn_cell through time": Case(
        "for t in 0..2: s[t + 1] = rnn_cell(x, s[t], Wx, Wh, bx, bh)\nh = s[3]",
        {"x": (4, 3), "s_0": (4, 2)}, CELL,
        lambda torch, v: RNN(
            torch, v, v["x"], RNN(torch, v, v["x"], RNN(torch, v, v["x"], v["s_0"]))
        ),
    ),
}  # fmt: skip
