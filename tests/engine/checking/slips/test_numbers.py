"""Slips on networks of single numbers, each number computed here by hand and not by a rewrite."""

from dataclasses import replace
from math import exp, log, log2, log10, tanh

import pytest

from engine.network.files import load_network
from engine.network.optimisers import Optimiser
from tests.engine.checking.slips.sites import named, network

# The skip network with other numbers: no two of them are alike.
X, Y, LR = 1.3, -2.1, 0.3
W0, W1, W2, W3 = 0.7, 0.45, 0.9, 0.35
VALUES = {"x": X, "y": Y, "w0": W0, "w1": W1, "w2": W2, "w3": W3}
SKIP = replace(load_network("skip"), learning_rate=LR).with_values(VALUES)
Z0 = W0 * X
Z1 = W1 * Z0
Z2 = W2 * Z1 + W3 * Z0
DH0 = W3 + W2 * W1

# A chain of two sigmoids with a bias in each, and half a square.
SIGMOIDS = network(
    "z1 = v*x + b\na1 = sigmoid(z1)\nz2 = u*a1 + c\na2 = sigmoid(z2)\nL = 0.5*(a2 - t)**2",
    {"x": 0.6}, {"t": 0.9}, {"v": 0.8, "b": 0.1, "u": -1.2, "c": 0.3}, learning_rate=0.5,
)  # fmt: skip


def sigmoid(z):
    return 1 / (1 + exp(-z))


A1 = sigmoid(0.8 * 0.6 + 0.1)
A2 = sigmoid(-1.2 * A1 + 0.3)
E = A2 - 0.9
D2 = E * A2 * (1 - A2)
D1 = D2 * -1.2 * A1 * (1 - A1)

# One with dead and active units, tanh, exp and a logarithm, and a sum of three.
MIXED = network(
    "p = a*x\nq = b*x\nf = relu(p)\ng = relu(q)\nh = tanh(c*x)\ns = f*d + g*e + h\nr = exp(s)\n"
    "k = log(r + m)\nL = (k - y)**2",
    {"x": 1.5}, {"y": 0.4},
    {"a": 0.6, "b": -0.8, "c": 0.3, "d": 0.7, "e": 1.1, "m": 0.2}, learning_rate=0.2,
)  # fmt: skip
P, Q, H = 0.6 * 1.5, -0.8 * 1.5, tanh(0.3 * 1.5)
S = P * 0.7 + H
R = exp(S)
K = log(R + 0.2)
DK = 2 * (K - 0.4)
DS = DK / (R + 0.2) * R


def swapped(value):
    """The number with its last two of four digits swapped."""
    text = f"{value:.4f}"
    return float(text[:-2] + text[-1] + text[-2])


def adam(**settings):
    """A neuron that Adam trains: o = w·x − y squared."""
    return network(
        "o = w*x\nL = (o - y)**2", {"x": 1.7}, {"y": 0.5}, {"w": 0.9},
        learning_rate=0.1, optimiser=Optimiser("adam", beta1=0.8, beta2=0.95, **settings),
    )  # fmt: skip


G = 2 * (0.9 * 1.7 - 0.5) * 1.7
M, V = 0.2 * G, 0.05 * G**2


