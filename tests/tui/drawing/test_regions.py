"""Regions as lines of text."""

from dataclasses import replace

import numpy as np
import pytest

from engine.diagnosis.regions import Regions, Side
from engine.network.files import load_network
from tui.drawing.look import Look
from tui.drawing.regions import regions_lines, regions_title, regions_words, size_of


def text_of(line):
    return "".join(text for text, _ in line)


def drawn(classes, values):
    return Regions(
        Side("X", 0, 0.0, 1.0), Side("X", 1, -1.0, 1.0), np.array(values, float), classes,
        np.array([[0.0, -1.0], [1.0, 1.0]]), np.array([0.0, 1.0]), np.array([0.0, 0.0]),
    )  # fmt: skip


TWO = drawn(["no", "yes"], [[0, 0, 1], [0, 1, 1], [0, 0, 0]])


@pytest.mark.parametrize(("look", "shade"), [(Look(), "░"), (Look(ascii=True), ":")])
def test_the_lowest_row_is_below_and_samples_stand_where_they_are(look, shade):
    lines = [text_of(line) for line in regions_lines(TWO, look)]
    assert [line[8:] for line in lines[:3]] == ["  1", f" {shade}{shade}", f"0 {shade}"]
    legend = f"[  ] class no   [{shade * 2}] class yes   1 of 2 samples are in another's region"
    assert lines[4].strip() == legend
    assert all(line.isascii() for line in lines) or not look.ascii


def test_a_sample_in_another_region_has_another_role():
    roles = {text: role for line in regions_lines(TWO, Look()) for text, role in line}
    assert roles["1"] == "error"


def test_more_classes_than_shades_are_letters():
    many = drawn([str(n) for n in range(12)], [[0, 5, 11]])
    assert text_of(regions_lines(many, Look())[0])[9:] == "51"


def test_numbers_have_a_scale():
    lines = regions_lines(drawn([], [[0, 1, 2], [3, 4, 5], [6, 7, 8]]), Look())
    assert "•" in text_of(lines[0])
    assert len(text_of(lines[0])) > 12


def test_they_are_told_in_words():
    network = load_network("xor", 0)
    assert list(regions_words(TWO, network)) == [
        "over X[0] from 0 to 1, X[1] from -1 to 1: class no on 67 %, class yes on 33 %",
        "1 of 2 samples are where their class is",
    ]
    assert regions_title(TWO, network, 7) == (
        "Classes over X[0] (across) and X[1] (up) in iteration 7"
    )


def test_there_has_to_be_room():
    assert size_of(27, 20, has_scale=False) is None
    assert size_of(60, 5, has_scale=False) is None
    assert size_of(60, 20, has_scale=False) == (52, 18)


def test_samples_that_are_kept_apart_are_told_as_such():
    lines = regions_lines(replace(TWO, is_apart=True), Look())
    assert "1 of 2 kept apart in another's region" in text_of(lines[4])
