"""Lectures: files of debugger commands with narration, read into statements.

A statement a line; `#` begins a comment. `title` comes first, and `open` before any command.
"""

from __future__ import annotations

import argparse
import re
import shlex
from collections.abc import Callable, Iterator, Mapping
from itertools import chain, pairwise
from pathlib import Path
from typing import NoReturn

from engine.errors import DebuggerError, FileError, SpecError
from engine.files import read_text
from engine.language.text import plain, suggestion
from engine.network.files import shipped_networks
from engine.network.optimisers import KINDS
from engine.network.source import Source
from engine.program.program import Program
from engine.program.recipe import Recipe, recipe_of
from engine.program.told import in_names
from engine.queries.formulas import parse_asked
from engine.queries.symbols import say_unknown
from tui.commands.command import CommandError
from tui.commands.line import parse_line
from tui.commands.lists import SUFFIX, known_lectures
from tui.commands.names import file_within
from tui.commands.table import BY_NAME
from tui.drawing.spotlight import Spotlight
from tui.lectures.expected import parse_expected
from tui.lectures.lecture import (
    LONGEST_WAIT,
    Ask,
    Await,
    Do,
    Expect,
    Lecture,
    Light,
    Open,
    Pause,
    Say,
    Statement,
    Wait,
)

FOR_PEOPLE = frozenset(
    {"command", "quit", "lectures", "play", "predict", "record", "copy", "editor"}
)
"""Commands that make no sense without a person at the keys."""

MAX_BYTES, MAX_STATEMENTS, MAX_OPENED = 1_000_000, 5_000, 20
"""A file that is larger is no lecture, nor is one that says more, or opens more networks."""


def load_lecture(name: str) -> Lecture:
    """Read a lecture that ships, by its name, or one in a file.

    Raises:
        SpecError: where there is none, or something is wrong in it.
    """
    known = known_lectures()
    path = known.get(name, Path(name))
    try:
        text = read_text(path, MAX_BYTES)
    except FileError as error:
        if not error.is_missing:
            raise SpecError(f"{plain(name)}: {error}") from None
        cure = suggestion(name, list(known)) if path.suffix != SUFFIX else ""
        cure = cure or "; makabaka-tui lectures lists those that there are"
        raise SpecError(f"{plain(name)}: there is no such lecture{cure}") from None
    return parse_lecture(Source(str(path), text))


def parse_lecture(source: Source) -> Lecture:
    """Read a lecture from its text; it names files relative to itself.

    Raises:
        SpecError: where something is wrong in it; it names file and line.
    """
    return _Reader(source).lecture()


class _LineError(ValueError):
    """An error in a line."""


