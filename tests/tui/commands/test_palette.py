"""The search of the palette, against Textual's, whose time grows with the ways to find letters."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.fuzzy import FuzzySearch

from tui.commands.palette import choices, entries, score
from tui.commands.prompt import MAX_LENGTH
from tui.commands.table import COMMANDS
from tui.drawing.look import Look
from tui.drawing.themes import OFFERED

ENTRIES = entries(Look())
TITLES = [entry.title.lower() for entry in ENTRIES]


def names(query):
    """The names of the commands that are found, the best first."""
    return [row.text.split()[0] for row in choices(ENTRIES, query).rows]


@st.composite
def queries(draw):
    """Some letters of a title, in their order."""
    title = draw(st.sampled_from(TITLES))
    places = draw(st.sets(st.integers(0, len(title) - 1), min_size=1, max_size=4))
    return "".join(title[place] for place in sorted(places)).strip()


@given(queries().filter(bool))
def test_it_finds_what_textual_finds(query):
    search = FuzzySearch()
    for title in TITLES:
        found = search.match(query, title)[0] > 0
        assert (score(query, title) > 0) == (found or not query), title


@pytest.mark.parametrize(
    ("query", "first"),
    [("last", "last"), ("got", "goto"), ("wy", "why"), ("brkpt", "breakpoints"), ("LAST", "last")],
)
def test_what_fits_best_stands_first(query, first):
    assert names(query)[0] == first


def test_without_letters_all_is_listed_in_the_order_of_the_help():
    left_out = ("command", "palette", "theme")
    wanted = [each.name for each in COMMANDS if each.name not in left_out]
    assert names("")[: len(wanted)] == names("  ")[: len(wanted)] == wanted
    assert names("")[len(wanted) :] == ["theme"] * len(OFFERED)


def test_letters_that_no_name_has_find_nothing():
    found = choices(ENTRIES, "zzz")
    assert not found.rows
    assert found.lines == ["no command has these letters in this order"]


def test_a_long_query_takes_no_time():
    """Textual's search would be at it for years."""
    query, text = "ab" * (MAX_LENGTH // 2), "ab" * MAX_LENGTH
    began = time.process_time()
    assert score(query + "c", text) == 0
    assert score("a b" + "ab" * 40, "a b" + "ba" * 100) > 0
    choices(ENTRIES, "e" * MAX_LENGTH)
    assert time.process_time() - began < 1
