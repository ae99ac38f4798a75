"""Errors, as they are told to the person who asked: one place for all packages."""

from __future__ import annotations

LONGEST = 600
"""The most characters in a line of an error: what somebody typed or a file holds may be endless."""


def brief(line: str) -> str:
    """A line with its middle left out where it is long: the way out stands at the end."""
    if len(line) <= LONGEST:
        return line
    return f"{line[: LONGEST // 2]}...{line[-LONGEST // 3 :]}"


class PlainError(ValueError):
    """An error of a person, told in lines that can be read."""

    def __init__(self, message: str = "") -> None:
        super().__init__("\n".join(map(brief, message.split("\n", 1))))


class DebuggerError(PlainError):
    """A move that cannot be made, with a message for the person who wants to make it."""


class ConfirmError(DebuggerError):
    """Something that would destroy what is there: to be confirmed."""


class SessionError(DebuggerError):
    """A session that cannot be saved or read, with a message for the person who wants it."""


class WritingError(DebuggerError):
    """A solution that cannot be written, with a message for the person who wants it."""


class SpecError(PlainError):
    """A network that cannot be loaded: one or two lines that name file, line and cure."""


class ModelError(SpecError):
    """A model of another library that cannot become a network: what, where and the way out."""


class FileError(PlainError):
    """A file that cannot be read, with the reason in words that stand behind its name.

    Args:
        reason: as in `a directory`, `not a regular file`, `cannot be read: Permission denied`.
        is_missing: whether there is none of this name.
    """

    def __init__(self, reason: str, is_missing: bool = False) -> None:
        super().__init__(reason)
        self.is_missing = is_missing


class NetworkError(PlainError):
    """A network that cannot be built.

    Args:
        message: what is wrong and what to do about it, for the person who wrote the network.
        where: the part that is wrong: `("equations", 3)`, `("parameters", "w0")`, `("loss",)`.
    """

    def __init__(self, message: str, *where: str | int) -> None:
        super().__init__(message)
        self.where = where


class PageError(PlainError):
    """A page of hand computation that cannot be read: one or two lines with the file and a cure."""


class ExpressionError(PlainError):
    """A text that is no expression, with a message for the person who wrote it."""


class ShapeError(PlainError):
    """Operands whose shapes do not fit the op."""


class UnreadError(PlainError):
    """Something on a page that cannot be compared with anything, with the reason."""


class ConditionError(DebuggerError):
    """A text that is no condition, or one that cannot be told here."""


class SeriesError(DebuggerError):
    """Something that cannot be followed, with a message for the person who asked for it."""
