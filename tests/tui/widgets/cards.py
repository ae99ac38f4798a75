"""Step cards as lines of text."""

from tui.drawing.card import card_lines
from tui.drawing.look import Look

WIDE = (100, 30)


def card(stop, size=WIDE, look=Look()):  # noqa: B008  (frozen)
    return ["".join(text for text, _ in line) for line in card_lines(stop, look, *size)]


def words(lines):
    """The text of the card, however it is broken into lines."""
    return " ".join(" ".join(lines).split())


SMALL, LARGE = (44, 8), (92, 18)
