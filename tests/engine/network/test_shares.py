"""Targets of a cross entropy that are computed of class numbers."""

import numpy as np
import pytest

from engine.diagnosis.predictions import predictions
from engine.errors import NetworkError, SpecError
from engine.iterations.run import trace
from engine.iterations.state import State
from engine.iterations.step import every_step
from engine.network.arguments import build_network
from engine.program.program import derive

X = np.array([[0.5, -1.0], [2.0, 0.25], [-0.75, 1.5]])
W = np.array([[0.3, -0.2, 0.9], [0.1, 0.4, -0.6]])
EQUATIONS = "o = X @ W\nY = y[:, None] == classes\nL = mean(cross_entropy(o, Y))"


def network(y=(2, 0, 1), equations=EQUATIONS, **inputs):
    given = {"X": X, "classes": [0, 1, 2], **inputs}
    return build_network(
        equations, loss="L", inputs=given, targets={"y": [*y]}, parameters={"W": W}
    )


def test_class_numbers_give_the_loss_and_gradients_of_one_hot_targets():
    (run,) = trace(derive(network()), 1)
    state = State(run, len(every_step(run)))
    shares = np.exp(X @ W) / np.exp(X @ W).sum(axis=1, keepdims=True)
    wanted = np.eye(3)[[2, 0, 1]]
    np.testing.assert_allclose(state.loss, -np.log((shares * wanted).sum(axis=1)).mean())
    np.testing.assert_allclose(state.gradient("W"), X.T @ (shares - wanted) / 3, rtol=1e-12)
    (found,) = predictions(run)
    assert found.comparison.target == "Y"
    assert found.right == sum((X @ W).argmax(axis=1) == [2, 0, 1])


def test_a_number_that_is_no_class_is_refused_with_its_row():
    with pytest.raises(SpecError, match="row 1 of 'Y' sums to 0"):
        network(y=(2, 3, 1))


def test_targets_that_are_computed_of_parameters_are_refused():
    with pytest.raises((SpecError, NetworkError), match="computed of these alone"):
        network(equations="o = X @ W\nL = mean(cross_entropy(o, o == max(o))) + 0*sum(y + classes)")
