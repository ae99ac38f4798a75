"""Slips on networks of matrices, each number computed here by numpy and not by a rewrite."""

import numpy as np
import pytest

from engine.checking.slips.explain import explain_formula, explain_number
from engine.checking.slips.printed import Printed
from engine.language.parser import parse
from engine.language.values import array
from engine.network.files import load_network
from tests.engine.checking.slips.sites import named, network, site, tags

RNG = np.random.default_rng(5)
X, Y = RNG.normal(size=(4, 3)), RNG.normal(size=(4, 2))
W1, B1 = RNG.normal(size=(3, 2)), np.array([1.3, 0.6])
W2, B2 = RNG.normal(size=(2, 2)), RNG.normal(size=2)
SQUARES = network(
    "Z = X @ W1 + b1\nH = relu(Z)\nO = H @ W2 + b2\nE = O - Y\nL = mean(square(E))",
    {"X": array(X)}, {"Y": array(Y)},
    {"W1": array(W1), "b1": array(B1), "W2": array(W2), "b2": array(B2)}, learning_rate=0.3,
)  # fmt: skip
Z = X @ W1 + B1
H = np.maximum(Z, 0)
E = H @ W2 + B2 - Y
DO = 2 * E / 8
DH = DO @ W2.T
MASK = (Z > 0) * 1.0
DZ = DH * MASK

XOR = load_network("xor", 3)
XX, XY = XOR.inputs["X"], XOR.targets["Y"]
XH = np.maximum(XX @ XOR.parameters["W1"] + XOR.parameters["b1"], 0)
XO = XH @ XOR.parameters["W2"] + XOR.parameters["b2"]
XP = np.exp(XO) / np.exp(XO).sum(axis=1, keepdims=True)
XDO = (XP - XY) / 4

W, V = RNG.normal(size=(3, 2)), RNG.normal(size=3)
x = RNG.normal(size=2)
VECTOR = network(
    "z = W @ x\nh = tanh(z)\no = v @ h\nL = square(o - y)",
    {"x": array(x)}, {"y": 0.7}, {"W": array(W), "v": array(V)}, learning_rate=0.5,
)  # fmt: skip
TANH = np.tanh(W @ x)
G = 2 * (V @ TANH - 0.7)
GZ = G * V * (1 - TANH**2)


@pytest.mark.parametrize(
    ("tag", "symbol", "value", "of"),
    [
        ("batch-factor", "dL/dE", 2 * E, SQUARES),
        ("batch-factor", "dL/dE", 2 * E / 4, SQUARES),
        ("batch-factor", "dL/dO", (XP - XY) / 16, XOR),
        ("batch-factor", "dL/dO", XP - XY, XOR),
        ("batch-factor", "L", (E**2).sum(), SQUARES),
        ("batch-factor", "dL/dW2", H.T @ DO / 4, SQUARES),
        ("transposed", "dL/dW2", DO.T @ H, SQUARES),
        ("transposed", "O", H @ W2.T + B2, SQUARES),
        ("transposed", "dL/dH", DO @ W2, SQUARES),
        ("transposed", "dL/dH", XDO @ XOR.parameters["W2"], XOR),
        ("transposed", "dL/dW1", DZ.T @ X, SQUARES),
        ("transposed", "dL/dW", np.outer(x, GZ), VECTOR),
        ("mask-dropped", "dL/dZ", DH, SQUARES),
        ("mask-dropped", "H", Z, SQUARES),
        ("mask-wrong", "dL/dZ", DH * (1 - MASK), SQUARES),
        ("mask-wrong", "dL/dZ", DH * np.roll(MASK, 1, 0), SQUARES),
        ("softmax-ce", "dL/dO", XP / 4, XOR),
        ("softmax-ce", "dL/dO", (XY - XP) / 4, XOR),
        ("softmax-ce", "dL/dO", -XY * (1 - XP) / 4, XOR),
        ("bias-gradient", "dL/db2", DO[-1], SQUARES),
        ("bias-gradient", "dL/db2", XDO[0], XOR),
        ("bias-gradient", "dL/db1", X[:, 1] @ DZ, SQUARES),
        ("two-or-half", "dL/dE", E / 8, SQUARES),
        ("derivative-at", "dL/dz", G * V * (1 - (W @ x) ** 2), VECTOR),
        ("factor-dropped", "dL/dz", G * V, VECTOR),
        ("loss-sign", "E", -E, SQUARES),
        ("target-forgotten", "E", E + Y, SQUARES),
        ("update-sign", "W2", W2 + 0.3 * H.T @ DO, SQUARES),
        ("updated-weight", "dL/dH", DO @ (W2 - 0.3 * H.T @ DO).T, SQUARES),
        ("operands-swapped", "dL/dv", G * V, VECTOR),
        ("path-dropped", "O", H @ W2, SQUARES),
        ("wrong-node", "H", XO, XOR),
    ],
)
def test_a_slip_with_a_matrix_is_named(tag, symbol, value, of):
    assert tag in named(symbol, value, of, digits=5)


