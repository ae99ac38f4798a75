"""Formulas in several lines: the same formula, with every name and number whole."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.language.breaking import broken, cut_formula, cut_in_middle, wrapped

NAMES = st.text("abcdefgh_0123456789", min_size=1, max_size=60).map(lambda text: f"n{text}")
NUMBERS = st.floats(allow_nan=False, allow_infinity=False).map(lambda x: f"{x:.6g}")
WIDTHS = st.integers(24, 80)
ATOMS = NAMES | NUMBERS | NAMES.map(lambda name: f"∂L/∂{name}")


def calls(inner):
    return st.tuples(
        st.sampled_from(["relu", "exp", "maximum"]), st.lists(inner, min_size=1, max_size=2)
    ).map(lambda call: f"{call[0]}({', '.join(call[1])})")


def joined(inner):
    signs = st.sampled_from([" + ", " − ", " · ", " / ", "*"])
    return st.tuples(inner, signs, inner).map("".join)


FORMULAS = st.recursive(ATOMS, lambda inner: calls(inner) | joined(inner), max_leaves=12)


def tokens(text):
    """Names, gradients and numbers; whatever is between them is no token."""
    return re.findall(r"(?:∂L/∂)?[\w.…]+(?:(?<=e)[+−-]\d+)?", text)


@given(FORMULAS, WIDTHS, st.sampled_from(["", "z = ", "w0 = "]))
def test_a_formula_is_broken_between_tokens_only(formula, width, head):
    lines = broken(formula, width, head, " " * (len(head) + 3))
    assert lines[0].startswith(head.rstrip())
    assert all(len(line) <= width for line in lines)
    shown = [token for line in lines for token in tokens(line)]
    whole = tokens(head + formula)
    assert len(shown) == len(whole)
    for token, text in zip(shown, whole, strict=True):
        if token != text:  # it is wider than a line, and its ends can be seen
            assert len(text) > width - len(head) - 8
            front, _, back = token.partition("…")
            assert text.startswith(front)
            assert text.endswith(back)
    if shown == whole:
        assert "".join("".join(lines).split()) == "".join((head + formula).split())


@given(st.lists(ATOMS | st.just("is") | FORMULAS, min_size=1, max_size=12), WIDTHS)
def test_a_sentence_is_broken_between_tokens_only(words, width):
    text = " ".join(words)
    lines = wrapped(text, width)
    assert all(len(line) <= width for line in lines)
    whole = tokens(text)
    shown = [token for line in lines for token in tokens(line)]
    assert len(shown) == len(whole)
    # A name that fills a line is cut as well where brackets stand right behind it.
    room = width - text.count(")")
    assert all(a == b or len(b) > room for a, b in zip(shown, whole, strict=True))


@given(FORMULAS, WIDTHS)
def test_a_formula_is_cut_between_tokens_too(formula, width):
    shown = cut_formula(formula, width)
    assert len(shown) <= width
    if shown != formula and shown.endswith(" …"):
        whole = tokens(formula)
        assert tokens(shown[:-2]) == whole[: len(tokens(shown[:-2]))]


@pytest.mark.parametrize(
    ("width", "lines"),
    [
        (40, ["z = first_layer_weight · x + bias_0"]),
        (30, ["z = first_layer_weight · x", "     + bias_0"]),
        (25, ["z = first_layer_weight", "     · x + bias_0"]),
        (20, ["z = first_la…_weight", " · x + bias_0"]),
    ],
)
def test_a_formula_is_broken_before_a_sign_if_it_can_be(width, lines):
    assert broken("first_layer_weight · x + bias_0", width, "z = ", "     ")[: len(lines)] == lines


def test_names_that_differ_at_an_end_differ_when_they_are_cut():
    names = ["first_layer_weight", "first_layer_bias", "second_layer_weight"]
    assert [cut_in_middle(name, 9) for name in names] == ["firs…ight", "firs…bias", "seco…ight"]
    assert cut_in_middle("short", 9) == "short"
