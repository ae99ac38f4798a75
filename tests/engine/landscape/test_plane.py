"""The loss over a plane, against numpy alone."""

import math

import numpy as np
import pytest

from engine.debugger.debugger import Debugger
from engine.errors import DebuggerError
from engine.landscape.directions import Direction
from engine.landscape.forward import Forward
from engine.landscape.place import Place
from engine.landscape.together import unroll_forward
from engine.language.parser import parse
from engine.network.files import load_network
from engine.network.network import Network
from engine.network.parts import Definition
from engine.program.program import derive
from tests.claims.networks import random_network
from tests.engine.landscape.surveys import BOTH, by_numpy, changed, entries, landscape_of, place_in


def relu(z):
    return np.maximum(z, 0)


def test_the_landscape_of_skip_is_that_of_its_formula():
    found = landscape_of(place_in(load_network("skip")), "w0=-1:1 w1=-2:2", (21, 31))
    w0, w1 = np.meshgrid(np.linspace(-1, 1, 31), np.linspace(-2, 2, 21))
    np.testing.assert_allclose(
        found.losses, np.abs(-3 - (0.5 * relu(w1 * relu(w0)) + 0.5 * relu(w0))), rtol=1e-15
    )
    assert found.here == [0.5, 0.5]
    assert found.update == [-0.25, 0.25]
    # z0 = w0 gets positive between columns 15, where it is 0, and 16; z1 = w1 h0 between rows 10
    # and 11, where h0 is not 0.
    assert found.beside[:, 15].all()
    assert found.beside.sum() == 21
    assert found.above[10].tolist() == [False] * 16 + [True] * 15
    assert found.above.sum() == 15


def test_the_landscape_of_xor_is_that_of_its_formula():
    network = load_network("xor")
    found = landscape_of(place_in(network, 40), "W1[0,1]=-2:2 b2[0]", (5, 8))
    x, y = network.inputs["X"], network.targets["Y"]
    point = found.place.point
    for row, b in enumerate(found.rows):
        for column, w in enumerate(found.columns):
            w1, b2 = point["W1"].copy(), point["b2"].copy()
            w1[0, 1], b2[0] = w, b
            o = relu(x @ w1 + point["b1"]) @ point["W2"] + b2
            p = np.exp(o) / np.exp(o).sum(axis=1, keepdims=True)
            expected = -np.log((p * y).sum(axis=1)).mean()
            assert found.losses[row, column] == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("seed", range(16))
def test_a_random_network_has_the_losses_and_the_kinks_that_numpy_finds(seed):
    network = random_network(seed)
    names = entries(network)[:2]
    if len(names) < 2:
        names.append(next(iter(network.inputs)))
    text = " ".join(f"{each}=-2:3" for each in names)
    found = landscape_of(place_in(network), text, (5, 6), BOTH[seed % 2])
    at = [
        [by_numpy(network, changed(network, names, (x, y))) for x in found.columns]
        for y in found.rows
    ]
    losses = [[loss for loss, _ in row] for row in at]
    np.testing.assert_allclose(found.losses, losses, rtol=1e-11, atol=1e-300)
    signs = np.array([[signs for _, signs in row] for row in at])
    if signs.size:
        np.testing.assert_array_equal(found.beside, (signs[:, 1:] != signs[:, :-1]).any(axis=2))
        np.testing.assert_array_equal(found.above, (signs[1:] != signs[:-1]).any(axis=2))
    else:
        assert not found.beside.any()
        assert not found.above.any()


def test_shipped_networks_are_unrolled_and_a_larger_one_is_not():
    for name in ("skip", "xor", "neuron", "regression", "plain", "classifier"):
        assert unroll_forward(Forward.of(load_network(name))) is not None
    large = network_of("sum(square(x @ w))", w=np.ones((20, 30)), x=np.ones((10, 20)))
    assert unroll_forward(Forward.of(large)) is None


def test_a_point_where_infinities_take_each_other_away_is_nowhere():
    here = {"v": 0.0, "w": 0.0}
    way = Direction("random 1", {"v": np.float64(0.6), "w": np.float64(-0.8)}, here)
    assert np.isnan(way.at({"v": np.inf, "w": np.inf}))
    assert way.at({"v": 1.0, "w": -1.0}) == pytest.approx(1.4)


