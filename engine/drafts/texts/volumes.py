"""Windows that slide along three axes: sums and extremes of those that slide along two."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from engine.drafts.operand import Operand
from engine.drafts.texts.moves import moved, padded, reshaped, selected, sliced
from engine.drafts.texts.windows import Window, convolution, pool

if TYPE_CHECKING:
    from engine.drafts.call import Writer


def _flat(window: Window) -> Window:
    """The same along the last two axes."""
    return Window(
        window.kernel[1:], window.stride[1:], window.before[1:], window.after[1:],
        window.dilation[1:],
    )  # fmt: skip


def _slices(writer: Writer, x: Operand, window: Window, value: float) -> list[Operand]:
    """For each place of the window along the first axis its images, as a batch."""
    before, after = (0, 0, window.before[0], 0, 0), (0, 0, window.after[0], 0, 0)
    wide = padded(x, before, after, value)
    wide = moved(wide, 2, 1)
    if not wide.is_whole:
        wide = writer.let("depths", wide.text, wide.shape)
    count, by = window.places(x.shape[2:])[0], window.stride[0]
    found = []
    for place in range(window.kernel[0]):
        start = place * window.dilation[0]
        part = sliced(wide, 1, start, start + (count - 1) * by + 1, by)
        found.append(reshaped(part, (x.shape[0] * count, *part.shape[2:])))
    return found


def _stood(x: Operand, samples: int) -> Operand:
    """Images of a batch as volumes again, samples × channels and three axes."""
    shape = (samples, x.shape[0] // samples, *x.shape[1:])
    sizes = ", ".join(map(str, shape[1:]))
    return moved(Operand(f"reshape({x}, (-1, {sizes}))", shape), 2, 1)


def convolution_of_volumes(
    writer: Writer,
    x: Operand,
    filters: Operand,
    bias: Operand | None,
    window: Window,
    groups: int = 1,
) -> Operand:
    """A convolution along three axes: the sum of one along two for each place along the first."""
    total: Operand | None = None
    for place, images in enumerate(_slices(writer, x, window, 0.0)):
        of_place = selected(filters, 2, place)
        part = convolution(images, of_place, bias if not place else None, _flat(window), groups)
        part = writer.let("part", part.text, part.shape)
        total = part if total is None else Operand(f"{total.text} + {part}", part.shape)
    assert total is not None  # noqa: S101  (a kernel has a place at least)
    return _stood(total, x.shape[0])


def pool_of_volumes(writer: Writer, op: str, x: Operand, window: Window) -> Operand:
    """The largest entry or the mean of each window along three axes."""
    low = float("-inf") if op == "max" else 0.0
    parts = [pool(writer, op, each, _flat(window)) for each in _slices(writer, x, window, low)]
    named = [writer.let("part", each.text, each.shape) for each in parts]
    shape = named[0].shape
    if op == "mean":
        return _stood(Operand(f"({' + '.join(map(str, named))}) / {len(named)}", shape), x.shape[0])
    return _stood(_reduced(named, lambda one, other: f"maximum({one}, {other})"), x.shape[0])


def _reduced(parts: list[Operand], of: Callable[[Operand, Operand], str]) -> Operand:
    found = parts[0]
    for each in parts[1:]:
        found = Operand(of(found, each), each.shape)
    return found
