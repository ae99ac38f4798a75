"""What is said about samples: the worst, one of them, classes, and the batch."""

import pytest

from engine.debugger.debugger import Debugger
from engine.language.values import array
from engine.network.files import load_network
from engine.program.program import derive
from tests.engine.diagnosis.test_score_curves import program_of
from tui.commands.class_words import answer_accuracy
from tui.commands.command import CommandError
from tui.commands.sample_words import answer_epoch, answer_sample, choose_worst
from tui.drawing.look import Look


def stop_of(program, iteration=0):
    return Debugger(program).goto(0, iteration)


@pytest.fixture(scope="module")
def moons():
    return stop_of(program_of("validation = 0.2"), 9)


def said(answer, stop, argument=""):
    return list(answer(stop, argument, Look().style(stop.program)))


def test_the_worst_samples_come_first(moons):
    found = choose_worst(moons, "", Look().style(moons.program))
    losses = [float(row.text.split("loss ")[1].split()[0]) for row in found.rows]
    assert len(losses) == 20
    assert losses == sorted(losses, reverse=True)
    assert found.rows[0].actions["enter"].line.startswith("sample ")
    assert len(choose_worst(moons, "3", Look().style(moons.program)).rows) == 3


def test_one_sample_is_told_with_its_share_of_every_gradient(moons):
    """In XOR at the start every sample has about ln 2, a quarter of the loss."""
    lines = said(answer_sample, stop_of(derive(load_network("xor", 0))), "2")
    assert lines[0] == "sample 2 of iteration 0: loss 0.693, 25 % of L"
    assert lines[1:3] == ["  X: 1 0", "  Y: 0 1"]
    assert [line.split()[0] for line in lines[-4:]] == ["∂L/∂W1", "∂L/∂b1", "∂L/∂W2", "∂L/∂b2"]
    assert "of the data" in said(answer_sample, moons, "0")[0]


@pytest.mark.parametrize("argument", ["20", "-1", "x"])
def test_there_are_no_other_samples(moons, argument):
    with pytest.raises(CommandError):
        said(answer_sample, moons, argument)


def test_accuracy_is_that_of_the_batch_and_of_validation(moons):
    lines = said(answer_accuracy, moons)
    assert "of 20 samples in this iteration get their class" in lines[0]
    assert any("of 40 samples for validation" in line for line in lines)
    skip = stop_of(derive(load_network("skip")))
    assert said(answer_accuracy, skip) == [
        "no prediction of this network is a class: there is no accuracy"
    ]


def test_the_batch_is_told_by_its_rows(moons):
    """160 samples in batches of 20: iteration 9 is the second of epoch 1."""
    first, rows, apart = said(answer_epoch, moons)
    assert first.startswith("epoch 1, batch 2 of 8: 20 of 160 samples")
    assert len({*map(int, rows.split())}) == 20
    assert apart == "40 samples are kept apart for validation"
    xor = stop_of(derive(load_network("xor", 0)))
    assert said(answer_epoch, xor) == ["each iteration is given all 4 samples of the network"]


def test_without_a_batch_nothing_is_told_of_samples():
    stop = stop_of(derive(load_network("skip")))
    assert choose_worst(stop, "", Look().style(stop.program)).lines == [
        "this network has no batch: it is given one sample"
    ]
    with pytest.raises(CommandError, match="no batch"):
        said(answer_sample, stop, "0")


def test_samples_for_validation_are_singled_out_too(moons):
    style = Look().style(moons.program)
    found = choose_worst(moons, "validation 4", style)
    assert len(found.rows) == 4
    line = found.rows[0].actions["enter"].line
    assert line.endswith(" validation")
    first, *rest = said(answer_sample, moons, line.removeprefix("sample "))
    number, loss = found.rows[0].text.split("loss ")
    assert first.startswith(f"sample {number.split()[1]} of validation, row {number.split()[3]}")
    assert f"loss {loss.split()[0]}" in first
    assert any(each.strip().startswith("∂L/∂W1") for each in rest)
    with pytest.raises(CommandError, match="kept apart"):
        choose_worst(stop_of(derive(load_network("xor", 0))), "validation", style)


def test_predictions_that_are_not_finite_are_of_no_class():
    from engine.diagnosis.regions import regions
    from engine.errors import DebuggerError

    network = load_network("xor", 0).with_values({"b2": array([float("nan"), 0.0])})
    stop = stop_of(derive(network))
    assert said(answer_accuracy, stop) == [
        "the predictions are not finite here: no sample gets a class"
    ]
    with pytest.raises(DebuggerError, match="not finite"):
        regions(stop.state.run, 5, 5)
