"""Numbers as printed, and what can go wrong with their figures alone."""

from pathlib import Path

import numpy as np
import pytest

from engine.checking.slips.figures import miscopies
from engine.checking.slips.printed import Printed
from engine.checking.slips.tags import ORDER, TAGS, Level
from engine.language.values import array


@pytest.mark.parametrize(
    ("page", "right", "tag", "words"),
    [
        (Printed(0.666, 0.001), 2 / 3, "cut-off", "cut off"),
        (Printed(-0.666, 0.001), -2 / 3, "cut-off", "cut off"),
        (Printed(-0.67, 0.01), -0.663, "cut-off", "cut off"),
        (Printed(-0.375, 0.001), 0.375, "copied", "other sign: it is 0.375"),
        (Printed(3.75, 0.01), 0.375, "copied", "decimal point moved"),
        (Printed(0.0375, 0.0001), 0.375, "copied", "decimal point moved"),
        (Printed(5.0), 0.5, "copied", "decimal point moved"),
        (Printed(0.357, 0.001), 0.375, "copied", "two digits swapped"),
        (Printed(5.34, 0.01), 3.54, "copied", "two digits swapped"),
        (Printed(0.385, 0.001), 0.375, "copied", "but for one digit: it is 0.375"),
        (Printed(-1.275), -1.375, "copied", "but for one digit: it is −1.375"),
    ],
)
def test_a_figure_that_is_another(page, right, tag, words):
    (found,) = miscopies(page, right)
    assert found.tag == tag
    assert words in found.words


@pytest.mark.parametrize(
    ("page", "right"),
    [
        (Printed(0.5, 0.1), 0.7),
        (Printed(7.0, 1.0), 3.0),
        (Printed(0.123, 0.001), 0.375),
        (Printed(0.573, 0.001), 0.375),
        (Printed(-0.385, 0.001), 0.375),
        (Printed(1e30), 2.5),
        (Printed(2.0), float("nan")),
        (Printed(0.25, 0.01), 0.0),
        (Printed(0.1, 0.1), 2 / 3),
        (Printed(float("inf")), 1.0),
        (Printed(float("nan")), 1.0),
        (Printed(-9.702014507765451), -18800860884.956978),
        (Printed(1e-300), 1e14),
        (Printed(array([1.0, 2.0])), 1.0),
    ],
)
def test_a_figure_that_is_no_other(page, right):
    assert list(miscopies(page, right)) == []


def test_intervals_of_arrays_and_of_exact_numbers():
    page = Printed(array([[0.33, np.nan], [2.0, -1.5]]), array([[0.01, 0.0], [0.0, 0.1]]))
    assert page.holds(array([[1 / 3, 9.0], [2.0, -1.54]]))
    assert page.misses(array([[0.34, 9.0], [2.001, -1.5]])) == [(0, 0), (1, 0)]
    assert page.misses(array([1.0, 2.0])) is None
    assert page.at((1, 1)).holds(-1.55)
    assert not page.at((1, 0)).holds(2.0001)
    assert Printed(3.0).misses(array([3.0])) is None
    assert Printed(0.3).holds(0.1 + 0.2)
    assert Printed(0.0).holds(0.1 + 0.2 - 0.3)
    assert not Printed(1e-20, 1e-23).holds(2e-20)
    assert not Printed(array([1e-20, 0.0]), 0.0).holds(array([2e-20, 0.0]))


def test_a_number_is_written_as_it_was_printed():
    assert Printed(-0.5, 0.001).written == "−0.500"
    assert Printed(3.0).written == "3"
    assert Printed(0.5, 0.1, "0{,}5").written == "0{,}5"
    assert Printed(120.0, 10.0).written == "120"


def test_every_tag_has_words_and_a_place():
    assert list(ORDER.values()) == list(range(len(TAGS)))
    assert all(tag.words and tag.level in Level for tag in TAGS.values())


def test_every_tag_stands_in_the_table_for_users_in_order():
    table = (Path(__file__).parents[4] / "docs" / "slips.md").read_text(encoding="utf-8")
    rows = [line.split("`")[1] for line in table.splitlines() if line.startswith("| `")]
    assert rows == list(TAGS)
