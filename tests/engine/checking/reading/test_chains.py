"""Chains: how formulas part into rows, equations and sides, each with its place."""

import pytest

from engine.checking.reading.page import Chain, Section
from engine.checking.reading.reader import read_line, read_page
from engine.checking.reading.written import Figure, Place
from engine.errors import PageError
from tests.engine.checking.reading.trees import chains, lines


def aligned(*rows):
    return "$$\\begin{aligned}\n" + " \\\\\n".join(rows) + "\n\\end{aligned}$$\n"


def test_a_side_has_its_sign_its_text_and_its_place():
    page = read_page(
        "# Given\n\n$$\\frac{\\partial L}{\\partial w_0} = 0.5 \\approx .75.$$\n", "p.md"
    )
    heading, chain = page.items
    assert heading.section is Section.GIVEN
    assert isinstance(chain, Chain)
    assert [(side.sign, side.text, side.place) for side in chain.sides] == [
        ("", "\\frac{\\partial L}{\\partial w_0}", Place(3, 3)),
        ("=", "0.5", Place(3, 37)),
        ("≈", ".75", Place(3, 49)),
    ]
    assert chain.sides[2].tree == Figure(".75", 0.75, 0.01, Place(3, 49))
    assert page.lines == 4


def test_even_ampersands_part_equations_and_odd_ones_do_not():
    page = aligned("z_2 &= a = 1 & d &= 2", "& & e &= 3", "f &= 4")
    assert lines(page) == ["z_2 = a = 1", "d = 2", "e = 3", "f = 4"]
    assert [chain.sides[0].place for chain in chains(page)] == [
        Place(2, 1), Place(2, 16), Place(3, 5), Place(4, 1),
    ]  # fmt: skip


def test_a_row_that_begins_with_a_sign_goes_on_with_the_equation_above_it():
    page = aligned("a &= 1 & c &= 3", "&= 2 & &= 4", "& & &= 5")
    assert lines(page) == ["a = 1 = 2", "c = 3 = 4 = 5"]


def test_a_sign_in_an_even_cell_goes_on_to_the_left():
    assert lines(aligned("a &= 1 &= 2", "b &= 3")) == ["a = 1 = 2", "b = 3"]


@pytest.mark.parametrize("second", ["&\\quad + c", "+ c", "&+ c"])
def test_a_row_that_begins_with_an_operator_goes_on_with_the_side_above(second):
    assert lines(aligned("z &= a", second, "&= 3")) == ["z = add(a, c) = 3"]


def test_a_row_goes_on_after_an_operator_at_the_end():
    assert lines("$$z = a + \\\\ c = 3$$") == ["z = add(a, c) = 3"]


def test_columns_of_an_array_or_eqnarray_are_one_equation():
    assert lines("\\begin{eqnarray} a &=& 1 \\\\ &=& 2 \\end{eqnarray}") == ["a = 1 = 2"]
    assert lines("$$\\begin{array}{rcl} a & = & 1 \\\\ b & = & 2 \\end{array}$$") == [
        "a = 1", "b = 2",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "formula",
    [
        "\\[ a = 1, \\quad b = 2. \\]",
        "\\( a = 1 \\Rightarrow b = 2 \\)",
        "$a = 1 \\qquad b = 2$",
        "$a = 1 \\text{ and } b = 2$",
        "$$\\begin{gather} \\therefore a = 1 \\tag{1} \\\\ b = 2 \\label{b} \\end{gather}$$",
        "$a = 1$, $b = 2$",
        "$a = 1; b = 2$",
        "$(a = 1, b = 2)$",
        "$\\boxed{a = 1}, \\boxed{b = 2}$",
        "a = 1 and b = 2.",
        "We get a = 1, so b = 2 holds",
        "- **a = 1**, b = 2",
        "1) a = 1 (as b = 2)",
        "```math\na = 1 \\\\ b = 2\n```",
        "$`a = 1`$ and $`b = 2`$",
        "$a$ = $1$ and then $b$ = 2",
        "a = 1\\\\b = 2",
        "> a = 1 → b = 2",
        "\\begin{equation*} a = 1 \\\\ b = 2 \\end{equation*}",
    ],
)
def test_what_parts_two_claims(formula):
    assert lines(formula) == ["a = 1", "b = 2"]


@pytest.mark.parametrize(
    "text",
    ["a = 1\n  = 2", "$$a = 1$$\n\n$$= 2$$", "$a = 1$ $= 2$", "- a = 1\n- = 2"],
)
def test_what_begins_with_a_sign_goes_on(text):
    assert lines(text) == ["a = 1 = 2"]


def test_a_line_goes_on_after_an_operator_at_its_end():
    assert lines("z1 = w1*h0 +\n    w2*h1 = 3") == [
        "z_1 = add(times(w_1, h_0), times(w_2, h_1)) = 3"
    ]


