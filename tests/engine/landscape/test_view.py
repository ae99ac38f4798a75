"""What of a landscape is seen: moved, zoomed and panned."""

import numpy as np
import pytest

from engine.errors import DebuggerError
from engine.landscape.directions import moved_point
from engine.landscape.explorer import Explorer, coarser
from engine.landscape.forward import Forward
from engine.landscape.view import View
from engine.landscape.wish import read_point, read_wish
from engine.network.files import load_network
from tests.engine.landscape.surveys import by_numpy, place_in
from tests.engine.landscape.test_plane import network_of

SIZE = 21, 11
"""Columns and rows of cells."""


def view_of(text, place=None):
    place = place or place_in(load_network("skip"))
    return View.of(read_wish(text, place.program), place)


def test_the_cursor_begins_on_the_point_or_amid_what_is_seen():
    assert view_of("w0=-1:1 w1=0:2").cursor == (0.5, 0.5)
    assert view_of("w0=-1:0 w1=0:2").cursor == (-0.5, 1)


def test_the_cursor_moves_by_cells_and_takes_what_is_seen_along():
    view = view_of("w0=-1:1 w1=-1:1")
    assert view.moved((1, -2), SIZE).cursor == pytest.approx((0.6, 0.1))
    assert view.moved((1, -2), SIZE).ranges == view.ranges
    beyond = view.moved((10, 0), SIZE)
    assert beyond.cursor == pytest.approx((1.5, 0.5))
    assert beyond.ranges[0] == pytest.approx((-0.5, 1.5))
    assert beyond.ranges[1] == view.ranges[1]


def test_zoom_keeps_the_cursor_where_it_is_on_the_screen():
    view = view_of("w0=-1:1 w1=-1:1")
    closer = view.zoomed(-1)
    assert closer.cursor == view.cursor
    assert closer.ranges[0] == pytest.approx((-0.25, 0.75))
    assert closer.zoomed(1).ranges[0] == pytest.approx((-1, 1))
    assert view.centred().ranges[0] == pytest.approx((-0.5, 1.5))
    assert view.panned((1, 0)).ranges[0] == pytest.approx((-0.5, 1.5))
    assert view.panned((1, 0)).cursor == pytest.approx((1, 0.5))


@pytest.mark.parametrize("sizes", [-200, 2000])
def test_zoom_ends_where_floats_do(sizes):
    view = view_of("w0=-1:1 w1=-1:1")

    def zoom(times):
        return zoom(times - 1).zoomed(sizes) if times else view

    with pytest.raises(DebuggerError, match="no numbers to go on to"):
        zoom(50)


def test_what_is_at_the_cursor_is_the_loss_there_and_the_kinks_within_half_a_cell():
    place = place_in(load_network("skip"))
    explorer = Explorer(Forward.of(place.program.network))
    view = view_of("w0=-1:1 w1=-1:1", place)
    spot = explorer.spot(place, view.at((0.02, 0.5)), (21, 21))
    expected, _ = by_numpy(place.program.network, {**place.point, "w0": 0.02})
    assert spot.loss == pytest.approx(expected)
    assert {kink.node for kink, _ in spot.kinks} == {"h0", "h1"}
    assert not explorer.spot(place, view, (21, 21)).kinks


@pytest.mark.parametrize("text", ["w0 w3", "random 5", "gradient"])
def test_the_point_that_is_typed_is_that_of_the_cursor(text):
    place = place_in(load_network("skip"))
    view = view_of(text, place).moved((3, -2), SIZE)
    ways = [axis.way for axis in view.axes(place)]
    expected = moved_point(place.point, ways, view.cursor)
    assert read_point(view.point, place) == pytest.approx(dict(expected), rel=1e-15)


def test_a_landscape_is_computed_once_and_coarser_where_it_takes_too_long():
    place = place_in(load_network("skip"))
    explorer = Explorer(Forward.of(place.program.network))
    view = view_of("w0 w1", place)
    work = explorer.work(place, view, (11, 21))
    assert work.shape == (11, 21)
    assert [*work.progress()][-1] == 11 * 21
    assert explorer.work(place, view, (11, 21)) is None
    assert explorer.found_of(view.wish).losses.shape == (11, 21)
    assert explorer.work(place, view.zoomed(1), (11, 21)) is not None
    assert explorer.found_of(read_wish("w0 w2", place.program)) is None
    assert coarser((50, 100), 5.0, 20.0) == (50, 100)
    assert coarser((50, 100), 80.0, 20.0) == (25, 50)
    assert coarser((1, 200), 80.0, 20.0) == (1, 50)
    assert coarser((50, 100), 1e9, 20.0) == (6, 10)


@pytest.mark.parametrize("most", [20.0, 1e-9])
def test_a_curve_is_computed_bit_by_bit_with_fewer_kinks_where_these_take_too_long(most):
    network = network_of("sum(abs(a - k))", a=0.0, k=np.linspace(-0.5, 0.5, 7))
    place = place_in(network)
    explorer = Explorer(Forward.of(network), most)
    view = view_of("a=-1:1", place)
    work = explorer.work(place, view, (1, 40))
    done = [*work.progress()]
    assert done == sorted(done)
    assert done[-1] >= work.size
    curve = explorer.found_of(view.wish)
    assert len(curve.breaks) + curve.unsolved == 7
    assert (curve.unsolved == 0) is (most > 1)
    assert [each.at for each in curve.breaks] == pytest.approx(
        np.linspace(-0.5, 0.5, 7)[: len(curve.breaks)], abs=1e-12
    )
