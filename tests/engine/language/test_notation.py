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
from engine.language.notation import MAX_SHOWN, TEXT, Style, exact, fit_number, format_number
from engine.language.ops import OPS
from engine.language.parser import parse
from engine.language.values import evaluate
from engine.network.files import load_network
from engine.program.program import derive

UNICODE = Style(names={"yhat": "ŷ"})
LATEX = Style("latex")


@pytest.mark.parametrize(
    ("text", "unicode", "latex"),
    [
        ("w2*h1 + w3*h0", "w2 · h1 + w3 · h0", r"w_{2} \cdot h_{1} + w_{3} \cdot h_{0}"),
        ("a - b", "a − b", "a - b"),
        ("a/b", "a / b", "a / b"),
        ("-a", "−a", "-a"),
        ("a @ b", "a · b", r"a \, b"),
        ("a**2", "a²", "{a}^{2}"),
        ("a**-12", "a⁻¹²", "{a}^{(-12)}"),
        ("a**0.5", "a^0.5", "{a}^{0.5}"),
        ("a**b", "a^b", "{a}^{b}"),
        ("a**nan", "a^nan", "{a}^{nan}"),
        ("(a + b)**2", "(a + b)²", "{(a + b)}^{2}"),
        ("square(a)", "a²", "{a}^2"),
        ("square(a + b)", "(a + b)²", "{(a + b)}^2"),
        ("sqrt(a)", "√(a)", r"\sqrt{a}"),
        ("abs(y - yhat)", "|y − ŷ|", r"\left|y - \hat{y}\right|"),
        ("relu(z0)", "ReLU(z0)", r"\operatorname{ReLU}\left(z_{0}\right)"),
        ("leaky_relu(z)", "LeakyReLU(z)", r"\operatorname{LeakyReLU}\left(z\right)"),
        ("leaky_relu(z, 0.5)", "leaky_relu(z, slope=0.5)",
         r"\operatorname{leaky\_relu}(z, slope=0.5)"),
        ("sigmoid(z)", "σ(z)", r"\sigma\left(z\right)"),
        ("tanh(z)", "tanh(z)", r"\tanh\left(z\right)"),
        ("exp(z)", "exp(z)", r"\exp\left(z\right)"),
        ("log(z)", "ln(z)", r"\ln\left(z\right)"),
        ("maximum(a, b)", "max(a, b)", r"\max\left(a, b\right)"),
        ("step(z)", "[z > 0]", r"\left[z > 0\right]"),
        ("step(z, 1)", "[z ≥ 0]", r"\left[z \ge 0\right]"),
        ("step(z, 0.5)", "step(z, at_zero=0.5)", r"\operatorname{step}(z, at\_zero=0.5)"),
        ("sign(a)", "sign(a)", r"\operatorname{sign}\left(a\right)"),
        ("transpose(W) @ x", "Wᵀ · x", r"{W}^\top \, x"),
        ("transpose(a + b)", "(a + b)ᵀ", r"{(a + b)}^\top"),
        ("outer(a, b)", "a ⊗ b", r"a \otimes b"),
        ("sum(x)", "Σ(x)", r"\sum\left(x\right)"),
        ("sum(x, axis=0)", "sum(x, axis=0)", r"\operatorname{sum}(x, axis=0)"),
        ("mean(x)", "mean(x)", r"\operatorname{mean}\left(x\right)"),
        ("cross_entropy(o, y)", "CE(o, y)", r"\operatorname{CE}\left(o, y\right)"),
        ("softmax(o)", "softmax(o)", r"\operatorname{softmax}\left(o\right)"),
    ],
)  # fmt: skip
def test_an_expression_is_written_for_people(text, unicode, latex):
    assert UNICODE.write(parse(text)) == unicode
    assert LATEX.write(parse(text)) == latex


@pytest.mark.parametrize(
    ("text", "unicode"),
    [
        ("(a + b) + c", "a + b + c"),
        ("a + (b + c)", "a + (b + c)"),
        ("a - (b - c)", "a − (b − c)"),
        ("(a - b) - c", "a − b − c"),
        ("a*(b + c)", "a · (b + c)"),
        ("(a*b)*c", "a · b · c"),
        ("a*(b*c)", "a · (b · c)"),
        ("a/(b*c)", "a / (b · c)"),
        ("a/b*c", "a / b · c"),
        ("-(a + b)", "−(a + b)"),
        ("-a*b", "(−a) · b"),
        ("-(a*b)", "−(a · b)"),
        ("a + -b", "a + (−b)"),
        ("-a + b", "−a + b"),
        ("a*-2", "a · (−2)"),
        ("-2*a", "−2 · a"),
        ("a - -2", "a − (−2)"),
        ("(-a)**2", "(−a)²"),
        ("-a**2", "−a²"),
        ("(-2)**a", "(−2)^a"),
        ("(a**b)**c", "(a^b)^c"),
        ("a**b**c", "a^b^c"),
        ("relu(a + b)*c", "ReLU(a + b) · c"),
    ],
)
def test_parentheses_stand_where_they_are_needed(text, unicode):
    assert UNICODE.write(parse(text)) == unicode


