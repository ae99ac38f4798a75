"""One sample of a batch: its loss and its share of every gradient, against a network of it."""

import numpy as np
import pytest

from engine.diagnosis.one_sample import gradients_of, shares
from engine.iterations.run import Run
from engine.language.expression import gradient_name
from engine.network.arguments import build_network
from engine.network.files import load_network
from engine.program.program import derive
from tests.claims.networks import random_stop

RNG = np.random.default_rng(3)
X, Y = RNG.normal(size=(5, 3)), np.eye(2)[[0, 1, 1, 0, 1]]
PARAMETERS = {
    "W1": RNG.normal(size=(3, 4)),
    "b1": RNG.normal(size=4),
    "W2": RNG.normal(size=(4, 2)),
}

CLASSIFIER = (
    "H = relu(X @ W1 + b1)\nO = H @ W2\nL = mean(cross_entropy(O, Y)) + 0.1 * sum(square(W2))"
)
NUMBERS = "H = tanh(X @ W1 + b1)\nO = H @ W2\nL = sum(square(O - Y)) / 5"
HALVES = "H = tanh(X @ W1 + b1)\nE = square(H @ W2 - Y)\nM = mean(E)\nL = M * 0.5"


def run_of(text, x=X, y=Y):
    network = build_network(
        text, loss="L", inputs={"X": x}, targets={"Y": y}, parameters=PARAMETERS
    )
    program = derive(network)
    return Run(program, 0, program.start)


def gradient(run, name):
    return run.value(run.program.index[gradient_name("L", name)])


def without_samples(name):
    """The gradient of what depends on no sample, 0.1 · ΣW2²."""
    return 0.2 * PARAMETERS["W2"] if name == "W2" else 0.0


@pytest.mark.parametrize("sample", range(5))
def test_a_share_is_the_gradient_of_the_sample_alone(sample):
    found = gradients_of(run_of(CLASSIFIER), sample)
    alone = run_of(CLASSIFIER, X[[sample]], Y[[sample]])
    for name, share in found.items():
        wanted = (gradient(alone, name) - without_samples(name)) / 5
        np.testing.assert_allclose(share, wanted, rtol=1e-10, atol=1e-13)


@pytest.mark.parametrize("text", [CLASSIFIER, NUMBERS, HALVES])
def test_the_loss_of_a_sample_is_that_of_it_alone(text):
    found = shares(run_of(text))
    decay = 0.1 * (PARAMETERS["W2"] ** 2).sum() if text == CLASSIFIER else 0.0
    for sample, loss in enumerate(found.losses):
        alone = run_of(text.replace("/ 5", "/ 1"), X[[sample]], Y[[sample]])
        assert loss == pytest.approx(alone.loss - decay, rel=1e-12)
    assert found.shares.sum() == pytest.approx(run_of(text).loss - decay, rel=1e-12)


def test_in_a_batch_norm_a_share_goes_over_the_other_samples_too():
    """So it is a derivative of the sample's loss with the batch as it is: by differences."""
    text = (
        "Z = X @ W1 + b1\nm = mean(Z, axis=0)\nC = Z - m\n"
        "N = C / sqrt(mean(square(C), axis=0) + 0.1)\n"
        "L = mean(cross_entropy(N @ W2, Y))"
    )
    found = gradients_of(run_of(text), 2)["W1"]
    step, sums = 1e-6, 0.0
    for at in [(0, 0), (2, 3)]:
        losses = []
        for sign in (1, -1):
            moved = PARAMETERS["W1"].copy()
            moved[at] += sign * step
            network = build_network(
                text, loss="L", inputs={"X": X}, targets={"Y": Y},
                parameters={**PARAMETERS, "W1": moved},
            )  # fmt: skip
            program = derive(network)
            losses.append(shares(Run(program, 0, program.start)).shares[2])
        assert found[at] == pytest.approx((losses[0] - losses[1]) / (2 * step), rel=1e-6)
        sums += found[at]
    assert sums


@pytest.mark.parametrize("seed", range(40, 70))
def test_the_shares_of_all_samples_add_up_to_the_gradient(seed):
    run = random_stop(seed).state.run
    network = run.program.network
    if network.samples is None:
        return
    parts = [gradients_of(run, sample) for sample in range(network.samples)]
    for name in network.parameters:
        wanted = np.asarray(run.value(run.program.index[gradient_name(network.loss, name)]))
        found = sum(np.asarray(part[name]) for part in parts)
        size = sum(abs(np.asarray(part[name])) for part in parts)
        if np.isfinite(size).all():
            assert (abs(found - wanted) <= 1e-9 * (size + abs(wanted))).all()


def test_a_record_that_goes_further_changes_nothing():
    run = run_of(NUMBERS)
    before = gradients_of(run, 1)
    assert run.end
    after = gradients_of(run, 1)
    for name, share in before.items():
        np.testing.assert_array_equal(share, after[name])
    assert not np.allclose(before["W1"], gradient(run, "W1"))


def test_without_a_batch_no_sample_has_a_loss():
    program = derive(load_network("skip"))
    assert shares(Run(program, 0, program.start)) is None


def test_a_loss_that_is_no_sum_over_samples_has_no_shares():
    assert shares(run_of("O = X @ W1 @ W2 + 0*sum(b1)\nL = sqrt(sum(square(O - Y)))")) is None
