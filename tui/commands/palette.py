"""The palette: every command and every theme, found by some of the letters of its name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from tui.commands.keys import shown_keys
from tui.commands.lists import Choice, Choices, Outcome
from tui.commands.table import COMMANDS
from tui.drawing.look import Look

LEFT_OUT = ("command", "palette", "theme")
"""Commands that make no sense here; of the last there is an entry for each theme."""

FIRST_LETTERS = re.compile(r"\b\w")

HINT = "letters find a command, «Enter palette.choose» does it, «Esc palette.close» closes"


class Entry(NamedTuple):
    """Something that can be done.

    Args:
        title: its name and its keys, which are searched.
        summary: what it does.
        outcome: what comes of it.
    """

    title: str
    summary: str
    outcome: Outcome


def entries(look: Look) -> Sequence[Entry]:
    """Everything that can be done, in the order of the help."""
    commands = [
        Entry(
            f"{command.name}  {look.keys(shown_keys(command, look.keymap))}".strip(),
            command.summary,
            Outcome(closes=True, command=command.name),
        )
        for command in COMMANDS
        if command.name not in LEFT_OUT
    ]
    themes = [
        Entry(
            f"theme {theme.name}",
            f"use the {theme.name} colours",
            Outcome(closes=True, line=f"theme {theme.name}"),
        )
        for theme in look.themes
    ]
    return commands + themes


def choices(offered: Sequence[Entry], query: str) -> Choices:
    """The entries with the letters of a query in their order, those that fit it best first."""
    width = max(len(entry.title) for entry in offered)
    fitting = [(score(query.strip().lower(), entry.title.lower()), entry) for entry in offered]
    found = sorted((pair for pair in fitting if pair[0]), key=lambda pair: -pair[0])
    rows = [
        Choice(f" {entry.title:{width}}  {entry.summary}", {"enter": entry.outcome})
        for _, entry in found
    ]
    return Choices("Commands", rows, HINT, "no command has these letters in this order")


def score(query: str, text: str) -> float:
    """How well a text fits a query: 0 where its letters are not all there in this order.

    Better are letters that stand together and those that begin a word, as in Textual's search,
    whose time grows with the number of ways to find them; here it grows with both lengths.
    """
    if not query:
        return 1.0
    letters = iter(text)
    if not all(letter in letters for letter in query):
        return 0.0
    found = _fewest_groups(query, text)
    if found is None:
        return 0.0
    groups, firsts = found
    together = (len(query) - (groups - 1)) / len(query)
    fit = (len(query) + firsts) * (1 + together * together)
    return fit * (1.0 if query not in text else 2.0 if query == text.split()[0] else 1.5)


def _fewest_groups(query: str, text: str) -> tuple[int, int] | None:
    """The letters of a query found in a text: in how few groups, and how many begin a word."""
    begin = {match.start() for match in FIRST_LETTERS.finditer(text)}
    none = (len(query) + 1, 0)
    ends = [none] * len(text)  # for each place where the letters so far may end: groups, -firsts
    for number, letter in enumerate(query):
        before, ends = ends, [none] * len(text)
        apart = (0, 0) if number == 0 else none
        for place, character in enumerate(text):
            if number and place > 1:
                apart = min(apart, before[place - 2])
            if character != letter:
                continue
            groups, firsts = min((apart[0] + 1, apart[1]), before[place - 1] if place else none)
            if groups < none[0]:
                ends[place] = (groups, firsts - (place in begin))
    groups, firsts = min(ends, default=none)
    return None if groups >= none[0] else (groups, -firsts)
