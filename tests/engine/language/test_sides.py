"""Equations with numbers: what is printed is read back, and computed with exactly."""

import ast
import math
import random
import re
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest

from engine.derivation.lines import derivation
from engine.language.expression import Name
from engine.language.notation import Style
from engine.language.parser import parse
from engine.language.rounding import Residue
from engine.language.sides import joined, written, written_numbers
from engine.language.values import evaluate
from engine.network.files import load_network
from tests.engine.derivation.steps import steps_of

TEXT = Style("text", digits=6)
FUNCTIONS = {
    "relu": lambda x: max(x, Fraction(0)),
    "square": lambda x: x * x,
    "tanh": lambda x: Fraction(math.tanh(x)),
    "exp": lambda x: Fraction(Decimal(x.numerator / Decimal(x.denominator)).exp()),
    "step": lambda x: Fraction(x > 0),
}


def number_in(tree):
    """The number that a tree is, as a fraction; None if it is something else."""
    if isinstance(tree, ast.UnaryOp) and isinstance(tree.operand, ast.Constant):
        return -Fraction(tree.operand.s)
    return Fraction(tree.s) if isinstance(tree, ast.Constant) else None


def tree_of(side):
    """A side as Python reads it, with the numbers as they are printed."""
    tree = ast.parse(re.sub(r", at_zero=0", "", side), mode="eval").body
    for part in ast.walk(tree):
        if isinstance(part, ast.Constant):
            part.s = ast.get_source_segment(side, part) or str(part.value)
    return tree


def exactly(tree):
    """What the printed numbers come to."""
    number = number_in(tree)
    if number is not None:
        return number
    match tree:
        case ast.UnaryOp(operand=operand):
            return -exactly(operand)
        case ast.Call(func=function, args=(operand,)):
            return FUNCTIONS[function.id](exactly(operand))
        case ast.BinOp(left=left, op=op, right=right):
            one, other = exactly(left), exactly(right)
            match op:
                case ast.Add():
                    return one + other
                case ast.Sub():
                    return one - other
                case ast.Mult():
                    return one * other
                case ast.Pow():
                    return one ** int(other)
            return one / other
    raise AssertionError(ast.dump(tree))


def numbers_of(left, right):
    """Each number on the right that something on the left comes to: the two of them."""
    number = number_in(right)
    if number is not None:
        if number_in(left) is None:
            yield exactly(left), number
        return
    parts = [list(ast.iter_child_nodes(tree)) for tree in (left, right)]
    for one, other in zip(*parts, strict=True):
        if isinstance(one, ast.expr) and not isinstance(one, ast.Name):
            yield from numbers_of(one, other)


def unit_of(number):
    """The unit of the sixth digit."""
    return Fraction(10) ** (Decimal(f"{float(number):.5e}").adjusted() - 5) if number else 0


def check(sides):
    """That every sign between sides with numbers is true; how many of them are `=`."""
    exact = 0
    for left, right in pairwise(sides):
        pairs = list(numbers_of(tree_of(left), tree_of(re.sub(r" \(.*", "", right))))
        is_residue = "rounding" in right
        for found, printed in pairs:
            off = abs(found - printed)
            scale = max(map(abs, literals(left)), default=0)
            if right.sign == "=":
                assert off <= unit_of(printed) / 2 or is_residue, joined(sides)
            assert off < 10 * (unit_of(printed) or unit_of(scale)), joined(sides)
        exact += right.sign == "="
    return exact


def literals(side):
    """The numbers in a side."""
    found = map(number_in, ast.walk(tree_of(side)))
    return [number for number in found if number is not None]


def sides_of(text, **values):
    """A formula in numbers, and its value."""
    expression = parse(text)
    lines = [
        lambda part: values.get(part.name) if isinstance(part, Name) else None,
        lambda part: evaluate(part, values),
    ]
    return written(expression, lines, TEXT)


@pytest.mark.parametrize(
    ("text", "values", "shown"),
    [
        ("a + b", {"a": 0.5, "b": 0.25}, "0.5 + 0.25 = 0.75"),
        ("a + b", {"a": 1 / 3, "b": 1 / 3}, "0.333333 + 0.333333 ~= 0.666667"),
        ("a + b", {"a": -1.0, "b": 1 - 1.79748e-7}, "-1 + 0.99999982025 ~= -1.79748e-07"),
        ("a * b", {"a": 0.1234568, "b": 0.5}, "0.123457*0.5 ~= 0.0617284"),
        ("exp(a)", {"a": 123.456789}, "exp(123.4568) ~= 4.13621e+53"),
        ("tanh(a)", {"a": 0.8813735870195}, "tanh(0.881374) = 0.707107"),
        ("a * b", {"a": 1e-200, "b": 1e-200}, "1e-200*1e-200 ~= 0"),
    ],
)
def test_as_many_digits_are_shown_as_make_it_true_or_it_is_only_about_so(text, values, shown):
    assert joined(sides_of(text, **values)) == shown


def test_what_rounding_has_left_is_shown_as_that():
    terms = [0.1, 0.2, -0.3]
    unicode = Style(digits=6)
    total = Residue(sum(terms))
    shown = joined(written_numbers("add", terms, total, unicode))
    assert shown == "0.1 + 0.2 + (−0.3) = 0 (rounding: 5.6e−17)"
    latex = joined(written_numbers("add", [1 / 3, 1 / 3], 2 / 3, Style("latex", digits=6)))
    assert latex == r"0.333333 + 0.333333 \approx 0.666667"
    assert Style("latex").number(total) == r"\text{0 (rounding: 5.6e-17)}"


def test_random_sums_and_products_are_true_as_they_stand():
    draw = random.Random(0)  # noqa: S311
    signs = []
    for _ in range(400):
        scale = 10 ** draw.uniform(-8, 8)
        values = {name: draw.gauss(0, scale) for name in "abcd"}
        if draw.random() < 0.3:
            values["b"] = -values["a"] * (1 + 10 ** draw.uniform(-12, -1))
        text = draw.choice(
            ["a + b", "a + b + c + d", "a*b", "a*b + c*d", "a - b*c", "(a + b)*c", "a/c - d",
             "tanh(a)*b", "square(a + b)", "-(a + b)", "relu(a + b) - c"]
        )  # fmt: skip
        sides = sides_of(text, **values)
        check(sides)
        signs += [side.sign for side in sides[1:]]
    assert 0.4 < signs.count("=") / len(signs) < 0.95


@pytest.mark.parametrize("name", ["skip", "neuron", "plain"])
def test_the_lines_of_shipped_networks_are_true(name):
    for step in steps_of(load_network(name)).values():
        _, *numbers = derivation(step, TEXT)
        check([side for side in numbers if "sign" not in side and "abs" not in side])


def test_exact_numbers_stay_as_they_are():
    for step in steps_of(load_network("skip")).values():
        assert all(side.sign == "=" for side in derivation(step, TEXT)[1:])
