"""What a line of the shell may go on with: commands, options, networks, lectures, nodes."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import NamedTuple

from engine.errors import DebuggerError, SpecError
from tui.cli.shared import look_of
from tui.cli.tree import Option, Subcommand

FILES = ":files"
"""The line that says that any file may stand there."""

DESCRIPTION = 60
"""The characters of a description, beside a word."""


class Word(NamedTuple):
    """A word that a line may go on with, and what it is."""

    text: str
    says: str = ""


def completed(typed: Sequence[str], tree: Sequence[Subcommand]) -> list[str]:
    """The words that may stand in the place of the last one, a line each.

    Behind a word stands what it is, after a tab. `:files` says that any file may stand there.

    Args:
        typed: the words behind the name of the tool, as they stand in the line.
        tree: the commands of the shell.
    """
    *before, last = _joined(typed)
    line = _Line([_unquoted(word) for word in before], last.lstrip("\"'"), tree)
    found = {word.text: word for word in line.words() if word.text.startswith(line.begun)}
    shown = [f"{line.head}{text}\t{_brief(word.says)}".rstrip("\t") for text, word in found.items()]
    return [*shown, *([FILES] if line.takes_files else [])]


def _joined(typed: Sequence[str]) -> list[str]:
    """The words, with `--format`, `=` and `json` as one: bash parts them."""
    words: list[str] = []
    for word in typed or [""]:
        if words and word == "=" and words[-1].startswith("--"):
            words.append("")
        elif len(words) > 1 and words[-1] == "" and words[-2].startswith("--"):
            words[-1] = word
        else:
            words.append(word)
    return words


def _unquoted(word: str) -> str:
    with suppress(ValueError):
        return "".join(shlex.split(word))
    return word


def _brief(text: str) -> str:
    """The beginning of a description."""
    text = text.partition(". ")[0].partition("; ")[0].rstrip(".")
    return text if len(text) <= DESCRIPTION else text[: DESCRIPTION - 4].rsplit(" ", 1)[0] + " ..."


class _Line:
    """A line as far as it is typed.

    Args:
        before: the words before the last.
        last: the last word, which may be empty.
        tree: the commands of the shell.
    """

    def __init__(self, before: Sequence[str], last: str, tree: Sequence[Subcommand]) -> None:
        self._tree = tree
        by_name = {each.name: each for each in tree}
        self._is_first = not before
        self._command = by_name.get(before[0], tree[0]) if before else tree[0]
        self._words = before[1:] if before and self._command.name else before
        self._named = {name: each for each in self._command.options for name in each.names}
        self.head, self.begun = "", last
        self._option = self._asked(last)
        self.takes_files = self._option is not None and _kind(self._option) in ("file", "files")

    def words(self) -> Iterator[Word]:
        """What may stand there."""
        if self._option is not None:
            yield from _values(self._option, self._network, self.begun)
        if self._is_first:
            yield from (Word(each.name, each.says) for each in self._tree if each.name)
        if self.begun.startswith("-") and not self.head:
            yield from self._options()

    def _asked(self, last: str) -> Option | None:
        """The option of which the value is typed; None where it is none."""
        name, sign, value = last.partition("=")
        option = self._named.get(name)
        if sign and option is not None and option.value:
            self.head, self.begun = f"{name}=", value
            return option
        option = self._named.get(self._words[-1]) if self._words else None
        if option is not None and option.value and not option.is_placed:
            return option
        if last.startswith("-"):
            return None
        placed, number = self._command.placed, len(list(self._placed()))
        if number < len(placed):
            return placed[number]
        return placed[-1] if placed and placed[-1].repeats else None

    def _placed(self) -> Iterator[str]:
        """The words that stand by their place."""
        is_value = False
        for word in self._words:
            option = self._named.get(word)
            if not is_value and not word.startswith("-"):
                yield word
            is_value = option is not None and bool(option.value) and not option.is_placed

    def _options(self) -> Iterator[Word]:
        given = {word.partition("=")[0] for word in self._words}
        for option in self._command.options:
            if not option.is_placed and (option.repeats or not given & {*option.names}):
                fitting = [name for name in option.names if name.startswith(self.begun)]
                yield from (Word(name, option.says) for name in fitting[:1])
        yield Word("--help", "say what there is")

    @property
    def _network(self) -> str:
        """The network that is named, which has the nodes."""
        if "--network" in self._words[:-1]:
            return self._words[self._words.index("--network") + 1]
        placed = self._command.placed
        is_named = bool(placed) and _kind(placed[0]) == "network"
        return next(self._placed(), "skip") if is_named else "skip"


def _kind(option: Option) -> str:
    """What the value of an option is, by how it is called and what is said of it."""
    name = option.names[0].lstrip("-")
    for kind, words in KINDS.items():
        if name.lower() in words or any(f"{word} that ships" in option.says for word in words):
            return kind
    return "file" if option.value == "FILE" else ""


KINDS: Mapping[str, Sequence[str]] = {
    "network": ("network",),
    "lecture": ("lecture",),
    "line": ("execute",),
    "theme": ("theme",),
    "value": ("set",),
    "command": ("command",),
    "files": ("pages",),
}
"""The kinds of values, and what options are called that take them."""


def _values(option: Option, network: str, begun: str) -> Iterable[Word]:
    if option.choices:
        return [Word(each) for each in option.choices]
    values = VALUES.get(_kind(option))
    return [] if values is None else values(network, begun)


def _networks(_: str, begun: str) -> Iterator[Word]:
    from engine.network.files import shipped_networks

    yield from (Word(name, "a network that ships") for name in shipped_networks())
    yield from _files(begun, ".toml", ".onnx")


def _lectures(_: str, begun: str) -> Iterator[Word]:
    from tui.commands.lists import SUFFIX, lecture_lines

    for name, line in lecture_lines().items():
        yield Word(name, line.partition(" ")[2].strip())
    yield from _files(begun, SUFFIX)


def _files(begun: str, *suffixes: str) -> Iterator[Word]:
    """The files with these suffixes and, once something is typed, folders in which more may be."""
    from tui.commands.names import files_beginning_with

    names = files_beginning_with(begun)
    wanted = (*suffixes, "/") if begun else suffixes
    yield from (Word(name) for name in names if name.endswith(wanted))


def _lines(network: str, begun: str) -> Iterator[Word]:
    """How a command of the debugger may go on, with the names of a network."""
    from engine.debugger.debugger import Debugger
    from engine.program.recipe import Recipe
    from tui.commands.completion import complete
    from tui.commands.table import BY_NAME

    with suppress(DebuggerError, SpecError):
        recipe = Recipe(network).read()
        completion = complete(begun, Debugger(recipe.program(), recipe).stop)
        for word in completion.words:
            says = BY_NAME[word].summary if word in BY_NAME and " " not in begun else ""
            yield Word(completion.head + word, says)


def _settings(network: str, _: str) -> Iterator[Word]:
    """What `--set` may set: inputs, targets and parameters."""
    from engine.network.files import load_network

    with suppress(DebuggerError, SpecError):
        yield from (Word(f"{name}=") for name in load_network(network).constants)


def _themes(_: str, __: str) -> Iterator[Word]:
    with suppress(SpecError):  # as in a file of settings that is being written
        yield from (Word(theme.name) for theme in look_of(None).themes)


VALUES: Mapping[str, Callable[[str, str], Iterable[Word]]] = {
    "network": _networks,
    "lecture": _lectures,
    "line": _lines,
    "theme": _themes,
    "value": _settings,
}
"""What finds the values of each kind, given the network that is named and what is typed."""
