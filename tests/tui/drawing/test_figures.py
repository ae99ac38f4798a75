"""Numbers and formulas in figures of three rows: on the card, and in captions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from engine.debugger.debugger import Debugger
from engine.network.files import load_network
from engine.program.program import derive
from tui.drawing.caption import Caption
from tui.drawing.figures import _DOTS, ROWS, figures, has_figures
from tui.drawing.large_caption import RESERVED, large_lines
from tui.drawing.look import Look
from tui.drawing.presentation import Reveal, parts_of, presented

SIGNS = "".join(_DOTS)
PROSE = "The gradient of w0 is 0.75: z0 = w0 · x = -0.25, so ReLU 0 is dead in iteration 1."


def text(line):
    return "".join(text for text, _ in line)


def spelt(rows):
    """What stands in three rows of figures, found sign by sign from the left."""
    drawn = {tuple(figures(sign, False)): sign for sign in reversed(SIGNS)}
    read, at = "", 0
    rows = [row.ljust(max(map(len, rows))) for row in rows]
    while at < len(rows[0]):
        for width in (1, 2, 3, 4, 5):
            part = tuple(row[at : at + width] for row in rows)
            after = {row[at + width : at + width + 1] for row in rows}
            if part in drawn and after <= {" ", ""}:
                read, at = read + drawn[part], at + width + 1
                break
        else:
            assert {row[at] for row in rows} == {" "}
            at += 1
    return read


def test_no_two_signs_look_alike_unless_they_mean_the_same():
    for is_ascii in (False, True):
        seen = {}
        for sign in SIGNS:
            seen.setdefault(tuple(figures(sign, is_ascii)), []).append(sign)
        assert sorted(each for each in seen.values() if len(each) > 1) == [["-", "−"], ["×", "*"]]


@given(st.text(st.sampled_from(SIGNS + " "), min_size=1, max_size=20).filter(str.strip))
def test_figures_are_three_rows_of_one_width_in_ascii_too(said):
    for is_ascii in (False, True):
        rows = figures(said, is_ascii)
        assert len(rows) == ROWS
        assert len({cell_len(row) for row in rows}) == 1
        assert not is_ascii or "".join(rows).isascii()


def test_what_has_no_figures_is_not_drawn():
    assert not has_figures("softmax(Ω)")
    assert not has_figures("  ")


# On the card of a step


def rows_of(width, height, step=15):
    stop = Debugger(derive(load_network("skip"))).goto(step)
    card = presented(stop, Look(), Reveal(stop.cursor, 9), width, height)
    return [text(line) for line in card.lines]


def test_with_room_each_side_of_the_equation_is_large():
    rows = rows_of(156, 18)
    sides = [spelt(rows[at : at + 3]) for at in (0, 4, 8, 12)]
    assert sides[0] == "∂L/∂h0=∂L/∂z2·w3+∂L/∂z1·w1"
    assert sides[1:] == ["=1·0.5+0.5·0.5", "=0.5+0.25", "=0.75"]
    assert len({rows[at].index("▄▄▄") for at in (0, 4, 8, 12)}) == 1


def test_with_less_room_names_are_small_and_the_value_is_the_last_to_shrink():
    rows = rows_of(116, 18)
    assert rows[0].startswith("∂L/∂h0 = ∂L/∂z2 · w3")
    assert [spelt(rows[at : at + 3]) for at in (2, 6, 10)] == [
        "=1·0.5+0.5·0.5", "=0.5+0.25", "=0.75",
    ]  # fmt: skip
    rows = rows_of(76, 14)
    assert rows[2].strip() == "= 1 · 0.5 + 0.5 · 0.5"
    starts = [at for at, row in enumerate(rows) if row.lstrip().startswith("▄▄▄")]
    assert [spelt(rows[at : at + 3]) for at in starts[::2]] == ["=0.5+0.25", "=0.75"]


@given(st.integers(1, 21), st.integers(40, 170), st.integers(3, 30))
def test_nothing_large_is_wider_or_higher_than_the_card(step, width, height):
    stop = Debugger(derive(load_network("skip"))).goto(step)
    parts = parts_of(stop, Look(), width, height)
    lines = [line for side in parts.sides for line in side]
    if any(len(side) == ROWS and "▀" in text(side[-1]) for side in parts.sides):
        assert len(lines) + len(parts.sides) + len(parts.sentence) <= height
        assert all(cell_len(text(line)) <= width for line in lines)


# In captions


@pytest.mark.parametrize("look", [Look(), Look(ascii=True)])
def test_a_large_caption_has_its_formulas_in_figures_and_its_words_beside_them(look):
    lines = [text(line) for line in large_lines(Caption(PROSE, hint="3/29"), look, 158)]
    words = " ".join(" ".join(lines).split())
    assert len(lines) >= RESERVED
    for said in ("The gradient of w0 is", "so ReLU 0 is dead in iteration 1.", "3/29"):
        assert said in words
    assert "0.75" not in words
    assert "-0.25" not in words
    assert not look.ascii or "".join(lines).isascii()


@given(
    st.lists(st.sampled_from([*PROSE.split(), "x" * 90, "ŷ", "漢字", "= 3.5"]), max_size=60),
    st.integers(100, 220),
)
def test_no_line_of_a_large_caption_is_too_wide(words, width):
    said = Caption(" ".join(words), verdict="Right: ∂L/∂h0 = 0.75", hint="3/29, Space tells")
    lines = large_lines(said, Look(), width)
    assert all(cell_len(text(line)) < width for line in lines)
    assert any("3/29, Space tells" in text(line) for line in lines)
    assert len(lines) <= 10
    assert any("Right:" in text(line) for line in lines)


def test_numbers_that_are_names_are_not_in_figures_where_a_sentence_begins_with_them_either():
    said = "Unit 0 has been dead since Iteration 5 of Exercise 3."
    lines = [text(line) for line in large_lines(Caption(said), Look(), 158)]
    assert said in " ".join(lines)
