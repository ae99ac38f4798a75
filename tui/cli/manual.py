"""The command `makabaka-tui help`: the manual, made of the commands themselves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated

from cyclopts import Parameter

from engine.language.text import plain, suggestion
from tui.cli.options import app
from tui.cli.shared import NAME, InputError, write_out
from tui.cli.tree import Option, Subcommand, subcommands
from tui.commands.command import Command
from tui.commands.table import SECTIONS

ABOUT = (
    "a terminal debugger for backpropagation: it steps through the forward pass, the backward pass "
    "and the update of a small network one node at a time, and says at every step which rule "
    "applies, with which numbers, and why"
)

STATUS = (
    ("0", "It is done; of a check: nothing is wrong."),
    ("1", "The answer is no: training diverged, a page has a mistake, something differs."),
    ("2", "The input cannot be used; a line or two on standard error say why."),
    ("70", "The tool itself has failed."),
    ("130", "It was interrupted."),
)

FILES = (
    ("~/.config/makabaka-tui/config.toml", "The settings; makabaka-tui config tells where it is."),
    ("~/.local/state/makabaka-tui", "The sessions, which are saved as one works."),
)

ENVIRONMENT = (
    ("MAKABAKA_TUI_CONFIG", "Another file of settings; empty for none."),
    ("MAKABAKA_TUI_THEME", "A setting, as is each with a name like it; it goes before the file."),
    ("VISUAL, EDITOR", "What opens the network file."),
    ("NO_COLOR", "Use no colours."),
    ("XDG_CONFIG_HOME, XDG_STATE_HOME", "The folders for settings and for sessions."),
    ("LC_ALL, LANG", "Where they are not UTF-8, only ASCII characters are drawn."),
)

MADE = "made by makabaka-tui help, of the commands themselves: these are what to edit"


@app.command(name="help")
def help_command(
    command: str | None = None,
    *,
    man: Annotated[bool, Parameter(negative="")] = False,
    markdown: Annotated[bool, Parameter(negative="")] = False,
) -> int:
    """Say what the commands of the shell do, or all of one; or print the whole manual.

    Args:
        command: The command; by itself what there is.
        man: Print the manual page, for man.
        markdown: Print the reference of all commands and keys, as Markdown.
    """
    tree = subcommands(app)
    if man or markdown:
        if command is not None or (man and markdown):
            raise InputError("help: --man and --markdown print all there is; write one of them")
        write_out(man_page(tree) if man else markdown_page(tree))
        return 0
    known = [each.name for each in tree if each.name]
    if command is not None and command not in known:
        raise InputError(f"help: there is no command {plain(command)}{suggestion(command, known)}")
    app.help_print([] if command is None else [command])
    return 0


# Markdown


def markdown_page(tree: Sequence[Subcommand]) -> Iterator[str]:
    """The reference of all commands, as the lines of a Markdown page."""
    yield f"<!-- {MADE} -->"
    yield "# All commands"
    yield ""
    yield "First those of the shell, then those behind `:` in the app, with their keys."
    for each in tree:
        yield from ("", f"## {NAME} {each.name}".rstrip(), "", each.says, "")
        yield from ("```text", each.usage, "```")
        if each.options:
            yield from ("", "| option | what it is for |", "|---|---|")
            yield from (_option_row(option) for option in each.options)
    for section, commands in SECTIONS.items():
        yield from ("", f"## Behind `:`: {section.lower()}", "")
        yield from ("| command | keys | what it does |", "|---|---|---|")
        yield from (_command_row(command) for command in commands)


def _option_row(option: Option) -> str:
    names = ", ".join(f"`{_in_cell(name)}`" for name in option.names)
    value = f" `{_in_cell(option.value)}`" if option.value and not option.is_placed else ""
    return f"| {names}{value} | {_in_cell(_told(option))} |"


def _command_row(command: Command) -> str:
    keys = " ".join(f"`{key}`" for key in _in_cell(command.shown).split())
    return f"| `:{_in_cell(command.usage)}` | {keys} | {_in_cell(command.summary)} |"


def _in_cell(text: str) -> str:
    """A text in a cell of a table."""
    return text.replace("|", "\\|")


def _told(option: Option) -> str:
    """What an option is for, and what it is by itself."""
    return f"{option.says} By itself {option.default}." if option.default else option.says


# The manual page


def man_page(tree: Sequence[Subcommand]) -> Iterator[str]:
    """The manual page, as lines of troff."""
    alone, *named = tree
    yield f'.\\" {MADE}'
    yield f'.TH {NAME.upper()} 1 "" "{NAME}" "User commands"'
    yield from (".SH NAME", f"{_roff(NAME)} \\- {_roff(ABOUT.partition(':')[0])}")
    yield ".SH SYNOPSIS"
    yield from _usage(alone)
    yield from (".br", f".B {_roff(NAME)}", r"\fICOMMAND\fR ...")
    yield from (".SH DESCRIPTION", f".B {_roff(NAME)}", _roff(f"is {ABOUT}."), ".PP")
    yield _roff(f"{NAME} tour shows in a minute how it is used, and ? in the app says the rest.")
    yield from (".SH OPTIONS", _roff(alone.says))
    yield from _options(alone)
    yield ".SH COMMANDS"
    for each in named:
        yield f".SS {_roff(each.name)}"
        yield from _usage(each)
        yield from (".PP", _roff(each.says))
        yield from _options(each)
    yield ".SH COMMANDS IN THE APP"
    yield _roff("Behind : in the app, after -e, in lectures and with --plain.")
    for section, commands in SECTIONS.items():
        yield f".SS {_roff(section)}"
        for command in commands:
            keys = f"  (key {command.shown})" if command.shown else ""
            yield from (".TP", f".B {_roff(f':{command.usage}')}{_roff(keys)}")
            yield _roff(command.summary)
    yield ".SH EXIT STATUS"
    yield from _list(STATUS)
    yield ".SH FILES"
    yield from _list(FILES)
    yield ".SH ENVIRONMENT"
    yield from _list(ENVIRONMENT)


def _usage(each: Subcommand) -> Iterator[str]:
    words = each.usage.split()
    count = 2 if each.name else 1
    yield f".B {_roff(' '.join(words[:count]))}"
    if words[count:]:
        yield _roff(" ".join(words[count:]))


def _options(each: Subcommand) -> Iterator[str]:
    for option in each.options:
        names = ", ".join(rf"\fB{_roff(name)}\fR" for name in option.names)
        value = rf" \fI{_roff(option.value)}\fR" if option.value and not option.is_placed else ""
        yield from (".TP", f"{names}{value}", _roff(_told(option)))


def _list(entries: Sequence[tuple[str, str]]) -> Iterator[str]:
    for name, says in entries:
        yield from (".TP", f".B {_roff(name)}", _roff(says))


def _roff(text: str) -> str:
    """A text in which troff finds nothing of its own."""
    text = text.replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{text}" if text[:1] in (".", "'") else text
