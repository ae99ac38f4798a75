"""Numbers, names and parentheses as a page has them."""

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.language.parser import parse
from engine.language.rounding import Residue
from engine.language.values import array
from engine.writing.names import of
from engine.writing.numbers import figure
from engine.writing.typeset import Typeset, sized


def read(latex):
    """A number of the page as a float, and half a unit of its last digit; 0 where it is exact."""
    parts = re.fullmatch(r"(-?)(?:(\d+)(?:\.(\d+))?)?(?: \\cdot )?(?:10\^\{(-?\d+)\})?", latex)
    sign, whole, decimals, power = parts.groups()
    power, decimals = int(power or 0), decimals or ""
    value = float(f"{sign}{whole or 1}.{decimals or 0}e{power}")
    return value, 0.5 * 10.0 ** (power - len(decimals)) if decimals else 0.0


@given(
    st.one_of(
        st.floats(allow_nan=False, allow_infinity=False, min_value=-1e300, max_value=1e300),
        st.integers(-(10**8), 10**8).map(float),
        st.decimals(-100, 100, places=3).map(float),
    ),
    st.integers(2, 8),
)
def test_a_number_is_within_its_last_digit_and_exact_where_it_is_whole(value, digits):
    found, half = read(figure(value, digits))
    if abs(value) < 1e-300:
        return
    assert abs(found - value) <= half * (1 + 1e-6) + 1e-12 * abs(value)
    significant = re.sub(r"10\^.*|\D", "", figure(value, digits)).lstrip("0")
    assert len(significant) <= max(digits, len(f"{abs(value):.0f}"))


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_what_is_given_has_all_its_digits(value):
    assert read(figure(value, None))[0] == value


def test_numbers_that_are_none():
    assert [figure(each, 6) for each in (math.nan, math.inf, -math.inf, Residue(1e-17), -0.0)] == [
        r"\text{nan}", r"\infty", r"-\infty", "0", "0",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "latex"),
    [
        ("ŷ", r"\hat{y}"),
        ("ȳ₁", r"\bar{y}_{1}"),
        ("θ", r"\theta"),
        ("λ2", r"\lambda_{2}"),
        ("Γ", r"\Gamma"),
        ("w′", "w'"),
        ("größe", r"\text{größe}"),
        ("50%_a", r"\text{50\%\_a}"),
        ("中", r"\text{中}"),
        ("5$", r"\text{5\textdollar{}}"),
    ],
)
def test_names_as_written(name, latex):
    assert of(name) == latex


STYLE = Typeset("latex", {"a": "a", "b": "b"}, digits=4)


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        ("a - b", r"-3 - (-0.125)"),
        ("a*b", r"-3 \cdot (-0.125)"),
        ("b*a", r"-0.125 \cdot (-3)"),
        ("a**2", r"{(-3)}^{2}"),
        ("abs(a - b)", r"\left|-3 - (-0.125)\right|"),
        ("-b", r"-(-0.125)"),
    ],
)
def test_negatives_stand_in_parentheses(text, latex):
    values = {"a": -3.0, "b": -0.125}
    assert STYLE.write(parse(text), lambda part: values.get(getattr(part, "name", ""))) == latex


def test_a_power_of_ten_is_one_factor():
    known = {"a": 1.5e-7, "b": 1e9}
    write = lambda text: STYLE.write(  # noqa: E731
        parse(text), lambda part: known.get(getattr(part, "name", ""))
    )
    assert write("a/b") == r"1.5 \cdot 10^{-7} / (10^{9})"
    assert write("a**2") == r"{(1.5 \cdot 10^{-7})}^{2}"


def test_a_decimal_comma():
    style = Typeset("latex", digits=4, has_comma=True)
    assert style.number(-0.5) == "-0{,}5"
    assert style.number(array([[0.25, 3.0]])) == r"\begin{bmatrix} 0{,}25 & 3 \end{bmatrix}"


def test_a_large_matrix_shows_its_corners_and_its_shape():
    value = array([[100 * i + j for j in range(20)] for i in range(50)])
    assert Typeset("latex", digits=4).number(value) == (
        r"\begin{bmatrix} 0 & 1 & \cdots & 19 \\ 100 & 101 & \cdots & 119 \\ "
        r"\vdots & \vdots & \ddots & \vdots \\ 4900 & 4901 & \cdots & 4919 \end{bmatrix}"
        r"_{50 \times 20}"
    )


def test_parentheses_are_as_tall_as_what_they_hold():
    assert sized(r"(a) + (\frac{1}{2})") == r"(a) + \left(\frac{1}{2}\right)"
    assert sized(r"\left((a - \frac{1}{2})\right)") == (
        r"\left(\left(a - \frac{1}{2}\right)\right)"
    )


def test_what_a_function_is_told_is_said_in_its_name():
    style = Typeset("latex", has_comma=True)
    assert style.write(parse("mean(a, axis=0)")) == r"\operatorname{mean\,axis\,0}\left(a\right)"
    reshaped = style.write(parse("reshape(a, (2, -1))"))
    assert reshaped == r"\operatorname{reshape}\left(a, (2, -1)\right)"
    beside = style.write(parse("concat(a, a, a, axis=1)"))
    assert beside == r"\operatorname{concat\,axis\,1}\left(a, a, a\right)"
    assert style.write(parse("step(a, at_zero=0.5)")) == (
        r"\operatorname{step\,at\,zero\,0.5}\left(a\right)"
    )
