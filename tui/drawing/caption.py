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


RELATIONS = frozenset({"=", "<", ">", "≈", "≠", "≤", "≥", "==", "<=", ">=", "!="})
"""The signs between the two sides of a formula; before them a long one is broken."""

OPERATORS = RELATIONS | {"·", "+", "-", "−", "×", "/", "*", "@", "**", "^", "|", "→", "->"}
"""The signs that join what stands on their left and right."""

FUNCTIONS = frozenset({"ln", "log", "exp", "sqrt", "tanh", "sigmoid", "softmax", "relu"})
"""The words that are one with what stands behind them."""

NUMBERED = frozenset(
    {"relu", "unit", "layer", "sample", "class", "iteration", "epoch", "step", "seed", "rate"}
    | {"line", "branch", "exercise", "part", "question"}
)
"""The words that a number belongs to, in small letters."""

PUNCTUATION = "()[]{},;:?!…"
"""What may stand around a sign or a number without being a part of it."""


class Caption(NamedTuple):
    """A caption: what is said, in the last lines of the screen.

    Args:
        text: the narration, or a question.
        verdict: the answer to the question; it stands in full whatever has to be cut.
        hint: how far the lecture has come, and how to go on.
        is_small: whether it is for whoever sits at the keys, and never in large letters.
    """

    text: str
    verdict: str = ""
    hint: str = ""
    is_small: bool = False


def caption_height(caption: Caption, look: Look, width: int) -> int:
    """The rows of a caption on a screen of so many columns."""
    return sum(1 for _ in caption_lines(caption, look, width, MOST_LINES))


def caption_lines(caption: Caption, look: Look, width: int, most: int) -> Iterator[Line]:
    """The lines of a caption; the hint stands at the end of the last."""
    side = "| " if look.ascii else "▌ "
    room = max(width - len(side) - 1, 1)
    hint = written(f"  {caption.hint}" if caption.hint and room > ROOM_FOR_HINT else "", look)
    verdict = _wrapped(written(caption.verdict, look), room, most, look, len(hint))
    left = most - len(verdict)
    reserve = 0 if verdict else len(hint)
    text = _wrapped(written(caption.text, look), room, left, look, reserve) if left else []
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


def written(text: str, look: Look) -> str:
    """A text in the characters that may be used."""
    if not look.ascii:
        return text
    return text.translate(ASCII_SIGNS).encode("ascii", "backslashreplace").decode()


def is_whole(caption: Caption, look: Look, width: int) -> bool:
    """Whether a caption is drawn whole on a screen of so many columns, or has to be cut."""
    lines = [
        "".join(text for text, role in line if role in ("strong", "hot"))
        for line in caption_lines(caption, look, width, MOST_LINES)
    ]
    side = "| " if look.ascii else "▌ "
    drawn = " ".join(line.removeprefix(side) for line in lines).split()
    return drawn == written(f"{caption.text} {caption.verdict}", look).split()


def _wrapped(text: str, width: int, most: int, look: Look, reserve: int) -> list[str]:
    """A text in lines of a width, the last of which leaves so many columns free.

    Where it takes more lines than there may be, the last one is cut; so is a word that is too long.
    """
    lines: list[str] = []
    units = [piece for unit in units_of(text) for piece in _pieces(unit, width)]
    while units:
        line, rest = _filled(units, width)
        if not rest and cell_len(line) > width - reserve and len(lines) + 1 < most:
            line, rest = _filled(units, width - reserve)  # so that the hint finds room
        if rest and len(lines) + 1 == most:
            return [*lines, look.shortened(" ".join(units), width - reserve)]
        lines.append(look.shortened(line, width))
        units = rest
    if lines and cell_len(lines[-1]) > width - reserve:
        lines[-1] = look.shortened(lines[-1], width - reserve)
    return lines


def units_of(text: str) -> list[str]:
    """A text in pieces that no line breaks: formulas are one, and so is every other word."""
    units: list[str] = []
    is_open = False
    for word in text.split():
        bare = word.strip(PUNCTUATION)
        joins = bare in OPERATORS or (bool(units) and _belongs(units[-1], bare))
        if units and (is_open or joins):
            units[-1] += f" {word}"
        else:
            units.append(word)
        is_open = bare in OPERATORS or bare in FUNCTIONS
    return units


def _belongs(before: str, word: str) -> bool:
    """Whether a word belongs to the one before: a number to its ReLU, a percent sign to both."""
    last = before.rpartition(" ")[2]
    return word == "%" or (last.lower() in NUMBERED and word.replace(".", "", 1).isdigit())


def _pieces(unit: str, width: int) -> list[str]:
    """A unit, or where it is wider than a line what it may be broken into: before a relation."""
    if cell_len(unit) <= width:
        return [unit]
    pieces: list[str] = []
    for word in unit.split():
        follows = pieces and word not in RELATIONS
        if follows and cell_len(f"{pieces[-1]} {word}") <= width:
            pieces[-1] += f" {word}"
        else:
            pieces.append(word)
    return pieces


def _filled(units: list[str], width: int) -> tuple[str, list[str]]:
    """As many units as fit in a line, and those that are left."""
    line = units[0]
    for count, unit in enumerate(units[1:], 1):
        if cell_len(f"{line} {unit}") > width:
            return line, units[count:]
        line += f" {unit}"
    return line, []
