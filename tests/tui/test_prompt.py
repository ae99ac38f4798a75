"""The line that is being typed."""

from hypothesis import given
from hypothesis import strategies as st

from tui.prompt import MAX_LENGTH, Prompt

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
    prompt = Prompt("go", HISTORY)
    for key in ("left", "tab", "f5", "ctrl+t", "pageup"):
        assert prompt.edited(key) == prompt
