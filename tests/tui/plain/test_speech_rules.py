"""Every op can be said."""

import pytest

from engine.language.ops import OPS
from engine.language.rules import Rules
from tui.plain.speech import SPOKEN_RULES


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
