from dataclasses import FrozenInstanceError

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.language.expression import (
    ONE,
    Call,
    Name,
    Number,
    depth,
    free_names,
    gradient_name,
    occurrences,
    size,
    substitute,
)
from engine.language.parser import parse
from engine.language.values import evaluate

a, b, c = Name("a"), Name("b"), Name("c")


@pytest.mark.parametrize(
    ("expression", "attribute"),
    [(a, "name"), (Number(1.0), "value"), (parse("a + b"), "op"), (parse("a + b"), "operands")],
)
def test_an_expression_cannot_be_changed(expression, attribute):
    with pytest.raises(FrozenInstanceError):
        setattr(expression, attribute, "b")
    assert not hasattr(expression, "__dict__")


def test_equal_trees_are_equal_and_hash_alike():
    left, right = parse("w2*h1 + w3*h0"), parse("w2 * h1+(w3 * h0)")
    assert left is not right
    assert left == right
    assert hash(left) == hash(right)
    assert {left: "found"}[right] == "found"


@pytest.mark.parametrize(
    "other", ["b + a", "a - b", "a + b + 0", "a", "1", "add(a, a)", "(a + b)*1"]
)
def test_trees_that_differ_are_unequal(other):
    assert parse("a + b") != parse(other)


def test_what_a_user_wrote_stays_as_written():
    assert parse("1*a") == Call("mul", (ONE, a))
    assert parse("a**1 + 0") == Call("add", (Call("pow", (a, ONE)), Number(0.0)))


def test_names_are_listed_as_they_stand():
    expression = parse("w2*h1 + w3*h0 - w2**2 + sum(h0, axis=0)")
    assert list(occurrences(expression)) == ["w2", "h1", "w3", "h0", "w2", "h0"]
    assert free_names(expression) == {"w2", "h1", "w3", "h0"}
    assert free_names(parse("1 + 2")) == frozenset()


def test_a_gradient_is_a_free_name():
    assert free_names(parse("lr*dL/dh0")) == {"lr", "dL/dh0"}
    assert gradient_name("L", "h0") == "dL/dh0"


def test_names_are_replaced_all_at_once():
    swapped = substitute(parse("a - b*a"), {"a": b, "b": a})
    assert swapped == parse("b - a*b")


def test_substitution_keeps_the_rest_and_the_options():
    expression = parse("sum(a, axis=1) + c")
    assert substitute(expression, {"a": parse("b*2")}) == parse("sum(b*2, axis=1) + c")
    assert substitute(expression, {}) == expression
    assert expression == parse("sum(a, axis=1) + c")


def test_depth_and_size_count_ops():
    assert [depth(parse(text)) for text in ("a", "2", "-a", "a + b", "relu(a + b*c)")] == [
        0, 0, 1, 1, 3,
    ]  # fmt: skip
    assert [size(parse(text)) for text in ("a", "-a", "a + b*c", "sum(a, axis=0)")] == [0, 1, 2, 1]


@pytest.mark.parametrize(
    ("built", "text"),
    [
        (ONE * a, "a"),
        (a * 1, "a"),
        (a / 1, "a"),
        (a**1, "a"),
        (2 * a, "2*a"),
        (1 - a, "1 - a"),
        (a + 1, "a + 1"),
        (a @ b, "a @ b"),
        (-Call("neg", (a,)), "a"),
        (-Number(2.0), "-2"),
        (-a * b, "-(a*b)"),
        (a * -b, "-(a*b)"),
        (-a * -b, "a*b"),
    ],
)
def test_operators_leave_out_what_does_nothing(built, text):
    assert built == parse(text)


LEAVES = st.sampled_from([a, b, Number(2.0), ONE, Number(-1.0)])
OPERATORS = {
    "+": lambda x, y: x + y,
    "-": lambda x, y: x - y,
    "*": lambda x, y: x * y,
}


@st.composite
def built_both_ways(draw, levels=4):
    """An expression built by operators and the same tree with nothing left out."""
    if levels == 0 or draw(st.booleans()):
        leaf = draw(LEAVES)
        return leaf, leaf
    sign = draw(st.sampled_from(["neg", *OPERATORS]))
    x, plain_x = draw(built_both_ways(levels - 1))
    if sign == "neg":
        return -x, Call("neg", (plain_x,))
    y, plain_y = draw(built_both_ways(levels - 1))
    name = {"+": "add", "-": "sub", "*": "mul"}[sign]
    return OPERATORS[sign](x, y), Call(name, (plain_x, plain_y))


@given(built_both_ways(), st.integers(-9, 9), st.integers(-9, 9))
def test_leaving_out_never_changes_the_value(pair, x, y):
    short, full = pair
    values = {"a": float(x), "b": float(y)}
    assert evaluate(short, values) == evaluate(full, values)
    assert size(short) <= size(full)
