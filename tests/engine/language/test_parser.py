import math
import sys

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from engine.errors import ExpressionError
from engine.language.expression import Call, Name, Number
from engine.language.notation import TEXT
from engine.language.ops import OPS
from engine.language.parser import MAX_DEPTH, MAX_EXPONENT, MAX_LENGTH, MAX_OPS, check_name, parse
from engine.language.text import suggestion

a, b, c = Name("a"), Name("b"), Name("c")


def call(op, *operands):
    return Call(op, operands)


def refusal(text, **options):
    with pytest.raises(ExpressionError) as caught:
        parse(text, **options)
    return str(caught.value)


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
        ("sum(a, axis=1)", call("sum", a, Number(1.0))),
        ("sum(a, -1)", call("sum", a, Number(-1.0))),
        ("leaky_relu(a, slope=0.2)", call("leaky_relu", a, Number(0.2))),
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


@pytest.mark.parametrize(
    "text",
    [
        "a.b", "a.__class__", "().__class__.__bases__", "__import__('os')",
        "__import__('os').system('x')", "lambda: 1", "lambda x: x", "a < b", "a == b", "a and b",
        "not a", "~a", "a % b", "a // b", "a << 1", "a | b", "a ^ b", "a if b else c", "[a]",
        "[a for a in b]", "{a}", "{a: b}", "(a, b)", "()", "a[0]", "a[0:1]", "'text'", "b'bytes'",
        "f'{a}'", "f'{a.b}'", "True", "None", "...", "1j", "a := 1", "(a := 1)", "yield a",
        "await a", "*a", "relu(*a)", "relu(**a)", "relu(z=a)", "(relu)(a)(b)", "a(b)", "relu(a)(b)",
        "import os", "a; b", "a = b", "a, b", "a\nb", "a b", "a +", "* a", "(a", "a)", "relu(",
        "$a", "a?", "a!", "`a`", "1a", "a.", "0x", "0777", "1__0", "'", '"""', "#", "a\\",
        "exec('1')", "eval(a)", "open('x')", "print(a)", "globals()", "class", "for", "ǀ", "aǀb",
        "dLǀdh0",
    ],
)  # fmt: skip
def test_what_is_no_arithmetic_is_refused(text):
    assert refusal(text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "there is no expression"),
        ("   ", "there is no expression"),
        ("rleu(a)", "unknown op 'rleu'; did you mean 'relu'?"),
        ("sigmiod(a)", "unknown op 'sigmiod'; did you mean 'sigmoid'?"),
        ("qqqq(a)", "unknown op 'qqqq'"),
        ("dL/dh0(a)", "unknown op 'dL/dh0'"),
        ("relu()", "relu does not take 0 operands: write relu(z)"),
        ("relu(a, b)", "relu does not take 2 operands: write relu(z)"),
        ("matmul(a)", "matmul does not take 1 operands: write matmul(x, y)"),
        ("sum(a, 0, 1)", "sum does not take 3 operands: write sum(x, axis=0)"),
        ("sum(a, b)", "the axis of sum has to be a number"),
        ("sum(a, axis=b)", "the axis of sum has to be a number"),
        ("sum(a, axes=0)", "sum has no option 'axes': write sum(x, axis=0)"),
        ("relu(a, slope=1)", "relu has no option 'slope': write relu(z)"),
        ("relu(**a)", "relu has no option '**': write relu(z)"),
        ("sum(axis=0)", "sum has no option 'axis': write sum(x, axis=0)"),
        ("a +", "not an expression at 'a +'"),
        ("a $ b", "not an expression at '$ b'"),
        ("lambda + 1", "'lambda' is a word of Python's grammar and cannot be used"),
        ("'text'", "\"'text'\" is no number"),
        ("True", "'True' is no number"),
        (
            "a < b",
            "'a < b' cannot be used here: write numbers, names, + - * / ** @, parentheses "
            "and ops such as relu(z)",
        ),
        ("a.b(c)", "'a.b' cannot be called: write an op such as relu(z)"),
        ("1e400**2 + a**1001", "the exponent 1001 is larger than 1000"),
        ("a**-1001", "the exponent -1001 is larger than 1000"),
        ("a**inf", "the exponent inf is larger than 1000"),
        ("pow(a, 1001)", "the exponent 1001 is larger than 1000"),
        ("a\0b", "it holds a character that no text has"),
        ("\ud800", "it holds a character that no text has"),
        ("9" * 5000, "not an expression"),
        ("0x1" + "0" * 300, "a number is larger than a float can hold"),
        ("x" * (MAX_LENGTH + 1), f"longer than {MAX_LENGTH} characters"),
    ],
)
def test_a_refusal_says_what_is_wrong(text, message):
    assert refusal(text).startswith(message)


