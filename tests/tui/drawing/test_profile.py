"""The profile over depth, drawn: bars, marks, and what stands in the place of a bar."""

import math
from itertools import pairwise

import pytest

from engine.queries.profile import Size
from tests.tui.drawing.charts import ASCII, UNICODE, text_of
from tui.drawing.profile import profile_lines

LOOKS = pytest.mark.parametrize("look", [UNICODE, ASCII], ids=["unicode", "ascii"])


def drawn(sizes, node="", look=UNICODE, width=48, height=8):
    names = [size.node for size in sizes]
    return [
        text_of(line).rstrip() for line in profile_lines(sizes, node, look, names, width, height)
    ]


HALVED = [Size(f"h{k}", 1.0, 10.0 ** (k - 4), has_gradient=True) for k in range(5)]


@LOOKS
def test_bars_are_as_high_as_gradients_in_decades(look):
    lines = drawn(HALVED, look=look, height=22)
    bar = "#" if look.ascii else "█"
    heights = [sum(line[8 + 8 * k : 16 + 8 * k].count(bar) > 0 for line in lines) for k in range(5)]
    steps = [after - before for before, after in pairwise(heights)]
    assert all(4 <= step <= 6 for step in steps)
    assert heights[-1] >= 19


@LOOKS
def test_what_is_no_bar_has_a_sign_of_its_own(look):
    sizes = [
        Size("pending", 1.0, None, has_gradient=True),
        Size("none", 1.0, None, has_gradient=False),
        Size("zero", 1.0, 0.0, has_gradient=True),
        Size("odd", 1.0, math.nan, has_gradient=True),
        Size("usual", 1.0, 0.1, has_gradient=True),
    ]
    bottom = drawn(sizes, look=look)[-3]
    signs = [bottom[8 + 8 * place : 16 + 8 * place].strip() for place in range(4)]
    assert signs == [look.glyphs.pending, "_", "0", "!"]


def test_the_node_of_the_step_is_named_and_of_many_a_few_others():
    sizes = [Size(f"node{k}", 1.0, 1.0, has_gradient=True) for k in range(500)]
    lines = profile_lines(sizes, "node251", UNICODE, [each.node for each in sizes], 78, 9)
    assert "node251" in "".join(text for text, role in lines[-1] if role == "here")
    assert all(len(text_of(line)) <= 78 for line in lines)
    assert len(lines) == 9


def test_before_the_first_step_there_is_nothing_to_draw():
    sizes = [Size("h0", None, None, has_gradient=True)]
    assert drawn(sizes) == ["nothing is computed yet: step on"]
    assert drawn(HALVED, width=10) == []