@pytest.mark.parametrize(
    ("tag", "symbol", "value", "of"),
    [
        ("path-dropped", "dL/dh0", W3, SKIP),
        ("path-dropped", "z2", W2 * Z1, SKIP),
        ("path-dropped", "z1", 0.8 * 0.6, SIGMOIDS),
        ("path-dropped", "s", P * 0.7, MIXED),
        ("path-dropped", "k", log(R), MIXED),
        ("path-overwritten", "dL/dh0", W2 * W1, SKIP),
        ("path-overwritten", "s", H, MIXED),
        ("path-averaged", "dL/dh0", DH0 / 2, SKIP),
        ("path-averaged", "s", S / 3, MIXED),
        ("path-averaged", "z2", Z2 / 2, SKIP),
        ("factor-dropped", "dL/dw0", DH0, SKIP),
        ("factor-dropped", "dL/dz1", D2 * -1.2, SIGMOIDS),
        ("factor-dropped", "dL/dd", DS, MIXED),
        ("factor-dropped", "dL/dr", DK, MIXED),
        ("mask-dropped", "g", Q, MIXED),
        ("mask-dropped", "dL/dq", DS * 1.1, MIXED),
        ("mask-dropped", "h0", -0.91, SKIP.with_values({"w0": -W0})),
        ("mask-wrong", "dL/dp", 0.0, MIXED),
        ("mask-wrong", "dL/dz0", 0.0, SKIP),
        ("mask-wrong", "dL/dz1", 0.0, SKIP),
        ("loss-sign", "dL/dyhat", -1.0, SKIP),
        ("loss-sign", "dL/da2", -E, SIGMOIDS),
        ("loss-sign", "dL/dk", -DK, MIXED),
        ("target-forgotten", "L", Z2, SKIP),
        ("target-forgotten", "dL/da2", A2, SIGMOIDS),
        ("target-forgotten", "dL/dk", 2 * K, MIXED),
        ("target-sign", "L", abs(-Y - Z2), SKIP),
        ("target-sign", "dL/da2", A2 + 0.9, SIGMOIDS),
        ("target-sign", "L", (K + 0.4) ** 2, MIXED),
        ("two-or-half", "dL/da2", 2 * E, SIGMOIDS),
        ("two-or-half", "dL/da2", E / 2, SIGMOIDS),
        ("two-or-half", "dL/dk", DK / 2, MIXED),
        ("two-or-half", "L", K - 0.4, MIXED),
        ("two-or-half", "dL/do", G / 1.7 / 2, adam()),
        ("update-sign", "w0", W0 + LR * DH0 * X, SKIP),
        ("update-sign", "v", 0.8 + 0.5 * D1 * 0.6, SIGMOIDS),
        ("update-sign", "d", 0.7 + 0.2 * DS * P, MIXED),
        ("lr-forgotten", "w0", W0 - DH0 * X, SKIP),
        ("lr-forgotten", "u", -1.2 - D2 * A1, SIGMOIDS),
        ("lr-forgotten", "w", 0.9 - (M / 0.2) / ((V / 0.05) ** 0.5 + 1e-8), adam()),
        ("lr-twice", "w0", W0 - LR**2 * DH0 * X, SKIP),
        ("lr-twice", "u", -1.2 - 0.25 * D2 * A1, SIGMOIDS),
        ("lr-twice", "d", 0.7 - 0.04 * DS * P, MIXED),
        ("updated-weight", "dL/dh1", W2 - LR * Z1, SKIP),
        ("updated-weight", "dL/da1", D2 * (-1.2 - 0.5 * D2 * A1), SIGMOIDS),
        ("updated-weight", "dL/df", DS * (0.7 - 0.2 * DS * P), MIXED),
        ("derivative-at", "dL/dz2", E * sigmoid(A2) * (1 - sigmoid(A2)), SIGMOIDS),
        ("derivative-at", "dL/dz1", D2 * -1.2 * 0.58 * (1 - 0.58), SIGMOIDS),
        ("derivative-at", "dL/dz2", E * A1 * (1 - A1), SIGMOIDS),
        ("derivative-at", "dL/dz0", DH0 * Z0, SKIP),
        ("operands-swapped", "dL/dw2", W2, SKIP),
        ("operands-swapped", "dL/du", D2 * -1.2, SIGMOIDS),
        ("operands-swapped", "dL/dd", DS * 0.7, MIXED),
        ("operands-swapped", "dL/dr", (R + 0.2) / DK, MIXED),
        ("bias-gradient", "dL/db", D1 * 0.6, SIGMOIDS),
        ("bias-gradient", "dL/dc", D2 * A1, SIGMOIDS),
        ("wrong-node", "yhat", Z1, SKIP),
        ("wrong-node", "dL/dz1", D2, SIGMOIDS),
        ("wrong-node", "s", H * 0.7 + H, MIXED),
        ("evaluation", "r", exp(-S), MIXED),
        ("evaluation", "k", log10(R + 0.2), MIXED),
        ("evaluation", "k", log2(R + 0.2), MIXED),
        ("evaluation", "a1", sigmoid(-0.58), SIGMOIDS),
        ("evaluation", "a1", tanh(0.58), SIGMOIDS),
        ("evaluation", "L", Y - Z2, SKIP),
        ("copied", "a2", swapped(A2), SIGMOIDS),
        ("copied", "r", round(10 * R, 4), MIXED),
        ("copied", "z2", round(Z2, 4) + 0.002, SKIP),
        ("cut-off", "r", int(R * 1e4) / 1e4, MIXED),
        ("cut-off", "a1", int(A1 * 1e4) / 1e4, SIGMOIDS),
        ("cut-off", "L", int((K - 0.4) ** 2 * 1e4) / 1e4, MIXED),
        ("adam", "w", 0.9 - 0.1 * M / (V / 0.05) ** 0.5, adam()),
        ("adam", "w", 0.9 - 0.1 * M / V**0.5, adam()),
        ("adam", "w", 0.9 - 0.1 * (M / 0.2) / V**0.5, adam()),
        ("adam", "w", 0.9 - 0.1 * (M / (1 - 0.8**2)) / (V / (1 - 0.95**2)) ** 0.5, adam()),
        ("adam", "w", 0.9 - 0.1 * G / (G**2 + 0.5) ** 0.5, adam(epsilon=0.5)),
        ("adam", "m_w", 0.05 * G, adam()),
        ("adam", "v_w", 0.2 * G**2, adam()),
    ],
)  # fmt: skip
def test_a_slip_is_named(tag, symbol, value, of):
    assert tag in named(symbol, value, of)
