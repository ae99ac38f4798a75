"""Regions of two inputs, against the network in numpy at the same places."""

import numpy as np
import pytest

from engine.diagnosis.regions import MARGIN, regions
from engine.errors import DebuggerError
from engine.iterations.run import Run
from engine.iterations.timeline import Timeline
from engine.network.arguments import build_network
from engine.network.files import load_network
from engine.program.program import derive
from tests.engine.diagnosis.test_score_curves import program_of

X, CLASSES = [[0.0, 0.0], [2.0, 0.0], [0.0, 4.0], [2.0, 4.0], [1.0, 1.0]], [0.0, 1.0, 0.0, 1.0, 1.0]


def run_of(text, inputs, targets, **parameters):
    network = build_network(
        text, loss="L", inputs=inputs, targets={"y": targets}, parameters=parameters
    )
    program = derive(network)
    return Run(program, 0, program.start)


def places(found):
    """The coordinates of every place of a grid."""
    rows, columns = found.values.shape
    across = np.linspace(found.across.low, found.across.high, columns)
    up = np.linspace(found.up.low, found.up.high, rows)
    return np.meshgrid(across, up)


def test_a_line_parts_the_plane_where_it_does_by_hand():
    text = "p = sigmoid(X @ w + b)\nL = mean(square(p - y))"
    found = regions(run_of(text, {"X": X}, CLASSES, w=[1.0, 0.5], b=-1.5), 30, 20)
    x, y = places(found)
    np.testing.assert_array_equal(found.values, x + 0.5 * y - 1.5 > 0)
    assert not found.is_apart
    assert (found.across.low, found.across.high) == (-2 * MARGIN, 2 + 2 * MARGIN)
    assert (found.up.low, found.up.high) == (-4 * MARGIN, 4 + 4 * MARGIN)
    assert found.classes == ["0", "1"]
    # 0.5·4 − 1.5 is above 0, so (0, 4) gets class 1; 1 + 0.5 − 1.5 is 0, so (1, 1) gets class 0.
    assert found.wrong.tolist() == [False, False, True, False, True]


def test_numbers_are_drawn_as_they_are():
    text = "p = u * w + v * v\nL = mean(square(p - y))"
    u, v = np.array(X).T
    found = regions(run_of(text, {"u": u, "v": v}, [3.0, 1.0, 4.0, 1.5, 9.0], w=2.0), 12, 9)
    x, y = places(found)
    np.testing.assert_allclose(found.values, 2 * x + y**2, rtol=1e-12)
    assert not found.classes
    assert not found.wrong.any()


def test_two_numbers_are_a_plane_without_a_batch():
    found = regions(run_of("L = square(a * w - b - y)", {"a": 1.0, "b": 2.0}, 0.5, w=3.0), 5, 4)
    x, y = places(found)
    np.testing.assert_allclose(found.values, 3 * x - y, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("columns", [1, 2, 3, 40])
def test_xor_is_evaluated_batch_by_batch(columns):
    timeline = Timeline(derive(load_network("xor", 3)))
    for _ in timeline.reach(200):
        pass
    run = timeline.run(200)
    found = regions(run, columns, 7)
    base = run.program.base
    w1, b1, w2, b2 = (run.start[base[name]] for name in ("W1", "b1", "W2", "b2"))
    grid = np.stack(places(found), axis=-1)
    outputs = np.maximum(grid @ w1 + b1, 0) @ w2 + b2
    np.testing.assert_array_equal(found.values, outputs.argmax(axis=-1))


def test_of_data_the_samples_for_validation_are_shown():
    program = program_of("validation = 0.2")
    found = regions(Run(program, 0, program.start), 8, 5)
    assert found.points.shape == (40, 2)
    assert found.is_apart
    assert set(found.has) == {0.0, 1.0}


@pytest.mark.parametrize(
    ("name", "problem"),
    [("skip", "two inputs"), ("regression", "two inputs"), ("neuron", "compared with a target")],
)
def test_what_has_no_plane_is_refused(name, problem):
    program = derive(load_network(name))
    with pytest.raises(DebuggerError, match=problem):
        regions(Run(program, 0, program.start), 10, 10)
