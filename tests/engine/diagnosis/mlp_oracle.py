"""Random multilayer perceptrons, trained in plain numpy; none of it comes from the engine.

Depths, widths, initialisations, activations, losses, optimisers, learning rates and the scales of
data differ; biases may be 0, samples may be zero rows, and a layer may be dead from the start.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

ACTIVATIONS = ("relu", "relu", "relu", "tanh", "sigmoid", "leaky_relu", "softplus")
LOSSES = ("square", "square", "cross_entropy", "cross_entropy", "abs")
OPTIMISERS = ("gd", "gd", "momentum", "adam")


@dataclass
class Mlp:
    """A perceptron and its training data.

    Args:
        x: the inputs, a row for each sample.
        y: the targets, classes one-hot.
        parameters: weights and biases by name, W1, b1, W2, ...
        activation: that of the hidden layers.
        loss: square, cross_entropy or abs, meant over the batch.
        optimiser: gd, momentum or adam, with the usual settings.
        rate: the learning rate.
    """

    x: np.ndarray
    y: np.ndarray
    parameters: dict[str, np.ndarray]
    activation: str
    loss: str
    optimiser: str
    rate: float

    @property
    def depth(self):
        """How many layers of weights there are."""
        return len(self.parameters) // 2

    def equations(self):
        """The same as the engine takes it."""
        lines, layer = [], "X"
        for number in range(1, self.depth):
            lines.append(f"Z{number} = {layer} @ W{number} + b{number}")
            lines.append(f"H{number} = {self.activation}(Z{number})")
            layer = f"H{number}"
        lines.append(f"O = {layer} @ W{self.depth} + b{self.depth}")
        of = "cross_entropy(O, Y)" if self.loss == "cross_entropy" else f"{self.loss}(O - Y)"
        return "\n".join([*lines, f"L = mean({of})"])

    def iterations(self):
        """The iterations, each as the loss, the outputs and the pre-activations by layer."""
        values = {name: value.copy() for name, value in self.parameters.items()}
        memory = {name: (np.zeros_like(v), np.zeros_like(v)) for name, v in values.items()}
        count = 0
        while True:
            loss, outputs, z, gradients = self.backward(values)
            yield loss, outputs, z
            count += 1
            for name, g in gradients.items():
                mean, square = memory[name]
                if self.optimiser == "adam":
                    mean, square = 0.9 * mean + 0.1 * g, 0.999 * square + 0.001 * g * g
                    scaled = np.sqrt(square / (1 - 0.999**count)) + 1e-8
                    step = mean / (1 - 0.9**count) / scaled
                elif self.optimiser == "momentum":
                    step = mean = 0.9 * mean + g
                else:
                    step = g
                memory[name] = mean, square
                values[name] = values[name] - self.rate * step

    def backward(self, values):
        """The loss, the outputs, the pre-activations and the gradients at some parameters."""
        layers, zs = [self.x], []
        for number in range(1, self.depth):
            zs.append(layers[-1] @ values[f"W{number}"] + values[f"b{number}"])
            layers.append(bent(self.activation, zs[-1]))
        o = layers[-1] @ values[f"W{self.depth}"] + values[f"b{self.depth}"]
        if self.loss == "cross_entropy":
            shifted = o - o.max(axis=1, keepdims=True)
            logs = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
            loss, d = -(self.y * logs).sum(axis=1).mean(), (np.exp(logs) - self.y) / len(o)
        elif self.loss == "square":
            loss, d = ((o - self.y) ** 2).mean(), 2.0 * (o - self.y) / o.size
        else:
            loss, d = abs(o - self.y).mean(), np.sign(o - self.y) / o.size
        gradients = {}
        for number in range(self.depth, 0, -1):
            gradients[f"W{number}"] = layers[number - 1].T @ d
            gradients[f"b{number}"] = d.sum(axis=0)
            if number > 1:
                d = (d @ values[f"W{number}"].T) * slope(self.activation, zs[number - 2])
        return float(loss), o, zs, gradients

    def least(self):
        """A loss that a linear model can have: its least for squares, for classes one near that.

        The columns of the inputs are brought to one scale, so that descent does not crawl.
        """
        rows = np.concatenate([self.x, np.ones((len(self.x), 1))], axis=1)
        rows = rows / np.maximum(abs(rows).max(axis=0), 1e-300)
        if self.loss == "square":
            found = np.linalg.lstsq(rows, self.y, rcond=None)[0]
            return float(((rows @ found - self.y) ** 2).mean())
        weights = np.zeros((rows.shape[1], self.y.shape[1]))
        for _ in range(3000):
            powers = np.exp(rows @ weights - (rows @ weights).max(axis=1, keepdims=True))
            p = powers / powers.sum(axis=1, keepdims=True)
            weights = weights - rows.T @ (p - self.y) / len(rows)
        return float(-np.log((self.y * p).sum(axis=1)).mean())

    def is_right(self, outputs):
        """Whether all classes are right."""
        return bool((outputs.argmax(axis=1) == self.y.argmax(axis=1)).all())


def bent(activation, z):
    """The activation of a layer."""
    return {
        "relu": lambda: np.maximum(z, 0.0),
        "tanh": lambda: np.tanh(z),
        "sigmoid": lambda: 1.0 / (1.0 + np.exp(-z)),
        "leaky_relu": lambda: np.where(z > 0.0, z, 0.01 * z),
        "softplus": lambda: np.logaddexp(0.0, z),
    }[activation]()


def slope(activation, z):
    """Its derivative; at the kink 0, or that on the left."""
    return {
        "relu": lambda: 1.0 * (z > 0.0),
        "tanh": lambda: 1.0 - np.tanh(z) ** 2,
        "sigmoid": lambda: 1.0 / (1.0 + np.exp(-z)) / (1.0 + np.exp(z)),
        "leaky_relu": lambda: np.where(z > 0.0, 1.0, 0.01),
        "softplus": lambda: 1.0 / (1.0 + np.exp(-z)),
    }[activation]()


def random_mlp(seed):
    """A perceptron that a seed draws."""
    rng = np.random.default_rng(seed)
    samples, features, outputs = rng.integers(1, 9), rng.integers(1, 4), rng.integers(1, 4)
    hidden = rng.integers(1, 7, size=rng.integers(0, 4)).tolist()
    loss = str(rng.choice(LOSSES))
    outputs = max(2, outputs) if loss == "cross_entropy" else outputs
    scale = 10.0 ** rng.integers(-6, 7) if rng.random() < 0.5 else 1.0
    x = scale * rng.normal(size=(samples, features))
    if rng.random() < 0.3:
        x[rng.integers(samples)] = 0.0
    wide = 10.0 ** rng.integers(-6, 7) if rng.random() < 0.3 else 1.0
    y = wide * rng.normal(size=(samples, outputs))
    if rng.random() < 0.3:
        y = np.round(x[:, :1] / scale) * wide * np.ones(outputs)
    if loss == "cross_entropy":
        y = np.eye(outputs)[rng.integers(0, outputs, samples)]
    widths = [features, *hidden, outputs]
    spread = rng.choice([0.0, 0.01, 0.1, 1.0, 1.0, 3.0])
    parameters = {}
    for number, (before, after) in enumerate(pairwise(widths), 1):
        size = spread / np.sqrt(before) / (scale if number == 1 and rng.random() < 0.7 else 1.0)
        parameters[f"W{number}"] = size * rng.normal(size=(before, after))
        parameters[f"b{number}"] = rng.choice([0.0, 0.01, -0.1, 1.0]) * np.ones(after)
    activation = str(rng.choice(ACTIVATIONS))
    optimiser = str(rng.choice(OPTIMISERS))
    rate = 10.0 ** rng.uniform(-3.0, 0.5)
    if optimiser != "adam" and rng.random() < 0.7:
        rate /= max(1.0, scale) ** 2 if rng.random() < 0.7 else 1.0
        rate /= wide if loss != "cross_entropy" and rng.random() < 0.5 else 1.0
    return Mlp(x, y, parameters, activation, loss, optimiser, float(rate))
