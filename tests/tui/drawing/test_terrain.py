"""The picture of a landscape: every cell against the formula of the loss."""

from itertools import pairwise

import numpy as np
import pytest

from engine.network.files import load_network
from tests.engine.landscape.surveys import landscape_of, place_in
from tests.engine.landscape.test_plane import network_of
from tui.drawing.bands import ASCII_SHADES, SHADES, Bands
from tui.drawing.look import Look
from tui.drawing.terrain import GUTTER, Size, size_of, terrain_lines

ASCII = Look(ascii=True)


def drawn(landscape, size, look=ASCII, cursor=(9.0, 9.0)):
    lines = terrain_lines(landscape, cursor, look, size)
    texts = ["".join(text for text, _ in line) for line in lines]
    return [text[GUTTER : GUTTER + size.columns] for text in texts[:-1]], texts


@pytest.mark.parametrize("look", [ASCII, Look()])
def test_the_denser_a_cell_the_higher_its_loss_and_the_scale_says_how_high(look):
    network = network_of("square(a) + 3*square(b)", a=0.5, b=-0.5)
    size = Size(31, 11)
    rows, texts = drawn(landscape_of(place_in(network), "a=-1:1 b=-1:1", size[::-1]), size, look)
    a, b = np.meshgrid(np.linspace(-1, 1, 31), np.linspace(1, -1, 11))
    losses = a**2 + 3 * b**2
    shades = ASCII_SHADES if look.ascii else SHADES
    found = {shade: [] for shade in shades}
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            if cell in shades:
                found[cell].append(losses[row, column])
    bands = [each for each in found.values() if each]
    assert len(bands) >= 4
    assert all(max(low) < min(high) for low, high in pairwise(bands))
    # On the right each glyph stands beside the least loss of its band.
    scale = [text[GUTTER + 31 :].split() for text in texts if text[GUTTER + 31 :].strip()]
    for glyph, sign, number in (each for each in scale if len(each) == 3):
        assert sign == (">=" if look.ascii else "≥")
        assert float(number) <= min(found[glyph[0]]) <= float(number) + 1
    assert sum(map(len, found.values())) == 31 * 11 - 1  # the point; the next update is outside


def test_kinks_are_lines_and_the_point_the_update_and_the_path_have_marks():
    size = Size(31, 21)
    landscape = landscape_of(place_in(load_network("skip"), 0, 4), "w0=-1:1 w1=-1:1", size[::-1])
    rows, texts = drawn(landscape, size, cursor=(1.0, -1.0))
    # z0 = w0 changes its sign behind column 15, where w0 = 0.
    assert {row[15] for row in rows[1:-1]} <= {"|", "+"}
    assert set(rows[10][17:]) == {"-"}  # z1 = w1 h0 above row 10 from below, where h0 > 0
    at = {mark: [(x, y) for y, row in enumerate(rows) for x, c in enumerate(row) if c == mark]
          for mark in "@USEX"}  # fmt: skip
    assert at["@"] == [(22, 5)]  # w0 = 0.5 is 0.75 of the way, w1 = 0.5 as far from below
    assert at["U"] == [(11, 8)]  # w0 = -0.25, w1 = 0.25
    assert at["X"] == [(30, 20)]
    assert texts[0].split()[0] == "1"
    assert texts[1].split()[0] == "w1"
    assert texts[-1].split() == ["-1", "w0", "1"]
    assert all(text.isascii() for text in texts)


def test_kinks_in_most_cells_are_not_drawn():
    network = network_of("sum(abs(a - k) + abs(b - k))", a=0.0, b=0.0, k=np.linspace(-1, 1, 40))
    landscape = landscape_of(place_in(network), "a=-1:1 b=-1:1", (9, 21))
    rows, _ = drawn(landscape, Size(21, 9))
    assert not set("|+-") & set("".join(rows)) - set(ASCII_SHADES)


def test_losses_that_are_no_numbers_have_a_sign_and_a_flat_landscape_one_shade():
    network = network_of("log(a) + 0*b", a=1.0, b=1.0)
    rows, texts = drawn(landscape_of(place_in(network), "a=-1:1 b", (6, 21)), Size(21, 6))
    assert all(set(row[:10]) == {"!"} for row in rows)
    assert "no number" in texts[0]
    rows, texts = drawn(landscape_of(place_in(network), "a=1:1.5 b", (6, 21)), Size(21, 6))
    flat = landscape_of(place_in(network_of("0*a + 0*b + 2", a=0.0, b=0.0)), "a b", (6, 21))
    rows, texts = drawn(flat, Size(21, 6))
    assert set("".join(rows)) <= set(".@U")
    assert texts[0].split()[-2:] == [">=", "2"]


def test_a_picture_may_have_more_cells_than_losses():
    network = network_of("square(a) + square(b)", a=0.0, b=0.0)
    rows, _ = drawn(landscape_of(place_in(network), "a=-1:1 b=-1:1", (5, 9)), Size(61, 21))
    assert len(rows) == 21
    assert rows[0][0] == rows[-1][-1] == ASCII_SHADES[-1]


def test_losses_over_decades_have_logarithmic_bands_and_a_few_huge_ones_hide_nothing():
    bands = Bands.of(np.array([10.0**i for i in range(-6, 1)]))
    assert bands.is_log
    ratios = np.diff(np.log10(bands.edges))
    assert ratios == pytest.approx([ratios[0]] * len(ratios))
    spread = np.concatenate([np.linspace(-1, 1, 200), [1e9]])
    assert max(Bands.of(spread).edges) < 2


def test_there_is_no_picture_in_too_small_a_room():
    assert size_of(30, 20) is None
    assert size_of(80, 3) is None
    assert size_of(80, 12) == Size(80 - GUTTER - 14, 11)