@pytest.mark.parametrize(
    "text",
    [
        "(" * 150 + "a" + ")" * 150 + "(",
        "(" * 1000 + "a" + ")" * 1000,
        "-" * (MAX_DEPTH + 1) + "a",
        "-" * 9000 + "a",
        "relu(" * 101 + "a" + ")" * 101,
        "**".join("a" * 200),
        "+".join("a" * (MAX_DEPTH + 2)),
        "[" * 150 + "-" * 3000 + "a",
    ],
)
def test_deep_nesting_is_refused(text):
    assert "not an expression" in (said := refusal(text)) or f"more than {MAX_DEPTH} deep" in said


def test_nesting_up_to_the_bound_is_read():
    tree = parse("relu(" * MAX_DEPTH + "a" + ")" * MAX_DEPTH)
    for _ in range(MAX_DEPTH):
        (tree,) = tree.operands
    assert tree == a


def balanced(leaves):
    parts = ["a"] * leaves
    while len(parts) > 1:
        rest = parts[len(parts) // 2 * 2 :]
        parts = [f"({x}*{y})" for x, y in zip(parts[::2], parts[1::2], strict=False)] + rest
    return parts[0]


def test_an_expression_of_too_many_ops_is_refused():
    assert parse(balanced(MAX_OPS + 1)).op == "mul"
    assert refusal(balanced(MAX_OPS + 2)).startswith(f"more than {MAX_OPS} ops")


def test_exponents_up_to_the_bound_are_read():
    assert parse(f"a**{MAX_EXPONENT}").operands[1] == Number(float(MAX_EXPONENT))


@pytest.mark.parametrize(
    "text", ["[0x" + "f" * 9000 + "]", "'" + "a" * 9000 + "'", "(a," * 90 + ")" * 90]
)
def test_a_refusal_is_short(text):
    assert len(refusal(text)) < 200


@pytest.mark.parametrize("text", ["1if a else b", "1or 2", "'\\d'", "a is 1", "0x1for x in y"])
def test_nothing_is_warned_of(text, recwarn):
    assert refusal(text)
    assert not recwarn


def test_parsing_runs_no_code(monkeypatch):
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


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("", "'' is no name: use letters, digits and _"),
        ("1a", "'1a' is no name"),
        ("a b", "'a b' is no name"),
        ("a-b", "'a-b' is no name"),
        ("dL/dh0", "'dL/dh0' is no name"),
        ("a\x1b", "'a\\x1b' is no name"),
        ("dLǀdh0", "'dLǀdh0' is no name"),
        ("lambda", "'lambda' is a word of Python's grammar"),
        ("None", "'None' is a word of Python's grammar"),
        ("relu", "'relu' has a meaning of its own"),
        ("inf", "'inf' has a meaning of its own"),
        ("lr", "'lr' is the learning rate"),
        ("µ", "'µ' is read as 'μ' in an equation"),
        ("ﬁ", "'ﬁ' is read as 'fi' in an equation"),
    ],
)
def test_what_cannot_name_a_node_is_refused(name, message):
    with pytest.raises(ExpressionError) as caught:
        check_name(name)
    assert str(caught.value).startswith(message)


def test_every_op_name_is_refused_as_a_name():
    for name in OPS:
        with pytest.raises(ExpressionError):
            check_name(name)


def test_a_suggestion_is_made_for_near_words_only():
    assert suggestion("w00", ["w0", "x"]) == "; did you mean 'w0'?"
    assert suggestion("hidden", ["w0", "x"]) == ""


# Round trip

FIRST = st.sampled_from(["a", "w0", "dL", "dx", "d", "delta", "_", "ŷ", "dL/dh0", "dL/dŷ", "lr"])
FINITE = st.floats(allow_nan=False, allow_infinity=False)
INFIX = st.sampled_from(["+", "-", "*", "/", "@", "**"])
OPTIONED = [op for op in OPS.values() if op.option]


def written(children):
    """Texts of the grammar, with parentheses around every operand so that any tree comes up."""

    @st.composite
    def calls(draw):
        op = draw(st.sampled_from(list(OPS.values())))
        parts = [draw(children) for _ in range(op.operands)]
        if op.option and draw(st.booleans()):
            parts.append(f"{op.option}={draw(st.integers(-3, 3) | FINITE)!r}")
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
