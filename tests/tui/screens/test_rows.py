"""How the rows of the screen are shared out."""

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.debugger.debugger import Debugger
from engine.network.reader import read_network
from engine.network.source import Source
from engine.program.program import derive
from engine.program.recipe import Recipe
from tui.drawing.card import card_lines
from tui.drawing.look import Look
from tui.graph.pictures import Pictures
from tui.screens.rows import (
    LEAST_ROWS,
    MIN_HEIGHT,
    beside_caption,
    lower_height,
    usual_sizes,
)

LARGE = """
loss = "L"
equations = '''
H = relu(X @ W)
M = H @ U
L = mean(M * M)
'''
inputs = { X = [[1, 0, 2, -1], [0, 1, 1, 3]] }
parameters = { W = { normal = 1, shape = [4, 20] }, U = { normal = 1, shape = [20, 20] } }
"""


@given(st.integers(0, 60), st.integers(1, 3))
def test_a_caption_takes_its_rows_but_the_panels_keep_some(rows, caption):
    left = beside_caption(rows, caption)
    assert rows - caption <= left <= rows
    assert left >= min(rows, LEAST_ROWS)


@given(st.integers(MIN_HEIGHT, 100), st.integers(1, 100), st.booleans(), st.integers(0, 12))
def test_the_graph_keeps_rows_beside_the_panels_and_the_watches(height, nodes, arrays, wanted):
    watches = min(wanted, height // 8)
    lower = lower_height(height, nodes, arrays, watches)
    assert lower > 0
    assert height - 2 - lower - watches >= height // 3


@given(st.integers(60, 220), st.integers(16, 80), st.sampled_from(["skip", "xor", "deep"]))
@settings(max_examples=20)
def test_rows_go_to_who_has_a_use_for_them(width, height, name):
    """Where the graph has rows to spare, the values have all theirs, and the other way round."""
    debugger = Debugger(Recipe(name).read().program())
    pictures = Pictures(Look().glyphs)
    sizes = usual_sizes(debugger.stop, (width, height), pictures)
    usual = lower_height(height, len(debugger.stop.program.network.nodes), name == "xor")
    values = len(debugger.stop.program.reading_order) + 2
    spare = sizes.upper - pictures.wanted(debugger.stop, width - 2) - 2
    assert sizes.upper + sizes.lower == height - 2
    if spare > 0:
        assert sizes.lower >= min(usual, values)
        assert sizes.lower >= values or sizes.upper <= 14
    if sizes.lower > usual:
        assert spare >= 0
    if sizes.lower < usual:
        assert spare <= 0
        assert sizes.lower >= values


def test_the_card_has_rows_for_matrices_that_are_written_on_it_and_not_for_larger_ones():
    """Of 16 rows more the card has no use for any: a matrix of 20 rows is its range there."""
    debugger = Debugger(derive(read_network(Source("large.toml", LARGE))))
    sizes = usual_sizes(debugger.stop, (160, 50), Pictures(Look().glyphs))
    needed = 2 + max(len(card_lines(debugger.goto(n), Look(), 92, 99)) for n in range(1, 8))
    assert needed <= sizes.lower <= needed + 4
