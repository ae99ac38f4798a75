"""A network named alone is opened without the library that reads lines with options."""

import subprocess
import sys

import pytest

from tui.cli import main as cli
from tui.cli.options import app

CHILD = """
import sys
from tui.cli import main, open
for stream in (sys.stdin, sys.stdout, sys.stderr):
    stream.isatty = lambda: True
open.run_app = lambda opened, *_: print(opened.debugger.stop.program.network.title) or 0
status = main.main(sys.argv[1:])
print(status, sorted({name.partition(".")[0] for name in sys.modules} & {"cyclopts", "textual"}))
"""


def opened_by(*words):
    """What a new interpreter says that opens a network, up to where the app is needed."""
    run = subprocess.run(
        [sys.executable, "-c", CHILD, *words], capture_output=True, text=True, check=True
    )
    return run.stdout.splitlines(), run.stderr


@pytest.fixture
def both(monkeypatch, capsys):
    """What a line comes to: as a name alone, and read by the library."""

    def both(*words):
        found = []
        monkeypatch.setattr("tui.cli.open.run_app", lambda *given: found.append(given) or 0)
        for name in ("stdin", "stdout", "stderr"):
            monkeypatch.setattr(getattr(sys, name), "isatty", lambda: True, raising=False)
        assert cli._is_name_alone(words)
        alone = cli.main(words), capsys.readouterr()
        monkeypatch.setattr(cli, "_is_name_alone", lambda _: False)
        read = cli.main(words), capsys.readouterr()
        return (alone, read, *found)

    return both


@pytest.mark.parametrize("words", [(), ("",), ("skip",), ("xor",), ("deep",)])
def test_a_name_alone_opens_what_it_opens_through_the_library(both, words):
    alone, read, (opened, *how), (opened_too, *how_too) = both(*words)
    assert alone == read
    assert alone[0] == 0
    assert opened.debugger.stop.recipe == opened_too.debugger.stop.recipe
    assert opened.debugger.stop.cursor == opened_too.debugger.stop.cursor
    assert how == how_too


@pytest.mark.parametrize(
    "word", ["skipp", "none", "missing.toml", "tr\x1b[2Jace", "tests", "@skip"]
)
def test_a_name_alone_that_is_none_is_refused_in_the_same_words(both, word):
    alone, read = both(word)
    assert alone == read
    assert alone[0] == 2
    assert alone[1].err.replace("\n", "").isprintable()


def test_a_file_alone_is_opened(both, tmp_path):
    path = tmp_path / "my.toml"
    path.write_text(
        'title = "Mine"\nloss = "L"\nequations = "L = w*x"\n[inputs]\nx = 2\n[parameters]\nw = 3\n'
    )
    alone, read, (opened, *how), (opened_too, *how_too) = both(str(path))
    assert alone == read
    assert alone[0] == 0
    assert opened.debugger.stop.program.network.title == "Mine"
    assert opened.debugger.stop.recipe == opened_too.debugger.stop.recipe
    assert how == how_too


def test_every_command_is_known_to_be_no_network():
    import tui.cli.debug
    import tui.cli.print
    import tui.cli.show  # noqa: F401

    assert {name for name in app if not name.startswith("-")} == cli.COMMANDS


@pytest.mark.parametrize("words", [["trace"], ["--help"], ["-h"], ["skip", "--goto=3"], ["a", "b"]])
def test_all_else_is_read_by_the_library(words):
    assert not cli._is_name_alone(words)


@pytest.mark.parametrize("words", [[], ["xor"]])
def test_a_name_alone_needs_no_library_and_no_textual_to_be_opened(words):
    shown, errors = opened_by(*words)
    assert errors == ""
    assert shown[-1] == "0 []"


def test_what_has_options_is_read_by_the_library():
    shown, _ = opened_by("skip", "--goto", "3")
    assert shown == ["Skip network", "0 ['cyclopts']"]