@pytest.mark.parametrize(
    ("tag", "symbol", "place", "value", "of"),
    [
        ("path-dropped", "dL/dW2", (0, 1), H[1:, 0] @ DO[1:, 1], SQUARES),
        ("path-dropped", "Z", (2, 0), X[2] @ W1[:, 0], SQUARES),
        ("path-overwritten", "dL/dW1", (1, 1), X[3, 1] * DZ[3, 1], SQUARES),
        ("transposed", "dL/dW2", (0, 1), H[:, 1] @ DO[:, 0], SQUARES),
        ("transposed", "dL/dW", (0, 1), x[0] * GZ[1], VECTOR),
        ("mask-dropped", "H", tuple(np.argwhere(Z < 0)[0]), Z[Z < 0][0], SQUARES),
        ("batch-factor", "dL/dO", (1, 0), XP[1, 0] - XY[1, 0], XOR),
        ("softmax-ce", "dL/dO", (1, 1), XP[1, 1] / 4, XOR),
        ("update-sign", "W2", (1, 1), W2[1, 1] + 0.3 * (H.T @ DO)[1, 1], SQUARES),
    ],
)
def test_a_slip_in_an_entry_is_named(tag, symbol, place, value, of):
    place = tuple(map(int, place))
    assert tag in named(symbol, value, of, digits=5, entry=place)


def test_the_entry_that_is_wrong_in_a_matrix_is_named():
    wrong = Z.copy()
    wrong[2, 1] -= B1[1]
    (slip,) = explain_number(site("Z", SQUARES), Printed(array(wrong.round(5)), 1e-5))
    assert slip.tag == "path-dropped"
    assert slip.sentence.startswith(
        f"{wrong[2, 1]:.5f}".replace("-", "−") + " is what Z[2,1] would"
    )
    assert "b1[1] were left out" in slip.sentence


def test_an_entry_that_is_not_on_the_page_does_not_matter():
    partly = (DO @ W2).round(4)
    partly[0, 0] = np.nan
    assert "transposed" in tags(
        explain_number(site("dL/dH", SQUARES), Printed(array(partly), 1e-4))
    )


def test_matrices_that_are_right_or_of_another_shape():
    assert explain_number(site("dL/dH", SQUARES), Printed(array(DH.round(3)), 0.001)) == ()
    assert explain_number(site("dL/dH", SQUARES), Printed(array(np.ones((7, 7))), 0.001)) == ()


def test_formulas_of_matrices():
    assert tags(explain_formula(site("dL/dW2", XOR), parse("H @ dL/dO"))) == set()
    assert tags(explain_formula(site("dL/dH", XOR), parse("dL/dO @ W2"))) == {"transposed"}
    assert tags(explain_formula(site("dL/dO", XOR), parse("softmax(O) - Y"))) == {"batch-factor"}
    assert tags(explain_formula(site("dL/dO", XOR), parse("(Y - softmax(O))/4"))) == {"softmax-ce"}
