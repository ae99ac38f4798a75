"""Expressions as people read them, and what a derivation writes."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.language.expression import Call, Name, Number
from engine.language.notation import TEXT, Style
from engine.language.parser import parse
from engine.language.values import evaluate
from tests.engine.language.writing import LATEX, UNICODE, scalar_texts


@pytest.mark.parametrize(
    ("text", "unicode", "latex"),
    [
        ("w2*h1 + w3*h0", "w2 · h1 + w3 · h0", r"w_{2} \cdot h_{1} + w_{3} \cdot h_{0}"),
        ("a - b", "a − b", "a - b"),
        ("a/b", "a / b", "a / b"),
        ("-a", "−a", "-a"),
        ("a @ b", "a · b", r"a \, b"),
        ("(a + b)[:, None]", "(a + b)[:, None]", "{(a + b)}_{:, None}"),
        ("a > b", "[a > b]", r"\left[a > b\right]"),
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


SHAPES = {
    "X": (4, 2), "b": (3,), "row": (1, 3), "c": (), "w": (2,), "W": (2, 3), "x": (4,),
    "dL/dO": (4, 3), "dL/dw": (2,), "dL/dW": (2, 3), "dL/dl": (4,), "dL/dc": (),
}  # fmt: skip


def written(kind, *tree):
    """A tree of op names, names, numbers and options, as text."""

    def build(part):
        match part:
            case str():
                return Name(part)
            case int() | float():
                return Number(float(part))
        op, *operands = part
        options = operands.pop() if isinstance(operands[-1], dict) else {}
        return Call(op, tuple(map(build, operands)), tuple(options.items()))

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
        (("expand_dims", "x", {"axis": 0.0}), "row(x)", r"\operatorname{expand}\left(x\right)"),
        (("expand_dims", "x", {"axis": -1.0}), "column(x)", r"\operatorname{expand}\left(x\right)"),
        (("expand_dims", "X", {"axis": 1.0}), "X[:, None]", "{X}_{:, None}"),
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
        (("expand_dims", "x", {"axis": -1.0}), "expand_dims(x, axis=-1)"),
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
