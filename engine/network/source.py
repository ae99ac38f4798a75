"""The text of a network file: where in it a part stands, and how it is shown in an error."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from engine.errors import SpecError
from engine.frozen import frozen
from engine.language.text import plain, shortened
from engine.network.toml import unescaped

LONGEST_PATH = 250
SHARED = "state:/"
"""What stands before the name of a network whose text came in a line that was shared."""

LONGEST_MESSAGE = 400

_PIECE = (
    r'(?s)""".*?(?:"{3,5}|\Z)|\'\'\'.*?(?:\'{3,5}|\Z)|"[^"\n]*+"?|\'[^\'\n]*+\'?'
    r"|#[^\n]*+|[\[\]{}\n]"
)
"""What decides whether a line of TOML begins something or goes on with a value; for errors."""


@frozen()
class Source:
    """A file that was read.

    Args:
        path: as the user wrote it.
        text: what it says.
        called: what the network in it is called; empty for the name of the file.
        data: another folder in which its files of data may be.
    """

    path: str
    text: str
    called: str = ""
    data: str = ""

    @property
    def is_file(self) -> bool:
        """Yes; what a function has written is bounded as a person's is."""
        return True

    @property
    def name(self) -> str:
        """What the network in it is called."""
        return self.called or Path(self.path).stem

    @property
    def folders(self) -> Sequence[Path]:
        """Where its files of data may be: in its own folder, and where it was asked for."""
        own = [] if self.path.startswith(SHARED) else [Path(self.path).parent]
        return [*own, *([Path(self.data)] if self.data else [])]

    @cached_property
    def lines(self) -> list[str]:
        """The lines, as TOML counts them."""
        return self.text.replace("\r\n", "\n").split("\n")

    def error(self, message: str, line: int | None = None) -> SpecError:
        """The error to raise for a line, counted from 1, or for the file as a whole."""
        if line is None:
            return SpecError(f"{self._shown}: {shortened(message, LONGEST_MESSAGE)}")
        number = min(max(line, 1), len(self.lines))
        shown = excerpt(self.lines[number - 1])
        said = shortened(message, LONGEST_MESSAGE)
        return SpecError(f"{self._shown}:{number}: {said}\n    {shown}")

    @property
    def _shown(self) -> str:
        """The path as an error shows it: its beginning and its end, where it is long."""
        path = plain(self.path)
        return path if len(path) <= LONGEST_PATH else f"{path[:40]}...{path[43 - LONGEST_PATH :]}"

    def error_at(self, message: str, *where: str | int) -> SpecError:
        """The error to raise for a part: `("parameters", "w0")`, `("equations", 3)`."""
        return self.error(message, self.line_of(*where))

    def line_of(self, *where: str | int) -> int | None:
        """The line on which a part stands: `("parameters", "w0")`, `("equations", 3)`, `("loss",)`.

        A part that stands in no line of its own (in an inline table, say) is looked for one level
        up. None where it is not in the file.
        """
        match where:
            case ("equations", int(index)):
                numbers = [number for number, _ in self.equations]
                return numbers[index] if index < len(numbers) else self._key_line("equations")
            case (str(section), str(key)):
                return (
                    self._key_line(key, section)
                    or self._table(f"{section}.{key}")
                    or self._key_line(section)
                    or self._table(section)
                )
            case (str(key),):
                return self._key_line(key) or self._table(key)
        return None

    @cached_property
    def equations(self) -> list[tuple[int, str]]:
        """The lines of the equations that say something, with their numbers."""
        start = self._key_line("equations")
        if start is None:
            return []
        found = []
        opening = re.compile(r"^.*?=\s*(\"\"\"|'''|\"|')")
        first = opening.match(self.lines[start - 1])
        quote = first[1] if first else '"""'
        body = self.lines[start - 1 :]
        if first:
            body = [body[0][first.end() :], *body[1:]]
        continued = False
        for number, line in enumerate(body, start):
            text, closed, _ = line.partition(quote)
            said = text.partition("#")[0].strip()
            if said and not continued:
                found.append((number, said))
            joins = quote == '"""' and text.rstrip().endswith("\\")
            continued = joins or (continued and not said)
            if closed:
                break
        return found

    @cached_property
    def _statements(self) -> list[tuple[int, str]]:
        """The lines that begin something, with their numbers: those that continue no value."""
        inside: set[int] = set()
        number, depth = 1, 0
        for part in re.findall(_PIECE, unescaped("\n".join(self.lines))):
            ends = part.count("\n")
            if depth or (ends and part != "\n"):
                inside.update(range(number + 1, number + ends + 1))
            number += ends
            depth += (part in "[{") - (part in "]}")
        return [(i, line) for i, line in enumerate(self.lines, 1) if i not in inside]

    def _table(self, name: str) -> int | None:
        header = re.compile(rf"\s*\[+\s*[\"']?{re.escape(name)}[\"']?\s*\]")
        return next((i for i, line in self._statements if header.match(line)), None)

    def _key_line(self, key: str, table: str = "") -> int | None:
        """The line of `key = ...` in a table, or before the first table."""
        wanted = re.compile(rf"\s*[\"']?{re.escape(key)}[\"']?\s*[=.]")
        dotted = re.compile(rf"\s*{re.escape(table)}\s*\.\s*{re.escape(key)}\s*=")
        current = ""
        for number, line in self._statements:
            if line.lstrip().startswith("["):
                current = line.lstrip()[1:].partition("]")[0].strip(" \t\"'")
            elif (current == table and wanted.match(line)) or (
                table and not current and dotted.match(line)
            ):
                return number
        return None


def excerpt(line: str) -> str:
    """A line as an error shows it: as plain text, and cut off where it is long."""
    return shortened(line.strip(), 100)
