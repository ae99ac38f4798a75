"""Epochs of runs in batches: their losses, scores and claims, against plain numpy."""

import math

import numpy as np
import pytest

from engine.debugger.debugger import Debugger
from engine.diagnosis.diagnosis import diagnosis_claims, diagnosis_of
from engine.diagnosis.epochs import epochs_of, evaluation_of
from engine.diagnosis.fate import fate_of
from engine.errors import DebuggerError, SpecError
from engine.iterations.timeline import Timeline
from engine.language.notation import TEXT
from engine.network.files import parse_network
from engine.network.samples import samples_of
from engine.program.program import derive
from engine.program.recipe import Recipe
from engine.program.variants import Leaky
from engine.study.bounds import check
from engine.study.plan import Plan
from tests.claims.claimants import claims_made

TEXT_OF = """
loss = "L"
equations = '''
h = relu(X @ W1 + b1)
z = h @ W2
L = mean(cross_entropy(z, y))
'''
[inputs]
X = { data = "iris", columns = ["petal_length", "petal_width"], standardise = true }
[targets]
y = { data = "iris", columns = "species", one_hot = true }
[parameters]
W1 = { normal = 1, shape = [2, 5] }
b1 = { constant = 0.1, shape = [5] }
W2 = { normal = 1, shape = [5, 3] }
[training]
learning_rate = 0.1
batch_size = 16
optimiser = "momentum"
validation = 0.2
"""


def trained(iterations, text=TEXT_OF, seed=1):
    timeline = Timeline(derive(parse_network(text, seed=seed)))
    for _ in timeline.reach(iterations):
        pass
    return timeline


def by_numpy(X, y, start):  # noqa: N803  (as in the network)
    """The loss and how many samples are right, of some parameters."""
    h = np.maximum(X @ start["W1"] + start["b1"], 0.0)
    z = h @ start["W2"]
    right = (z.argmax(axis=1) == y.argmax(axis=1)).sum()
    z = z - z.max(axis=1, keepdims=True)
    loss = -(y * (z - np.log(np.exp(z).sum(axis=1, keepdims=True)))).sum(axis=1).mean()
    return loss, right


def test_an_epoch_is_what_plain_numpy_finds():
    timeline = trained(60)
    network, epochs = timeline.program.network, epochs_of(timeline)
    samples = samples_of(network.feeds)
    assert epochs.length == 60 // 7 == 8
    raw, y = samples.arrays["X"], samples.arrays["y"]
    kept = samples.validation_rows(1)
    rest = np.setdiff1d(np.arange(150), kept)
    X = (raw[kept] - raw[rest].mean(axis=0)) / raw[rest].std(axis=0)  # noqa: N806
    for number in (0, 3, 7):
        epoch = epochs.at(number)
        assert math.isclose(epoch.loss, np.mean(timeline.losses[7 * number : 7 * number + 7]))
        start = dict(zip(timeline.program.base, timeline.start(epoch.end), strict=True))
        loss, right = by_numpy(X, y[kept], start)
        np.testing.assert_allclose(epoch.score.loss, loss)
        assert (epoch.score.right, epoch.score.samples) == (right, 30)
    assert epoch.score.accuracy == right / 30


def test_without_validation_all_samples_are_scored():
    timeline = trained(20, TEXT_OF.replace("validation = 0.2", ""))
    epochs = epochs_of(timeline)
    assert not epochs.is_apart
    assert epochs.at(0).score.samples == 150


def test_equations_that_fit_one_size_of_batch_only_have_no_score_and_say_why():
    text = TEXT_OF.replace("X @ W1 + b1", "X @ W1 + b1 + noise").replace(
        "[targets]", "noise = { normal = 0.1, shape = [16, 5] }\n[targets]"
    )
    epochs = epochs_of(trained(14, text))
    assert epochs.at(1).score is None
    assert "with the samples for validation" in epochs.problem
    assert "16×5" in epochs.problem