@pytest.mark.parametrize(
    ("name", "unicode", "latex"),
    [
        ("dL/dh0", "∂L/∂h0", r"\frac{\partial L}{\partial h_{0}}"),
        ("dL/dyhat", "∂L/∂ŷ", r"\frac{\partial L}{\partial \hat{y}}"),
        ("yhat", "ŷ", r"\hat{y}"),
        ("hat", "hat", r"\mathrm{hat}"),
        ("theta1", "theta1", r"\theta_{1}"),
        ("w_12", "w_12", "w_{12}"),
        ("cost", "cost", r"\mathrm{cost}"),
        ("my_loss", "my_loss", r"\mathrm{my\_loss}"),
        ("W", "W", "W"),
        ("_", "_", r"\mathrm{\_}"),
    ],
)
def test_a_name_is_written_as_the_field_writes_it(name, unicode, latex):
    assert UNICODE.write(Name(name)) == unicode
    assert LATEX.write(Name(name)) == latex
    assert TEXT.write(Name(name)) == name


def test_the_language_is_written_as_it_is_typed():
    for text in (
        "w2*h1 + w3*h0",
        "lr*dL/dh0",
        "dL/dh0 / dL/dh1",
        "a**2 - (-b**(-2))",
        "sum(x @ W, axis=0)",
        "leaky_relu(z, slope=0.2)",
        "abs(y - yhat)",
        "inf - nan",
    ):
        assert TEXT.write(parse(text)) == text


def test_products_of_arrays_are_told_from_those_of_numbers():
    style = Style(shapes={"a": (2,), "b": (2,), "s": ()})
    assert style.write(parse("a*b")) == "a ⊙ b"
    assert style.write(parse("s*b")) == "s · b"
    assert Style("latex", shapes=style.shapes).write(parse("a*b")) == r"a \odot b"


# What only a derivation writes

SHAPES = {
    "X": (4, 2), "b": (3,), "row": (1, 3), "c": (), "w": (2,), "W": (2, 3), "x": (4,),
    "dL/dO": (4, 3), "dL/dw": (2,), "dL/dW": (2, 3), "dL/dl": (4,), "dL/dc": (),
}  # fmt: skip


def written(kind, *tree):
    """A tree of op names, names and numbers, as text."""

    def build(part):
        match part:
            case str():
                return Name(part)
            case int() | float():
                return Number(float(part))
        return Call(part[0], tuple(map(build, part[1:])))

    return Style(kind, {"yhat": "ŷ"}, SHAPES).write(build(tree))


@pytest.mark.parametrize(
    ("tree", "unicode", "latex"),
    [
        # over the first axis and no other there is an index, as in the formula on the board
        (("sum_to", "dL/dO", "b"), "Σₙ (∂L/∂O)ₙ",
         r"\sum_n \left(\frac{\partial L}{\partial O}\right)_n"),
        (("sum_to", "dL/dl", "c"), "Σₙ (∂L/∂l)ₙ",
         r"\sum_n \left(\frac{\partial L}{\partial l}\right)_n"),
        (("sum_to", "x", "c"), "Σₙ xₙ", r"\sum_n x_n"),
        (("sum_to", ("mul", "dL/dl", "x"), "c"), "Σₙ (∂L/∂l ⊙ x)ₙ",
         r"\sum_n (\frac{\partial L}{\partial l} \odot x)_n"),
        (("sum_to", ("neg", "dL/dO"), "b"), "Σₙ (−∂L/∂O)ₙ",
         r"\sum_n (-\frac{\partial L}{\partial O})_n"),
        # over others, or keeping the axis, there is none
        (("sum_to", "X", "c"), "Σ X", r"\sum X"),
        (("sum_to", "dL/dO", "row"), "Σ (∂L/∂O)",
         r"\sum \left(\frac{\partial L}{\partial O}\right)"),
        # a sum ends where something is added, and stands in parentheses after a factor
        (("add", ("sum_to", "x", "c"), "c"), "Σₙ xₙ + c", r"\sum_n x_n + c"),
        (("mul", "c", ("sum_to", "x", "c")), "c · (Σₙ xₙ)", r"c \cdot (\sum_n x_n)"),
        (("neg", ("sum_to", "x", "c")), "−(Σₙ xₙ)", r"-(\sum_n x_n)"),
        (("square", ("sum_to", "x", "c")), "(Σₙ xₙ)²", r"{(\sum_n x_n)}^2"),
        # a gradient is raised to a power as a whole
        (("square", "dL/dw"), "(∂L/∂w)²", r"{\left(\frac{\partial L}{\partial w}\right)}^2"),
        (("pow", "dL/dc", 2), "(∂L/∂c)²", r"{\left(\frac{\partial L}{\partial c}\right)}^{2}"),
        (("pow", "dL/dc", "c"), "(∂L/∂c)^c", r"{\left(\frac{\partial L}{\partial c}\right)}^{c}"),
        (("square", "w"), "w²", "{w}^2"),
        (("transpose", "dL/dW"), "(∂L/∂W)ᵀ", r"{\left(\frac{\partial L}{\partial W}\right)}^\top"),
        (("matmul", ("transpose", "X"), "dL/dO"), "Xᵀ · ∂L/∂O",
         r"{X}^\top \, \frac{\partial L}{\partial O}"),
        (("broadcast_to", "c", "x"), "broadcast(c)",
         r"\operatorname{broadcast}\left(c\right)"),
        (("expand_dims", "x"), "row(x)", r"\operatorname{expand}\left(x\right)"),
        (("expand_dims", "x", 0), "row(x)", r"\operatorname{expand}\left(x\right)"),
        (("expand_dims", "x", -1), "column(x)", r"\operatorname{expand}\left(x\right)"),
        (("expand_dims", "X", 1), "expand_dims(X, axis=1)",
         r"\operatorname{expand\_dims}(X, axis=1)"),
    ],
)  # fmt: skip
def test_what_a_derivation_writes(tree, unicode, latex):
    assert written("unicode", *tree) == unicode
    assert written("latex", *tree) == latex


