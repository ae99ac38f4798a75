"""What a line of the shell may go on with, and the scripts that ask for it."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from engine.network.files import shipped_networks
from tui.cli import main as cli
from tui.cli.complete import FILES, completed
from tui.cli.install import SCRIPTS
from tui.cli.tree import subcommands
from tui.commands.lists import shipped_lectures
from tui.commands.table import COMMANDS

TREE = subcommands(cli.registered())


def words(*typed):
    """The words that are offered, without what is said of them."""
    return [line.partition("\t")[0] for line in completed(typed, TREE)]


@pytest.fixture(autouse=True)
def _folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.toml").touch()
    (tmp_path / "mine.walk").touch()
    (tmp_path / "minor").mkdir()


def test_the_first_word_is_a_network_or_a_command():
    assert {*words("")} >= {*shipped_networks(), "mine.toml", *cli.COMMANDS}
    assert words("tr") == ["transformer", "trace", "train"]
    assert words("mi") == ["mine.toml", "minor/"]


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        (["play", "du"], []),
        (["play", "dy"], ["dying-relu"]),
        (["play", "mi"], ["mine.walk", "minor/"]),
        (["train", "sk"], ["skip"]),
        (["train", "skip", "--f"], ["--format"]),
        (["train", "--format", ""], ["text", "json", "csv"]),
        (["train", "--format=j"], ["--format=json"]),
        (["train", "--format", "=", "j"], ["json"]),  # as bash parts it
        (["train", "--format", "="], ["text", "json", "csv"]),
        (["train", "--seed", ""], []),
        (["xor", "--theme", "l"], ["light"]),
        (["xor", "--set", "W"], ["W1=", "W2="]),
        (["snapshot", "skip", "--goto", "3", "--th"], ["--theme"]),
        (["run", "skip", "-e", "got"], ["goto"]),
        (["run", "skip", "-e", '"goto dL/dw'], [f"goto dL/dw{each}" for each in "2310"]),
        (["run", "skip", "-e", "goto 15", "-e", "why dL/dh"], ["why dL/dh1", "why dL/dh0"]),
        (["run", "no-such", "-e", "goto dL/d"], []),
        (["run", "mine.toml", "-e", "goto dL/d"], []),
        (["networks", ""], []),
        (["xor", "--lr", "1", "--lr"], []),  # it is given
    ],
)
def test_each_word_goes_on_as_it_may(typed, offered):
    assert words(*typed) == offered


def test_lectures_commands_and_options_are_all_offered():
    assert {*words("play", "")} == {*shipped_lectures(), "mine.walk"}
    assert {*words("run", "skip", "-e", "")} >= {command.name for command in COMMANDS}
    options = {
        name for each in TREE if each.name == "play" for o in each.options for name in o.names
    }
    assert {*words("play", "--")} >= {name for name in options if name.startswith("--")} - {
        "--no-ascii", "--no-mouse"
    }  # fmt: skip


def test_where_any_file_may_stand_that_is_said():
    assert words("new", "") == [FILES]
    assert words("check", "a.md", "") == [FILES]
    assert words("snapshot", "-o", "") == [FILES]


@pytest.mark.parametrize(
    "typed", ['"', "'", "\\", "=", "--=", "--", "-", "--format=", "∂", "\t", "%q"]
)
def test_whatever_is_typed_nothing_fails(typed):
    for before in ([], ["train"], ["run", "-e"], ["nonsense", "--set"], ["--format"]):
        assert isinstance(completed([*before, typed], TREE), list)


def test_what_is_told_is_installed_once_and_nothing_else_is_written(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "ZDOTDIR"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / ".zshrc").write_text("# mine")
    for shell in ("bash", "zsh", "fish", "zsh"):
        monkeypatch.setenv("SHELL", f"/usr/bin/{shell}")
        assert cli.main(["--install-completion"]) == 0
        said = capsys.readouterr().out
        assert "to undo it, delete that file" in said
        written = Path(said.splitlines()[0].removeprefix("written: "))
        assert written.read_text(encoding="utf-8") == SCRIPTS[shell].read_text(encoding="utf-8")
        assert shell == "fish" or str(tmp_path / f".{shell}rc") in said
    assert (tmp_path / ".zshrc").read_text().startswith("# mine\nsource ")
    assert (tmp_path / ".zshrc").read_text().count("source") == 1
    files = {path.name for path in tmp_path.rglob("*") if path.is_file()}
    assert files == {
        "mine.toml", "mine.walk", ".zshrc", ".bashrc", "completion.bash", "completion.zsh",
        "makabaka-tui.fish",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "shell", "message"),
    [
        (["ksh"], "/bin/bash", "ksh is no shell that is known here; write bash, zsh or fish"),
        ([], "/bin/tcsh", "tcsh is no shell that is known here; write bash, zsh or fish"),
        ([], "", "SHELL names no shell; write bash, zsh or fish"),
        (["bash"], "", "cannot be written"),
    ],
)
def test_what_cannot_be_installed_is_refused(
    arguments, shell, message, tmp_path, monkeypatch, capsys
):
    monkeypatch.setenv("SHELL", shell)
    monkeypatch.setenv("HOME", str(tmp_path / "mine.toml"))  # no folder
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    assert cli.main(["--install-completion", *arguments]) == 2
    shown = capsys.readouterr()
    assert (shown.out, shown.err.count("\n")) == ("", 1)
    assert message in shown.err


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash")
def test_bash_asks_and_offers_what_it_is_told():
    tool = Path(sys.executable).with_name("makabaka-tui")
    script = (
        f"source {SCRIPTS['bash']}; COMP_CWORD=4; "
        f"COMP_WORDS=(makabaka-tui run skip -e '\"why dL/dh'); "
        f"_makabaka_tui {tool}; printf '%s\\n' \"${{COMPREPLY[@]}}\""
    )
    done = subprocess.run(
        ["bash", "-c", script], capture_output=True, encoding="utf-8", check=True, timeout=20
    )
    assert done.stdout == "why dL/dh1\nwhy dL/dh0\n"
    assert done.stderr == ""
