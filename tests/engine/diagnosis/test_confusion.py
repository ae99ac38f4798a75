"""The confusion of classes, counted by hand."""

import numpy as np
import pytest

from engine.diagnosis.confusion import confusions
from engine.iterations.run import Run
from engine.network.arguments import build_network
from engine.program.program import derive

OUTPUTS = [[3, 1, 0], [0, 2, 1], [0, 1, 2], [1, 0, 5], [0, 4, 1]]
CLASSES = [0, 1, 1, 2, 0]


def run_of(text, targets, outputs):
    network = build_network(
        text, loss="L", inputs={"X": outputs}, targets={"Y": targets}, parameters={"w": 1.0}
    )
    program = derive(network)
    return Run(program, 0, program.start)


def test_classes_are_counted_as_by_hand():
    run = run_of("O = w * X\nL = mean(cross_entropy(O, Y))", np.eye(3)[CLASSES], OUTPUTS)
    (found,) = confusions([run])
    assert found.counts.tolist() == [[1, 1, 0], [0, 1, 1], [0, 0, 1]]
    assert (found.right, found.samples, found.accuracy) == (3, 5, 0.6)
    assert [found.recall(n) for n in range(3)] == [0.5, 0.5, 1.0]
    assert [found.precision(n) for n in range(3)] == [1.0, 0.5, 0.5]
    (twice,) = confusions([run, run])
    assert twice.samples == 10
    assert twice.accuracy == 0.6


@pytest.mark.parametrize(
    ("targets", "counts"),
    [([0.0, 1.0, 1.0], [[1, 0], [1, 1]]), ([0.0, 0.5, 1.0], None)],
)
def test_numbers_that_are_to_be_0_or_1_are_two_classes(targets, counts):
    found = confusions([run_of("p = w * X\nL = mean(square(p - Y))", targets, [0.2, 0.4, 0.9])])
    assert [each.counts.tolist() for each in found] == ([] if counts is None else [counts])


def test_a_class_of_no_sample_has_no_share():
    targets = np.eye(3)[[0, 0, 1, 1, 0]]
    (found,) = confusions([run_of("O = w * X\nL = mean(cross_entropy(O, Y))", targets, OUTPUTS)])
    assert found.recall(2) is None
