"""The manual: made of the commands, and shipped as it is made."""

import re
from pathlib import Path

import pytest

from tui.cli import main as cli
from tui.cli.manual import man_page, markdown_page
from tui.cli.tree import subcommands
from tui.commands.table import COMMANDS

ROOT = Path(__file__).parents[3]
TREE = subcommands(cli.registered())
MACROS = (".TH ", ".SH ", ".SS ", ".TP", ".PP", ".br", ".B ", '.\\" ')


@pytest.mark.parametrize(
    ("name", "made", "option"),
    [
        ("makabaka-tui.1", man_page, "--man"),
        ("commands.md", markdown_page, "--markdown"),
    ],
)
def test_what_is_shipped_is_what_is_made(name, made, option):
    """Else write it anew: makabaka-tui help --man > docs/makabaka-tui.1, and so on."""
    shipped = (ROOT / "docs" / name).read_text(encoding="utf-8").splitlines()
    assert shipped == list(made(TREE)), f"makabaka-tui help {option} > docs/{name}"


@pytest.mark.parametrize("page", [man_page, markdown_page])
def test_it_names_every_command_and_option(page):
    text = "\n".join(page(TREE)).replace("\\-", "-").replace("\\|", "|").replace("\\e", "\\")
    for each in TREE:
        assert each.usage in re.sub(r"\n", " ", text)
        assert each.says in text
        assert all(name in text for option in each.options for name in option.names)
    for command in COMMANDS:
        assert f":{command.usage}" in text
        assert command.summary in text


def test_the_tree_has_the_commands_that_are_told_from_networks():
    assert {each.name for each in TREE if each.name[:1] not in ("", "-")} == cli.COMMANDS
    assert all(each.says for each in TREE)
    assert [(each.name, o) for each in TREE for o in each.options if not o.says] == []


def test_every_line_of_the_page_is_a_text_or_a_macro_that_there_is():
    for line in man_page(TREE):
        assert line[:1] not in (".", "'") or line.startswith(MACROS), line
        assert line


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), ["Usage", "train", "tour", "--theme"]),
        (("train",), ["--iterations", "--seed"]),
        (("--man",), [".TH MAKABAKA", ".SH EXIT STATUS"]),
        (("--markdown",), ["# All commands", "`:goto STEP/SYMBOL [ITERATION]`"]),
    ],
)
def test_help_prints_it(arguments, words, capsys):
    assert cli.main(["help", *arguments]) == 0
    shown = capsys.readouterr().out
    assert [word for word in words if word not in shown] == []


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["trian"], "help: there is no command trian; did you mean 'train'?"),
        (["train", "--man"], "help: --man and --markdown print all there is; write one of them"),
        (["--markdown", "--man"], "help: --man and --markdown print all there is"),
    ],
)
def test_what_cannot_be_told_is_refused(arguments, message, capsys):
    assert cli.main(["help", *arguments]) == 2
    shown = capsys.readouterr()
    assert (shown.out, shown.err.count("\n")) == ("", 1)
    assert message in shown.err
