"""Initialisers: how a parameter is drawn before training, by a seed."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from operator import index
from typing import TYPE_CHECKING, NamedTuple, SupportsIndex

from engine.frozen import frozen
from engine.language.shapes import Shape
from engine.language.values import Value, array, unwarned

if TYPE_CHECKING:
    from numpy.random import Generator

    from engine.language.values import Array


class Kind(NamedTuple):
    """A distribution.

    Args:
        fill: fills an array from a stream of random numbers; None where it needs none.
        scaled: what the numbers that were drawn, and the scale of an initialiser, make.
    """

    fill: Callable[[Generator, Array], object] | None
    scaled: Callable[[Array, float], Array]


KINDS: Mapping[str, Kind] = {
    "normal": Kind(
        lambda generator, out: generator.standard_normal(out=out), lambda raw, scale: raw * scale
    ),
    "uniform": Kind(
        lambda generator, out: generator.random(out=out),
        lambda raw, scale: (2.0 * raw - 1.0) * scale,
    ),
    "constant": Kind(None, lambda raw, value: _full(raw.shape, value)),
}
"""`normal`: the standard deviation around 0; `uniform`: the bound on either side of 0."""


@frozen(slots=True)
class Initialiser:
    """An initialiser: the distribution that a parameter is drawn from.

    Args:
        kind: one of `KINDS`.
        scale: the number that belongs to it.
        shape: the shape of the parameter, `()` for a single number.
        used: whether the parameter takes the value; one that was set by hand does not, but is drawn
            all the same, so that those behind it stay what they are.
    """

    kind: str
    scale: float
    shape: Shape
    used: bool = True

    @property
    def size(self) -> int:
        """How many numbers it draws."""
        return math.prod(self.shape)


def draw(initialisers: Mapping[str, Initialiser], seed: int) -> dict[str, Value]:
    """The parameters that a seed gives, drawn in order from one stream of random numbers.

    The stream is `numpy.random.default_rng(seed)`.

    Raises:
        ValueError: for a seed below 0, or one that is no whole number.
    """
    if not initialisers:
        return {}
    if not isinstance(seed, SupportsIndex) or (seed := index(seed)) < 0:
        raise ValueError(f"the seed has to be a whole number from 0, not {seed!r}")
    drawn = draw_many(initialisers, [seed])
    return {
        name: array(values[0]) if initialisers[name].shape else float(values[0])
        for name, values in drawn.items()
    }


def draw_many(initialisers: Mapping[str, Initialiser], seeds: Sequence[int]) -> dict[str, Array]:
    """The parameters that each of many seeds gives, as `draw`, the seeds along the first axis.

    Most of what a seed costs is the making of its generator, so each draws all it can at once.
    """
    import numpy as np

    columns = dict(zip(initialisers, _columns(initialisers.values()), strict=True))
    raw = np.zeros((len(seeds), max([column.stop for column in columns.values()], default=0)))
    parts: list[tuple[str, slice]] = []
    for name, each in initialisers.items():
        column = columns[name]
        if KINDS[each.kind].fill is None:
            continue
        if parts and parts[-1][0] == each.kind:
            column = slice(parts.pop()[1].start, column.stop)
        parts.append((each.kind, column))
    fills = [(fill, part) for kind, part in parts if (fill := KINDS[kind].fill)]
    for row, seed in zip(raw, seeds, strict=True):
        generator = np.random.default_rng(seed)
        for fill, part in fills:
            fill(generator, row[part])
    found = {}
    with unwarned():
        for name, each in initialisers.items():
            if each.used:
                values = KINDS[each.kind].scaled(raw[:, columns[name]], each.scale)
                found[name] = values.reshape(len(seeds), *each.shape)
    return found


def _columns(initialisers: Iterable[Initialiser]) -> Iterator[slice]:
    """Where the numbers of each stand in a row: what is drawn first, in order, and then the rest.

    What needs no random numbers stands apart, so that neighbours of one kind are drawn at once.
    """
    each = list(initialisers)
    drawn = sum(one.size for one in each if KINDS[one.kind].fill)
    place, rest = 0, drawn
    for one in each:
        if KINDS[one.kind].fill:
            yield slice(place, place + one.size)
            place += one.size
        else:
            yield slice(rest, rest + one.size)
            rest += one.size


def _full(shape: Shape, value: float) -> Array:
    import numpy as np

    return np.full(shape, value)
