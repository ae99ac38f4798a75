"""Where entries of a moved array come from, one by one.

This is said once of each op that moves: an entry of its value is written, and computed, as the
entry of the operand that it is.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from engine.language.expression import Call, Options, OptionValue
from engine.language.index import Index, aligned_index
from engine.language.moves.shapes import axis_of, gaps, inverse, ranges, strides, whole
from engine.language.moves.windows import windows
from engine.language.ops import option_of
from engine.language.shapes import Shape


class Origin(NamedTuple):
    """Where an entry comes from: from which operand, counted from 0, and from what entry."""

    operand: int
    at: Index


Origins = Callable[[Index], Origin | None]
"""Says of an entry of a result where it comes from; None of what stands where no entry is."""


class Site(NamedTuple):
    """A call: its op and options, the shapes of its operands and of its result."""

    op: str
    options: Options
    shapes: Sequence[Shape]
    result: Shape

    @property
    def call(self) -> Call:
        """The call, without operands."""
        return Call(self.op, (), self.options)

    def option(self, name: str) -> OptionValue:
        """The value of an option that has one."""
        return option(self.call, name)


def option(call: Call, name: str) -> OptionValue:
    """The value of an option of a call, of one that has a value."""
    value = option_of(call, name)
    assert value is not None  # noqa: S101  (as its row says)
    return value


def is_place(number: float, size: int) -> bool:
    """Whether a number is the place of something along an axis of a size."""
    return 0.0 <= number < size and number == int(number)


def origins(site: Site) -> Origins:
    """Where the entries of the result of a call come from."""
    return _ORIGINS[site.op](site)


def flat(index: Index, shape: Shape) -> int:
    """The place of an entry in the order of C."""
    return sum(map(int.__mul__, index, strides(shape)))


def entry_at(place: int, shape: Shape) -> Index:
    """The entry in a place, in the order of C."""
    found = []
    for size in reversed(shape):
        place, at = divmod(place, size)
        found.append(at)
    return tuple(reversed(found))


def _first(index: Index) -> Origin:
    return Origin(0, index)


def _of_transpose(site: Site) -> Origins:
    del site
    return lambda index: _first((*index[:-2], index[-1], index[-2]))


def _of_permute(site: Site) -> Origins:
    order = inverse(site.option("axes"), len(site.result))
    return lambda index: _first(tuple(index[place] for place in order))


def _of_reshape(site: Site) -> Origins:
    """Of what keeps the order of entries."""
    (before,), after = site.shapes, site.result
    return lambda index: _first(entry_at(flat(index, after), before))


def _of_broadcast(site: Site) -> Origins:
    shape = site.shapes[0]
    return lambda index: _first(aligned_index(index, shape))


def _of_slice(site: Site) -> Origins:
    options = dict(site.options)
    kept = ranges(site.shapes[0], **options)
    dropped = whole(options.get("drop", ()), "an axis")

    def find(index: Index) -> Origin:
        left = iter(index)
        return _first(
            tuple(places[0 if axis in dropped else next(left)] for axis, places in enumerate(kept))
        )

    return find


def _of_pad(site: Site) -> Origins:
    shape = site.shapes[0]
    widths = gaps(shape, site.option("before"), site.option("after"), site.option("between"))

    def find(index: Index) -> Origin | None:
        found = []
        for i, size, (before, _, between) in zip(index, shape, widths, strict=True):
            place, rest = divmod(i - before, between + 1)
            if rest or not 0 <= place < size:
                return None
            found.append(place)
        return _first(tuple(found))

    return find


def _of_concat(site: Site) -> Origins:
    axis = axis_of(site.option("axis"), site.result, "concat")
    first = site.shapes[0][axis]

    def find(index: Index) -> Origin:
        if index[axis] < first:
            return _first(index)
        return Origin(1, (*index[:axis], index[axis] - first, *index[axis + 1 :]))

    return find


def _of_unfold(site: Site) -> Origins:
    shape = site.shapes[0]
    found = windows(shape[-2:], **dict(site.options))

    def find(index: Index) -> Origin | None:
        *before, row, window = index
        channel, place = divmod(row, found.places)
        pixel = found.seen(place, window)
        return None if pixel is None else _first((*before, channel, *pixel))

    return find


_ORIGINS: Mapping[str, Callable[[Site], Origins]] = {
    "transpose": _of_transpose,
    "permute": _of_permute,
    "reshape": _of_reshape,
    "squeeze": _of_reshape,
    "expand_dims": _of_reshape,
    "broadcast_to": _of_broadcast,
    "slice": _of_slice,
    "pad": _of_pad,
    "concat": _of_concat,
    "unfold": _of_unfold,
}


Terms = Callable[[Index], Sequence[Index]]
"""Says of an entry of a result which entries of the first operand are added up in it, in order."""


def terms_of_fold(site: Site) -> Terms:
    """Of an image that is added up from its windows."""
    options = dict(site.options)
    size = whole(options.pop("size"), "the size")
    found = windows((size[0], size[-1]), **options)

    def find(index: Index) -> Sequence[Index]:
        *before, channel, row, column = index
        return [
            (*before, channel * found.places + place, window)
            for place, window in found.seeing((row, column))
        ]

    return find


def indexes(shape: Shape) -> list[Index]:
    """All entries of a shape, in the order of C."""
    return [entry_at(place, shape) for place in range(math.prod(shape))]
