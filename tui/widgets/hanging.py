"""A text whose long lines hang: what goes on of an item or of a row stands below its words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from textwrap import wrap

from rich.console import Console, ConsoleOptions
from rich.text import Text

HEAD = re.compile(r" *(?:- |\S+  (?=along ))")
"""What comes before the words: the dash of an item, or the number of a row."""

JOINED = re.compile(r"(?<=\S) · (?=\S)|(?<=[−-]) (?=\d)|(?<=\d) (?=more$)|(?<=and) (?=\d+ more$)")
"""Where no line is to end: inside a product, behind a sign, in "and 2 more"."""


class Hanging:
    """A text as rich draws it, however wide it may be; a line that fits stays as it is.

    Args:
        plain: its lines.
    """

    def __init__(self, plain: str) -> None:
        self.plain = plain

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Text]:
        """The lines in so many columns."""
        for line in self.plain.split("\n"):
            for row in hung(line, options.max_width):
                yield Text(row)


def hung(line: str, width: int) -> list[str]:
    """The rows of a line.

    >>> hung("- it bends along 0.5 · w0 and 2 more", 24)
    ['- it bends along', '  0.5 · w0 and 2 more']
    """
    head = HEAD.match(line)
    if len(line) <= width or head is None or head.end() * 2 > width:
        return [line]
    tied = JOINED.sub(lambda gap: gap[0].replace(" ", "\xa0"), line)
    rows = wrap(tied[head.end() :], width - head.end(), break_on_hyphens=False)
    margin = " " * head.end()
    starts = [head[0], *[margin] * (len(rows) - 1)]
    return [f"{start}{row}".replace("\xa0", " ") for start, row in zip(starts, rows, strict=True)]
