"""Every op can be said."""

import pytest

from engine.language.ops import OPS
from engine.language.parser import parse
from engine.language.rules import Rules
from tui.plain.speech import SPOKEN_RULES, Spoken


def undecided(rules):
    return [f"{op.name}: {rules.file}" for op in OPS.values() if not rules.decided(op)]


def test_every_op_is_said():
    assert undecided(SPOKEN_RULES) == []
    assert SPOKEN_RULES.file == "tui/plain/speech.py"


@pytest.mark.parametrize("op", OPS)
def test_an_op_whose_words_are_taken_out_is_missed(op):
    left = {name: rule for name, rule in SPOKEN_RULES.rules.items() if name != op}
    assert undecided(Rules("spoken words", "tui.plain.speech", left)) == [
        f"{op}: tui/plain/speech.py"
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("x[-1, 2]", "entry minus 1, 2 of x"),
        ("x[:, 1:3]", "part all, 1 up to 3 of x"),
        ("x[1:, ::-1]", "part 1 up to the end, all, backwards of x"),
        ("x[:, None]", "x with more axes"),
        ("x.T", "the transpose of x"),
        ("reshape(x, (2, 8))", "x as 2 by 8"),
        ("concat(a, b, c)", "a beside b beside c"),
        ("E[tokens]", "the entries of E at tokens"),
    ],
)
def test_a_part_of_an_array_is_said(text, words):
    assert Spoken("text").write(parse(text)) == words
