"""Links on files: where the terminal has them, and never in a pipe."""

import re
import socket
from urllib.parse import unquote

import pytest

from tui.cli import shared
from tui.cli.main import main
from tui.recording.recorder import ABOUT_TERMINAL
from tui.terminal.links import has_links, linked

LINK = re.compile(r"\x1b\]8;;([^\x1b]*)\x1b\\([^\x1b]*)\x1b\]8;;\x1b\\")


@pytest.mark.parametrize(
    ("environment", "has"),
    [
        ({"TERM": "xterm-kitty"}, True),
        ({"TERM": "foot-extra"}, True),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "WezTerm"}, True),
        ({"TERM": "xterm-256color", "VTE_VERSION": "7600"}, True),
        ({"TERM": "xterm-256color", "VTE_VERSION": "4000"}, False),
        ({"TERM": "xterm-256color", "WT_SESSION": "x"}, True),
        ({"TERM": "xterm-256color"}, False),
        ({"TERM": "xterm-kitty", "TMUX": "x"}, False),
        ({"TERM": "dumb", "TERM_PROGRAM": "vscode"}, False),
        ({}, False),
    ],
)
def test_terminals_that_have_links_are_known(environment, has):
    assert has_links(environment) is has


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("a.svg", "über.md"):
        (tmp_path / name).write_text("")
    return tmp_path


def test_files_that_there_are_are_links_and_nothing_else_changes(folder):
    text = "saved: a.svg, .txt, b.svg; and 'über.md', over"
    found = LINK.findall(linked(text))
    assert [shown for _, shown in found] == ["a.svg", "über.md"]
    host = socket.gethostname()
    assert [unquote(address) for address, _ in found] == [
        f"file://{host}{folder / name}" for name in ("a.svg", "über.md")
    ]
    assert LINK.sub(r"\2", linked(text)) == text
    assert linked("0.75 = 0.5 + 0.25, ../x~ \x00.md") == "0.75 = 0.5 + 0.25, ../x~ \x00.md"


@pytest.mark.usefixtures("folder")
def test_none_is_in_a_recording():
    assert ABOUT_TERMINAL.sub("", linked("saved: a.svg")) == "saved: a.svg"


@pytest.mark.usefixtures("folder")
def test_commands_tell_them_in_a_terminal_and_never_in_a_pipe(monkeypatch, capsys):
    monkeypatch.setenv("TERM", "xterm-kitty")
    monkeypatch.delenv("TMUX", raising=False)
    monkeypatch.delenv("STY", raising=False)
    assert main(["new", "mine.toml"]) == 0
    assert main(["networks"]) == 0
    assert "\x1b" not in capsys.readouterr().out
    monkeypatch.setattr(shared, "is_terminal", lambda _: True)
    assert main(["derive", "skip", "-o", "solution.md"]) == 0
    assert main(["networks"]) == 0
    out = capsys.readouterr().out
    shown = [text for _, text in LINK.findall(out)]
    assert shown[0] == "solution.md"
    assert "skip" in shown
    assert "deep" not in shown  # it is generated
