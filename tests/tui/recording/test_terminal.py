"""What a cast shows: the terminal in memory beside pyte's, casts that are read, and films."""

import json
from pathlib import Path

import pyte
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.recording.film import AT_END, film_of
from tui.recording.reader import CastError, load_cast, read_cast
from tui.recording.terminal import Terminal, texts

SKIP = Path(__file__).parents[3] / "docs" / "skip.cast"

COLUMN = st.builds("\x1b[{}G\x1b[".format, st.integers(1, 12))
"""The beginning of a sequence, within a line: behind its last cell pyte is no terminal there is."""

SENT = st.lists(
    st.one_of(
        st.text(st.sampled_from("ab∂ŷ█─ "), min_size=1, max_size=9),
        st.sampled_from(["\r", "\n", "\b", "\r\n", "\x1b[?7l", "\x1b[?7h", "\x1b[?25l"]),
        st.builds("{}{}{}".format, COLUMN, st.integers(0, 12), st.sampled_from("ABCDGdX")),
        st.builds("\x1b[{};{}H".format, st.integers(0, 9), st.integers(0, 14)),
        st.builds("{}{}{}".format, COLUMN, st.integers(0, 2), st.sampled_from("JK")),
        st.builds(
            "\x1b[{}m".format,
            st.sampled_from(["", "0", "1", "22", "7", "27", "31", "39", "38;5;9", "48;2;1;2;3"]),
        ),
    ),
    max_size=25,
)


def cast(*events, header=None):
    lines = [header or {"version": 2, "width": 12, "height": 4}, *events]
    return "\n".join(map(json.dumps, lines)).encode()


def seen(film):
    return [["".join(each.text for each in row) for row in frame.rows] for frame in film.frames]


# The terminal


@given(SENT)
def test_what_is_on_the_screen_is_what_pyte_has_there(sent):
    ours, screen = Terminal(12, 4), pyte.Screen(12, 4)
    stream = pyte.Stream(screen)
    for each in sent:
        ours.feed(each)
        stream.feed(each)
    assert texts(ours.cells()) == screen.display
    for y, line in enumerate(ours.cells()):
        for x, (character, pen) in enumerate(line):
            theirs = screen.buffer[y][x]
            if character.strip():
                assert (pen.bold, pen.reverse) == (theirs.bold, theirs.reverse)
                assert (pen.colour is None) == (theirs.fg == "default")


@given(SENT, st.integers(1, 5))
def test_it_does_not_matter_where_what_is_sent_is_cut(sent, size):
    whole, cut = Terminal(12, 4), Terminal(12, 4)
    text = "".join(sent)
    whole.feed(text)
    for at in range(0, len(text), size):
        cut.feed(text[at : at + size])
    assert cut.cells() == whole.cells()


def test_a_lecture_is_seen_as_pyte_sees_it():
    recorded = load_cast(SKIP)
    ours, screen = Terminal(*recorded.size), pyte.Screen(*recorded.size)
    stream = pyte.Stream(screen)
    for event in recorded.events[:30]:
        if event.code == "o":
            ours.feed(event.data)
            stream.feed(event.data)
            assert texts(ours.cells()) == screen.display


def test_a_wide_character_takes_two_cells_and_is_never_cut_in_half():
    ours = Terminal(5, 2)
    ours.feed("aaaa漢b")
    assert texts(ours.cells()) == ["aaaa ", "漢b  "]
    ours.feed("\x1b[?7l\x1b[1;5H漢")
    assert texts(ours.cells())[0] == "aaa漢"


# Films


def test_frames_that_do_not_differ_or_do_not_last_are_left_out():
    film = film_of(
        read_cast(
            cast(
                [0, "o", "a"], [1, "o", "\ra"], [2, "m", "b comes"], [2, "o", "b"],
                [2.01, "o", "c"], [3, "r", "14x4"], [3, "o", "d"],
            ),
            "x",
        ),
        "x",
    )  # fmt: skip
    assert [each.seconds for each in film.frames] == [0, 2, 3]
    assert [rows[0].rstrip() for rows in seen(film)] == ["a", "abc", "abcd"]
    assert film.chapters == [(2, "b comes")]
    assert (film.columns, film.rows, film.seconds) == (14, 4, 3 + AT_END)


def test_pauses_are_cut_and_all_is_quicker():
    recorded = read_cast(cast([0, "o", "a"], [100, "o", "b"], [101, "o", "c"]), "x")
    assert [each.seconds for each in film_of(recorded, "x", 2.0, 4.0).frames] == [0, 2, 2.5]


def test_intervals_of_version_3_are_added_up():
    header = {"version": 3, "term": {"cols": 9, "rows": 2}, "title": "T"}
    recorded = read_cast(cast([1, "o", "a"], [1.5, "m", "x"], header=header), "x")
    assert [each.seconds for each in recorded.events] == [1, 2.5]
    assert (recorded.size, recorded.title) == ((9, 2), "T")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "the first line is no header"),
        (b"<svg/>", "the first line is no header"),
        (cast(header={"version": 1, "width": 9, "height": 9}), "version 1"),
        (cast(header={"version": 2, "width": 9999, "height": 9}), "9999x9"),
        (cast([0, "o", 7], [1, "o", "a"]), "line 2 is no event"),
        (cast([-5, "m", "a"], header={"version": 3, "term": {"cols": 9, "rows": 2}}), "line 2"),
        (b"[" * 100_000, "the first line is no header"),
    ],
)
def test_what_is_no_cast_is_told_with_its_line(data, said):
    with pytest.raises(CastError, match=said):
        read_cast(data, "a.cast")


def test_of_a_cast_that_was_cut_off_all_that_is_whole_is_read():
    data = cast([0, "o", "a"], [1, "o", "b"], [2, "o", "c"])
    assert len(read_cast(data[:-4], "x").events) == 2
    with pytest.raises(CastError, match="nothing was shown"):
        film_of(read_cast(cast([1, "m", "x"]), "x"), "x")
    with pytest.raises(CastError, match="no size"):
        film_of(read_cast(cast([1, "r", "x9"]), "x"), "x")
