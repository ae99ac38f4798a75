"""Arguments: numbers behind the name of a command, read; what is none is refused in a line."""

from __future__ import annotations

from tui.commands.command import CommandError


def read_number(what: str, text: str) -> int:
    """A whole number.

    Args:
        what: what it is to be, in a word.
        text: what was typed.

    Raises:
        CommandError: where it is none.
    """
    try:
        return int(text)
    except ValueError:
        raise CommandError(f"{text!r} is no {what}: write a whole number") from None


def read_decimal(what: str, text: str) -> float:
    """A number; arguments and errors as of `read_number`."""
    try:
        return float(text)
    except ValueError:
        raise CommandError(f"{text!r} is no {what}: write a number such as 0.1") from None


def read_natural(what: str, text: str) -> int:
    """A whole number from 0; arguments and errors as of `read_number`."""
    number = read_number(what, text)
    if number < 0:
        raise CommandError(f"{number} is no {what}: write a whole number from 0")
    return number


def read_count(text: str) -> int:
    """How often to do something, from 1; errors as of `read_number`."""
    count = read_number("count", text)
    if count < 1:
        raise CommandError(f"{count} is no count: write a number from 1")
    return count
