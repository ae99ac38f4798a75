"""What a file of ONNX is made of, looked over before a library makes objects of it.

A message of two bytes becomes an object of a hundred, so what is not the numbers of an array is
bounded by itself. The format is that of protocol buffers: a number that says field and type,
and behind it a number, or so many bytes.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.errors import ModelError

MAX_OTHER = 16_000_000
"""So many bytes a file may have that are not the numbers of arrays."""

_GRAPH = 7
_NODE, _INITIALIZER = 1, 5
_ATTRIBUTE, _TENSOR = 5, 5
_NUMBERS = frozenset({4, 5, 7, 9, 10, 11})
"""The fields of a tensor that hold numbers; strings are none."""

_LARGE = 10_000
"""A node that has fewer bytes holds no array that matters."""


def check_parts(data: bytes) -> None:
    """Refuse a file that is none of ONNX, or has more beside its arrays than it may.

    Raises:
        ModelError: says which.
    """
    numbers, view = 0, memoryview(data)
    for field, part in _fields(view):
        if field == _GRAPH:
            numbers += _in_graph(part)
    if len(data) - numbers > MAX_OTHER:
        raise ModelError(f"more than {MAX_OTHER:,} bytes beside the numbers of its arrays")


def _in_graph(graph: memoryview) -> int:
    """How many bytes of a graph are numbers of arrays."""
    numbers = 0
    for field, part in _fields(graph):
        if field == _INITIALIZER:
            numbers += _in_tensor(part)
        elif field == _NODE and len(part) > _LARGE:
            numbers += sum(
                _in_tensor(tensor)
                for kind, attribute in _fields(part)
                if kind == _ATTRIBUTE
                for inner, tensor in _fields(attribute)
                if inner == _TENSOR
            )
    return numbers


def _in_tensor(tensor: memoryview) -> int:
    return sum(len(part) for field, part in _fields(tensor) if field in _NUMBERS)


def _fields(data: memoryview) -> Iterator[tuple[int, memoryview]]:
    """The fields of a message that are so many bytes; of others there is nothing to be told."""
    place, end = 0, len(data)
    while place < end:
        key, place = _number(data, place)
        kind = key & 7
        if kind == 0:
            _, place = _number(data, place)
        elif kind in (1, 5):
            place += 8 if kind == 1 else 4
        elif kind == 2:
            size, place = _number(data, place)
            if size > end - place:
                raise _damaged()
            yield key >> 3, data[place : place + size]
            place += size
        else:
            raise _damaged()
    if place > end:
        raise _damaged()


def _number(data: memoryview, place: int) -> tuple[int, int]:
    """A number that takes as many bytes as it needs, and the place behind it."""
    value = shift = 0
    while place < len(data) and shift < 70:
        byte = data[place]
        place += 1
        value |= (byte & 127) << shift
        if byte < 128:
            return value, place
        shift += 7
    raise _damaged()


def _damaged() -> ModelError:
    return ModelError("no file of ONNX, or it is damaged: export it again")
