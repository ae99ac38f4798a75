"""Texts read as trees."""

import importlib
import math
import sys

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from engine.errors import ExpressionError
from engine.language.expression import Call, Name, Number
from engine.language.notation import TEXT
from engine.language.ops import OPS
from engine.language.parser import check_name, parse
from tests.engine.language.texts import a, b, refusal


def call(op, *operands, **options):
    return Call(op, operands, tuple(options.items()))


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("3", Number(3.0)),
        ("2.5e-3", Number(0.0025)),
        ("0x10", Number(16.0)),
        ("1_000", Number(1000.0)),
        ("-2", Number(-2.0)),
        ("+a", a),
        ("inf", Number(math.inf)),
        ("-inf", Number(-math.inf)),
        ("  a  ", a),
        ("a+b", call("add", a, b)),
        ("a - b", call("sub", a, b)),
        ("a*b", call("mul", a, b)),
        ("a/b", call("div", a, b)),
        ("a**b", call("pow", a, b)),
        ("a@b", call("matmul", a, b)),
        ("-a", call("neg", a)),
        ("--a", call("neg", call("neg", a))),
        ("relu(a)", call("relu", a)),
        ("maximum(a, b)", call("maximum", a, b)),
        ("sum(a)", call("sum", a)),
        ("sum(a, axis=1)", call("sum", a, axis=1.0)),
        ("sum(a, -1)", call("sum", a, axis=-1.0)),
        ("leaky_relu(a, slope=0.2)", call("leaky_relu", a, slope=0.2)),
        ("relu(tanh(a))", call("relu", call("tanh", a))),
        ("ŷ + größe", call("add", Name("ŷ"), Name("größe"))),
    ],
)
def test_text_is_read_as_its_tree(text, tree):
    assert parse(text) == tree


def test_nan_is_a_number():
    assert math.isnan(parse("nan").value)


@pytest.mark.parametrize(
    ("text", "spelled_out"),
    [
        ("a + b*c", "a + (b*c)"),
        ("a*b + c", "(a*b) + c"),
        ("a - b - c", "(a - b) - c"),
        ("a/b/c", "(a/b)/c"),
        ("a/b*c", "(a/b)*c"),
        ("a @ b*c", "(a @ b)*c"),
        ("a**b**c", "a**(b**c)"),
        ("-a**b", "-(a**b)"),
        ("a**-b", "a**(-b)"),
        ("-a*b", "(-a)*b"),
        ("a*b**c", "a*(b**c)"),
    ],
)
def test_precedence_is_that_of_python(text, spelled_out):
    assert parse(text) == parse(spelled_out)


def test_parentheses_change_the_tree():
    assert parse("(a + b)*c") != parse("a + b*c")
    assert parse("a - (b - c)") != parse("a - b - c")


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("dL/dh0", Name("dL/dh0")),
        ("∂L/∂h0", Name("dL/dh0")),
        ("2*dL/dh0", call("mul", Number(2.0), Name("dL/dh0"))),
        ("dL/dh0/2", call("div", Name("dL/dh0"), Number(2.0))),
        ("dL/dh0 / dL/dh1", call("div", Name("dL/dh0"), Name("dL/dh1"))),
        ("dL/dh0/dL/dh1", call("div", Name("dL/dh0"), Name("dL/dh1"))),
        ("abs(dL/dw_1) - lr", call("sub", call("abs", Name("dL/dw_1")), Name("lr"))),
        ("-dL/dx**2", call("neg", call("pow", Name("dL/dx"), Number(2.0)))),
        ("∂loss/∂ŷ", Name("dloss/dŷ")),
        ("dL / dh0", call("div", Name("dL"), Name("dh0"))),
        ("add/dx", call("div", Name("add"), Name("dx"))),
    ],
)
def test_a_gradient_is_one_name(text, tree):
    assert parse(text) == tree


@pytest.mark.parametrize("text", ["dL/dh0", "∂L/∂h0"])
def test_without_gradients_it_is_a_division(text):
    assert parse(text, gradients=False) == call("div", Name("dL"), Name("dh0"))


