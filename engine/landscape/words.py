"""What a landscape shows, in sentences."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np

from engine.landscape.directions import Coordinate, Leaving
from engine.landscape.line import Break, Curve
from engine.landscape.path import Path
from engine.landscape.place import Place
from engine.landscape.plane import Axis, Entry, Landscape
from engine.landscape.verdict import verdict_said
from engine.language.figures import grouped
from engine.language.index import entry_name
from engine.language.notation import Style
from engine.language.text import MAX_NAMED
from engine.language.values import is_finite

SAME = 1e-6
"""Slopes that differ by less than this part of them are one, but for how they were found."""


def name_of(way: Leaving, style: Style) -> str:
    """How an axis is called."""
    if isinstance(way, Coordinate):
        return entry_name(style.name(way.symbol), way.index)
    return way.name


def at_said(ways: Sequence[Leaving], places: Sequence[float], style: Style) -> str:
    """Coordinates, as in: w0 = 0.5, w1 = 0.25."""
    return ", ".join(
        f"{name_of(way, style)} = {style.number(place)}"
        for way, place in zip(ways, places, strict=True)
    )


def kinks_said(kinks: Sequence[Entry], style: Style) -> str:
    """Some kinks: z0 = 0, z1 = 0."""
    names = [kink.said(index, style) for kink, index in kinks]
    if len(names) > MAX_NAMED:
        names = [*names[: MAX_NAMED - 1], f"{len(names) - MAX_NAMED + 1:,} more"]
    return ", ".join(names)


def plane_said(landscape: Landscape, style: Style) -> Iterator[str]:
    """What there is to say of the loss over a plane."""
    place, ways = landscape.place, [axis.way for axis in landscape.axes]
    yield f"{_over(landscape.axes, style)}, {_around(place)}"
    here = at_said(ways, landscape.here, style)
    yield f"{_loss(place, style)} = {style.number(place.loss)} there, at {here}."
    yield from verdict_said(place, style)
    yield from _extremes(landscape, ways, style)
    crossed = landscape.crossed
    if crossed:
        yield f"Kinks pass through it where {kinks_said(crossed, style)}."
    elif is_finite(landscape.losses):
        yield "No kink passes between these points."
    yield _training(landscape.path, ways, style)
    if not isinstance(ways[0], Coordinate):
        yield (
            "The axes are at right angles and of length 1 in the space of all parameters: a "
            "coordinate is the distance that is gone in that direction."
        )


def line_said(curve: Curve, style: Style) -> Iterator[str]:
    """What there is to say of the loss over a line."""
    place, way, here = curve.place, curve.axis.way, curve.here
    name, loss = name_of(way, style), _loss(place, style)
    yield f"{_over([curve.axis], style)}, {_around(place)}"
    at = at_said([way], [here.at], style)
    yield f"{loss} = {style.number(place.loss)} there, at {at}; {_slope(curve, style)}."
    yield from verdict_said(place, style)
    for each in curve.breaks:
        yield f"Kink at {at_said([way], [each.at], style)}: {break_said(each, style)}."
    if curve.unsolved:
        yield f"There are {curve.unsolved} more kinks to the right: take a smaller range."
    if curve.update != here.at:
        yield f"The next update takes {name} to {style.number(curve.update)}."
    yield _training(curve.path, [way], style)


def break_said(each: Break, style: Style) -> str:
    """A kink: where it is, and the slopes on both sides."""
    return f"{kinks_said(each.kinks, style)}, {_sides(each, style)}"


def _sides(each: Break, style: Style) -> str:
    if _is_one(each.left, each.right):
        return f"slope {_number(each.right, each, style)} on both sides"
    left, right = (_number(slope, each, style) for slope in (each.left, each.right))
    return f"slope {left} left of it, {right} right of it"


def _is_one(left: float, right: float) -> bool:
    return abs(left - right) <= SAME * max(abs(left), abs(right), 1e-9)


def _number(slope: float, each: Break, style: Style) -> str:
    """A slope with the digits that are found, which are about nine."""
    size = max(abs(each.left), abs(each.right))
    if not math.isfinite(slope) or not size:
        return style.number(slope)
    if abs(slope) <= 1e-9 * max(size, abs(each.loss)):
        return "0"
    return style.number(float(f"{slope:.7g}"))


def _slope(curve: Curve, style: Style) -> str:
    """The slope at the point, or the two on a kink."""
    here = curve.here
    if not here.kinks or _is_one(here.left, here.right):
        return f"its slope is {style.number(curve.slope)}"
    taken = style.number(curve.slope)
    return f"there it is on a kink ({break_said(here, style)}), where the gradient is {taken}"


def _over(axes: Sequence[Axis], style: Style) -> str:
    ranges = [
        f"{name_of(axis.way, style)} from {style.number(axis.low)} to {style.number(axis.high)}"
        for axis in axes
    ]
    return f"The loss over {' and '.join(ranges)}"


def _around(place: Place) -> str:
    return f"all else as where iteration {grouped(place.run.number)} starts."


def _loss(place: Place, style: Style) -> str:
    return style.name(place.program.network.loss)


def _extremes(landscape: Landscape, ways: Sequence[Leaving], style: Style) -> Iterator[str]:
    losses = landscape.losses
    count, others = losses.size, int(losses.size - np.isfinite(losses).sum())
    if others == count:
        yield f"At none of {count:,} points is the loss a finite number."
        return
    finite = losses[np.isfinite(losses)]
    lowest, highest = float(finite.min()), float(finite.max())
    if lowest == highest:
        yield f"It is {style.number(lowest)} at each of {count - others:,} points."
    else:
        low, high = (
            f"{style.number(end)} at {at_said(ways, _place_of(landscape, end), style)}"
            for end in (lowest, highest)
        )
        yield f"Of {count:,} points the lowest is {low}, the highest {high}."
    if others:
        yield f"At {others:,} of them the loss is no finite number."


def _place_of(landscape: Landscape, loss: float) -> Sequence[float]:
    row, column = (int(each[0]) for each in np.nonzero(landscape.losses == loss))
    return float(landscape.columns[column]), float(landscape.rows[row])


def _training(path: Path, ways: Sequence[Leaving], style: Style) -> str:
    last = path.iterations[-1]
    if not last:
        return "No iteration has been run yet."
    first, end = (at_said(ways, path.places[i].tolist(), style) for i in (0, -1))
    count = f"{grouped(last)} iteration{'s' * (last != 1)}"
    said = f"Training begins at {first}. After {count} it is at {end}"
    if path.is_projected:
        where = "line" if len(ways) == 1 else "plane"
        return f"{said}; it moves other parameters too, and only its projection is on this {where}."
    return f"{said}."
