"""Local statements: what is said of the loss around the place where a run stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from engine.claims.statement import Statement
from engine.curvature.bounds import rounding_of
from engine.curvature.surface import Flat, Surface
from engine.iterations.timeline import Timeline
from engine.language.notation import Style

DIGITS = 3
"""What is measured here is said with so many digits."""

MOST_NAMED = 3
"""So many entries of a direction are named, the largest."""

SMALLEST_NAMED = 0.1
"""None is named that is a smaller part of the largest."""

Move = tuple[float, ...]
"""How far each entry of the parameters is moved."""


@dataclass(frozen=True)
class Local(Statement):
    """A statement about the loss around the place where a run stands.

    Args:
        parameters: those whose entries are moved; all others stay.
    """

    parameters: tuple[str, ...]

    def surface(self, timeline: Timeline) -> Surface:
        """The loss over the entries, from the iteration recorded anew."""
        return Surface(timeline.anew(self.iteration), self.parameters)


def rounding(surface: Surface) -> float:
    """How far the loss may be off where a surface stands, and about as far near it."""
    return rounding_of(surface).loss


def as_move(place: Flat) -> Move:
    """A place as data."""
    return tuple(place.tolist())


def as_axis(vector: Flat) -> Move:
    """A direction as data, of the two that it has the one with its largest entry above 0."""
    sizes = abs(vector)
    largest = int((sizes >= sizes.max() * (1.0 - 1e-9)).argmax())
    return as_move(-vector if vector[largest] < 0.0 else vector)


def place_of(move: Move) -> Flat:
    """The place that a move leads to."""
    import numpy as np

    return np.array(move)


def length(move: Move) -> float:
    """How far a move leads."""
    import numpy as np

    return float(np.linalg.norm(move))


def number(value: float, style: Style) -> str:
    """A number that was measured."""
    return replace(style, digits=DIGITS).number(value)


def direction(move: Move | Sequence[float], labels: Sequence[str], style: Style) -> str:
    """A direction by its largest entries, of length 1, as in: 0.707·w0 − 0.707·w1."""
    import numpy as np

    vector = np.array(move)
    vector = vector / np.linalg.norm(vector)
    order = np.argsort(-abs(vector), kind="stable")[:MOST_NAMED]
    least = SMALLEST_NAMED * abs(vector[order[0]])
    named = [int(entry) for entry in order if abs(vector[entry]) >= least]
    rest = float(np.linalg.norm(np.delete(vector, named))) >= least
    parts = [_part(float(vector[entry]), labels[entry], style) for entry in named]
    text = " ".join([*parts, "+ …"] if rest else parts)
    return text.removeprefix("+ ").replace("− ", "−", 1) if text[0] == "−" else text[2:]


def _part(value: float, label: str, style: Style) -> str:
    sign = "−" if value < 0.0 else "+"
    size = replace(style, digits=2).number(abs(value))
    times = "" if size == "1" else f"{size}·"
    return f"{sign} {times}{style.name(label)}"
