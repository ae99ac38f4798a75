"""Reports of training, as people and machines read them."""

import csv
import io
import json

import numpy as np
import pytest

from engine.diagnosis.diagnosis import diagnose
from engine.export.training import MAX_COLUMNS, MAX_ROWS, Report, loss_after, loss_line
from engine.iterations.timeline import Timeline
from engine.language.notation import TEXT, Style
from engine.language.values import array
from engine.program.program import derive
from engine.program.recipe import Recipe


def report_of(program, iterations, every=100):
    timeline = Timeline(program)
    for _ in timeline.reach(iterations):
        pass
    style = Style(names=program.network.names, shapes=program.shapes, digits=6)
    return Report(timeline, every, style)


def lines_of(name, iterations=1000, every=100, **changes):
    return list(report_of(Recipe(name, **changes).program(), iterations, every).as_text())


@pytest.mark.parametrize(
    ("iterations", "loss", "line"),
    [
        (100, 0.3905294, "Loss after 100 iterations: 0.390529"),
        (1, 3.0, "Loss after 1 iteration: 3.000000"),
        (0, 0.0, "Loss after 0 iterations: 0.000000"),
        (5, -0.9995, "Loss after 5 iterations: -0.999500"),
        (5, 0.0001, "Loss after 5 iterations: 0.000100"),
        (5, 1.2345e-7, "Loss after 5 iterations: 1.23e-07"),
        (5, float("inf"), "Loss after 5 iterations: inf"),
        (5, float("nan"), "Loss after 5 iterations: nan"),
    ],
)
def test_a_loss_has_the_line_of_the_exercise(iterations, loss, line):
    assert loss_line(iterations, loss) == line


def test_the_loss_after_some_iterations_is_that_of_their_parameters():
    timeline = report_of(Recipe("skip").program(), 1).timeline
    assert [loss_after(timeline, count) for count in (0, 1)] == [3.375, 3.0]


@pytest.mark.parametrize(
    ("iterations", "every", "told"),
    [(10, 5, [0, 5, 10]), (10, 4, [0, 4, 8, 10]), (1, 100, [0, 1]), (0, 7, [0])],
)
def test_the_loss_is_told_every_so_often_and_at_the_end(iterations, every, told):
    report = report_of(Recipe("plain").program(), iterations, every)
    assert [done for done, _ in report.losses()] == told


def test_the_report_of_a_dead_network():
    assert lines_of("skip", 3, 2) == [
        "Loss after 0 iterations: 3.375000",
        "Loss after 2 iterations: 3.000000",
        "Loss after 3 iterations: 3.000000",
        "",
        "sample    target  prediction (ŷ)",
        "     0        −3  0",
        "",
        "Stopped learning: no parameter moves any more, and the loss stays 3:",
        "- ReLU 0 is dead since iteration 1 and cannot recover;",
        "- the gradient of every parameter is 0.",
        "Besides:",
        "- after one update the loss changed by −0.375, from 3.375 to 3;",
        "- the loss never rose in 3 iterations.",
    ]


def test_the_report_of_a_classifier_shows_the_right_class_and_the_probabilities():
    lines = lines_of("xor", seed=1)
    start = lines.index("sample     right  probabilities of the classes (O)")
    table = [line.split() for line in lines[start + 1 : start + 5]]
    assert [row[:3] for row in table] == [
        ["0", "class", "0"], ["1", "class", "1"], ["2", "class", "1"], ["3", "class", "0"],
    ]  # fmt: skip
    for row in table:
        right, probabilities = int(row[2]), [float(number) for number in row[3:]]
        assert probabilities[right] > 0.99
        assert sum(probabilities) == pytest.approx(1, abs=1e-5)
    assert lines[-5:-3] == [
        "Solved: the loss fell from 0.693143 to 0.00118213, and would stay below 0.00693143 in "
        "10,000 more iterations:",
        "- all 4 samples get the right class.",
    ]


def test_a_verdict_without_reasons_is_a_sentence():
    assert (
        lines_of("plain", 2)[-4]
        == "Still learning: the loss fell from 3.125 to 3.00659 in 2 iterations."
    )


def test_a_long_table_is_cut(build):
    samples, numbers = MAX_ROWS + 5, MAX_COLUMNS + 3
    network = build(
        "P = X + b\nL = mean(square(P - Y))",
        {"X": array(np.zeros((samples, numbers)))},
        targets={"Y": array(np.ones((samples, numbers)))},
        b=array(np.zeros(numbers)),
    )
    lines = list(report_of(derive(network), 1).as_text())
    assert "   ... 5 more" in lines
    rows = [line for line in lines if line.endswith("... 3 more")]
    assert len(rows) == MAX_ROWS
    assert max(map(len, lines)) < 300


def test_logits_without_a_name_are_written_as_an_expression(build):
    network = build(
        "L = mean(cross_entropy(X @ W, Y))",
        {"X": array([[1, 2], [2, 1]])},
        targets={"Y": array([[1, 0], [0, 1]])},
        W=array([[0, 0], [0, 0]]),
    )
    lines = list(report_of(derive(network), 1).as_text())
    assert "sample     right  probabilities of the classes (X · W)" in lines


