"""The line that is being typed."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tui.commands.prompt import MAX_LENGTH, Completion, Prompt
from tui.widgets.prompt import prompt_line

HISTORY = ("goto 1", "goto 2", "goto 3")


def pressed(prompt, *keys):
    for key in keys:
        prompt = prompt.edited(key)
    return prompt


def test_what_is_typed_stands_at_the_end():
    assert Prompt("go").typed("t").typed("o").text == "goto"


@given(st.text(max_size=300))
def test_whatever_is_pasted_the_line_stays_printable_and_bounded(text):
    line = Prompt("goto ").typed(text).text
    assert line.isprintable()
    assert len(line) <= MAX_LENGTH
    assert line.startswith("goto ")


def test_control_characters_are_left_out():
    assert Prompt().typed("a\x1b[31m\nb\x07").text == "a[31mb"


def test_backspace_takes_a_character_and_from_an_empty_line_leaves_the_prompt():
    assert pressed(Prompt("ab"), "backspace").text == "a"
    assert pressed(Prompt("ab"), "ctrl+h", "ctrl+h").text == ""
    assert pressed(Prompt(""), "backspace") is None


def test_a_word_or_the_whole_line_can_be_deleted():
    assert pressed(Prompt("run h0"), "ctrl+w").text.strip() == "run"
    assert pressed(Prompt("run h0 "), "ctrl+w").text.strip() == "run"
    assert pressed(Prompt("run"), "ctrl+w").text == ""
    assert pressed(Prompt("run h0"), "ctrl+u").text == ""


def test_escape_leaves_the_prompt():
    assert pressed(Prompt("run"), "escape") is None
    assert pressed(Prompt("run"), "ctrl+g") is None


def test_up_and_down_walk_through_the_history():
    prompt = Prompt("", HISTORY)
    texts = []
    for key in ("up", "up", "up", "up", "down", "down", "down", "down"):
        prompt = prompt.edited(key)
        texts.append(prompt.text)
    assert texts == [
        *("goto 3", "goto 2", "goto 1", "goto 1"), *("goto 2", "goto 3", "", "")
    ]  # fmt: skip


def test_without_history_up_changes_nothing():
    assert pressed(Prompt("go"), "up") == Prompt("go")


def test_a_recalled_line_can_be_edited_and_history_starts_again_from_the_end():
    prompt = pressed(Prompt("", HISTORY), "up", "up").typed("0")
    assert prompt.text == "goto 20"
    assert prompt.edited("up").text == "goto 3"


def test_keys_without_a_meaning_change_nothing():
    prompt = Prompt("go", HISTORY, "to")
    for key in ("f5", "ctrl+t", "pageup", "insert"):
        assert prompt.edited(key) == prompt


# The cursor


def line(prompt):
    return f"{prompt.before}|{prompt.after}"


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        (["left"], "run h|0"),
        (["ctrl+b", "ctrl+b", "right"], "run h|0"),
        (["home", "left"], "|run h0"),
        (["ctrl+a", "ctrl+f"], "r|un h0"),
        (["home", "end", "right"], "run h0|"),
        (["ctrl+a", "ctrl+e"], "run h0|"),
        (["ctrl+left"], "run |h0"),
        (["ctrl+left", "ctrl+left", "ctrl+left"], "|run h0"),
        (["home", "ctrl+right"], "run| h0"),
        (["home", "ctrl+right", "ctrl+right", "ctrl+right"], "run h0|"),
        (["home", "delete", "ctrl+d"], "|n h0"),
        (["delete"], "run h0|"),
        (["left", "backspace"], "run |0"),
        (["home", "backspace"], "|run h0"),
        (["left", "ctrl+k"], "run h|"),
        (["left", "ctrl+u"], "|0"),
        (["left", "ctrl+w"], "run |0"),
        (["ctrl+left", "ctrl+w"], "|h0"),
    ],
)
def test_editing_at_the_cursor(keys, expected):
    assert line(pressed(Prompt("run h0"), *keys)) == expected


def test_what_is_typed_stands_at_the_cursor():
    prompt = pressed(Prompt("run h0"), "left", "left")
    assert line(prompt.typed("x")) == "run x|h0"


@given(
    st.text("ab ", max_size=8),
    st.lists(st.sampled_from(["left", "right", "home", "end", "ctrl+left", "ctrl+right"])),
)
def test_moving_the_cursor_changes_no_text(text, keys):
    assert pressed(Prompt(text), *keys).text == text


def test_the_line_under_way_comes_back_from_the_history():
    prompt = pressed(Prompt("ste", HISTORY), "up", "up", "down", "down")
    assert line(prompt) == "ste|"


def test_the_count_stays_while_the_line_is_edited():
    prompt = pressed(Prompt("find ", HISTORY, count=3).typed("z"), "left", "up", "down", "ctrl+w")
    assert prompt.count == 3


# Completion

WORDS = Completion("run ", ("h0", "h1", "z0"), "")


def test_one_word_is_put_in_and_there_is_nothing_to_choose():
    prompt = Prompt("run y", after=" x").completed(Completion("run ", ("yhat",), "yhat"))
    assert line(prompt) == "run yhat| x"
    assert prompt.cycled(1) is None


def test_tab_goes_round_through_several_and_back():
    prompt = Prompt("run ").completed(WORDS)
    assert line(prompt) == "run |"
    seen = []
    for by in (1, 1, 1, 1, -1, -1):
        prompt = prompt.cycled(by)
        seen.append(prompt.text)
    assert seen == ["run h0", "run h1", "run z0", "run h0", "run z0", "run h1"]
    assert Prompt("run ").completed(WORDS).cycled(-1).text == "run z0"


def test_after_any_other_key_completion_starts_again():
    prompt = Prompt("run ").completed(WORDS).cycled(1)
    for other in (prompt.typed("x"), prompt.edited("left"), prompt.edited("backspace")):
        assert other.cycled(1) is None


# What is drawn


def drawn(prompt, width):
    line = "".join(text for text, _ in prompt_line(prompt, width))
    assert cell_len(line.rstrip()) <= width
    return line


def cursor(prompt, width):
    """The column of the cursor, and what stands under it."""
    column = 0
    for text, role in prompt_line(prompt, width):
        if role == "here":
            return column, text
        column += cell_len(text)
    raise AssertionError("there is no cursor")


@given(st.text("ab 漢ŷ", max_size=120), st.text("ab 漢ŷ", max_size=120), st.integers(30, 100))
def test_the_cursor_is_always_to_be_seen(before, after, width):
    for prompt in (
        Prompt(before, after=after),
        Prompt(before, after=after).completed(Completion(before, ("h0", "h1"), "")),
    ):
        drawn(prompt, width)
        column, under = cursor(prompt, width)
        assert under == (after[:1] or " ")
        assert column + cell_len(under) <= width


def test_a_short_line_is_shown_whole_and_a_long_one_around_the_cursor():
    assert drawn(Prompt("print h", after="0 + h1"), 40).startswith(" :print h0 + h1")
    assert cursor(Prompt("print h", after="0 + h1"), 40) == (9, "0")
    assert drawn(Prompt("x" * 50 + "END"), 30).endswith("xEND ")
    assert drawn(Prompt("", after="START" + "x" * 50), 30) == " :START" + "x" * 23


def test_the_words_are_shown_as_far_as_there_is_room_and_the_rest_is_counted():
    names = tuple(f"node{number:02}" for number in range(20))
    prompt = Prompt("run ").completed(Completion("run ", names, "node"))
    assert drawn(prompt, 60).rstrip().endswith("  node02  node03  and 16 more")
    for _ in range(5):
        prompt = prompt.cycled(1)
    assert drawn(prompt, 60).split() == [":run", "node04", *names[4:8], "and", "16", "more"]
    assert ("node04  ", "strong") in prompt_line(prompt, 60)


def test_all_words_are_shown_where_they_fit_to_the_column():
    names = tuple(f"node{number:02}" for number in range(7))
    prompt = Prompt("r ").completed(Completion("r ", names, "node"))
    needed = len(f" :r node00   {'  '.join(names)}")
    assert drawn(prompt, needed).split() == [":r", "node", *names]
    assert drawn(prompt, needed - 1).split() == [":r", "node", *names[:5], "and", "2", "more"]


def test_where_nothing_fits_that_is_said():
    prompt = Prompt("run q").completed(Completion("run q", (), ""))
    assert "nothing begins like this" in drawn(prompt, 60)


def test_a_known_command_explains_itself_where_there_is_room():
    usage, summary = "select [NODE]", "select a node, or none: that of the step"
    assert drawn(Prompt("select h"), 80).endswith(f"{usage}  {summary} ")
    assert drawn(Prompt("select h"), 55).endswith(f" {summary} ")
    assert summary not in drawn(Prompt("select h"), 22)
    assert drawn(Prompt("se"), 80).strip() == ":se"  # it could be several
    assert drawn(Prompt("nothing"), 80).strip() == ":nothing"


@given(st.integers(1, 40), st.integers(0, 39), st.integers(60, 90))
def test_the_chosen_word_is_always_shown(number, chosen, width):
    names = tuple(f"node{each:02}" for each in range(number))
    prompt = Prompt("r ").completed(Completion("r ", names, "node"))
    prompt = replace(prompt, completion=Completion("r ", names, "node"), chosen=chosen % number)
    shown = drawn(prompt, width).split()
    assert names[chosen % number] in shown
    told = int(shown[-2]) if shown[-1] == "more" else 0
    assert sum(each in shown[2:] for each in names) + told == number
