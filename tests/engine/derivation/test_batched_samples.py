"""Contributions of samples where each of them is a matrix."""

import numpy as np

from engine.derivation.samples import contributions
from engine.iterations.run import run_iteration
from engine.iterations.step import Step
from engine.language.values import array
from engine.program.program import derive


def step_of(network, symbol):
    program = derive(network)
    return Step(run_iteration(program, 0, program.start), program.index[symbol])


def test_each_sample_contributes_its_own_product_to_shared_weights(build):
    rng = np.random.default_rng(0)
    x, w, y = (array(rng.normal(size=size)) for size in ((3, 4, 2), (2, 5), (3, 4, 5)))
    network = build("H = X @ W\nL = sum(square(H - Y))", {"X": x}, targets={"Y": y}, W=w)
    assert network.samples == 3
    step = step_of(network, "dL/dW")
    parts = contributions(step)
    wanted = np.stack([2 * x[n].T @ (x[n] @ w - y[n]) for n in range(3)])
    np.testing.assert_allclose(parts, wanted, rtol=1e-12)
    np.testing.assert_allclose(parts.sum(axis=0), step.value, rtol=1e-12)


def test_the_row_of_a_sample_stays_its_own_in_a_transpose_of_more_axes(build):
    rng = np.random.default_rng(1)
    x, w = array(rng.normal(size=(3, 4, 2))), array(rng.normal(size=(2, 2)))
    network = build("S = (X @ W) @ transpose(X)\nA = softmax(S)\nL = sum(A @ X)", {"X": x}, W=w)
    assert {"S", "A"} <= network.per_sample
    parts = contributions(step_of(network, "dL/dW"))
    assert parts is not None
    assert parts.shape == (3, 2, 2)
