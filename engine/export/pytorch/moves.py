"""Moves as PyTorch has them: ops that only put entries elsewhere, and those that undo them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from engine.export.pytorch.call import Site
from engine.export.pytorch.figures import written_number
from engine.language.moves.shapes import gaps, ranges
from engine.language.shapes import axes_of


def several(values: Iterable[int]) -> str:
    """Whole numbers as an argument: one by itself, several as a tuple."""
    found = tuple(values)
    return str(found[0]) if len(found) == 1 else str(found)


def sizes(values: Iterable[int]) -> str:
    """Whole numbers as arguments of their own."""
    return ", ".join(map(str, values))


def dims(site: Site) -> str:
    """The axes that a call goes over, as an argument behind others; nothing where that is all."""
    axes = site.integers("axis")
    return f", dim={several(axes)}" if axes else ""


def _expand_dims(site: Site) -> str:
    added = site.integers("axis") or (0,)
    rank = len(site.shape()) + len(added)
    axes = axes_of(tuple(map(float, added)), rank)
    parts = ["None" if axis in axes else ":" for axis in range(max(axes) + 1)]
    return f"{site.before()}[{', '.join(parts)}]"


def _slice(site: Site) -> str:
    """An index; what goes backwards is turned round first, as PyTorch takes no negative steps."""
    shape, dropped = site.shape(), site.integers("drop") or ()
    kept = ranges(shape, **dict(site.call.options))
    turned = [axis for axis, places in enumerate(kept) if places.step < 0 < len(places) - 1]
    starts = site.integers("start") or ()
    parts = []
    for axis, (size, places) in enumerate(zip(shape, kept, strict=True)):
        if axis in dropped:
            parts.append(str(starts[axis] if axis < len(starts) else places[0]))
            continue
        if axis in turned:
            places = range(size - 1 - places[0], size - places[-1], -places.step)
        parts.append(_span(places, size))
    while parts and parts[-1] == ":":
        parts.pop()
    text = site.before()
    if turned:
        text += f".flip({sizes(turned)})"
    return f"{text}[{', '.join(parts)}]" if parts else text


def _span(places: range, size: int) -> str:
    """Places along an axis as Python writes them."""
    first, last, step = places[0], places[-1], places.step if len(places) > 1 else 1
    start = str(first) if first else ""
    stop = "" if last + step >= size else str(last + 1)
    return f"{start}:{stop}" if step == 1 else f"{start}:{stop}:{step}"


def _pad(site: Site) -> str:
    options, shape = dict(site.call.options), site.shape()
    value = site.number("value", 0.0)
    said = "" if not value else f", value={written_number(value)}"
    widths = gaps(
        shape, *(options.get(name, 0.0) for name in ("before", "after", "between"))
    )  # fmt: skip
    if not shape:
        return site.arguments()
    if any(between for _, _, between in widths):
        return f"pad_between({site.arguments()}, {widths}{said})"
    by_last = [each for before, after, _ in reversed(widths) for each in (before, after)]
    return f"F.pad({site.arguments()}, {tuple(by_last)}{said})"


def _windows(site: Site) -> str:
    """The options of a window; those that are as usual are left out."""
    said = f", kernel_size={several(site.integers('kernel') or ())}"
    for option, name, usual in (
        ("stride", "stride", 1), ("padding", "padding", 0), ("dilation", "dilation", 1),
    ):  # fmt: skip
        value = site.integers(option)
        if value is not None and value != (usual,):
            said += f", {name}={several(value)}"
    return said


def _fold(site: Site) -> str:
    size = site.integers("size") or ()
    output = size * 2 if len(size) == 1 else size
    return f"F.fold({site.arguments()}, {output}{_windows(site)})"


def _indexed(site: Site) -> str:
    (axis,) = axes_of(site.number("axis", 0.0), len(site.shape()))
    before = ":, " * axis
    return f"{site.before()}[{before}{site.writer.places(site.call.operands[1])}]"


def _scatter_add(site: Site) -> str:
    x, places = site.call.operands
    size = (site.integers("size") or (1,))[0]
    rank = len(site.shape()) - len(site.shape(1)) + 1
    (axis,) = axes_of(site.number("axis", 0.0), rank)
    said = "" if not axis else f", dim={axis}"
    return f"scatter_add({site.writer.tensor(x)}, {site.writer.places(places)}, {size}{said})"


def _squeeze(site: Site) -> str:
    axes = site.integers("axis")
    return f"{site.before()}.squeeze({'' if axes is None else several(axes)})"


def _like(method: str) -> Callable[[Site], str]:
    """A method that takes the shape of the second operand."""
    return lambda site: f"{site.before()}.{method}({site.before(1)}.shape)"


MOVED: Mapping[str, Callable[[Site], str]] = {
    "expand_dims": _expand_dims,
    "broadcast_to": _like("expand"),
    "sum_to": _like("sum_to_size"),
    "permute": lambda site: f"{site.before()}.permute({sizes(site.integers('axes') or ())})",
    "reshape": lambda site: f"{site.before()}.reshape({sizes(site.integers('shape') or ())})",
    "squeeze": _squeeze,
    "slice": _slice,
    "pad": _pad,
    "unfold": lambda site: f"F.unfold({site.arguments()}{_windows(site)})",
    "fold": _fold,
    "take": _indexed,
    "scatter_add": _scatter_add,
}
"""Every op that moves entries, or adds up what is moved to one place."""

HELPERS: Mapping[str, str] = {
    "pad_between": '''
def pad_between(x, widths, value=0.0):
    """Numbers around the entries of an array, and between any two of them along an axis."""
    sizes, places = [], []
    for size, (before, after, between) in zip(x.shape, widths):
        end = before + (size - 1) * (between + 1) + 1
        sizes.append(end + after)
        places.append(slice(before, end, between + 1))
    padded = x.new_full(sizes, value)
    padded[tuple(places)] = x
    return padded
''',
    "scatter_add": '''
def scatter_add(x, places, size, dim=0):
    """Entries added up along an axis, each at the place that is said of it."""
    shape = x.shape[:dim] + (size,) + x.shape[dim + places.dim() :]
    flat = x.reshape(x.shape[:dim] + (-1,) + x.shape[dim + places.dim() :])
    return x.new_zeros(shape).index_add(dim, places.reshape(-1), flat)
''',
}
"""Functions that PyTorch does not have, which stand in the scripts that use them."""
