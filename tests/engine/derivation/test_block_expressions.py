"""Expressions with arrays in them, drawn in their room."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from engine.derivation.board import write_block, write_shapes
from engine.language.expression import Call, Name
from engine.language.notation import Style
from engine.language.parser import parse
from engine.language.values import array
from tests.engine.derivation.drawing import ASCII, MANY, STYLE, shown


def known(values):
    """The values of names, for `write_block`."""
    values = {name: array(x) if isinstance(x, list) else x for name, x in values.items()}
    return lambda part: values.get(part.name) if isinstance(part, Name) else None


def written(text, values, width=MANY, style=STYLE):
    return write_block(parse(text), style, known(values), width)


TALL = [[1, 2], [3, 4]]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("a + A", ["0.5 + ⎡1 2⎤", "      ⎣3 4⎦"]),
        ("A*(A - a)", ["⎡1 2⎤ · ⎛⎡1 2⎤ − 0.5⎞", "⎣3 4⎦   ⎝⎣3 4⎦      ⎠"]),
        ("A*(-a)", ["⎡1 2⎤ · (−0.5)", "⎣3 4⎦         "]),
        ("(a + a)*A", ["(0.5 + 0.5) · ⎡1 2⎤", "              ⎣3 4⎦"]),
        ("relu(A)", ["ReLU⎛⎡1 2⎤⎞", "    ⎝⎣3 4⎦⎠"]),
        ("maximum(a, A)", ["max⎛0.5, ⎡1 2⎤⎞", "   ⎝     ⎣3 4⎦⎠"]),
        ("square(A)", ["⎡1 2⎤²", "⎣3 4⎦ "]),
        ("(A + a)**-2 * a", ["⎛⎡1 2⎤ + 0.5⎞⁻² · 0.5", "⎝⎣3 4⎦      ⎠        "]),
        ("transpose(A - a)", ["⎛⎡1 2⎤ − 0.5⎞ᵀ", "⎝⎣3 4⎦      ⎠ "]),
        ("abs(A - a)", ["│⎡1 2⎤ − 0.5│", "│⎣3 4⎦      │"]),
        ("abs(a - abs(A))", ["│0.5 − │⎡1 2⎤││", "│      │⎣3 4⎦││"]),
        ("abs(abs(A) - a)", ["││⎡1 2⎤│ − 0.5│", "││⎣3 4⎦│      │"]),
        ("abs(a)*abs(A)", ["|0.5| · │⎡1 2⎤│", "        │⎣3 4⎦│"]),
        ("abs(-abs(A))", ["│−│⎡1 2⎤││", "│ │⎣3 4⎦││"]),
        ("step(A - a)", ["⎡⎡1 2⎤ − 0.5 > 0⎤", "⎣⎣3 4⎦          ⎦"]),
    ],
)
def test_delimiters_are_as_tall_as_what_they_hold(text, lines):
    assert list(written(text, {"a": 0.5, "A": TALL}).lines) == lines


def test_matrices_of_different_heights_stand_on_one_baseline():
    block = written("A @ v + B", {"A": TALL, "v": [5, 6], "B": [[1], [2], [3], [4]]})
    assert (
        shown(block)
        == """\
                ⎡1⎤
