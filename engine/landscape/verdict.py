"""What kind of point a landscape is around: a minimum, a saddle, a plateau, a valley or a slope."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import suppress

from engine.curvature.point import Point, point_of
from engine.curvature.verdict import PointKind
from engine.errors import DebuggerError, NetworkError
from engine.landscape.place import Place
from engine.language.notation import Style

MOST_ENTRIES = 64
"""So many entries may the parameters have: to look at the curvature of more takes seconds."""


def point_at(place: Place) -> Point | None:
    """The point that a landscape is around, by all parameters; None where it cannot be told."""
    shapes = place.program.shapes
    size = sum(math.prod(shapes[name]) for name in place.program.network.parameters)
    if size <= MOST_ENTRIES:
        with suppress(DebuggerError, NetworkError):
            return point_of(place.run)
    return None


def kind_at(place: Place) -> str:
    """What kind of point it is, in a word or two; empty where that cannot be told."""
    point = point_at(place)
    return "" if point is None or point.kind is PointKind.UNCLEAR else str(point.kind)


def verdict_said(place: Place, style: Style) -> Iterator[str]:
    """The sentence about the point, if it can be told."""
    point = point_at(place)
    if point is not None:
        said = next(point.sentences(style))
        yield f"Over all parameters: {said}."
