"""How the rows of the screen are shared out."""

from hypothesis import given
from hypothesis import strategies as st

from tui.screens.rows import LEAST_ROWS, MIN_HEIGHT, beside_caption, lower_height


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
