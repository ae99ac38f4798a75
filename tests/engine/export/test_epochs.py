"""Epochs of a training run, told."""

import json

from engine.export.training import Report
from engine.iterations.timeline import Timeline
from engine.language.notation import Style
from engine.network.files import load_network
from engine.program.program import derive


def report(iterations, every=7):
    timeline = Timeline(derive(load_network("iris")))
    for _ in timeline.reach(iterations):
        pass
    return Report(timeline, every, Style(digits=6))


def test_a_line_for_each_epoch_and_what_is_left_out():
    lines = list(report(15).as_text())
    assert lines[0].split() == ["epoch", "iterations", "loss", "validation", "accuracy"]
    assert [line.split()[:2] for line in lines[1:3]] == [["0", "7"], ["1", "14"]]
    assert lines[3] == (
        "An epoch is 7 iterations of 16 samples, which leaves out 8; 30 of 150 are kept apart."
    )
    assert lines[5].startswith("sample       right  probabilities")
    assert {line.split()[1] for line in lines[6:22]} == {"setosa", "versicolor", "virginica"}


def test_less_than_an_epoch_is_told_by_iterations():
    assert next(iter(report(3, 1).as_text())).startswith("Loss after 0 iterations: 1.10")


def test_the_same_for_machines():
    first, *rows = report(21).as_csv()
    assert first == "epoch,iterations,loss,validation_loss,accuracy"
    told = json.loads("\n".join(report(21).as_json()))["epochs"]
    assert [",".join(map(str, map(float, row.split(",")))) for row in rows] == [
        ",".join(
            str(float(each[key]))
            for key in ("epoch", "iterations", "loss", "validation_loss", "accuracy")
        )
        for each in told
    ]
    assert told[2]["right"] == round(told[2]["accuracy"] * told[2]["samples"])
