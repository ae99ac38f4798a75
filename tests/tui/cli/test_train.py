"""The command train."""

import csv
import io
import json
import re

import numpy as np
import pytest

from engine.iterations.timeline import Timeline
from tests.tui.cli.files import told


def xor_loss(seed, iterations, rate=1.0):
    """The loss of the XOR experiment after so many updates, by numpy alone."""
    draw = np.random.default_rng(seed).normal
    w1, b1 = draw(0, 0.01, (2, 2)), np.full(2, 0.01)
    w2, b2 = draw(0, 0.01, (2, 2)), np.full(2, 0.01)
    x, y = np.array([[0, 0], [0, 1], [1, 0], [1, 1]]), np.eye(2)[[0, 1, 1, 0]]
    for _ in range(iterations + 1):
        z = x @ w1 + b1
        h = np.maximum(z, 0)
        o = h @ w2 + b2
        p = np.exp(o) / np.exp(o).sum(axis=1, keepdims=True)
        do = (p - y) / 4
        dz = do @ w2.T * (z > 0)
        w1, b1 = w1 - rate * x.T @ dz, b1 - rate * dz.sum(axis=0)
        w2, b2 = w2 - rate * h.T @ do, b2 - rate * do.sum(axis=0)
    return -np.log((p * y).sum(axis=1)).mean()


@pytest.mark.parametrize("seed", [0, 1, 8])
def test_train_tells_the_losses_of_the_experiment(out, seed):
    losses = told(out("train", "xor", "--seed", str(seed), "--iterations", "200", "--every", "50"))
    assert list(losses) == [0, 50, 100, 150, 200]
    for iterations, loss in losses.items():
        assert loss == pytest.approx(xor_loss(seed, iterations), abs=1e-6)


@pytest.mark.parametrize(
    ("arguments", "iterations"),
    [
        (["--iterations", "1"], [0, 1]),
        (["--iterations", "20"], range(0, 21, 2)),
        (["--iterations", "25", "--every", "10"], [0, 10, 20, 25]),
        (["--iterations", "25", "--every", "1000"], [0, 25]),
        ([], range(0, 1001, 100)),
    ],
)
def test_train_tells_the_first_the_last_and_every_so_manyth_loss(out, arguments, iterations):
    assert list(told(out("train", "regression", *arguments))) == list(iterations)


def test_a_regression_ends_at_the_least_squares(out):
    result = json.loads(out("train", "regression", "--iterations", "2000", "--format", "json"))
    x, y = [-1, -0.5, 0, 0.5, 1], [-1.1, 0.2, 0.9, 2.1, 2.9]
    w, b = np.polyfit(x, y, 1)
    assert result["parameters"] == pytest.approx({"w": w, "b": b})
    assert result["iterations"] == 2000
    (prediction,) = result["predictions"]
    assert np.ravel(prediction["found"]) == pytest.approx([w * each + b for each in x])


def test_the_forms_of_train_agree(out):
    arguments = ["train", "xor", "--seed", "8", "--iterations", "60", "--every", "20"]
    text = told(out(*arguments))
    result = json.loads(out(*arguments, "--format", "json"), parse_constant=pytest.fail)
    rows = list(csv.DictReader(io.StringIO(out(*arguments, "--format", "csv"))))
    assert [(int(row["iteration"]), float(row["loss"])) for row in rows] == [
        (each["iteration"], each["loss"]) for each in result["losses"]
    ]
    assert text == pytest.approx(
        {each["iteration"]: each["loss"] for each in result["losses"]}, abs=1e-6
    )
    assert (result["seed"], result["optimiser"], result["learning_rate"]) == (8, "gd", 1.0)


@pytest.mark.parametrize(
    ("seed", "why"),
    [
        ("0", "so the network is linear"),
        ("1", "[Ss]olved"),
        ("8", "unit 0 .*is dead for all 4 samples since iteration 5 and cannot recover"),
    ],
)
def test_train_says_why_it_stopped_learning(out, seed, why):
    assert re.search(why, out("train", "xor", "--seed", seed))


@pytest.mark.parametrize("form", ["text", "json", "csv"])
def test_training_that_diverges_is_reported_with_status_1(run, form):
    status, output, errors = run("train", "skip", "--lr", "1e200", "--format", form)
    assert (status, errors) == (1, "")
    if form == "text":
        assert "step 15" in output
        assert "iteration 1." in output
    else:
        assert "\x1b" not in output
    if form == "json":
        assert json.loads(output, parse_constant=pytest.fail)["iterations"] == 2


def test_without_a_terminal_there_is_no_progress_bar(monkeypatch, out):
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b" not in out("train", "xor", "--iterations", "500")


def test_training_that_is_interrupted_tells_what_was_run(monkeypatch, out):
    reach = Timeline.reach

    def interrupted(timeline, iteration, beyond=False):
        for done in reach(timeline, iteration, beyond):
            yield done
            if done >= 100 and not beyond:
                raise KeyboardInterrupt

    monkeypatch.setattr(Timeline, "reach", interrupted)
    result = json.loads(
        out("train", "xor", "--seed", "8", "--iterations", "90000", "--format", "json")
    )
    assert 100 <= result["iterations"] < 90000
    last = result["losses"][-1]
    assert last["iteration"] == result["iterations"]
    assert last["loss"] == pytest.approx(xor_loss(8, last["iteration"]), rel=1e-6)
