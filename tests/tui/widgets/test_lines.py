"""Lines of a panel: their width, and which of their cells have to be sent again."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tui.drawing.frame import Frame, fitted, spans_of
from tui.drawing.look import ASCII, UNICODE
from tui.drawing.themes import ROLES
from tui.widgets.cells import cells_of, changed_spans

WIDTH = 24

narrow = st.text("abc 01·▲▶│", max_size=12)
any_text = st.text("abc·▲日本語🔎e\u0301", max_size=12)
roles = st.sampled_from(sorted(ROLES))


def lines_of(texts):
    return st.lists(st.tuples(texts, roles), max_size=5)


def full(line):
    """The cells of a line, filled up to the width."""
    return cells_of(fitted(line, WIDTH))


def text_of(line):
    return "".join(text for text, _ in line)


def patched(before, after, spans):
    """What a terminal shows that is sent the spans and nothing else."""
    shown = [list(part) for part in before]
    for start, end in spans:
        for part, new in zip(shown, after, strict=True):
            part[start:end] = new[start:end]
    return tuple("".join(part) for part in shown)


@given(lines_of(narrow), lines_of(narrow))
def test_the_spans_alone_turn_one_line_into_the_other(before, after):
    old, new = full(before), full(after)
    assert patched(old, new, changed_spans(old, new, WIDTH)) == new


@given(lines_of(narrow), lines_of(narrow))
def test_spans_are_in_order_and_begin_and_end_with_a_change(before, after):
    old, new = full(before), full(after)
    spans = list(changed_spans(old, new, WIDTH))
    assert all(start < end for start, end in spans)
    assert all(end < start for (_, end), (start, _) in pairwise(spans))
    cells = list(zip(*old, strict=True)), list(zip(*new, strict=True))
    for start, end in spans:
        assert cells[0][start] != cells[1][start]
        assert cells[0][end - 1] != cells[1][end - 1]


def test_nothing_is_sent_of_a_line_that_stays():
    line = full([("h0", "here"), (" 0.75", "text")])
    assert list(changed_spans(line, line, WIDTH)) == []


def test_one_changed_number_is_one_span():
    before = full([("h0   ", "text"), ("·   ", "text"), ("active", "active")])
    after = full([("h0   ", "text"), ("0.75", "text"), ("active", "active")])
    assert list(changed_spans(before, after, WIDTH)) == [(5, 9)]


def test_a_change_of_role_alone_is_a_change():
    before, after = full([("h0", "text"), (" z", "text")]), full([("h0", "here"), (" z", "text")])
    assert list(changed_spans(before, after, WIDTH)) == [(0, 2)]


def test_changes_far_apart_are_sent_apart_if_styles_differ_between_them():
    before = full([("a", "text"), ("long", "hot"), ("b", "text")])
    after = full([("c", "text"), ("long", "hot"), ("d", "text")])
    assert list(changed_spans(before, after, WIDTH)) == [(0, 1), (5, 6)]


@given(lines_of(any_text), lines_of(any_text))
def test_lines_with_wide_characters_are_covered_too(before, after):
    old, new = full(before), full(after)
    spans = list(changed_spans(old, new, WIDTH))
    if len(old[0]) == len(new[0]) == WIDTH:
        assert patched(old, new, spans) == new
    else:
        assert spans == [(0, WIDTH)]


# Widths


@given(lines_of(any_text), st.integers(0, 40))
def test_a_line_is_cut_or_filled_to_exactly_the_width(line, width):
    assert cell_len(text_of(fitted(line, width))) == width


@given(lines_of(narrow), st.integers(0, 40))
def test_a_fitted_line_keeps_what_fits_and_who_wrote_it(line, width):
    characters, letters = cells_of(fitted(line, width))
    whole, whole_letters = cells_of(line)
    kept = min(len(whole), width)
    assert characters[:kept] == whole[:kept]
    assert letters[:kept] == whole_letters[:kept]
    assert characters[kept:].strip() == ""


def test_a_wide_character_that_does_not_fit_is_not_cut_in_half():
    assert text_of(fitted([("a日本", "text")], 4)) == "a日 "


def test_every_role_has_a_letter_of_its_own():
    letters = {cells_of([("x", role)])[1] for role in ROLES}
    assert len(letters) == len(ROLES)


@pytest.mark.parametrize("glyphs", [UNICODE, ASCII])
@pytest.mark.parametrize("padding", [0, 1])
@pytest.mark.parametrize("width", [4, 10, 60])
@pytest.mark.parametrize("title", ["", "Step", "a title that is longer than some of the widths"])
def test_a_frame_is_as_wide_as_its_panel(glyphs, padding, width, title):
    frame = Frame(glyphs, padding)
    for line in (
        frame.top(title, width),
        frame.bottom((), width),
        frame.beside([("0.75", "text")], width),
    ):
        assert cell_len(text_of(line)) == width
        assert text_of(line).isascii() == (glyphs is ASCII)


def test_a_frame_has_room_for_a_note_at_its_foot():
    foot = text_of(Frame(UNICODE).bottom(spans_of("5 above"), 24))
    assert len(foot) == 24
    assert (foot[0], foot[-1]) == ("╰", "╯")
    assert " 5 above " in foot


def test_a_frame_shows_its_title_between_its_corners():
    top = text_of(Frame(UNICODE).top("Step", 12))
    assert top[0] == "╭"
    assert " Step " in top
    assert top[-1] == "╮"
