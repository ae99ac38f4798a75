"""Derivative rules of moves: entries of the gradient go back to where entries came from."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from engine.language.expression import Call, Expression, OptionValue
from engine.language.moves.shapes import axis_of, gaps, inner, inverse, ranges, squeezed, whole
from engine.language.op import Site, VjpRule, call
from engine.language.subscripts import WHOLE, Places, options_of


def _permute(g: Expression, site: Site, x: Expression, axes: OptionValue) -> tuple[Expression, ...]:
    """The rule of axes in another order: they are put back."""
    del x
    order = inverse(axes, len(site.shapes[0]))
    return (call("permute", g, axes=tuple(map(float, order))),)


def _reshape(
    g: Expression, site: Site, x: Expression, shape: OptionValue
) -> tuple[Expression, ...]:
    """The rule of another shape."""
    del x, shape
    before = site.shapes[0]
    if before == ():
        return (call("squeeze", g),)
    return (call("reshape", g, shape=tuple(map(float, before))),)


def _squeeze(
    g: Expression, site: Site, x: Expression, axis: OptionValue | None = None
) -> tuple[Expression, ...]:
    """The rule of axes that are taken away."""
    del x
    return (widened(g, squeezed(site.shapes[0], axis)),)


def widened(g: Expression, axes: tuple[int, ...]) -> Expression:
    """A gradient with axes of size 1 more."""
    if not axes:
        return g
    places = tuple(map(float, axes))
    return call("expand_dims", g, axis=places if len(places) > 1 else places[0])


def _slice(
    g: Expression,
    site: Site,
    x: Expression,
    drop: OptionValue = (),
    **options: OptionValue,
) -> tuple[Expression, ...]:
    """The rule of a slice: its entries stand where they were taken from, with 0 all around."""
    del x
    shape = site.shapes[0]
    kept = ranges(shape, drop=drop, **options)
    g = widened(g, whole(drop, "an axis"))
    lengths = [len(places) for places in kept]
    turned = [
        range(length)[:: -1 if places.step < 0 and length > 1 else 1]
        for length, places in zip(lengths, kept, strict=True)
    ]
    g = sliced(g, turned, lengths)
    rising = [places[::-1] if places.step < 0 else places for places in kept]
    before = [places[0] for places in rising]
    after = [size - 1 - places[-1] for size, places in zip(shape, rising, strict=True)]
    between = [places.step - 1 if len(places) > 1 else 0 for places in rising]
    widths = {
        name: tuple(map(float, counts)) if len(counts) > 1 else float(counts[0])
        for name, counts in (("before", before), ("after", after), ("between", between))
        if any(counts)
    }
    return (call("pad", g, **widths) if widths else g,)


def sliced(x: Expression, kept: Sequence[range], sizes: Sequence[int]) -> Expression:
    """Some entries of an expression along each axis; itself where those are all.

    Args:
        x: the expression.
        kept: the places along each axis.
        sizes: how long each axis is.
    """
    said = [_said(places, size) for places, size in zip(kept, sizes, strict=True)]
    while said and said[-1] == WHOLE:
        said.pop()
    return Call("slice", (x,), options_of(said)) if said else x


def _said(places: range, size: int) -> Places:
    """Some places along an axis, of so many, as a slice says them."""
    first, last, step = places[0], places[-1], places.step
    if step > 0:
        return float(first), math.inf if last == size - 1 else last + 1.0, float(step)
    beyond = float(last + step)
    start = math.inf if first == size - 1 else float(first)
    return start, -math.inf if beyond < 0.0 else beyond, float(step)


def _pad(
    g: Expression,
    site: Site,
    x: Expression,
    before: OptionValue = 0.0,
    after: OptionValue = 0.0,
    between: OptionValue = 0.0,
    value: OptionValue = 0.0,
) -> tuple[Expression, ...]:
    """The rule of room around entries: what lands there is left out."""
    del x, value
    shape = site.shapes[0]
    kept = inner(shape, gaps(shape, before, after, between))
    return (sliced(g, kept, site.upstream),)


def _concat(
    g: Expression, site: Site, a: Expression, b: Expression, axis: OptionValue = 0.0
) -> tuple[Expression, ...]:
    """The rule of arrays side by side: each has its own part."""
    del a, b
    left, _ = site.shapes
    along, sizes = axis_of(axis, left, "concat"), list(site.upstream)
    parts = []
    for part in (range(left[along]), range(left[along], sizes[along])):
        kept = [range(size) for size in sizes]
        kept[along] = part
        parts.append(sliced(g, kept, sizes))
    return tuple(parts)


def _take(
    g: Expression, site: Site, x: Expression, indices: Expression, axis: OptionValue = 0.0
) -> tuple[Expression, ...]:
    """The rule of what is taken at some places: it is added up there again."""
    del x
    shape, _ = site.shapes
    along = axis_of(axis, shape, "take")
    size = float(shape[along])
    return call("scatter_add", g, indices, size=size, **_axis(along)), 0.0 * indices


def _scatter_add(
    g: Expression,
    site: Site,
    x: Expression,
    indices: Expression,
    size: OptionValue,
    axis: OptionValue = 0.0,
) -> tuple[Expression, ...]:
    """The rule of what is added up at some places: each gets what is there."""
    del x, size
    along = axis_of(axis, site.upstream, "scatter_add")
    return call("take", g, indices, **_axis(along)), 0.0 * indices


def _axis(along: int) -> dict[str, OptionValue]:
    """The option of an axis, where it is not the first."""
    return {"axis": float(along)} if along else {}


def _unfold(
    g: Expression, site: Site, x: Expression, **options: OptionValue
) -> tuple[Expression, ...]:
    """The rule of windows: each pixel gets the sum over the windows that see it."""
    del x
    rows, columns = site.shapes[0][-2:]
    return (call("fold", g, size=(float(rows), float(columns)), **options),)


def _fold(
    g: Expression, site: Site, x: Expression, size: OptionValue, **options: OptionValue
) -> tuple[Expression, ...]:
    """The rule of what is added up from windows: each window sees the gradient."""
    del site, x, size
    return (call("unfold", g, **options),)


MOVE_VJPS: Mapping[str, VjpRule] = {
    "permute": _permute,
    "reshape": _reshape,
    "squeeze": _squeeze,
    "slice": _slice,
    "pad": _pad,
    "concat": _concat,
    "take": _take,
    "scatter_add": _scatter_add,
    "unfold": _unfold,
    "fold": _fold,
}
"""The rule of each op that puts entries elsewhere."""
