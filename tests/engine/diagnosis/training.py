"""Training runs, and what is said of them."""

import re
from dataclasses import dataclass, replace

import numpy as np

from engine.diagnosis.diagnosis import diagnose
from engine.iterations.timeline import Timeline
from engine.language.notation import TEXT
from engine.language.values import array
from engine.network.optimisers import Optimiser
from engine.program.program import derive

LINEAR = "every hidden unit is active for all 4 samples, so the network is linear"


def trained(program, iterations):
    timeline = Timeline(program)
    for _ in timeline.reach(iterations):
        pass
    return timeline


def said(program, iterations):
    return diagnose(trained(program, iterations), TEXT)


def said_of(network, iterations, rate=0.1, kind="gd"):
    return said(derive(replace(network, learning_rate=rate, optimiser=Optimiser(kind))), iterations)


def numbers_in(sentence):
    return [float(number) for number in re.findall(r"-?\d+\.?\d*(?:e-?\d+)?", sentence)]


@dataclass
class ByHand:
    """The XOR experiment in numpy, from the weights that the network starts with.

    Args:
        losses: one for each iteration, and one for the parameters at the end.
        masks: for each the samples and units that are active.
        probabilities: what it predicts at the end.
        contributions: to each gradient at the end, an axis for the samples first.
    """

    losses: list[float]
    masks: list[np.ndarray]
    probabilities: np.ndarray
    contributions: dict[str, np.ndarray]

    def died(self, unit):
        """The first iteration from which on a unit is active for no sample."""
        alive = [number for number, mask in enumerate(self.masks) if mask[:, unit].any()]
        return alive[-1] + 1


def xor_by_hand(program, rate, iterations):
    given = program.network.constants
    x, y = given["X"], given["Y"]
    w1, b1, w2, b2 = (given[name].copy() for name in ("W1", "b1", "W2", "b2"))
    losses, masks = [], []
    for number in range(iterations + 1):
        z = x @ w1 + b1
        h = np.maximum(z, 0)
        o = h @ w2 + b2
        shifted = o - o.max(axis=1, keepdims=True)
        logs = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
        losses.append(-(y * logs).sum(axis=1).mean())
        masks.append(z > 0)
        do = (np.exp(logs) - y) / 4
        dz = (do @ w2.T) * (z > 0)
        if number < iterations:
            w1, b1 = w1 - rate * (x.T @ dz), b1 - rate * dz.sum(axis=0)
            w2, b2 = w2 - rate * (h.T @ do), b2 - rate * do.sum(axis=0)
    parts = {
        "W1": x[:, :, None] * dz[:, None, :],
        "b1": dz,
        "W2": h[:, :, None] * do[:, None, :],
        "b2": do,
    }
    return ByHand(losses, masks, np.exp(logs), parts)


POINTS = {"X": array([[0, 0], [0, 1], [1, 0], [1, 1]])}
CLASSES = {"Y": array([[1, 0], [0, 1], [0, 1], [1, 0]])}
