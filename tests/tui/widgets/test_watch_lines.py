"""The lines of the watches, and the rows they share."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from engine.debugger.debugger import Debugger
from engine.language.notation import Style
from engine.network.files import load_network
from engine.program.program import derive
from engine.program.recipe import Recipe
from engine.queries.answers import BY_ZERO, UNDECIDED
from tests.tui.widgets.strips import RATIO
from tui.drawing.look import Look
from tui.drawing.watches import Strip, worth_text
from tui.screens.rows import lower_height, strip_height

LONG = "(dL/dw0*dL/dw0 + dL/dw1*dL/dw1 + dL/dw2*dL/dw2 + dL/dw3*dL/dw3)**0.5"


def lines_of(stop, width, height=9, look=None):
    """The lines of the strip, and the roles of their spans."""
    look = look or Look()
    lines = Strip.fit(stop, look, width, height).lines(stop, look)
    return ["".join(text for text, _ in line) for line in lines], lines


# The lines


def test_values_stand_in_columns_and_changed_ones_stand_out(skip):
    for text in (RATIO, "dead(h0)", "w3"):
        skip.watch(text)
    texts, lines = lines_of(skip.goto(21, 1), 80)
    assert texts == [
        " 1 ∂L/∂h0 / ∂L/∂h1 = 0.25      step before 0.25      iteration before 1.5     ",
        " 2 dead(h0)        = true      step before true      iteration before false   ",
        " 3 w3              = 0         step before 0         iteration before 0       ",
    ]
    assert [line[2][1] for line in lines] == ["text", "text", "text"]
    stop = skip.goto(21, 0)  # w3 = 0.5 - 1 * 0.5
    assert [line[2][1] for line in lines_of(stop, 80)[1]] == ["text", "text", "hot"]


@given(
    width=st.integers(60, 200),
    height=st.integers(2, 6),
    texts=st.lists(st.sampled_from([RATIO, LONG, "dead(h0)", "w0", "L/h0"]), unique=True),
    step=st.integers(1, 21),
    ascii_only=st.booleans(),
)
def test_every_line_fits_and_shows_its_value(width, height, texts, step, ascii_only):
    debugger = Debugger(derive(load_network("skip")))
    for text in texts:
        debugger.watch(text)
    stop = debugger.goto(step, 1)
    look = Look(ascii_only)
    lines, _ = lines_of(stop, width, height, look)
    assert len(lines) == min(len(texts), height)
    assert all(cell_len(line.rstrip()) <= width for line in lines)
    shown = len(texts) if len(texts) <= height else height - 1
    known = {"w0": "-0.25" if ascii_only else "−0.25", "dead(h0)": "true"}
    for line, text in zip(lines[:shown], texts, strict=False):
        value = line.split(" = ")[1].split("step")[0].strip()
        if text in known and (text != "dead(h0)" or step >= 2) and (text != "w0" or step < 18):
            assert value == known[text]
        assert value
    assert len({line.index(" = ") for line in lines[:shown]}) <= 1
    if shown < len(texts):
        assert lines[-1] == f" {len(texts) - shown} more: :watches"


def test_a_long_expression_is_shortened_and_its_value_is_not(skip):
    skip.watch(LONG)
    # The gradients of the exercise: 0.75, 0.25, 0.25 and 0.5.
    norm = np.sqrt(0.75**2 + 0.25**2 + 0.25**2 + 0.5**2)
    for width in (60, 80):
        ((line,), _) = lines_of(skip.goto(21), width)
        title, _, rest = line.partition(" = ")
        assert title.rstrip().endswith("…")
        assert float(rest.split()[0]) == pytest.approx(norm, abs=1e-4)
    ((line,), _) = lines_of(skip.goto(21), 160)
    assert "…" not in line


def test_problems_are_said_and_stand_out(skip):
    skip.watch("L / h0")
    skip.watch("h0 * 0 / 0 < 1")
    texts, lines = lines_of(skip.goto(7, 1), 100)
    assert "= division by 0 " in texts[0]
    assert "= undecided: NaN " in texts[1] or "= NaN " in texts[1]
    assert [line[2][1] for line in lines] == ["error", "error"]
    texts, _ = lines_of(skip.stop, 60)
    assert "= x/0 " in texts[0]


@pytest.mark.parametrize(
    ("worth", "width", "text"),
    [
        (None, 6, "·"),
        (0.0625, 4, ".062"),
        (float("nan"), 6, "nan"),
        (float("-inf"), 6, "−inf"),
        (BY_ZERO, 14, "division by 0"),
        (BY_ZERO, 8, "x/0"),
        (UNDECIDED, 14, "undecided: NaN"),
        (UNDECIDED, 13, "NaN"),
        ((True,), 6, "true"),
        ((True, False), 14, "[true, false]"),
        ((True, False), 11, "1 of 2 true"),
        ((True, False), 8, "1/2 true"),
        ((True,) * 10 + (False,) * 90, 6, "10/100"),
        ((True,) * 1000 + (False,) * 9000, 6, "######"),
        (np.array([1.0, 0.5]), 10, "[1, 0.5]"),
        (np.array([1.0, 0.5]), 6, "1 0.5"),
        (np.eye(2), 16, "[[1, 0], [0, 1]]"),
        (np.eye(2), 14, "[2×2] 0…1"),
        (np.eye(2), 6, "[2×2]"),
        (np.zeros((100, 100)), 6, "[…]"),
    ],
)
def test_a_worth_in_so_many_columns(worth, width, text):
    assert worth_text(worth, Look(), Style(digits=6), width) == text


def test_arrays_have_room_for_their_range():
    debugger = Debugger(Recipe("xor", seed=1).program())
    weights = debugger.stop.program.network.parameters["W1"]
    debugger.watch("W1")
    ((line,), _) = lines_of(debugger.stop, 120)
    shown = line.split(" = ")[1].split("  ")[0]
    least, most = shown.removeprefix("[2×2] ").replace("−", "-").split("…")
    assert float(least) == pytest.approx(weights.min(), rel=0.01)
    assert float(most) == pytest.approx(weights.max(), rel=0.01)


# Sharing the rows


@given(
    height=st.integers(16, 80),
    nodes=st.integers(1, 40),
    has_arrays=st.booleans(),
    watches=st.integers(0, 20),
)
def test_the_strip_takes_its_rows_where_they_are_to_spare(height, nodes, has_arrays, watches):
    rows = strip_height(height, watches)
    lower = lower_height(height, nodes, has_arrays, rows)
    alone = lower_height(height, nodes, has_arrays)
    graph = height - 2 - rows - lower
    assert rows <= watches
    assert lower >= 3  # a frame with a line in it
    assert lower <= alone
    assert graph >= min(12, height - 2 - alone)
    if height == 24:
        assert rows <= 3
