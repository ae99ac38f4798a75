"""Nothing is cut beside free cells, names that are cut differ, and no number is made another."""

import re
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.debugger.debugger import Debugger
from engine.network.arguments import build_network
from engine.program.program import derive
from engine.program.recipe import Recipe
from tui.drawing.entries import Table as Entries
from tui.drawing.look import Look
from tui.drawing.names import told_apart
from tui.drawing.values import Table, table_shown
from tui.graph.pictures import Pictures, seen

WORDS = ["first", "second", "layer", "hidden", "weight", "bias", "of", "the", "output"]
LONG = st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map("_".join)
BIG = st.floats(-1e300, 1e300).filter(lambda x: x == 0 or abs(x) > 1e-300)
SIZES = st.tuples(st.integers(60, 220), st.integers(16, 70))


def text_of(line):
    return "".join(text for text, _ in line)


@st.composite
def stops(draw):
    """A step of a network with long names and big numbers."""
    names = draw(st.lists(LONG, min_size=5, max_size=5, unique=True))
    weight, bias, x, z, h = [f"{name}_{i}" for i, name in enumerate(names)]
    network = build_network(
        f"{z} = {weight}*{x} + {bias}\n{h} = relu({z})\nL = {h}*{h}",
        loss="L", inputs={x: draw(BIG)}, parameters={weight: draw(BIG), bias: draw(BIG)},
    )  # fmt: skip
    debugger = Debugger(derive(network))
    return debugger.goto(draw(st.integers(0, len(debugger.stop.program.equations))))


@given(st.lists(LONG, min_size=1, max_size=12, unique=True), st.integers(6, 30))
def test_names_that_are_cut_are_told_apart(names, width):
    shown = told_apart(names, width, "…")
    assert all(len(text) <= width for text in shown.values())
    assert all(shown[name] == name for name in names if len(name) <= width)
    assert len(set(shown.values())) == len(names)


@given(stops(), SIZES)
@settings(max_examples=20)
def test_in_the_table_no_name_is_cut_beside_free_columns(stop, size):
    look, width = Look(), size[0] - size[0] * 3 // 5 - 2
    table = Table.of(stop.program, look)
    columns = table.columns(width)
    lines = [text_of(line) for line in table_shown(table, stop, look, (width, size[1])).lines]
    assert all(len(line) <= width for line in lines)
    names = [line[1 : 1 + columns.name].rstrip() for line in lines]
    assert len(set(names)) == len(names)
    is_cut = any("…" in name for name in names)
    free = width - columns.name - 2 * columns.number - 4 - (8 if columns.words else 2)
    assert not is_cut or free <= 1
    if columns.number >= 8:
        assert not any("#" in line for line in lines)


@given(stops(), SIZES)
@settings(max_examples=20)
def test_in_the_graph_names_differ_and_no_wire_has_a_number_that_does_not_fit(stop, size):
    shown = seen(Pictures(Look().glyphs), stop, Look(), (size[0] - 2, size[1] // 2)).shown
    for line in shown.lines:
        assert not any("#" in text for text, role in line if role == "hot" and "━" in text)
    roles = ("title", "active", "dead", "kink", "here")
    names = [text.rstrip("▲✗◇ ") for line in shown.lines for text, role in line if role in roles]
    names = [name for name in names if name]
    assert len(set(names)) == len(names)


def test_the_classifier_shows_no_number_that_does_not_fit():
    """It was `[3] #####….0006` at 120×36, beside twelve columns for states that it has not."""
    stop = Debugger(Recipe("classifier", {}).read().program()).goto(6)
    table = Table.of(stop.program, Look())
    rows = [text_of(line) for line in table_shown(table, stop, Look(), (46, 18)).lines]
    assert not any("#" in row for row in rows)
    value = stop.state.gradient("b")
    least, most = re.search(r"\[3\] (−?[\d.]+)…(−?[\d.]+)", rows[table.rows["b"]]).groups()
    assert float(least.replace("−", "-")) == pytest.approx(value.min(), rel=0.1)
    assert float(most.replace("−", "-")) == pytest.approx(value.max(), rel=0.1)


@pytest.mark.parametrize(("columns", "width"), [*product([2, 12, 120], [56, 76, 116, 216])])
def test_the_headings_of_the_inspector_have_their_numbers(columns, width):
    network = build_network(
        "Z = X @ W\nL = sum(Z)", loss="L", inputs={"X": [[1.0, 2.0]]},
        parameters={"W": [[0.5] * columns] * 2},
    )  # fmt: skip
    debugger = Debugger(derive(network))
    debugger.goto(1)
    table = Entries.of(debugger.select("W"), Look(), width)
    left = columns - table.shown
    heading = text_of(table.lines(range(2), left)[0]).split("│")[0]
    assert "…" not in heading
    assert re.findall(r"\d+", heading) == [str(i) for i in range(left, columns)]
