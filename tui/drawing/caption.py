"""The lines of a caption."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from rich.cells import cell_len

from tui.drawing.look import Line, Look

MOST_LINES = 3


ROOM_FOR_HINT = 40
"""With fewer columns there is no room for a hint beside the text."""


ASCII_SIGNS = str.maketrans({
    "∂": "d", "−": "-", "·": "*", "×": "x", "ŷ": "y", "…": "~", "–": "-", "→": ">", "≈": "~",
    "“": '"', "”": '"', "‘": "'", "’": "'",
})  # fmt: skip
"""What signs that captions have are written as where only ASCII can be."""


class Caption(NamedTuple):
    """A caption: what is said, in the last lines of the screen.

    Args:
        text: the narration, or a question.
        verdict: the answer to the question; it stands in full whatever has to be cut.
        hint: how far the lecture has come, and how to go on.
    """

    text: str
    verdict: str = ""
    hint: str = ""


def caption_height(caption: Caption, look: Look, width: int) -> int:
    """The rows of a caption on a screen of so many columns."""
    return sum(1 for _ in caption_lines(caption, look, width, MOST_LINES))


def caption_lines(caption: Caption, look: Look, width: int, most: int) -> Iterator[Line]:
    """The lines of a caption; the hint stands at the end of the last."""
    side = "| " if look.ascii else "▌ "
    room = max(width - len(side) - 1, 1)
    hint = _written(f"  {caption.hint}" if caption.hint and room > ROOM_FOR_HINT else "", look)
    verdict = _wrapped(_written(caption.verdict, look), room, most, look, len(hint))
    left = most - len(verdict)
    reserve = 0 if verdict else len(hint)
    text = _wrapped(_written(caption.text, look), room, left, look, reserve) if left else []
    lines = [(each, "strong") for each in text] + [(each, "hot") for each in verdict]
    for number, (said, role) in enumerate(lines or [("", "text")], 1):
        if number >= len(lines) and hint:
            yield (
                (side, "hot"),
                (said, role),
                (" " * max(room - cell_len(said) - len(hint), 0), "text"),
                (hint, "dim"),
            )
        else:
            yield ((side, "hot"), (said, role))


def _written(text: str, look: Look) -> str:
    if not look.ascii:
        return text
    return text.translate(ASCII_SIGNS).encode("ascii", "backslashreplace").decode()


def _wrapped(text: str, width: int, most: int, look: Look, reserve: int) -> list[str]:
    """A text in lines of a width, the last of which leaves so many columns free.

    Where it takes more lines than there may be, the last one is cut; so is a word that is too long.
    """
    lines: list[str] = []
    words = text.split()
    while words:
        line, rest = _filled(words, width)
        if not rest and cell_len(line) > width - reserve and len(lines) + 1 < most:
            line, rest = _filled(words, width - reserve)  # so that the hint finds room
        if rest and len(lines) + 1 == most:
            return [*lines, look.shortened(" ".join(words), width - reserve)]
        lines.append(look.shortened(line, width))
        words = rest
    if lines and cell_len(lines[-1]) > width - reserve:
        lines[-1] = look.shortened(lines[-1], width - reserve)
    return lines


def _filled(words: list[str], width: int) -> tuple[str, list[str]]:
    """As many words as fit in a line, and those that are left."""
    line = words[0]
    for count, word in enumerate(words[1:], 1):
        if cell_len(f"{line} {word}") > width:
            return line, words[count:]
        line += f" {word}"
    return line, []