def test_a_matrix_may_be_printed_over_several_lines():
    text = "W = [[0.1 0.2]\n     [-3. 4. ]]\nb = [[1, 2],\n  [3, 4]]\n"
    assert lines(text) == ["W = [0.1, 0.2; -3, 4]", "b = [1, 2; 3, 4]"]
    assert chains(text)[1].sides[0].place == Place(3, 1)


def test_words_within_a_formula_are_a_heading():
    page = read_page("$$\\Rightarrow \\text{Gradient Descent: } w_0 = 1 \\\\ w_1 = 2$$", "p.md")
    heading, *rest = page.items
    assert (heading.section, heading.place) == (Section.UPDATE, Place(1, 15))
    assert len(rest) == 2


def test_a_condition_makes_a_case_of_the_side_before_it():
    for text in ("$h = z \\text{ if } z > 0$", "$h = z, \\quad z > 0$", "h = z if z > 0"):
        assert lines(text) == ["h = {z if (z > 0)}"]


def test_a_list_is_one_equality_or_one_for_each_name():
    assert lines("x1, x2 = 0.05, 0.10") == ["(x_1, x_2) = (0.05, 0.1)"]
    assert lines("Given x1, x2 = 0.05, -1 and y = 3") == ["(x_1, x_2) = (0.05, -1)", "y = 3"]
    assert lines("$\\hat y_1, w_{2} = 1, 2$; $z = 3$") == ["(y~hat_1, w_2) = (1, 2)", "z = 3"]
    assert lines("$w_0, w_1, w_2 = 0.5$") == ["w_0 = 0.5", "w_1 = 0.5", "w_2 = 0.5"]
    assert lines("For w0, z1 = 3") == ["z_1 = 3"]
    assert lines("$a = 1, b = 2$, $c, d$") == ["a = 1", "b = 2"]


def test_a_comparison_is_no_equality():
    assert lines("$z_0 = -1 < 0 \\Rightarrow h_0 = 0$") == ["z_0 = -1", "h_0 = 0"]
    assert lines("$z_0 < 0$") == []


def test_an_assignment_keeps_its_sign():
    assert lines("w0 := w0 - 1") == lines("$w_0 \\leftarrow w_0 - 1$") == ["w_0 := sub(w_0, 1)"]
    assert lines("w0 <- w0 - 1") == ["w_0 := sub(w_0, 1)"]


@pytest.mark.parametrize(
    "text", ["", "z", "The loss is small.", "5 > 3", "$z_0$", "Price: $5 and $6"]
)
def test_what_claims_nothing_is_no_chain(text):
    assert lines(text) == []


def test_a_full_stop_is_no_decimal_point():
    (chain,) = chains("$$L = 0.$$")
    assert chain.sides[1].tree == Figure("0", 0.0, 1.0, Place(1, 7))


def test_two_columns_as_in_the_exercise():
    page = aligned(
        "z_2 &= 0.5 \\times 0.25 = 0.375 & \\frac{\\partial L}{\\partial z_1} &= 0.5",
        "L &= |y_1 - \\hat{y}_1| = 0.375 & \\frac{\\partial L}{\\partial z_0} &= 0.5 = 0.75",
    )
    assert lines(page) == [
        "z_2 = times(0.5, 0.25) = 0.375",
        "dL/dz_1 = 0.5",
        "L = abs(sub(y_1, y~hat_1)) = 0.375",
        "dL/dz_0 = 0.5 = 0.75",
    ]


def test_macros_of_the_page_are_read_where_they_stand():
    text = (
        "\\newcommand{\\pd}[2]{\\frac{\\partial #1}{\\partial #2}}\n\n$\\pd{L}{w} = \\pd L w = 1$"
    )
    assert lines(text, "p.tex") == lines(text) == ["dL/dw = dL/dw = 1"]
    assert [side.place for side in chains(text)[0].sides] == [
        Place(3, 2), Place(3, 14), Place(3, 24),
    ]  # fmt: skip


def test_a_typed_line_is_one_equality():
    assert [side.text for side in read_line("dL/dw0 = -0.75").sides] == ["dL/dw0", "-0.75"]
    for text in ("L", "a = 1 and b = 2", "", "$$ x"):
        with pytest.raises(PageError, match="type one equality"):
            read_line(text)


@pytest.mark.parametrize("gap", ["\t", "   ", "\f", "\u2028", "\x85"])
def test_two_equalities_side_by_side_are_two(gap):
    assert lines(f"z0 = 0.5{gap}dL/dw0 = 0.25{gap}h0 = z0") == [
        "z_0 = 0.5",
        "dL/dw_0 = 0.25",
        "h_0 = z_0",
    ]


@pytest.mark.parametrize("letter", "\u200b\u2060\ufeff\xad")
def test_characters_without_a_width_are_passed_over(letter):
    assert lines(f"z0{letter} = {letter}0.5\n\n$h_0{letter} = {letter}2$") == [
        "z_0 = 0.5",
        "h_0 = 2",
    ]
