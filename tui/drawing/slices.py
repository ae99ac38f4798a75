"""Slices: the matrices that an array of more than two axes is made of."""

from __future__ import annotations

from engine.language.shapes import Shape


def slice_rows(shape: Shape, row: int) -> range:
    """The rows of the slice in which a row stands, those of all slices counted through."""
    start = row - row % shape[-2]
    return range(start, start + shape[-2])


def slice_name(shape: Shape, row: int) -> str:
    """The part of an array that a slice is, as it is written in a file: `[1, 2, :, :]`."""
    number, places = row // shape[-2], list[str]()
    for size in reversed(shape[:-2]):
        number, place = divmod(number, size)
        places.insert(0, str(place))
    return f"[{', '.join([*places, ':', ':'])}]"


def other_slice(shape: Shape, row: int, count: int) -> int:
    """The same row of the slice so many further on, before it if negative, or of the last."""
    number, within = divmod(row, shape[-2])
    slices = 1
    for size in shape[:-2]:
        slices *= size
    return min(max(number + count, 0), slices - 1) * shape[-2] + within
