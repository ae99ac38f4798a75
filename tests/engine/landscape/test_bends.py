"""The directions in which the loss bends most."""

import numpy as np
import pytest

from engine.errors import DebuggerError
from engine.landscape.wish import read_wish
from engine.network.files import load_network
from tests.engine.landscape.surveys import landscape_of, place_in
from tests.engine.landscape.test_plane import network_of


def test_at_the_saddle_of_two_weights_the_loss_bends_along_the_diagonals():
    found = landscape_of(place_in(load_network("saddle")), "curvature=-1:1", (5, 5))
    up, down = (axis.way.parts for axis in found.axes)
    # L = (1 - w0 w1)² has the Hessian [[0, -2], [-2, 0]] at 0: along (1, -1) up, along (1, 1) down.
    half = 0.5**0.5
    assert abs(up["w0"]) == pytest.approx(half)
    assert up["w0"] == pytest.approx(-up["w1"])
    assert down["w0"] == pytest.approx(half)
    assert down["w1"] == pytest.approx(half)
    # t along them makes w0 w1 = -t²/2, and t²/2.
    np.testing.assert_allclose(found.losses[2, 4], (1 + 0.5) ** 2)
    np.testing.assert_allclose(found.losses[4, 2], (1 - 0.5) ** 2)


def test_directions_of_a_quadratic_are_its_axes_whatever_the_shapes():
    network = network_of("3*square(a) + sum(square(v) * k)", a=1.0, v=np.array([1.0, 2.0]),
                         k=np.array([-4.0, 0.5]))  # fmt: skip
    place = place_in(network)
    up, down = read_wish("curvature", place.program).directions(place)
    # By k as well, the Hessian has 2 k_i on v_i and 2 v_i between v_i and k_i.
    size = 5
    hessian = np.zeros((size, size))
    hessian[0, 0] = 6
    for i, (v, k) in enumerate([(1.0, -4.0), (2.0, 0.5)]):
        hessian[1 + i, 1 + i] = 2 * k
        hessian[1 + i, 3 + i] = hessian[3 + i, 1 + i] = 2 * v
    values = np.linalg.eigvalsh(hessian)
    for way, value in ((up, values[-1]), (down, values[0])):
        vector = np.concatenate([np.ravel(way.parts[name]) for name in ("a", "v", "k")])
        np.testing.assert_allclose(hessian @ vector, value * vector, atol=1e-9)


def test_where_nothing_bends_there_are_none():
    place = place_in(network_of("a + 2*b", a=1.0, b=1.0))
    with pytest.raises(DebuggerError, match="bends in no direction"):
        read_wish("curvature", place.program).directions(place)
    with pytest.raises(DebuggerError, match="has one parameter only"):
        landscape_of(place_in(network_of("square(a)", a=1.0)), "curvature", (3, 3))
    with pytest.raises(DebuggerError, match="takes nothing else but a range: curvature=-1:1"):
        read_wish("curvature 3", place.program)
