"""Networks of layers in groups, as those are that come from elsewhere, and the same in numpy."""

from itertools import pairwise
from pathlib import Path

import numpy as np

from engine.drafts.draft import Draft
from engine.frozen import replace
from engine.iterations.timeline import Timeline
from engine.program.program import derive

ACTIVATIONS = {
    "relu": lambda z: np.maximum(z, 0.0),
    "tanh": np.tanh,
    "sigmoid": lambda z: 1.0 / (1.0 + np.exp(-z)),
    "": lambda z: z,
}


class Net:
    """A network of layers behind one another, with what it is computed of.

    Args:
        widths: of the inputs and of each layer.
        activation: what stands behind each layer but the last.
        scale: of the weights, as a part of what keeps the size of values.
        biases: of each layer; 0 where none are given.
    """

    def __init__(self, widths, activation="relu", scale=1.0, biases=None, samples=12, seed=0):
        rng = np.random.default_rng(seed)
        self.activation = activation
        gain = 2.0 if activation == "relu" else 1.0
        self.weights = [
            rng.normal(size=(b, a)) * scale * np.sqrt(gain / a) for a, b in pairwise(widths)
        ]
        self.biases = [
            np.zeros(b) if biases is None or biases[i] is None else np.broadcast_to(biases[i], (b,))
            for i, b in enumerate(widths[1:])
        ]
        self.x = rng.normal(size=(samples, widths[0]))
        self.y = rng.normal(size=(samples, widths[-1]))
        self.rate = 0.05

    def timeline(self, precision="float64"):
        """Its iterations, as makabaka-tui runs them."""
        return Timeline(derive(replace(self.draft().drafted().network(), precision=precision)))

    def draft(self):
        """It as a draft of a network file, a block for each layer with what bends it."""
        draft = Draft("Layers")
        h, y = draft.input("x", self.x), draft.target("y", self.y)
        last = len(self.weights) - 1
        for i, (w, b) in enumerate(zip(self.weights, self.biases, strict=True)):
            w = draft.parameter(f"net.{i}.fc.weight", w)
            b = draft.parameter(f"net.{i}.fc.bias", b)
            with draft.group(f"net.{i}", f"Layer, model.py:{i + 3}"):
                h = draft.equation(f"net.{i}.fc", f"linear({h}, {w}, {b})")
                if i < last and self.activation:
                    h = draft.equation(f"net.{i}.h", f"{self.activation}({h})")
        draft.loss(draft.equation("L", f"mean(square({h} - {y}))"))
        draft.training(learning_rate=self.rate)
        return draft

    def saved(self, folder):
        """Its file in a folder."""
        path = Path(folder) / "layers.toml"
        self.draft().drafted().save(path)
        return str(path)

    def by_numpy(self):
        """The pre-activations, the gradients by them, and how far weights and biases move."""
        act, h, zs, hs = ACTIVATIONS[self.activation], self.x, [], [self.x]
        last = len(self.weights) - 1
        for i, (w, b) in enumerate(zip(self.weights, self.biases, strict=True)):
            zs.append(h @ w.T + b)
            h = zs[-1] if i == last else act(zs[-1])
            hs.append(h)
        g = 2.0 * (h - self.y) / h.size
        gradients, ratios = [], []
        for i in range(last, -1, -1):
            gradients.append(g)
            moved = self.rate * np.sqrt(np.sum((g.T @ hs[i]) ** 2) + np.sum(g.sum(axis=0) ** 2))
            size = np.sqrt(np.sum(self.weights[i] ** 2) + np.sum(self.biases[i] ** 2))
            ratios.append(moved / size)
            if i:
                z = zs[i - 1]
                slope = {
                    "relu": lambda z: (z > 0.0) * 1.0,
                    "tanh": lambda z: 1.0 - np.tanh(z) ** 2,
                    "sigmoid": lambda z: 1.0 / (2.0 + np.exp(z) + np.exp(-z)),
                    "": np.ones_like,
                }[self.activation](z)
                g = (g @ self.weights[i]) * slope
        return zs, gradients[::-1], ratios[::-1]
