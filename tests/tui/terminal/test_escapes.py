"""Escape typed ahead, among keys that begin with it."""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.terminal.escapes import ESCAPE, Escapes

SEQUENCES = (
    "\x1b[A", "\x1b[1;5C", "\x1bOP", "\x1b[5~", "\x1b[<0;10;20M", "\x1b[<35;1;1m", "\x1b[Z",
    "\x1b[?2026;2$y", "\x1b[27u", "\x1b[I", "\x1b[H", "\x1b[[A",
)  # fmt: skip
KEYS = (*"nNq?/:[]{}59 ", "\r", "\x03", "ŷ")
PASTES = ("\x1b[200~a\x1bb\x1b[201~", "\x1b[200~\x1b\x1b[201~")

BEGINS = re.compile(r"\x1b(\[|O)")
"""An Escape typed before one of these keys looks like the beginning of a sequence."""

TYPED = st.lists(st.sampled_from((ESCAPE, *SEQUENCES, *KEYS, *PASTES)), max_size=12).filter(
    lambda typed: (
        not any(one == ESCAPE and BEGINS.match(one + other) for one, other in pairwise(typed))
    )
)


@given(typed=TYPED, is_slow=st.booleans())
def test_every_escape_is_a_key_by_itself_and_nothing_else_is_touched(typed, is_slow):
    escapes, pieces = Escapes(), []
    for packet in typed if is_slow else ["".join(typed)]:
        pieces += escapes.feed(packet)
    pieces += [ESCAPE] if escapes.give_up() else []
    assert "".join(pieces) == "".join(typed)
    assert pieces.count(ESCAPE) == typed.count(ESCAPE)


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("\x1bn", [ESCAPE, "n"]),
        ("5\x1b:q", ["5", ESCAPE, ":q"]),
        ("\x1b\x1b[A", [ESCAPE, "\x1b[A"]),
        ("\x1b\x1bn", [ESCAPE, ESCAPE, "n"]),
        ("\x1b]n", [ESCAPE, "]n"]),
        ("\x1b[n", [ESCAPE, "[n"]),
        ("\x1b[A\x1b[B", ["\x1b[A\x1b[B"]),
        ("a\x1b[200~x\x1bn\x1b[201~\x1bn", ["a", "\x1b[200~", "x\x1bn\x1b[201~", ESCAPE, "n"]),
    ],
)
def test_pieces(text, pieces):
    assert list(Escapes().feed(text)) == pieces


def test_an_escape_waits_for_what_may_belong_to_it():
    escapes = Escapes()
    assert list(escapes.feed("n\x1b")) == ["n"]
    assert list(escapes.feed("[A")) == ["\x1b[A"]
    assert not escapes.give_up()
    assert list(escapes.feed("\x1b")) == []
    assert escapes.give_up()
    assert list(escapes.feed("[A")) == ["[A"]
