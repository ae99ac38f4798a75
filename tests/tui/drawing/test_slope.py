"""The picture of the loss over a line."""

import numpy as np

from engine.network.files import load_network
from tests.engine.landscape.surveys import line_of, place_in
from tests.engine.landscape.test_plane import network_of
from tui.drawing.look import Look
from tui.drawing.slope import places_in, size_of, slope_lines
from tui.drawing.terrain import GUTTER, Size

ASCII = Look(ascii=True)


def drawn(curve, size, cursor, look=ASCII):
    texts = ["".join(text for text, _ in line) for line in slope_lines(curve, cursor, look, size)]
    return [text[GUTTER:].ljust(size.columns) for text in texts], texts


def test_the_curve_of_skip_has_its_kink_the_point_and_the_next_update():
    size = Size(41, 12)
    place = place_in(load_network("skip"), 0, 3)
    rows, texts = drawn(line_of(place, "w0=-1:1", places_in(size, ASCII)), size, 1.0)
    plot = rows[:12]
    at = {mark: [(x, y) for y, row in enumerate(plot) for x, c in enumerate(row) if c == mark]
          for mark in "@K<"}  # fmt: skip
    ((kink_x, kink_y),) = at["K"]
    ((here_x, here_y),) = at["@"]
    ((end, arrow),) = at["<"]
    assert kink_x == 20  # w0 = 0 in the middle
    assert here_x == 30
    assert end == 15  # w0 = -0.25
    assert arrow == here_y < kink_y
    assert set(plot[here_y][end + 1 : here_x]) == {"-"}
    # Left of the kink it is flat at 3, right of it it rises.
    assert {plot[kink_y][x] for x in range(20)} <= set(".':")
    assert all(row[40] != " " for row in plot)  # the cursor
    assert rows[12][15] == "E"
    assert rows[12][30] == "S"
    assert texts[-1].split() == ["-1", "w0", "1"]
    assert all(text.isascii() for text in texts)


def test_every_column_of_a_curve_has_a_dot_where_its_loss_is():
    size = Size(60, 20)
    for look in (ASCII, Look()):
        network = network_of("square(a) - a", a=0.5)
        curve = line_of(place_in(network), "a=-2:3", places_in(size, look))
        rows, _ = drawn(curve, size, -2.0, look)
        losses = np.linspace(-2, 3, 60) ** 2 - np.linspace(-2, 3, 60)
        shade = set(".':") if look.ascii else {chr(i) for i in range(0x2801, 0x2900)}
        heights = []
        for x in range(2, 58):
            ys = [y for y, row in enumerate(rows[:20]) if row[x] in shade or row[x] in "@◉"]
            heights.append(np.mean(ys))
        order = np.corrcoef(heights, losses[2:58])[0, 1]
        assert order < -0.98  # the higher the loss the smaller the row


def test_losses_that_are_no_numbers_are_told_and_a_small_room_has_no_picture():
    size = Size(40, 6)
    curve = line_of(place_in(network_of("log(a)", a=1.0)), "a=-1:1", places_in(size, ASCII))
    rows, _ = drawn(curve, size, 1.0)
    assert set(rows[0][:19]) == {"!"}
    assert size_of(25, 10) is None