@pytest.mark.parametrize(
    ("tree", "text"),
    [
        (("sum_to", "dL/dO", "b"), "sum_to(dL/dO, b)"),
        (("square", "dL/dw"), "square(dL/dw)"),
        (("broadcast_to", "c", "x"), "broadcast_to(c, x)"),
        (("expand_dims", "x", -1), "expand_dims(x, axis=-1)"),
    ],
)
def test_the_language_writes_derivations_as_calls(tree, text):
    assert written("text", *tree) == text
    assert TEXT.write(parse(text)) == text


def test_without_shapes_nothing_is_said_of_samples():
    assert UNICODE.write(parse("sum_to(dL/dO, b)")) == "Σ (∂L/∂O)"


@pytest.mark.parametrize(
    ("terms", "shown"),
    [
        (["a"], "a"),
        (["-a"], "−a"),
        (["dL/dz2*w3", "dL/dz1*w1"], "∂L/∂z2 · w3 + ∂L/∂z1 · w1"),
        (["a", "-b"], "a + (−b)"),
        (["-a", "b - c", "d"], "−a + (b − c) + d"),
    ],
)
def test_a_sum_of_terms_is_written_as_the_sum_that_it_is(terms, shown):
    assert UNICODE.write_sum(list(map(parse, terms))) == shown


def test_a_sum_of_terms_takes_numbers_for_names():
    values = {"a": -1.0, "b": -2.0}
    terms = [parse("a"), parse("a*b"), parse("b")]
    shown = TEXT.write_sum(terms, lambda part: values.get(getattr(part, "name", None)))
    assert shown == "-1 + (-1)*(-2) + (-2)"
    assert evaluate(parse(shown), {}) == -1


@settings(max_examples=200)
@given(st.lists(st.deferred(lambda: scalar_texts(2)), min_size=1, max_size=4))
def test_a_sum_of_terms_is_written_as_the_tree_that_adds_them(texts):
    total, *rest = terms = list(map(parse, texts))
    for term in rest:
        total = Call("add", (total, term))
    for style in (UNICODE, TEXT, LATEX):
        assert style.write_sum(terms) == style.write(total)


def test_thousands_of_terms_are_written():
    assert TEXT.write_sum([Name("a")] * 5000) == " + ".join(["a"] * 5000)


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


NAMES = st.sampled_from("abcd")
SCALAR_NAMES = [
    op for op in OPS if op not in ("matmul", "transpose", "outer", "softmax", "log_softmax",
                                   "cross_entropy",
                                   "expand_dims", "sum_to", "broadcast_to")
]  # fmt: skip


@st.composite
def scalar_texts(draw, levels=4):
    if levels == 0 or draw(st.integers(0, 3)) == 0:
        return draw(NAMES | st.floats(-2, 2).map(repr))
    op = OPS[draw(st.sampled_from(SCALAR_NAMES))]
    parts = [draw(scalar_texts(levels - 1)) for _ in range(op.operands)]
    return f"{op.name}({', '.join(parts)})"


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
        call = Call(op.name, tuple(Name(letter) for letter in "ab"[: op.operands]))
        for style in (UNICODE, LATEX, TEXT):
            shown = style.write(call)
            assert "{0}" not in shown
            assert "a" in shown