def test_random_directions_are_orthonormal_and_drawn_by_their_seed():
    place = place_in(load_network("xor"))
    found = landscape_of(place, "random 7", (3, 5))
    first, second = (axis.way.parts for axis in found.axes)
    dot = lambda a, b: sum(float(np.sum(a[name] * b[name])) for name in a)  # noqa: E731
    assert [dot(first, first), dot(second, second)] == pytest.approx([1, 1])
    assert dot(first, second) == pytest.approx(0, abs=1e-15)
    assert set(first) == set(place.program.network.parameters)
    point = {
        name: value + found.columns[4] * first[name] + found.rows[2] * second[name]
        if name in first
        else value
        for name, value in place.point.items()
    }
    expected, _ = by_numpy(place.program.network, point)
    assert found.losses[2, 4] == pytest.approx(expected, rel=1e-12)
    assert found.here == [0, 0]
    assert found.losses[1, 2] == pytest.approx(place.loss, rel=1e-12)
    again = landscape_of(place, "random 7", (3, 5))
    other = landscape_of(place, "random 8", (3, 5))
    assert (again.losses == found.losses).all()
    assert not (other.losses == found.losses).all()


def test_the_gradient_is_one_direction_and_at_right_angles_is_another():
    place = place_in(load_network("skip"))
    found = landscape_of(place, "gradient", (3, 3))
    first, second = (axis.way.parts for axis in found.axes)
    gradient = np.array([0.75, 0.25, 0.25, 0.5])  # of the exercise, w0 to w3
    names = ["w0", "w1", "w2", "w3"]
    np.testing.assert_allclose(
        [first[name] for name in names], gradient / math.hypot(*gradient), rtol=1e-15
    )
    assert sum(first[name] * second[name] for name in names) == pytest.approx(0, abs=1e-15)
    # The next update goes against it, as far as the gradient is long at a learning rate of 1.
    assert found.update == pytest.approx([-math.hypot(*gradient), 0], abs=1e-15)


def test_the_path_is_where_the_iterations_start():
    place = place_in(load_network("xor"), 3, 2000)
    found = landscape_of(place, "W1[0,1] b2[0]", (2, 2)).path
    starts = [place.timeline.start(each) for each in found.iterations]
    base = place.program.base
    expected = [[start[base["W1"]][0, 1], start[base["b2"]][0]] for start in starts]
    assert found.places.tolist() == expected
    assert found.iterations[0] == 0
    assert found.iterations[-1] == 2000
    assert len(found.iterations) <= 202
    assert found.is_projected
    at = list(found.iterations).index(3)
    assert found.apart[at] == 0
    moved = [
        np.ravel(start[base[name]] - place.point[name])
        for start in [starts[-1]]
        for name in place.program.network.parameters
    ]
    apart = np.concatenate(moved) ** 2
    inside = (expected[-1][0] - expected[at][0]) ** 2 + (expected[-1][1] - expected[at][1]) ** 2
    assert found.apart[-1] == pytest.approx(math.sqrt(apart.sum() - inside))


def network_of(loss, **parameters):
    return Network((Definition("L", parse(loss)),), "L", {}, {}, parameters)


def test_the_path_of_training_that_moves_nothing_else_is_not_projected():
    place = place_in(network_of("square(a) + square(b)", a=1.0, b=2.0), 0, 5)
    assert not landscape_of(place, "a b").path.is_projected


def test_losses_that_are_no_numbers_are_on_the_grid_as_such():
    found = landscape_of(
        place_in(network_of("log(a) + 1/b", a=1.0, b=2.0)), "a=-1:1 b=-1:1", (3, 3)
    )
    assert np.isnan(found.losses[:, 0]).all()
    assert np.isneginf(found.losses[[0, 2], 1]).all()
    assert np.isposinf(found.losses[1, 2])
    assert found.losses[2, 2] == 1


def test_what_was_set_by_hand_in_an_iteration_has_no_landscape():
    debugger = Debugger(derive(load_network("skip")))
    debugger.step(2)
    stop = debugger.set_value("h0 = 3")
    with pytest.raises(DebuggerError, match="h0 is set by hand in this iteration"):
        Place.of(0, stop.timeline)
    assert Place.of(1, stop.timeline).run.number == 1