@pytest.mark.parametrize("iterations", [0, 3, 8, 30, 150])
def test_what_a_diagnosis_says_of_batches_is_proved(iterations):
    timeline = trained(iterations)
    claims = diagnosis_claims(timeline)
    assert all(claim.holds(timeline) for claim in claims)
    said = str(diagnosis_of(timeline, TEXT))
    assert ("mean loss" in said) == (iterations >= 7)
    assert ("kept apart" in said) == (iterations >= 7)


def test_a_claim_of_an_epoch_does_not_hold_of_another_run():
    claims = diagnosis_claims(trained(30))
    other = trained(30, seed=2)
    assert [type(each).__name__ for each in claims if each.holds(other)] == ["LeftOut"]


def test_all_that_is_claimed_in_a_batch_holds():
    debugger = Debugger(derive(parse_network(TEXT_OF, seed=3)))
    debugger.goto(len(debugger.stop.program.equations), 9)
    stop = debugger.stop
    claims = list(claims_made(stop))
    assert len(claims) > 20
    assert [each for each in claims if not each[1].holds(stop.timeline)] == []


def test_of_one_batch_nothing_is_said_that_holds_of_all():
    (fate,) = fate_of(trained(40))
    assert type(fate).__name__ == "Open"


def test_a_study_of_batches_is_refused(tmp_path):
    path = tmp_path / "n.toml"
    path.write_text(TEXT_OF)
    plan = Plan(Recipe(str(path)).read(), range(2), (0.1,), 10, (), ("gd",))
    with pytest.raises(SpecError, match="leave batch_size or dropout out"):
        check(plan)


def test_a_branch_with_leaky_relus_is_scored_with_them():
    timeline = trained(7)
    program = Leaky(0.5).program(timeline.program)
    start = dict(zip(program.base, program.start, strict=True))
    found = evaluation_of(program).score(program.start)
    inputs = evaluation_of(program).network.constants
    z = inputs["X"] @ start["W1"] + start["b1"]
    logits = np.where(z > 0.0, z, 0.5 * z) @ start["W2"]
    right = (logits.argmax(axis=1) == inputs["y"].argmax(axis=1)).sum()
    losses = np.log(np.exp(logits).sum(axis=1)) - (inputs["y"] * logits).sum(axis=1)
    np.testing.assert_allclose(found.loss, losses.mean())
    assert found.right == right


CAUSAL = """
loss = "L"
equations = '''
h = attention(X, X, X, causal=true)
O = h @ W
L = mean(cross_entropy(O, y))
'''
[inputs]
X = { data = "moons", samples = 20, columns = ["x1", "x2"] }
[targets]
y = { data = "moons", samples = 20, columns = "class", one_hot = true }
[parameters]
W = [[1, 2], [3, -1]]
[training]
batch_size = 4
"""


def test_what_a_layer_brings_for_so_many_samples_is_another_for_others():
    program = derive(parse_network(CAUSAL))
    found = evaluation_of(program)
    inputs = found.network.constants
    x, y = inputs["X"], inputs["y"]
    scores = np.where(np.tri(20), x @ x.T / np.sqrt(2), -np.inf)
    weights = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    logits = weights @ x @ np.array([[1, 2], [3, -1]])
    losses = np.log(np.exp(logits).sum(axis=1)) - (y * logits).sum(axis=1)
    np.testing.assert_allclose(found.score(program.start).loss, losses.mean())
    timeline = trained(5, CAUSAL)
    scored = [each for each in diagnosis_claims(timeline) if type(each).__name__ == "Scored"]
    assert [each.holds(timeline) for each in scored] == [True]


def test_what_is_remembered_of_each_sample_of_a_batch_has_no_score():
    layer = "own = '''own(x)\nm = remembered(0, x.shape)\nnext(m) = x\ny = x + m'''"
    text = CAUSAL.replace("attention(X, X, X, causal=true)", "own(X)") + f"[layers]\n{layer}\n"
    with pytest.raises(DebuggerError, match="'h_m' has another shape"):
        evaluation_of(derive(parse_network(text)))
