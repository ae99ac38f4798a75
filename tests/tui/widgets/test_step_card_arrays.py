"""The step card of arrays and of their entries."""

import math
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from engine.debugger.debugger import Debugger
from engine.program.recipe import Recipe
from tests.tui.widgets.cards import LARGE, SMALL, card, words
from tui.drawing.card import card_title
from tui.drawing.look import Look

SIGNS = "+−·⊙/="


NAMES = {
    "exp": math.exp, "log": math.log, "square": lambda z: z * z,
    "relu": lambda z, **_: max(z, 0.0), "step": lambda z, **_: float(z > 0),
}  # fmt: skip
"""What the functions in a hand computation mean."""


def trained(name, step, iteration=30, entry=()):
    debugger = Debugger(Recipe(name, seed=8).program())
    debugger.goto(step, iteration)
    return debugger.single_out(*entry)


def steps_of(name):
    return range(1, len(Recipe(name, seed=8).program().equations) + 1)


def index_of(stop):
    return stop.entry_of(stop.node)


@pytest.mark.parametrize(
    ("step", "parts"),
    [
        (1, ["Z = X · W1 + b1", "⎡0 0⎤", "⎣1 1⎦", "Z adds up"]),
        (2, ["H = ReLU(Z)", "ReLU⎜", "Unit 0 is dead for all 4 samples"]),
        (5, ["∂L/∂O = 1 / 4 · (softmax(O) − Y)", "prediction minus"]),
        (6, ["∂L/∂W2 = Hᵀ · ∂L/∂O", "Each of the 4 samples contributes"]),
        (7, ["∂L/∂b2 = Σₙ (∂L/∂O)ₙ", "sum of ∂L/∂O over the 4 samples"]),
        (12, ["W1 = W1 − lr · ∂L/∂W1", "against its gradient"]),
    ],
)
def test_matrices_are_written_out_where_there_is_room(step, parts):
    text = words(card(trained("xor", step), LARGE))
    assert [part for part in parts if part not in text] == []


def written(lines):
    """All numbers that are on a card."""
    return [float(n.replace("−", "-")) for n in re.findall(r"−?\d[\d.]*(?:e−?\d+)?", words(lines))]


@pytest.mark.parametrize("size", [SMALL, LARGE])
@pytest.mark.parametrize("step", steps_of("xor"))
def test_a_small_result_is_shown_whole_or_else_by_its_range(size, step):
    stop = trained("xor", step)
    lines = card(stop, size)
    entries = np.ravel(stop.step.value)
    if re.search(r"= \[4×2\] from", words(lines)):
        assert size == SMALL
        entries = [min(entries), max(entries)]
    for entry in entries:
        assert any(n == pytest.approx(entry, rel=0.06, abs=5e-4) for n in written(lines)), entry


@pytest.mark.parametrize(
    ("name", "entry"),
    [
        ("xor", ()),
        ("xor", (1, 0)),
        ("xor", (3, 1)),
        ("classifier", ()),
        ("classifier", (1, 1)),
        ("regression", (2,)),
    ],
)
def test_no_line_is_wider_than_the_card_and_none_ends_with_a_sign(name, entry):
    debugger = Debugger(Recipe(name, seed=8).program())
    debugger.single_out(*entry)
    debugger.goto(1, 400)
    for step in steps_of(name):
        stop = debugger.goto(step)
        for width in (44, 56, 92):
            for line in card(stop, (width, 18)):
                assert cell_len(line) <= width
                assert not line.rstrip().endswith(tuple(SIGNS)), line


@pytest.mark.parametrize("entry", [(0, 0), (1, 0), (2, 1), (3, 1)])
def test_the_value_of_an_entry_is_seen_without_scrolling(entry):
    debugger = Debugger(Recipe("xor", seed=8).program())
    debugger.single_out(*entry)
    debugger.goto(1, 400)
    for step in steps_of("xor"):
        stop = debugger.goto(step)
        if (index := index_of(stop)) is not None:
            seen = card(stop, SMALL)[: SMALL[1]]
            value = Look().style(stop.program).number(float(stop.step.value[index]))
            assert any(line.endswith((f"= {value}", f"≈ {value}")) for line in seen), (step, seen)


@given(
    st.integers(36, 120), st.sampled_from([1, 2, 3, 5, 7, 8, 9, 11, 13, 15]),
    st.integers(0, 3), st.integers(0, 1),
)  # fmt: skip
def test_a_formula_that_is_broken_into_lines_says_the_same(width, step, sample, unit):
    stop = trained("xor", step, 2, (sample, unit))
    said, whole = (words(card(stop, (columns, 40))) for columns in (width, 400))
    assert said.replace(" ", "") == whole.replace(" ", "")


@pytest.mark.parametrize(
    ("name", "entry"),
    [*((name, entry) for name in ("xor", "classifier") for entry in [(0, 0), (3, 1), (1, 0)]),
     ("regression", (0,)), ("regression", (4,))],
)  # fmt: skip
def test_every_line_of_an_entrys_arithmetic_comes_to_its_value(name, entry):
    """Read as Python, which knows nothing of how it was derived."""
    seen = 0
    for step in steps_of(name):
        stop = trained(name, step, entry=entry)
        index = index_of(stop)
        if index is None:
            continue
        value = float(stop.step.value[index])
        first, *rest = card(stop, (1000, 40), Look(ascii=True))
        head = f"{stop.step.symbol}[{','.join(map(str, index))}] = "
        assert first.startswith(head)
        lines = [line.strip().lstrip("~").removeprefix("= ") for line in rest if line[:1] == " "]
        sides = [side for line in lines for side in re.split(" ~?= ", line)]
        assert sides
        for side in sides:
            assert "[" not in side
            found = eval(side, {"__builtins__": {}}, NAMES)  # noqa: S307
            assert found == pytest.approx(value, rel=1e-3, abs=2e-6), (step, side)
            seen += 1
    assert seen > 5


@pytest.mark.parametrize(
    ("entry", "step", "title"),
    [
        ((), 1, "Step"),
        ((3, 1), 1, "Step, sample 3, unit 1"),
        ((3, 1), 3, "Step, sample 3, unit 1"),
        ((3, 1), 4, "Step"),
        ((1, 1), 6, "Step, entry 1, 1"),
        ((1, 1), 7, "Step, entry 1"),
    ],
)
def test_the_title_names_the_entry(entry, step, title):
    assert card_title(trained("xor", step, entry=entry), Look()) == title


def test_before_the_first_step_an_entry_changes_nothing():
    debugger = Debugger(Recipe("xor").program())
    debugger.single_out(1, 1)
    assert card_title(debugger.stop, Look()) == "Step"
    assert "Press n" in words(card(debugger.stop))