⎡1 2⎤ · [5 6] + ⎢2⎥
⎣3 4⎦           ⎢3⎥
                ⎣4⎦"""
    )
    assert block.baseline == 1


def test_in_ascii_delimiters_are_repeated():
    assert list(written("relu(A) - a", {"a": 0.5, "A": TALL}, style=ASCII).lines) == [
        "relu([1 2]) - 0.5",
        "    ([3 4])      ",
    ]


def test_a_parenthesis_in_a_name_needs_no_partner():
    style = Style(names={"a": "f(", "b": "g)"}, digits=6)
    values = {"A": array(TALL)}
    block = write_block(parse("relu(A) + a*b"), style, known(values), 90)
    assert list(block.lines) == ["ReLU⎛⎡1 2⎤⎞ + f( · g)", "    ⎝⎣3 4⎦⎠          "]
    assert style.write(parse("a + a")) == "f( + f("
    assert shown(write_block(parse("a + a"), style, lambda _: None, 90)) == "f( + f("


@pytest.mark.parametrize(
    ("width", "lines"),
    [
        (31, ["[0.3333 0.6667] + [0.1235 0.25]"]),
        (30, ["[0.333 0.667] + [0.123 0.25]"]),
        (28, ["[0.333 0.667] + [0.123 0.25]"]),
        (27, ["[0.33 0.67] + [0.12 0.25]"]),
        (25, ["[0.33 0.67] + [0.12 0.25]"]),
        (24, ["[0.3333 0.6667]", "+ [0.1235 0.25]"]),
        (15, ["[0.3333 0.6667]", "+ [0.1235 0.25]"]),
        (14, ["[0.333 0.667] ", "+ [0.123 0.25]"]),
        (13, ["[0.33 0.67]  ", "+ [0.12 0.25]"]),
        (12, None),
    ],
)
def test_digits_are_given_up_before_the_line_and_the_line_before_the_numbers(width, lines):
    block = written("v + u", {"v": [1 / 3, 2 / 3], "u": [0.12349, 0.25]}, width)
    assert lines == (block and list(block.lines))


def test_a_sum_goes_on_below_with_as_many_terms_as_fit():
    block = written("A @ v - v + v - 1", {"A": TALL, "v": [5, 6]}, 19)
    assert list(block.lines) == [
        "⎡1 2⎤ · [5 6]      ",
        "⎣3 4⎦              ",
        "− [5 6] + [5 6] − 1",
    ]
    assert block.baseline == 0


def test_the_terms_within_parentheses_are_not_parted():
    assert written("v*(v + v)", {"v": [5, 6]}, 23) is not None
    assert written("v*(v + v)", {"v": [5, 6]}, 22) is None


@pytest.mark.parametrize(
    ("style", "text"),
    [(STYLE, "[2×2] · [2] − 0.25 · [2]"), (ASCII, "[2x2] @ [2] - 0.25*[2]")],
)
def test_shapes_in_place_of_arrays(style, text):
    values = {"A": array(TALL), "v": array([5, 6]), "a": 0.25}
    assert write_shapes(parse("A @ v - a*v"), style, known(values)) == text


def test_an_operand_that_the_notation_leaves_out_is_left_out():
    values = {"g": array(TALL), "b": array([0.5, 0.25])}
    style = Style(shapes={"g": (2, 2), "b": (2,)}, digits=6)
    block = write_block(parse("sum_to(g, b)"), style, known(values), 60)
    assert "⎡1 2⎤" in block.lines[0]
    assert "0.25" not in shown(block)


def test_an_index_of_a_matrix_stands_at_its_foot():
    style = Style(shapes={"g": (2, 2), "b": (2,)}, digits=6)
    block = write_block(parse("abs(sum_to(g, b))"), style, known({"g": TALL, "b": [0, 0]}), 60)
    assert list(block.lines) == ["│Σₙ ⎡1 2⎤ │", "│   ⎣3 4⎦ₙ│"]


NAMES = {"a": 0.5, "b": -2.0, "A": TALL, "B": [[0.25, -1 / 3], [1e-7, 0]], "v": [5, -6]}
LEAVES = st.sampled_from([*map(Name, NAMES)])
EXPRESSIONS = st.recursive(
    LEAVES,
    lambda part: st.one_of(
        st.builds(
            lambda op, x: Call(op, (x,)),
            st.sampled_from(["neg", "relu", "abs", "square", "exp", "sqrt", "step"]),
            part,
        ),
        st.builds(
            lambda op, x, y: Call(op, (x, y)),
            st.sampled_from(["add", "sub", "mul", "div", "pow", "maximum"]),
            part,
            part,
        ),
    ),
    max_leaves=8,
)
PAIRS = {"(": ")", "⎛": "⎞", "⎜": "⎟", "⎝": "⎠", "[": "]", "⎡": "⎤", "⎢": "⎥", "⎣": "⎦"}


def is_balanced(line):
    opened = []
    for character in line:
        if character in PAIRS:
            opened.append(PAIRS[character])
        elif character in PAIRS.values() and (not opened or opened.pop() != character):
            return False
    return not opened


@given(EXPRESSIONS, st.integers(10, 90), st.sampled_from([STYLE, ASCII]))
@settings(max_examples=200)
@example(parse("abs(A) - abs(abs(B) - abs(-v))"), 90, STYLE)
def test_a_block_fits_and_its_delimiters_are_balanced(expression, width, style):
    values = {name: array(x) if isinstance(x, list) else x for name, x in NAMES.items()}
    block = write_block(expression, style, known(values), width)
    if block is None:
        return
    assert {len(line) for line in block.lines} == {block.width}
    assert block.width <= width
    assert 0 <= block.baseline < block.height
    assert all(map(is_balanced, block.lines))
    assert shown(block).isascii() or style is STYLE


@given(EXPRESSIONS, st.sampled_from([STYLE, ASCII]))
def test_without_values_it_is_the_line_that_style_writes(expression, style):
    block = write_block(expression, style, lambda _: None, MANY)
    assert list(block.lines) == [style.write(expression)]


@given(EXPRESSIONS)
def test_every_matrix_is_in_the_picture(expression):
    """Matrices of one entry each, all different, are in the picture once for every time used."""
    values = {name: array([[place]]) for place, name in enumerate(NAMES, 11)}
    block = write_block(expression, STYLE, known(values), MANY)
    line = STYLE.write(expression, known(values))
    assert shown(block) == line
