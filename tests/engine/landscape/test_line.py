"""The loss over a line: its kinks and their slopes, against numbers that come from elsewhere."""

from itertools import pairwise

import numpy as np
import pytest

from engine.language.notation import Style
from engine.network.files import load_network
from tests.claims.networks import random_network
from tests.engine.landscape.surveys import BOTH, by_numpy, changed, entries, line_of, place_in


def kinks(curve):
    return [kink.said(index, Style()) for each in curve.breaks for kink, index in each.kinks]


def test_the_kink_of_skip_is_at_0_and_its_slopes_are_those_of_the_exercise():
    curve = line_of(place_in(load_network("skip"), 0, 5), "w0=-1:1")
    (kink,) = curve.breaks
    assert kinks(curve) == ["z0 = 0", "z1 = 0"]  # h0 is 0 on its left
    assert kink.at == 0
    assert kink.loss == 3
    assert kink.left == 0
    assert kink.right == pytest.approx(0.75, rel=1e-9)  # ∂L/∂w0 of the exercise
    assert curve.slope == 0.75
    assert (curve.here.at, curve.here.loss) == (0.5, 3.375)
    assert curve.here.left == pytest.approx(0.75, rel=1e-9)
    assert not curve.here.kinks
    assert curve.update == -0.25
    assert curve.path.places[:3, 0].tolist() == [0.5, -0.25, -0.25]


def test_the_point_on_a_kink_has_two_slopes_and_the_gradient_by_convention():
    network = load_network("skip").with_values({"w0": 0.0})
    curve = line_of(place_in(network), "w0=-1:1")
    assert [each.said(index, Style()) for each, index in curve.here.kinks] == ["z0 = 0", "z1 = 0"]
    assert curve.here.left == 0
    assert curve.here.right == pytest.approx(0.75)
    assert curve.slope == 0.75  # relu_at_zero = 1


def test_an_input_is_a_line_too_though_its_gradient_is_not_asked_for():
    curve = line_of(place_in(load_network("skip")), "x=-1:2")
    assert curve.slope == 0.375  # 0.75 · 0.5
    assert curve.update == 1
    assert kinks(curve) == ["z0 = 0", "z1 = 0"]  # h0 is 0 on its left


def test_the_largest_of_some_has_a_kink_where_another_becomes_it():
    from tests.engine.landscape.test_plane import network_of

    place = place_in(network_of("max(u) + min(2*u)", u=np.array([0.1, 0.2, 0.15])))
    curve = line_of(place, "u[0]=-1:1")
    assert [each.at for each in curve.breaks] == pytest.approx([0.15, 0.2], rel=1e-14)
    slopes = [(each.left, each.right) for each in curve.breaks]
    np.testing.assert_allclose(slopes, [(2.0, 0.0), (0.0, 1.0)], rtol=1e-9, atol=1e-9)
    assert kinks(curve)[-2:] == ["u = max(u) at [0]", "u = max(u) at [1]"]


def test_maximum_and_abs_have_kinks_and_what_is_smooth_has_none():
    from tests.engine.landscape.test_plane import network_of

    place = place_in(network_of("maximum(a, b) + abs(a - 0.25) + square(a)", a=0.5, b=-0.3))
    curve = line_of(place, "a=-1:1")
    assert kinks(curve) == ["a = b", "a − 0.25 = 0"]
    assert [each.at for each in curve.breaks] == pytest.approx([-0.3, 0.25], rel=1e-14)
    slopes = [(each.left, each.right) for each in curve.breaks]
    np.testing.assert_allclose(slopes, [(-1.6, -0.6), (0.5, 2.5)], rtol=1e-9)
    assert not line_of(place, "b=-2:0.4").unsolved


@pytest.mark.parametrize("seed", range(12))
def test_slopes_are_one_sided_differences(seed):
    network = random_network(seed)
    (name,) = entries(network)[:1]
    place = place_in(network)
    curve = line_of(place, f"{name}=-2:3", make=BOTH[seed % 2])

    def loss(at):
        return by_numpy(network, changed(network, [name], [at]))[0]

    assert curve.losses[7] == pytest.approx(loss(curve.places[7]), rel=1e-11, nan_ok=True)
    places = [each.at for each in curve.breaks]
    for each in [*curve.breaks, curve.here]:
        room = min((abs(other - each.at) for other in places if other != each.at), default=1)
        step = min(1e-4, room / 8)
        for way, slope in ((-1, each.left), (1, each.right)):
            # Three points on the side, so that the error is of the second order.
            near, far, zero = (loss(each.at + way * k * step) for k in (1, 2, 0))
            expected = way * (4 * near - far - 3 * zero) / (2 * step)
            assert slope == pytest.approx(expected, rel=1e-4, abs=1e-8 * max(abs(zero), 1) / step)


@pytest.mark.parametrize("seed", range(6))
def test_between_two_kinks_no_sign_changes(seed):
    network = random_network(seed)
    (name,) = entries(network)[:1]
    curve = line_of(place_in(network), f"{name}=-2:3", 101)
    ends = [-2, *(each.at for each in curve.breaks), 3]
    for low, high in pairwise(ends):
        signs = [
            by_numpy(network, changed(network, [name], [low + share * (high - low)]))[1].tolist()
            for share in (0.001, 0.4, 0.999)
        ]
        assert signs[0] == signs[1] == signs[2]
