"""Scores written to files."""

from __future__ import annotations

from pathlib import Path

from engine.errors import DebuggerError
from engine.language.text import plain
from engine.quiz.score import Score

SUFFIXES = (".csv", ".json")


def write_score(score: Score, path: Path) -> Path:
    """Write a score to a new file, in the form that its name ends in.

    Raises:
        DebuggerError: where it cannot be written, or is there already.
    """
    check_suffix(path)
    text = score.as_csv() if path.suffix.lower() == ".csv" else score.as_json() + "\n"
    shown = plain(str(path))
    try:
        with path.open("x", encoding="utf-8", newline="") as file:
            file.write(text)
    except FileExistsError:
        raise DebuggerError(f"{shown}: exists already, and is left as it is") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise DebuggerError(f"{shown}: cannot be written: {reason}") from None
    return path


def check_suffix(path: Path) -> None:
    """Refuse a name that does not say how to write.

    Raises:
        DebuggerError: where it ends otherwise.
    """
    if path.suffix.lower() not in SUFFIXES:
        raise DebuggerError(f"{plain(str(path))}: write a name that ends in .csv or in .json")
