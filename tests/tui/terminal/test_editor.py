"""Editors, by what they are told."""

from pathlib import Path

import pytest

from tui.terminal.editor import EditorError, editor_of, opening_at, program_of

FILE = Path("/home/me/my network.toml")


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("vim", ["vim", "+12", str(FILE)]),
        ("/usr/bin/nvim -p", ["/usr/bin/nvim", "-p", "+12", str(FILE)]),
        ("emacs -nw", ["emacs", "-nw", "+12", str(FILE)]),
        ("emacsclient -t", ["emacsclient", "-t", "+12", str(FILE)]),
        ("hx", ["hx", f"{FILE}:12"]),
        ("code", ["code", "--wait", "--goto", f"{FILE}:12"]),
        ("code --wait", ["code", "--wait", "--goto", f"{FILE}:12"]),
        ("subl", ["subl", "--wait", f"{FILE}:12"]),
        ("gvim", ["gvim", "--nofork", "+12", str(FILE)]),
        ("'my editor' -x", ["my editor", "-x", str(FILE)]),
    ],
)
def test_each_is_told_the_line_in_its_own_way(said, words):
    assert opening_at(editor_of({"EDITOR": said}), FILE, 12) == words
    assert opening_at(["ed"], FILE, None) == ["ed", str(FILE)]


def test_one_that_is_not_installed_is_told():
    with pytest.raises(EditorError, match="the editor no-such-editor is not found"):
        program_of(["no-such-editor", "-x"])


def test_visual_comes_first_unless_it_is_empty():
    assert editor_of({"VISUAL": "hx", "EDITOR": "vi"}) == ["hx"]
    assert editor_of({"VISUAL": " ", "EDITOR": "vi"}) == ["vi"]


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({}, "no editor is set: set EDITOR"),
        ({"EDITOR": ""}, "no editor is set"),
        ({"EDITOR": "vi 'a"}, "EDITOR is vi 'a, which is no command"),
    ],
)
def test_without_one_it_is_told_how_to_set_it(environment, said):
    with pytest.raises(EditorError, match=said):
        editor_of(environment)
