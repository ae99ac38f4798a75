"""Numbers as people read them, and in place of names."""

import math
import struct

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from engine.errors import ExpressionError
from engine.iterations.run import run_iteration
from engine.iterations.step import every_step
from engine.language.expression import Call, Name, Number
from engine.language.figures import exact, fit_number, format_number
from engine.language.notation import MAX_SHOWN, TEXT, Style
from engine.language.ops import OPS
from engine.language.parser import parse
from engine.language.values import evaluate
from engine.network.files import load_network
from engine.program.program import derive
from tests.engine.language.writing import LATEX, UNICODE, scalar_texts

# Numbers


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0.0, "0"), (-0.0, "0"), (0.75, "0.75"), (-0.25, "−0.25"), (3.0, "3"), (1 / 3, "0.333333"),
        (1e-5, "1e−05"), (123456789.0, "1.23457e+08"), (math.nan, "nan"), (math.inf, "inf"),
        (-math.inf, "−inf"),
    ],
)  # fmt: skip
def test_a_number_is_short_for_people(value, shown):
    assert format_number(value) == shown
    assert Style(digits=6).write(Number(value)) == shown
    assert format_number(value, minus="-") == shown.replace("−", "-")


@pytest.mark.parametrize(
    ("value", "width", "shown"),
    [
        (0.5, 7, "0.5"), (-0.25, 7, "−0.25"), (1 / 3, 8, "0.333333"), (1 / 3, 7, ".333333"),
        (1 / 3, 10, "0.333333"), (-1 / 3, 7, "−.33333"), (123456.789, 7, "123457"),
        (1234567.0, 7, "1.235e6"), (1e20, 7, "1e+20"), (-1.5e20, 7, "−1.5e20"),
        (1.5e-7, 7, "1.5e−07"), (-1.5e-7, 7, "−1.5e−7"), (-1.25e-100, 7, "−1e−100"),
        (-1.25e-100, 10, "−1.25e−100"), (math.nan, 7, "nan"), (-math.inf, 7, "−inf"),
        (0.0001234, 7, ".000123"), (0.0625, 7, "0.0625"), (99999.96, 7, "100000"), (2.0, 5, "2"),
    ],
)  # fmt: skip
def test_a_number_fits_its_column(value, width, shown):
    assert fit_number(value, width) == shown


@given(st.floats(), st.integers(7, 14), st.sampled_from("-−"))
@example(-5e-324, 7, "−")
@example(-1.7976931348623157e308, 7, "−")
@example(-0.00012345, 7, "−")
def test_a_number_always_fits_and_keeps_its_size(value, width, minus):
    shown = fit_number(value, width, minus)
    assert len(shown) <= width
    back = float(shown.replace("−", "-"))
    assert back == pytest.approx(value, rel=0.5, abs=1e-323, nan_ok=True) or math.isinf(back)


@given(st.floats(allow_nan=False))
def test_a_number_in_full_reads_back_as_itself(value):
    assert struct.pack("d", float(exact(value))) == struct.pack("d", value)
    assert struct.pack("d", parse(TEXT.write(Number(value))).value) == struct.pack("d", value)


def test_a_number_is_written_in_full_unless_told_otherwise():
    assert UNICODE.write(Number(-1 / 3)) == "−0.3333333333333333"
    assert LATEX.write(Number(1e-5)) == "1e-05"
    assert UNICODE.write(Number(123456789.0)) == "123456789"


def test_small_arrays_are_written_out_and_large_ones_by_their_shape():
    style = Style(digits=3)
    assert style.number(np.array([[1.0, -2.0], [1 / 3, math.nan]])) == "[[1, −2], [0.333, nan]]"
    assert style.number(np.ones((MAX_SHOWN,))).count("1") == MAX_SHOWN
    assert style.number(np.ones((2, MAX_SHOWN))) == f"[2×{MAX_SHOWN}]"


# Numbers in place of names


def substituted(style, text, **values):
    return style.write(parse(text), lambda part: values.get(getattr(part, "name", None)))


@pytest.mark.parametrize(
    ("text", "values", "unicode", "language"),
    [
        ("w2*h1 + w3*h0", {"w2": 0.5, "h1": 0.25, "w3": 0.5, "h0": 0.5}, "0.5 · 0.25 + 0.5 · 0.5",
         "0.5*0.25 + 0.5*0.5"),
        ("y - yhat", {"y": -3.0, "yhat": -0.5}, "−3 − (−0.5)", "-3 - (-0.5)"),
        ("a*b", {"a": -1.0, "b": -2.0}, "−1 · (−2)", "-1*(-2)"),
        ("-a", {"a": -1.0}, "−(−1)", "-(-1)"),
        ("a**2", {"a": -3.0}, "(−3)²", "(-3)**2"),
        ("a + b", {"a": 1.0}, "1 + b", "1 + b"),
        ("w - lr*g", {"w": 0.5, "lr": 1.0, "g": -0.75}, "0.5 − 1 · (−0.75)", "0.5 - 1*(-0.75)"),
        ("a*b", {"a": math.inf, "b": -math.inf}, "inf · (−inf)", "inf*(-inf)"),
    ],
)  # fmt: skip
def test_numbers_take_the_place_of_names(text, values, unicode, language):
    assert substituted(UNICODE, text, **values) == unicode
    assert substituted(TEXT, text, **values) == language


def test_a_part_can_be_given_its_value():
    product = parse("w3*h0")
    shown = UNICODE.write(parse("w2*h1 + w3*h0"), lambda part: 0.25 if part == product else None)
    assert shown == "w2 · h1 + 0.25"


def bits(value):
    return "nan" if math.isnan(value) else struct.pack("d", value)


@settings(max_examples=300)
@given(scalar_texts(), st.lists(st.floats(-900, 900) | st.just(-0.0), min_size=4, max_size=4))
@example("pow(neg(a), b)", [-0.0, 2.0, 0.0, 0.0])
@example("sub(a, neg(b))", [1.0, -0.0, 0.0, 0.0])
def test_the_equation_in_numbers_has_the_value_of_the_step(text, numbers):
    expression = parse(text)
    values = dict(zip("abcd", numbers, strict=True))
    shown = TEXT.write(expression, lambda part: values.get(getattr(part, "name", None)))
    assert bits(evaluate(parse(shown), {})) == bits(evaluate(expression, values))


@pytest.mark.parametrize("name", ["skip", "plain"])
def test_every_step_in_numbers_has_the_value_of_the_step(name):
    program = derive(load_network(name))
    for step in every_step(run_iteration(program, 0, program.start)):
        assert evaluate(parse(step.substituted(TEXT)), {}) == step.value
        assert parse(step.written(TEXT)) == step.equation.expression


@settings(max_examples=200)
@given(scalar_texts())
def test_a_derivation_reads_back_as_the_same_trees(text):
    from engine.language.op import Conventions
    from engine.program.differentiation import Differentiator

    differentiator = Differentiator(dict.fromkeys(["y", "dL/dy", *"abcd"], ()), Conventions())
    terms = differentiator.contributions("y", parse(text), Name("dL/dy"), "abcd")
    for _, term in terms:
        shown = TEXT.write(term.expression)
        try:
            assert TEXT.write(parse(shown)) == shown
        except ExpressionError as error:
            assert "more than" in str(error)  # noqa: PT017  (a derivation may be longer than a text)


def test_every_op_has_a_notation_of_each_kind():
    for op in OPS.values():
        call = Call(op.name, tuple(Name(letter) for letter in "abc"[: op.operands]))
        for style in (UNICODE, LATEX, TEXT):
            shown = style.write(call)
            assert "{0}" not in shown
            assert "a" in shown