@pytest.mark.parametrize("text", ["1if a else b", "1or 2", "'\\d'", "a is 1", "0x1for x in y"])
def test_nothing_is_warned_of(text, recwarn):
    assert refusal(text)
    assert not recwarn


def test_parsing_runs_no_code(monkeypatch):
    importlib.import_module("engine.language.refusals")  # as an import runs code
    called = []
    monkeypatch.setattr("builtins.eval", called.append)
    monkeypatch.setattr("builtins.exec", called.append)
    before = set(sys.modules)
    for text in ("__import__('antigravity')", "exec('import this')", "relu(a) + tanh(b)**2"):
        try:
            parse(text)
        except ExpressionError:
            continue
    assert not called
    assert not {"antigravity", "this"} & (set(sys.modules) - before)


@pytest.mark.parametrize("name", ["w0", "z", "ŷ", "h_1", "_", "größe", "W", "dL"])
def test_a_name_may_be_any_word(name):
    check_name(name)


FIRST = st.sampled_from(["a", "w0", "dL", "dx", "d", "delta", "_", "ŷ", "dL/dh0", "dL/dŷ", "lr"])
FINITE = st.floats(allow_nan=False, allow_infinity=False)
INFIX = st.sampled_from(["+", "-", "*", "/", "@", "**"])


def written(children):
    """Texts of the grammar, with parentheses around every operand so that any tree comes up."""

    @st.composite
    def calls(draw):
        op = draw(st.sampled_from(list(OPS.values())))
        parts = [draw(children) for _ in range(op.operands)]
        for option in draw(st.permutations(op.options)):
            value = st.integers(-3, 3) | FINITE
            if option.is_several:
                value |= st.lists(value, min_size=1, max_size=3).map(tuple)
            if draw(st.booleans()):
                parts.append(f"{option.name}={draw(value)!r}")
        return f"{op.name}({', '.join(parts)})"

    infix = st.builds("({}) {} ({})".format, children, INFIX.filter(lambda x: x != "**"), children)
    power = st.builds("({})**({})".format, children, children)
    return infix | power | st.builds("-({})".format, children) | calls()


TEXTS = st.recursive(
    FIRST | FINITE.map(repr) | st.sampled_from(["inf", "-inf", "3"]), written, max_leaves=12
)


def read(text):
    try:
        return parse(text)
    except ExpressionError:
        return None


@settings(max_examples=300)
@given(TEXTS)
@example("(delta)/(dx)")
@example("(dL)/(dL/dh0)")
@example("(dL/dh0)/(dL)")
@example("-(-(a))")
@example("-(2.0)")
@example("-((-2.0)**(a))")
@example("(-(a))**(-(2.0))")
@example("(a) - ((-(2.0)) * (a))")
@example("((-2.0) * (a)) - (-0.0)")
def test_what_is_written_reads_back_as_the_same_tree(text):
    tree = read(text)
    if tree is not None:
        assert parse(TEXT.write(tree)) == tree


GRAMMAR = st.lists(
    st.sampled_from(
        [*"abd()()+-*/@ ,=.:[]{}'\"\\\n#~%&|^<>!?0129eEjx_∂ǀ\0\ud800", "**", "dL/dh0", "relu(",
         "sum(", "axis=",
         "lambda ", " if ", " else ", " for ", " in ", "0x", "1e999", "__import__('os')"]
    ),
    max_size=40,
).map("".join)  # fmt: skip


@settings(max_examples=400)
@given(st.text() | GRAMMAR | st.binary().map(lambda data: data.decode("latin-1")), st.booleans())
@example("9" * 9999, True)
@example("-" * 9999, True)
@example("(" * 9999, False)
@example("[" * 5000 + "]" * 4999, False)
@example("a" + ".a" * 4000, False)
@example("a**" * 3000 + "a", False)
@example("[" + "0x" + "f" * 9000 + "]", False)
@example("\\N{DIGIT ONE}", False)
def test_every_text_is_read_or_refused(text, gradients):
    try:
        found = parse(text, gradients=gradients)
    except ExpressionError as error:
        found = str(error)
    assert isinstance(found, Name | Number | Call) or found