class _Reader:
    """Reads the lines one after the other, and knows the network that is open."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._folder = Path(source.path).parent
        self._title = ""
        self._program: Program | None = None
        self._networks: dict[str, tuple[Recipe, Program]] = {}
        self._readers: Mapping[str, Callable[[int, str], Statement]] = {
            "open": self._open,
            "say": self._say,
            "pause": self._pause,
            "wait": self._wait,
            "spotlight": self._spotlight,
            "ask": self._ask,
            "expect": self._expect,
            "await": self._await,
        }

    def lecture(self) -> Lecture:
        statements = list(self._statements())
        if not self._title:
            raise self._source.error('it is empty: begin with title "..." and open NETWORK')
        if not statements:
            raise self._source.error("nothing is opened: write open NETWORK, as in open skip")
        return Lecture(self._source, self._title, statements)

    def _statements(self) -> Iterator[Statement]:
        said = 0
        for number, line in enumerate(self._source.lines, 1):
            text = line.strip().removeprefix("\ufeff")
            if text and not text.startswith("#"):
                try:
                    statement = self._statement(number, text)
                except (_LineError, SpecError, DebuggerError) as error:
                    message = str(error)
                    if isinstance(error, SpecError):  # which names a file of its own: one line
                        message = message.partition("\n")[0]
                    raise self._source.error(message, number) from None
                if statement is not None:
                    said += 1
                    if said > MAX_STATEMENTS:
                        problem = f"a lecture has {MAX_STATEMENTS:,} statements at the most"
                        raise self._source.error(problem, number)
                    yield statement

    def _statement(self, number: int, text: str) -> Statement | None:
        word, rest = [*text.split(maxsplit=1), ""][:2]
        if not self._title:
            if word != "title":
                raise _LineError('a lecture begins with its title: title "..."')
            self._title = _whole_quoted(rest, "title")
            if not self._title.strip():
                raise _LineError("the title is empty")
            return None
        if word == "title":
            raise _LineError("there is a title already: a lecture has one")
        reader = self._readers.get(word, self._do)
        if self._program is None and reader != self._open:
            if word not in self._readers:
                self._do(number, text)  # which complains of what is no command at all
            raise _LineError("nothing is open yet: write open NETWORK before it, as in open skip")
        return reader(number, text if reader == self._do else rest)

    @property
    def _opened(self) -> Program:
        assert self._program is not None  # noqa: S101  (nothing else is read before)
        return self._program

    def _open(self, number: int, rest: str) -> Open:
        if rest not in self._networks:
            if len(self._networks) == MAX_OPENED:
                raise _LineError(f"a lecture opens {MAX_OPENED} networks at the most")
            recipe = _recipe(rest, self._folder).read()
            self._networks[rest] = (recipe, recipe.program())
        recipe, self._program = self._networks[rest]
        return Open(number, recipe, self._program)

    def _say(self, number: int, rest: str) -> Say:
        return Say(number, _whole_quoted(rest, "say") if rest else "")

    def _pause(self, number: int, rest: str) -> Pause:
        if rest:
            raise _LineError("pause stands alone: it waits for a key; for a time write wait 2s")
        return Pause(number)

    def _wait(self, number: int, rest: str) -> Wait:
        found = re.fullmatch(r"(\d+(?:\.\d*)?|\.\d+)\s*s", rest)
        if found is None:
            raise _LineError("wait takes seconds: write wait 2s or wait 0.5s")
        seconds = float(found[1])
        if seconds > LONGEST_WAIT:
            raise _LineError(f"a wait lasts {LONGEST_WAIT:g}s at the most")
        return Wait(number, seconds)

    def _spotlight(self, number: int, rest: str) -> Light:
        named = in_names(rest.replace(", ", " "), self._opened.names)
        joined = re.sub(r"\s*(?:->|→)\s*", "→", named).replace(",", " ")
        paths = [path.split("→") for path in joined.split()]
        for node in chain.from_iterable(paths):
            if node not in self._opened.places:
                raise _LineError(say_unknown(node, self._opened))
        wires = [self._wire(*pair) for path in paths for pair in pairwise(path)]
        return Light(number, Spotlight(frozenset(chain.from_iterable(paths)), frozenset(wires)))

    def _wire(self, one: str, other: str) -> tuple[str, str]:
        """The wire between two nodes, from the one that is read on."""
        operands = self._opened.network.operands
        for source, target in ((one, other), (other, one)):
            if source in operands.get(target, ()):
                return source, target
        raise _LineError(f"no wire leads from {one} to {other}: write every node on the way")

    def _ask(self, number: int, rest: str) -> Ask:
        question, text = _quoted(rest, "ask")
        return Ask(number, question, text, parse_asked(text, self._opened) if text else None)

    def _expect(self, number: int, rest: str) -> Expect:
        if not rest:
            raise _LineError("expect takes a condition: expect dL/dh0 == 0.75")
        return Expect(number, parse_expected(rest, self._opened))

    def _await(self, number: int, rest: str) -> Await:
        if not rest:
            raise _LineError("await takes a command: await step")
        return Await(self._do(number, rest))

    def _do(self, number: int, text: str) -> Do:
        try:
            command, argument, count = parse_line(text)
        except CommandError as error:
            word = text.split(maxsplit=1)[0]
            if not str(error).startswith("unknown command"):
                raise
            known = [*self._readers, *BY_NAME]
            hint = suggestion(word, known) or f": statements are {', '.join(self._readers)}"
            raise _LineError(f"{word!r} is neither a statement nor a command{hint}") from None
        if command.name in FOR_PEOPLE:
            raise _LineError(f"{command.name} is for a person at the keys, not for a lecture")
        if command.touches_files:
            if not argument:
                raise _LineError(f"{command.name} takes a name in a lecture: {command.name} h0")
            argument = str(file_within(argument, self._folder, ".svg"))
        if command.reads_files and argument:
            argument = str(file_within(argument, self._folder))
        return Do(number, text, command, argument, count)


_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"\s*(.*)')


def _quoted(text: str, statement: str) -> tuple[str, str]:
    """A text in quotes, and what stands behind it."""
    found = _QUOTED.fullmatch(text)
    if found is None:
        if text.startswith('"'):
            raise _LineError('the quote is not closed: end the text with "')
        raise _LineError(f'{statement} takes a text in quotes: {statement} "..."')
    said = re.sub(r'\\(["\\])', r"\1", found[1])
    return plain(" ".join(said.split())), found[2]


def _whole_quoted(text: str, statement: str) -> str:
    """A text in quotes, behind which nothing stands."""
    said, rest = _quoted(text, statement)
    if rest:
        raise _LineError(
            f'there is more behind the text: {rest!r}; a quote within it is written \\"'
        )
    return said


class _Options(argparse.ArgumentParser):
    """The options of `open`, with errors that are raised."""

    def error(self, message: str) -> NoReturn:
        """Refuse the options."""
        raise _LineError(f"open: {message}")


def _options() -> _Options:
    parser = _Options(add_help=False, allow_abbrev=False, prog="open")
    parser.add_argument("network")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--lr", type=float)
    parser.add_argument("--optimiser", choices=KINDS)
    parser.add_argument("--training", nargs="+", action="extend", default=[])
    parser.add_argument("--set", nargs="+", action="extend", default=[], dest="values")
    return parser


def _recipe(text: str, folder: Path) -> Recipe:
    try:
        words = shlex.split(text)
    except ValueError:
        raise _LineError("a quote is not closed") from None
    if not words:
        raise _LineError("open takes a network: open skip, or open my.toml")
    given = _options().parse_args(words)
    name = _found(given.network, folder)
    return recipe_of(
        name, given.values, given.lr, given.optimiser, given.seed, training=given.training
    )


def _found(network: str, folder: Path) -> str:
    """The name of a network that ships, or the path of a file, as seen from the lecture."""
    if network in shipped_networks() or (not network.endswith(".toml") and "/" not in network):
        return network
    return str(folder / network)
