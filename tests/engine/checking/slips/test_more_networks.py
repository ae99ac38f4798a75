"""Slips on networks with softmax, softplus or Adam over iterations, the numbers by numpy alone."""

from dataclasses import replace
from math import exp, log

import numpy as np
import pytest

from engine.language.values import array
from engine.network.files import load_network
from engine.network.optimisers import Optimiser
from tests.engine.checking.slips.sites import named, network


def softmax(logits):
    shares = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return shares / shares.sum(axis=-1, keepdims=True)


CLASSIFIER = load_network("classifier", 2)
X, Y = CLASSIFIER.inputs["X"], CLASSIFIER.targets["Y"]
P = softmax(X @ CLASSIFIER.parameters["W"] + CLASSIFIER.parameters["b"])

# Softmax as a node of its own, and the logarithm of one class.
IN = np.array([0.3, -0.7, 1.1])
W = np.array([[0.2, 0.5, -0.4], [0.9, -0.6, 0.1], [-0.3, 0.8, 0.7]])
SOFTMAX = network(
    "o = W @ x\np = softmax(o)\nL = -sum(y*log(p))",
    {"x": array(IN)}, {"y": array([0.0, 1.0, 0.0])}, {"W": array(W)}, learning_rate=0.1,
)  # fmt: skip
Q = softmax(W @ IN)
DP = -np.array([0.0, 1.0, 0.0]) / Q

SOFTPLUS = network(
    "z = w*x\nh = softplus(z)\nu = v*h\nk = softplus(u)\nL = square(k - y)",
    {"x": 0.7}, {"y": 2.0}, {"w": 1.2, "v": -0.8}, learning_rate=0.1,
)  # fmt: skip
Z = 1.2 * 0.7
U = -0.8 * log(1 + exp(Z))
G = 2 * (log(1 + exp(U)) - 2.0)


def sigmoid(z):
    return 1 / (1 + exp(-z))


def adam_on_a_line(times, *, ahead=0, corrected=True, gradient=None):
    """Weight and bias of the regression network after so many updates by Adam, and the moments.

    Args:
        times: how many updates.
        ahead: how much too large t is in the last one.
        corrected: whether the bias of the moments is corrected in the last one.
        gradient: what to take for that of w in the last one.
    """
    x, y = np.array([-1, -0.5, 0, 0.5, 1]), np.array([-1.1, 0.2, 0.9, 2.1, 2.9])
    values, moments = np.zeros(2), np.zeros((2, 2))
    for t in range(1, times + 1):
        error = values[0] * x + values[1] - y
        g = np.array([(2 * error * x).mean(), (2 * error).mean()])
        is_last = t == times
        if is_last and gradient is not None:
            g[0] = gradient
        moments = np.array([0.9 * moments[0] + 0.1 * g, 0.99 * moments[1] + 0.01 * g**2])
        shown = t + ahead * is_last
        divisors = np.array([[1 - 0.9**shown], [1 - 0.99**shown]])
        first, second = moments / divisors if corrected or not is_last else moments
        values = values - 0.1 * first / (np.sqrt(second) + 1e-8)
    return values, moments


ADAM = replace(load_network("regression"), optimiser=Optimiser("adam", beta2=0.99))
ERROR = -ADAM.targets["y"]


@pytest.mark.parametrize(
    ("tag", "symbol", "value", "of"),
    [
        ("softmax-ce", "dL/dO", P / 6, CLASSIFIER),
        ("softmax-ce", "dL/dO", (Y - P) / 6, CLASSIFIER),
        ("softmax-ce", "dL/do", Q * (1 - Q) * DP, SOFTMAX),
        ("factor-dropped", "dL/dp", -np.array([0.0, 1.0, 0.0]), SOFTMAX),
        ("transposed", "dL/dW", np.outer(IN, Q - np.array([0, 1, 0])), SOFTMAX),
        ("evaluation", "L", -np.log10(Q[1]), SOFTMAX),
        ("evaluation", "L", np.log(Q[1]), SOFTMAX),
        ("derivative-at", "dL/du", G * log(1 + exp(U)), SOFTPLUS),
        ("derivative-at", "dL/du", G * sigmoid(log(1 + exp(U))), SOFTPLUS),
        ("derivative-at", "dL/du", G * sigmoid(Z), SOFTPLUS),
        ("batch-factor", "dL/de", 2 * ERROR, ADAM),
        ("batch-factor", "L", (ERROR**2).sum(), ADAM),
        ("batch-factor", "dL/db", (2 * ERROR).mean() / 5, ADAM),
        ("bias-gradient", "dL/db", (2 * ERROR * ADAM.inputs["x"]).mean(), ADAM),
    ],
)
def test_a_slip_is_named(tag, symbol, value, of):
    assert tag in named(symbol, value, of, digits=5)


def test_adam_over_iterations():
    assert "adam" in named("w", adam_on_a_line(3, ahead=1)[0][0], ADAM, 6, iteration=2)
    assert "adam" in named("w", adam_on_a_line(3, ahead=-1)[0][0], ADAM, 6, iteration=2)
    assert "adam" in named("b", adam_on_a_line(3, corrected=False)[0][1], ADAM, 6, iteration=2)
    assert named("b", adam_on_a_line(3)[0][1], ADAM, 6, iteration=2) == set()


def test_a_moment_without_the_one_before_and_a_velocity_that_is_not_used():
    before, now = adam_on_a_line(1)[1], adam_on_a_line(2)[1]
    assert "path-dropped" in named("m_w", (now - 0.9 * before)[0][0], ADAM, 6, iteration=1)
    line = replace(load_network("regression"), optimiser=Optimiser("momentum"))
    x, y = ADAM.inputs["x"], ADAM.targets["y"]
    w, b = 0.1 * (2 * y * x).mean(), 0.1 * (2 * y).mean()
    gradient = (2 * (w * x + b - y) * x).mean()
    assert "wrong-node" in named("w", w - 0.1 * gradient, line, 6, iteration=1)
    velocity = -0.9 * (2 * y * x).mean() + gradient
    assert "update-sign" in named("w", w + 0.1 * velocity, line, 6, iteration=1)


def test_a_gradient_of_sigmoids_that_was_not_reset():
    of = network(
        "a = sigmoid(w*x)\nL = square(a - y)", {"x": 1.5}, {"y": 0.1}, {"w": 0.4}, learning_rate=2.0
    )
    gradients, w = [], 0.4
    for _ in range(2):
        a = sigmoid(1.5 * w)
        gradients.append(2 * (a - 0.1) * a * (1 - a) * 1.5)
        w -= 2.0 * gradients[-1]
    assert "gradient-accumulated" in named("dL/dw", sum(gradients), of, 5, iteration=1)
    assert "stale-value" in named("dL/dw", gradients[0], of, 5, iteration=1)
