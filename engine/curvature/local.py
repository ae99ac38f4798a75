"""Local statements: what is said of the loss around the place where a run stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from engine.claims.statement import Statement
from engine.curvature.bounds import rounding_of
from engine.curvature.surface import Flat, Surface
from engine.iterations.timeline import Timeline
from engine.language.expression import Expression, Name
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
    """A direction by its largest entries, of length 1, as in: 0.71·w0 − 0.71·w1 and 2 more."""
    import numpy as np

    vector = np.array(move)
    return _written(vector / np.linalg.norm(vector), labels, replace(style, digits=2))


def vector(entries: Move, labels: Sequence[str], style: Style) -> str:
    """A vector by its largest entries, as in: 0.5·w1 + 0.5·w2."""
    import numpy as np

    found = np.array(entries)
    return _written(found, labels, replace(style, digits=DIGITS)) if found.any() else "0"


def _written(entries: Flat, labels: Sequence[str], style: Style) -> str:
    import numpy as np

    sizes = abs(entries)
    order = np.argsort(-np.round(sizes / sizes.max(), 9), kind="stable")
    least = SMALLEST_NAMED * abs(entries[order[0]])
    large = [int(entry) for entry in order if abs(entries[entry]) >= least]
    total: Expression | None = None
    named = large if len(large) == MOST_NAMED + 1 else large[:MOST_NAMED]  # not "and 1 more"
    for entry in named:
        number = float(f"{entries[entry]:.{style.digits}g}")
        if total is None:
            total = -Name(labels[entry]) if number == -1.0 else number * Name(labels[entry])
        elif number < 0.0:
            total = total - -number * Name(labels[entry])
        else:
            total = total + number * Name(labels[entry])
    assert total is not None  # noqa: S101  (as one entry is the largest)
    more = len(large) - len(named)
    return f"{style.write(total)} and {more} more" if more > 0 else style.write(total)
