"""Numbers with a decimal comma, as they are typed: read where the comma can be nothing else."""

from __future__ import annotations

import re

from engine.language.figures import figures
from tui.commands.command import Command

NUMBERS = frozenset((
    "EXPRESSION", "EXPRESSIONS", "CONDITION", "RATE", "VALUE", "PREDICTION", "NODE/CONDITION",
))  # fmt: skip
"""The kinds of arguments in which numbers stand."""

SEARCHES = "find"
"""A command whose text may be a condition."""

_COMMA = re.compile(r",(?=\d)")


def as_typed(command: Command, argument: str) -> str:
    """The argument of a command, with points in the place of decimal commas where these are used.

    Only what a person types is read so: a script has points, whoever plays it.
    """
    has_numbers = command.name == SEARCHES or NUMBERS & set(command.argument.split())
    return with_points(argument) if figures().comma and has_numbers else argument


def with_points(text: str) -> str:
    """A text with a point for each comma before a digit that separates no operands or entries.

    Among those of a call or a list a comma is ambiguous, and stays; a list whose entries are
    separated by `;` has decimal commas.

    >>> with_points("w0 = 0,5 + max(1,2) + W[0,1]"), with_points("x = [0,5; 1,5]")
    ('w0 = 0.5 + max(1,2) + W[0,1]', 'x = [0.5, 1.5]')
    """
    pieces: list[str] = []
    around: list[str] = []
    for place, character in enumerate(text):
        if character == "(" and re.search(r"\w\s*\Z", text[:place]):
            around.append("call")
        elif character == "(":
            around.append("")
        elif character == "[":
            around.append("entries" if ";" in text[place:].partition("]")[0] else "list")
        elif character in ")]" and around:
            around.pop()
        inside = next((each for each in reversed(around) if each), "")
        if character == ";" and inside == "entries":
            character = ","
        elif inside in ("", "entries") and _COMMA.match(text, place):
            character = "."
        pieces.append(character)
    return "".join(pieces)
