"""Texts that are refused, and what the refusal says."""

import pytest

from engine.errors import ExpressionError
from engine.language.expression import Number
from engine.language.ops import OPS
from engine.language.parser import MAX_DEPTH, MAX_EXPONENT, MAX_LENGTH, MAX_OPS, check_name, parse
from engine.language.text import suggestion
from tests.engine.language.texts import a, refusal


@pytest.mark.parametrize(
    "text",
    [
        "a.b", "a.__class__", "().__class__.__bases__", "__import__('os')",
        "__import__('os').system('x')", "lambda: 1", "lambda x: x", "a < b < c", "a is b",
        "a and b", "not a", "~a", "a % b", "a // b", "a << 1", "a | b", "a ^ b", "a if b else c",
        "[a]", "[a for a in b]", "{a}", "{a: b}", "(a, b)", "()", "'text'",
        "b'bytes'",
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
        ("Relu(a)", "unknown op 'Relu'; did you mean 'relu'?"),
        *[
            (f"{name}(a)", f"unknown op '{name}'; the ops are transpose, outer, abs, sign, ")
            for name in ("elu", "selu", "mish", "swish", "prelu", "conv2d", "tan")
        ],
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
        ("sum(axis=0)", "sum does not take 0 operands: write sum(x, axis=0)"),
        ("a +", "not an expression at 'a +'"),
        ("a $ b", "not an expression at '$ b'"),
        ("lambda + 1", "'lambda' is a word of Python's grammar and cannot be used"),
        ("'text'", "\"'text'\" is no number"),
        ("True", "'True' is no number"),
        (
            "a if b else c",
            "'a if b else c' cannot be used here: write numbers, names, + - * / ** @, parentheses, "
            "x[0] and ops such as relu(z)",
        ),
        ("0 < a < 1", "compare two at a time, and multiply for both: (0 < x)*(x < 1)"),
        ("a in b", "compare with < <= > >= == or !="),
        ("max(a, b)", "write max(x, axis=0), or maximum(x, y) for that of two"),
        ("min(a, 0)", "write min(x, axis=0), or minimum(x, y) for that of two"),
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


@pytest.mark.parametrize("text", ["w#\x1b[31m", "w + 1 # \u202e", "(w +\n1)"])
def test_what_cannot_be_seen_is_refused_even_in_a_comment(text):
    with pytest.raises(ExpressionError, match="a character that cannot be seen"):
        parse(text)
    assert parse("w\t+ 1") == parse("w + 1")
