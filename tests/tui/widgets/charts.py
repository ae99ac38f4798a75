"""The chart, as it is shown."""

import numpy as np

from engine.program.recipe import Recipe
from tui.widgets.chart import Chart

USUAL, LARGE = (80, 24), (160, 50)


class Xor:
    """The XOR experiment in numpy, with the first weights of a seed."""

    def __init__(self, seed, iterations, rate=1.0):
        network = Recipe("xor", seed=seed).program().network
        w1, b1, w2, b2 = (np.array(value) for value in network.parameters.values())
        x, y = (np.array(network.constants[name]) for name in "XY")
        self.losses, self.masks, self.w1, self.dw1 = [], [], [], []
        for _ in range(iterations):
            z = x @ w1 + b1
            h = np.maximum(z, 0)
            o = h @ w2 + b2
            p = np.exp(o) / np.exp(o).sum(axis=1, keepdims=True)
            do = (p - y) / 4
            dz = do @ w2.T * (z > 0)
            self.losses.append(-np.log((p * y).sum(axis=1)).mean())
            self.masks.append(z > 0)
            self.w1.append(w1)
            self.dw1.append(x.T @ dz)
            w1, b1 = w1 - rate * x.T @ dz, b1 - rate * dz.sum(axis=0)
            w2, b2 = w2 - rate * h.T @ do, b2 - rate * do.sum(axis=0)

    @property
    def changes(self):
        """The iterations in which a ReLU is active for other samples than before."""
        return [k for k in range(1, len(self.masks)) if (self.masks[k] != self.masks[k - 1]).any()]

    def died(self, unit):
        """The first iteration in which a unit is active for no sample any more."""
        return next(k for k, mask in enumerate(self.masks) if not mask[:, unit].any())


def chart(driver):
    return driver.panel("#chart")


def foot(driver):
    return chart(driver)[-1]


def curve(driver):
    """The iterations and the values that are drawn."""
    found = driver.app.screen.query_one(Chart).picture(driver.stop).curves[0]
    return list(found.iterations), found.values.values.tolist()
