"""Pieces of text written in few bytes, judged by a terminal emulator."""

import pyte
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.terminal.moves import Piece, moved, painted

WIDTH, HEIGHT = 30, 8

PLAIN, BOLD, HERE = "38;5;252;48;5;233", "1;38;5;252;48;5;233", "1;7;38;5;252;48;5;233"

PLACES = st.tuples(st.integers(0, WIDTH - 1), st.integers(0, HEIGHT - 1))


def screen_of(text):
    screen = pyte.Screen(WIDTH, HEIGHT)
    pyte.Stream(screen).feed(text)
    return screen


def cells_of(screen):
    return [[screen.buffer[y][x] for x in range(WIDTH)] for y in range(HEIGHT)]


@st.composite
def pieces(draw):
    """Pieces that overlap nowhere, in any order."""
    drawn = []
    for y in range(HEIGHT):
        x = draw(st.integers(0, 12))
        while x < WIDTH and draw(st.booleans()):
            text = draw(st.text("a0·│ ", min_size=1, max_size=min(9, WIDTH - x)))
            drawn.append(
                Piece(y, x, text, draw(st.sampled_from([PLAIN, BOLD, HERE])), x + len(text))
            )
            x += len(text) + draw(st.integers(0, 5))
    return draw(st.permutations(drawn))


def one_by_one(pieces):
    return "".join(
        f"\x1b[{y + 1};{x + 1}H\x1b[{code}m{text}\x1b[0m" for y, x, text, code, _ in pieces
    )


@given(pieces())
def test_it_looks_as_pieces_written_one_by_one_do_in_no_more_bytes(pieces):
    text = painted(pieces, WIDTH)
    assert cells_of(screen_of(text)) == cells_of(screen_of(one_by_one(pieces)))
    assert len(text) <= len(one_by_one(pieces))
    assert screen_of(text).cursor.attrs == screen_of("").cursor.attrs


@given(PLACES, PLACES)
def test_every_move_arrives_and_is_no_longer_than_the_absolute_one(start, end):
    (column, row), (x, y) = start, end
    move = "" if start == end else moved(column, row, x, y)
    screen = screen_of(f"\x1b[{row + 1};{column + 1}H{move}")
    assert (screen.cursor.x, screen.cursor.y) == end
    assert len(move) <= len(f"\x1b[{y + 1};{x + 1}H")


def test_behind_the_last_column_no_move_is_relative():
    """Terminals differ in whether the cursor waits on the last column or behind it."""
    last = Piece(2, WIDTH - 2, "ab", PLAIN, WIDTH)
    after = Piece(3, WIDTH - 2, "cd", PLAIN, WIDTH)
    assert painted([last, after], WIDTH) == (f"\x1b[3;29H\x1b[{PLAIN}mab\x1b[4;29Hcd\x1b[0m")


def test_behind_characters_of_unknown_width_no_move_is_relative():
    wide = Piece(2, 3, f"\x1b[{PLAIN}m日本\x1b[0m", "", None)
    after = Piece(2, 20, "ab", PLAIN, 22)
    assert painted([after, wide], WIDTH) == (
        f"\x1b[3;4H\x1b[{PLAIN}m日本\x1b[0m\x1b[3;21H\x1b[{PLAIN}mab\x1b[0m"
    )


@pytest.mark.parametrize(
    ("pieces", "text"),
    [
        ([], ""),
        # What looks alike is written in one go, over what lies between.
        (
            [Piece(0, 0, "a", PLAIN, 1), Piece(0, 1, "b", BOLD, 2), Piece(0, 2, "c", PLAIN, 3)],
            f"\x1b[1;1H\x1b[{PLAIN}ma\x1b[Cc\b\b\x1b[1mb\x1b[0m",
        ),
        # A column is written downwards.
        (
            [Piece(y, 9, "│", PLAIN, 10) for y in range(3)],
            f"\x1b[1;10H\x1b[{PLAIN}m│\x1b[B\b│\x1b[B\b│\x1b[0m",
        ),
    ],
)
def test_the_shortest_way_is_taken(pieces, text):
    assert painted(pieces, WIDTH) == text
