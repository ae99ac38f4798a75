"""Values as they are written: numbers, nested lists, initialisers."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from engine.language.shapes import MAX_RANK, say_shape
from engine.language.text import shortened
from engine.language.values import Value, array
from engine.network.bounds import MAX_NUMBERS
from engine.network.initialisers import KINDS as INITIALISERS
from engine.network.initialisers import Initialiser
from engine.network.toml import TomlError, parse_toml


def parse_value(text: str) -> Value:
    """A value as it is written in a network file: a number, or nested lists of numbers.

    Raises:
        ValueError: where it is something else.
    """
    try:
        written = parse_toml(f"value = {text}")
    except TomlError:
        written = {}
    if written.keys() != {"value"}:
        raise ValueError(f"{shortened(text)!r} is no number")
    return read_value(written["value"])


def read_value(said: object) -> Value:
    """A number or an array of what TOML read.

    Raises:
        ValueError: where it is neither.
    """
    match said:
        case bool():
            raise ValueError(f"{str(said).lower()} is no number")
        case int() | float():
            try:
                return float(said)
            except OverflowError:
                raise ValueError("a number is larger than a float can hold") from None
        case list():
            return _array(said)
    text = "a table" if isinstance(said, dict) else str(said)
    raise ValueError(f"{shortened(text)!r} is no number: write a number, or lists of numbers")


def _array(said: list[Any]) -> Value:
    entries, shape = _measure(said)
    if entries > MAX_NUMBERS:
        raise ValueError(f"an array of {entries:,} numbers is larger than {MAX_NUMBERS:,}")
    if entries == 0:
        raise ValueError(f"an empty array ({say_shape(shape)}): it has no numbers to compute with")
    return array(said)


def _measure(said: Any, rank: int = 0) -> tuple[int, tuple[int, ...]]:
    """How many numbers nested lists hold, and their shape; raises ValueError where ragged."""
    if not isinstance(said, list):
        read_value(said)
        return 1, ()
    if rank == MAX_RANK:
        raise ValueError(f"an array with more than {MAX_RANK} dimensions")
    if set(map(type, said)) == {float}:  # as of a large array: none is looked at by itself
        return len(said), (len(said),)
    measures = [_measure(part, rank + 1) for part in said]
    if len({shape for _, shape in measures}) > 1:
        raise ValueError("a ragged list: its rows have different lengths")
    inner = measures[0][1] if measures else ()
    return sum(count for count, _ in measures), (len(said), *inner)


def read_initialiser(said: Mapping[str, Any]) -> Initialiser:
    """How a parameter is drawn: `{ normal = 0.01, shape = [2, 2] }`; a number without a shape."""
    kinds = [key for key in said if key != "shape"]
    if len(kinds) != 1 or kinds[0] not in INITIALISERS:
        written = " or ".join(f"{{ {kind} = 0.01, shape = [2, 2] }}" for kind in INITIALISERS)
        raise ValueError(f"an initialiser is {written}")
    scale = read_value(said[kinds[0]])
    if not isinstance(scale, float):
        raise ValueError(f"{kinds[0]} has to be a number")  # noqa: TRY004  (the caller's kind)
    if not math.isfinite(scale):
        raise ValueError(f"{kinds[0]} has to be a finite number, not {scale}")
    shape = said.get("shape", [])
    if not isinstance(shape, list) or any(
        isinstance(size, bool) or not isinstance(size, int) or size < 1 for size in shape
    ):
        raise ValueError("shape has to be a list of whole numbers from 1: shape = [2, 2]")
    if len(shape) > MAX_RANK:
        raise ValueError(f"an array with more than {MAX_RANK} dimensions")
    initialiser = Initialiser(kinds[0], scale, tuple(shape))
    if initialiser.size > MAX_NUMBERS:
        raise ValueError(f"an array of {initialiser.size:,} numbers is larger than {MAX_NUMBERS:,}")
    return initialiser