def test_soft_targets_are_written_out(build):
    network = build(
        "O = X @ W\nL = mean(cross_entropy(O, Y))",
        {"X": array([[1, 2], [2, 1]])},
        targets={"Y": array([[0.25, 0.75], [0, 1]])},
        W=array([[0, 0], [0, 0]]),
    )
    lines = list(report_of(derive(network), 1).as_text())
    table = lines[lines.index("sample     right  probabilities of the classes (O)") + 1 :][:2]
    assert table[0].startswith("     0  0.25  0.75  ")
    assert table[1].startswith("     1   class 1  ")


def test_without_targets_there_is_no_table():
    assert not [line for line in lines_of("neuron", 2) if "sample" in line]


# Divergence


def test_a_diverged_run_is_told_up_to_the_iteration_it_spoilt():
    report = report_of(Recipe("regression", learning_rate=2.0).program(), 1000)
    spoilt = report.timeline.divergence.iteration
    lines = list(report.as_text())
    assert lines[-6] == f"Loss after {spoilt} iterations: inf"
    assert lines[-4] == f"Diverged: L is inf in step 3 (forward) of iteration {spoilt}."
    assert not [line for line in lines if line.startswith("sample")]


def test_the_json_of_a_diverged_run_is_strict():
    report = report_of(Recipe("regression", learning_rate=2.0).program(), 1000)
    read = json.loads("\n".join(report.as_json()), parse_constant=pytest.fail)
    assert read["losses"][-1]["loss"] == "inf"


# For machines


def test_json_holds_everything_in_full():
    report = report_of(Recipe("xor", seed=8).program(), 1000)
    read = json.loads("\n".join(report.as_json()), parse_constant=pytest.fail)
    assert {key: read[key] for key in ("network", "seed", "optimiser", "learning_rate")} == {
        "network": "xor", "seed": 8, "optimiser": "gd", "learning_rate": 1.0,
    }  # fmt: skip
    assert read["iterations"] == 1000
    assert [entry["iteration"] for entry in read["losses"]] == list(range(0, 1001, 100))
    timeline = report.timeline
    assert read["losses"][1]["loss"] == timeline.losses[100]
    assert read["losses"][-1]["loss"] == timeline.run(1000).loss
    start = timeline.run(1000).start
    for name, value in read["parameters"].items():
        assert value == start[timeline.program.base[name]].tolist()
    (prediction,) = read["predictions"]
    assert (prediction["node"], prediction["target"], prediction["probabilities"]) == (
        "O",
        "Y",
        True,
    )
    hidden = np.maximum(
        timeline.program.network.inputs["X"] @ read["parameters"]["W1"] + read["parameters"]["b1"],
        0,
    )
    powers = np.exp(hidden @ read["parameters"]["W2"] + read["parameters"]["b2"])
    probabilities = powers / powers.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(prediction["found"], probabilities, rtol=1e-12)
    assert prediction["wanted"] == [[1, 0], [0, 1], [0, 1], [1, 0]]
    assert read["diagnosis"] == diagnose(timeline, TEXT)
    assert (
        "hidden unit 0 is dead for all 4 samples since iteration 5 and cannot recover"
        in (read["diagnosis"])
    )
    verdict, silent, shared, cancelling = read["claims"]
    assert (verdict["kind"], verdict["name"]) == ("Verdict", "stopped learning")
    stayed, ahead = verdict["claims"]
    assert (stayed["kind"], stayed["iteration"], stayed["since"]) == ("Stayed", 1000, 274)
    assert stayed["loss"] == read["losses"][-1]["loss"]
    assert (ahead["kind"], ahead["ahead"]) == ("WouldNotFall", 10_000)
    assert silent == {
        "kind": "Silent", "iteration": 1000, "units": [[0, 0]], "state": "dead", "since": 5,
        "was_so": True, "recovers": False,
    }  # fmt: skip
    assert (shared["kind"], shared["samples"]) == ("Shared", [0, 2, 3])
    assert cancelling["symbols"] == ["dL/db2"]
    assert [each["kind"] for each in read["answers"]] == [
        "Plateau", "DeadFor", "FirstUpdate", "Rose",
    ]  # fmt: skip
    assert "most in iteration 53, by 0.038" in read["answers"][-1]["text"]


def test_json_of_single_numbers_has_numbers():
    read = json.loads("\n".join(report_of(Recipe("skip").program(), 1).as_json()))
    assert read["parameters"] == {"w0": -0.25, "w1": 0.25, "w2": 0.25, "w3": 0.0}
    assert read["seed"] is None
    assert read["predictions"][0]["found"] == [[0.0]]


def test_csv_has_the_losses_in_full():
    report = report_of(Recipe("regression").program(), 25, 10)
    rows = list(csv.DictReader(io.StringIO("\n".join(report.as_csv()))))
    assert [int(row["iteration"]) for row in rows] == [0, 10, 20, 25]
    assert [float(row["loss"]) for row in rows] == [loss for _, loss in report.losses()]


@pytest.mark.parametrize("kind", ["as_text", "as_json", "as_csv"])
def test_a_report_changes_nothing(kind):
    report = report_of(Recipe("xor", seed=1, learning_rate=3.0).program(), 100)
    before = list(getattr(report, kind)())
    assert list(getattr(report, kind)()) == before
    assert report.timeline.length == 100
