"""The page on PyTorch: all that it quotes is printed by the command above it."""

import re
import shlex
from pathlib import Path

import pytest

from tui.cli.main import main

PAGE = Path(__file__).parents[1] / "docs" / "pytorch.md"
QUOTED = re.compile(
    r"^```sh\n(makabaka-tui [^\n]*)\n```\n\n```text\n(.*?)^```$", re.MULTILINE | re.DOTALL
)


def quoted():
    """Commands, each with the lines that are quoted of it."""
    return [
        (shlex.split(command)[1:], [line.strip() for line in lines.splitlines()])
        for command, lines in QUOTED.findall(PAGE.read_text(encoding="utf-8"))
    ]


@pytest.mark.parametrize(("words", "lines"), quoted())
def test_what_is_quoted_is_printed(words, lines, capsys, monkeypatch):
    monkeypatch.chdir(PAGE.parents[1])
    assert main(words) == 0
    printed = capsys.readouterr().out
    for line in lines:
        assert line in printed
        printed = printed.partition(line)[2]  # they stand in this order


def test_all_of_the_hunt_is_quoted():
    assert len(quoted()) == 6
