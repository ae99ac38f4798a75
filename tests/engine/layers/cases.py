"""Calls of layers with numbers to compute them with, and what torch has of that name."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from engine.network.arguments import build_network
from engine.network.optimisers import KINDS


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
        """The network; optimisers that divide by the size of a gradient do not by that of rounding.

        The bias of keys, for one, has no gradient: softmax leaves out what all its entries have.
        """
        if "epsilon" in KINDS[settings.get("optimiser", "gd")].settings:
            settings.setdefault("epsilon", 1e-4)
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
LSTM = cell(lambda nn: nn.LSTMCell(3, 2))
GRU = cell(lambda nn: nn.GRUCell(3, 2))
IMAGES = {"x": (2, 2, 5, 6)}


def gates(count):
    """The parameters of a recurrent cell of two units with so many gates."""
    rows = 2 * count
    return {"Wx": (rows, 3), "Wh": (rows, 2), "bx": (rows,), "bh": (rows,)}


def through_time(torch, v):
    """What an LSTM gives after two steps, both its values side by side."""
    state = (v["s_0"], v["c_0"])
    for _ in range(2):
        state = LSTM(torch, v, v["x"], state)
    return torch.cat(state, dim=1)


def convolution(**settings):
    """A convolution of torch with the parameters W and b."""
    return lambda torch, v: torch.nn.functional.conv2d(v["x"], v["W"], v["b"], **settings)


ATTENTION = {"Wx": (12, 4), "bx": (12,), "Wy": (4, 4), "by": (4,), "p": (3, 4)}


def multihead(heads, is_causal):
    """The multi-head attention of torch of an x to itself, with four entries in a row."""

    def module(torch, v):
        layer = functional(
            lambda nn: nn.MultiheadAttention(4, heads, batch_first=True),
            in_proj_weight="Wx", in_proj_bias="bx",
            **{"out_proj.weight": "Wy", "out_proj.bias": "by"},
        )  # fmt: skip
        rows = v["x"].shape[-2]
        mask = torch.triu(torch.ones(rows, rows, dtype=torch.bool), 1) if is_causal else None
        x = v["x"] + v["p"]
        return layer(torch, v, x, x, x, None, False, mask)[0]

    return module


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
    "batch_norm of sequences": Case(
        "h = batch_norm(x * w, g, b)", {"x": (2, 3, 4)}, {"w": (4,), "g": (3,), "b": (3,)},
        lambda torch, v: BATCH(torch, v, v["x"] * v["w"]),
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
    "conv2d": Case(
        "h = conv2d(x, W, b)", IMAGES, {"W": (3, 2, 3, 2), "b": (3,)}, convolution(),
    ),
    "conv2d with all settings": Case(
        "h = conv2d(x, W, b, stride=(2, 1), padding=(1, 2), dilation=(2, 1))",
        IMAGES, {"W": (3, 2, 2, 3), "b": (3,)},
        convolution(stride=(2, 1), padding=(1, 2), dilation=(2, 1)),
    ),
    "conv2d in groups": Case(
        "h = conv2d(x, W, b, padding=1, groups=2)", IMAGES, {"W": (4, 1, 3, 2), "b": (4,)},
        convolution(padding=1, groups=2),
    ),
    "conv1d": Case(
        "h = conv1d(x, W, b, stride=2, padding=1, dilation=2)",
        {"x": (2, 2, 7)}, {"W": (3, 2, 2), "b": (3,)},
        lambda torch, v: torch.nn.functional.conv1d(
            v["x"], v["W"], v["b"], stride=2, padding=1, dilation=2
        ),
    ),
    "conv1d in groups": Case(
        "h = conv1d(x, W, groups=2)", {"x": (2, 2, 7)}, {"W": (4, 1, 3)},
        lambda torch, v: torch.nn.functional.conv1d(v["x"], v["W"], groups=2),
    ),
    "max_pool2d": Case(
        "h = max_pool2d(x * w)", IMAGES, {"w": (5, 6)},
        lambda torch, v: torch.nn.functional.max_pool2d(v["x"] * v["w"], 2),
    ),
    "max_pool2d with all settings": Case(
        "h = max_pool2d(x * w, kernel=(3, 2), stride=(1, 2), padding=1)", IMAGES, {"w": (5, 6)},
        lambda torch, v: torch.nn.functional.max_pool2d(v["x"] * v["w"], (3, 2), (1, 2), 1),
    ),
    "avg_pool2d": Case(
        "h = avg_pool2d(x * w, kernel=(3, 2), stride=(1, 2), padding=1)", IMAGES, {"w": (5, 6)},
        lambda torch, v: torch.nn.functional.avg_pool2d(v["x"] * v["w"], (3, 2), (1, 2), 1),
    ),
    "embedding": Case(
        "h = embedding(x, W)", {"x": (5, (2, 3))}, {"W": (5, 4)},
        lambda torch, v: torch.nn.functional.embedding(v["x"].long(), v["W"]),
    ),
    "lstm_cell": Case(
        "h, c = lstm_cell(x, h_0, c_0, Wx, Wh, bx, bh)",
        {"x": (4, 3), "h_0": (4, 2), "c_0": (4, 2)}, gates(4),
        lambda torch, v: LSTM(torch, v, v["x"], (v["h_0"], v["c_0"]))[0],
    ),
    "lstm_cell through time": Case(
        "for t in 1..2: s[t], c[t] = lstm_cell(x, s[t-1], c[t-1], Wx, Wh, bx, bh)\n"
        "h = concat(s[2], c[2], axis=1)",
        {"x": (4, 3), "s_0": (4, 2), "c_0": (4, 2)}, gates(4), through_time,
    ),
    "gru_cell": Case(
        "h = gru_cell(x, h_0, Wx, Wh, bx, bh)", {"x": (4, 3), "h_0": (4, 2)}, gates(3),
        lambda torch, v: GRU(torch, v, v["x"], v["h_0"]),
    ),
    "attention": Case(
        "h = attention(q * w, k, v)", {"q": (2, 3, 4), "k": (2, 5, 4), "v": (2, 5, 3)}, {"w": (4,)},
        lambda torch, v: torch.nn.functional.scaled_dot_product_attention(
            v["q"] * v["w"], v["k"], v["v"]
        ),
    ),
    "attention with a causal mask": Case(
        "h = attention(q * w, k, v, causal=true)",
        {"q": (3, 4), "k": (3, 4), "v": (3, 2)}, {"w": (4,)},
        lambda torch, v: torch.nn.functional.scaled_dot_product_attention(
            v["q"] * v["w"], v["k"], v["v"], is_causal=True
        ),
    ),
    "attention of several heads apart": Case(
        "h = attention(q * w, q, q, causal=true)", {"q": (2, 2, 3, 4)}, {"w": (4,)},
        lambda torch, v: torch.nn.functional.scaled_dot_product_attention(
            v["q"] * v["w"], v["q"], v["q"], is_causal=True
        ),
    ),
    "multihead_attention": Case(
        "h = multihead_attention(x + p, Wx, Wy, bx, by, heads=2)",
        {"x": (2, 3, 4)}, ATTENTION, multihead(2, False),
    ),
    "multihead_attention with a causal mask": Case(
        "h = multihead_attention(x + p, Wx, Wy, bx, by, heads=2, causal=true)",
        {"x": (3, 4)}, ATTENTION, multihead(2, True),
    ),
}  # fmt: skip
