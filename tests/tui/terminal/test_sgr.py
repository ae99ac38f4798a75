"""Colours in fewer bytes, judged by a terminal emulator."""

import pyte
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.color import Color
from rich.style import Style

from tui.terminal.sgr import shortened

INKS = [None, Color.parse("red"), Color.parse("bright_blue"), Color.from_ansi(117),
        Color.parse("#5f8700"), Color.default()]  # fmt: skip

STYLES = st.builds(
    Style,
    color=st.sampled_from(INKS),
    bgcolor=st.sampled_from(INKS),
    bold=st.booleans(),
    dim=st.booleans(),
    underline=st.booleans(),
    reverse=st.booleans(),
)
PIECES = st.lists(
    st.tuples(STYLES, st.sampled_from(["", "a", "0.75", " "]), st.sampled_from(["", "\x1b[3;7H"]))
)


def screen_of(text):
    screen = pyte.Screen(40, 6)
    pyte.Stream(screen).feed(text)
    return {(x, y): screen.buffer[y][x] for x in range(40) for y in range(6)}, screen.cursor.attrs


@given(PIECES)
def test_it_looks_the_same_in_no_more_bytes(pieces):
    text = "".join(style.render(word) + move for style, word, move in pieces)
    assert screen_of(shortened(text)) == screen_of(text)
    assert len(shortened(text)) <= len(text)


RED, BLUE = "\x1b[31;40m", "\x1b[34;40m"


@pytest.mark.parametrize(
    ("text", "short"),
    [
        (f"{RED}a\x1b[0m{RED}b\x1b[0m", f"{RED}ab\x1b[0m"),
        (f"{RED}a\x1b[0m\x1b[2;1H{RED}b\x1b[0m", f"{RED}a\x1b[2;1Hb\x1b[0m"),
        (f"{RED}a\x1b[0m{BLUE}b\x1b[0m", f"{RED}a\x1b[34mb\x1b[0m"),
        (f"\x1b[1;31;40ma\x1b[0m{BLUE}b\x1b[0m", "\x1b[1;31;40ma\x1b[22;34mb\x1b[0m"),
        (f"{RED}a\x1b[0mb", f"{RED}a\x1b[0mb"),
        (f"{RED}\x1b[1ma\x1b[0m", f"{RED}\x1b[1ma\x1b[0m"),
        ("\x1b[?1049h", "\x1b[?1049h"),
        ("", ""),
    ],
)
def test_only_what_changes_is_set(text, short):
    assert shortened(text) == short
