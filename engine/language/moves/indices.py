"""The index of a slice as numpy takes it, and as Python writes it."""

from __future__ import annotations

from collections.abc import Mapping

from engine.language.expression import OptionValue
from engine.language.moves import shapes
from engine.language.shapes import Shape


def taken(shape: Shape, drop: OptionValue = (), **options: OptionValue) -> tuple[int | slice, ...]:
    """The index of a slice, as numpy takes it."""
    dropped = shapes.whole(drop, "an axis")
    return tuple(
        found.start if axis in dropped else as_slice(found)
        for axis, found in enumerate(shapes.ranges(shape, drop=drop, **options))
    )


def subscript(shape: Shape, options: Mapping[str, OptionValue]) -> str:
    """The index of a slice as Python writes it, `1:3, 0`."""
    return ", ".join(
        f"{'' if each.start is None else each.start}:{'' if each.stop is None else each.stop}"
        f":{each.step}"
        if isinstance(each, slice)
        else str(each)
        for each in taken(shape, **options)
    )


def as_slice(found: range) -> slice:
    """The slice that takes these places."""
    beyond = found[-1] + found.step
    return slice(found.start, None if beyond < 0 else beyond, found.step)
