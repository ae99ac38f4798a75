"""The line mode, with lines piped into it."""

import io
import sys

import pytest

from tui.cli import main as cli


@pytest.fixture
def piped(monkeypatch, capsys):
    """Runs the line mode with lines piped into it; gives what it says after the greeting."""

    def piped(*lines, arguments=()):
        monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
        status = cli.main(["--plain", *arguments])
        printed = capsys.readouterr()
        assert printed.err == "", printed.err
        assert status == 0
        return printed.out.splitlines()[1:]

    return piped
