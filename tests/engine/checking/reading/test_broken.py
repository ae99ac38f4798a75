"""Broken LaTeX: what is wrong is said with its place, and what stands below is read."""

import pytest

from tests.engine.checking.reading.trees import lines, unread

BROKEN = [
    ("unclosed brace", r"$$z = \frac{1}{2 = 3$$", [(1, 15, "{ is never closed")]),
    ("brace too many", r"$$z = 1}$$", [(1, 8, "} closes nothing")]),
    ("left without right", r"$$z = \left( 1 = 1$$", [(1, 7, r"\left( is never closed")]),
    ("right without left", r"$$z = 1 \right) = 1$$", [(1, 9, r"\right) closes nothing")]),
    ("left without bracket", r"$$z = \left 1$$", [(1, 7, r"\left without a parenthesis")]),
    ("ampersand outside", r"$$z &= 1$$", [(1, 5, "& stands outside of an alignment")]),
    ("unclosed environment", r"$$\begin{aligned} z &= 1$$",
     [(1, 3, r"\begin{aligned} is never closed")]),
    ("end without begin", r"$$z = 1 \end{aligned}$$",
     [(1, 9, r"\end{aligned} where nothing is open")]),
    ("another end", r"$$\begin{aligned} z &= 1 \end{align}$$",
     [(1, 26, r"\end{align} where aligned is open")]),
    ("lonely end", r"\end{align}", [(1, 1, r"\begin{align} is missing")]),
    ("lonely begin", r"\begin{align} z &= 1", [(1, 1, r"\begin{align} is never closed")]),
    ("unclosed dollars", r"$$z = 1", [(1, 1, "$$ is missing")]),
    ("unclosed bracket", r"\[ z = 1", [(1, 1, r"\] is missing")]),
    ("unclosed dollar", r"$z = 1", [(1, 1, "$ is never closed")]),
    ("unknown macro", r"$$z = \foo{1}$$", [(1, 7, r"\foo is not known here")]),
    ("missing argument", r"$$z = \frac{1}$$", [(1, 15, "something is missing at the end")]),
    ("empty script", r"$$z = x_$$", [(1, 9, "something is missing at the end")]),
    ("double power", r"$$z = x^2^3$$", [(1, 11, "a power of a power: say which by parentheses")]),
    ("ragged matrix", r"$$z = \begin{bmatrix} 1 & 2 \\ 3 \end{bmatrix}$$",
     [(1, 7, "its rows are not of one length")]),
    ("unclosed cases", r"$$z = \begin{cases} 1 & z < 0 \\ 2$$",
     [(1, 7, r"\begin{cases} is never closed")]),
    ("unclosed text", r"$$z = \text{abc$$", [(1, 12, "{ is never closed")]),
    ("unclosed root", r"$$z = \sqrt[3{2}$$", [(1, 12, "[ is never closed")]),
    ("unclosed bars", r"$$z = |x - 1$$", [(1, 7, "| is never closed")]),
    ("nothing before", r"$$= 1$$", [(1, 3, "nothing stands before the sign")]),
    ("nothing behind", r"$$z = = 1$$", [(1, 5, "nothing stands behind the sign")]),
    ("begin of nothing", r"$$z = \begin 3$$", [(1, 7, r"\begin without the name of what")]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("formula", "reasons"), [case[1:] for case in BROKEN], ids=[case[0] for case in BROKEN]
)
def test_what_is_broken_is_said_and_the_rest_is_read(formula, reasons):
    page = f"{formula}\n\n$$h_1 = 0.25$$\n\nL = 3\n"
    assert unread(page) == reasons
    assert lines(page)[-2:] == ["h_1 = 0.25", "L = 3"]


def test_only_the_side_that_is_broken_is_not_read():
    assert lines(r"$$z = \foo = 1 \\ h = 2$$") == ["z = unread = 1", "h = 2"]


def test_a_row_that_is_broken_does_not_take_the_next_with_it():
    page = "$$\\begin{aligned}\nz &= \\frac{1}{2 \\\\\nh &= (1 + 2 \\\\\nL &= 3\n\\end{aligned}$$"
    assert lines(page) == ["z = unread", "h = unread", "L = 3"]
    assert [reason[0] for reason in unread(page)] == [2, 3]


def test_nothing_is_guessed_from_inside_what_was_not_read():
    assert lines("z = 2 § 3") == lines("$z = 2 § 3$") == ["z = unread"]


def test_the_page_may_end_anywhere():
    assert unread("$$z = 1 \\") == [
        (1, 9, "a backslash that nothing follows"), (1, 1, "$$ is missing"),
    ]  # fmt: skip


def test_a_function_with_too_many_cases_is_not_read():
    cases = r" \\ ".join(["z & z > 0"] * 51)
    page = rf"$$h = \begin{{cases}} {cases} \end{{cases}}$$"
    assert unread(page) == [(1, 7, "more than 50 cases")]


def test_a_power_of_ten_may_be_no_number():
    assert lines(r"$$z = 0.5 \cdot 10^{{{-3}}}$$")
    assert unread(r"$$z = 0.5 \cdot 10^{{{$$") == [(1, 20, "{ is never closed")]
