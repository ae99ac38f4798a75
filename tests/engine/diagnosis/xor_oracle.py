"""The XOR experiment in plain numpy, for many seeds at once; none of it comes from the engine."""

from dataclasses import dataclass

import numpy as np

X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
Y = np.array([[1.0, 0.0], [0.0, 1.0], [0.0, 1.0], [1.0, 0.0]])


@dataclass
class Runs:
    """Runs of the experiment, the iterations along the first axis and the seeds along the second.

    Args:
        losses: the loss before each update.
        right: whether every sample gets the right class.
        active: for each hidden unit whether it is active for a sample.
    """

    losses: np.ndarray
    right: np.ndarray
    active: np.ndarray


def xor_runs(seeds, rate, iterations):
    """The runs from the weights of the exercise: 0.01 times a standard normal, biases 0.01."""
    drawn = [np.random.default_rng(seed).normal(size=8) for seed in seeds]
    w1 = np.stack([0.01 * each[:4].reshape(2, 2) for each in drawn])
    w2 = np.stack([0.01 * each[4:].reshape(2, 2) for each in drawn])
    b1, b2 = (np.full((len(drawn), 1, 2), 0.01) for _ in range(2))
    losses, right, active = [], [], []
    for _ in range(iterations + 1):
        z = X @ w1 + b1
        h = np.maximum(z, 0.0)
        o = h @ w2 + b2
        shifted = o - o.max(axis=-1, keepdims=True)
        logs = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
        losses.append(-(Y * logs).sum(axis=-1).mean(axis=-1))
        right.append((o.argmax(axis=-1) == Y.argmax(axis=-1)).all(axis=-1))
        active.append((z > 0.0).any(axis=1))
        d_o = (np.exp(logs) - Y) / 4.0
        d_z = (d_o @ w2.swapaxes(1, 2)) * (z > 0.0)
        w2 = w2 - rate * h.swapaxes(1, 2) @ d_o
        b2 = b2 - rate * d_o.sum(axis=1, keepdims=True)
        w1 = w1 - rate * X.T @ d_z
        b1 = b1 - rate * d_z.sum(axis=1, keepdims=True)
    return Runs(np.array(losses), np.array(right), np.array(active))
