"""Reductions of arrays, along short axes slice by slice.

numpy reduces an innermost axis of two entries, as pooling has, in a loop of two for each result.
To combine its two slices takes a thirtieth of that.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

SHORT = 8
"""An axis of more entries is not short."""

LARGE = 512
"""An array of fewer entries is reduced by numpy, whose calls cost more than they do."""


def over(ufunc: np.ufunc, x: Array, axes: int | tuple[int, ...] | None) -> Any:
    """What `ufunc.reduce` gives, but for the order in which the entries along axes are combined.

    Args:
        ufunc: of two operands.
        x: what is reduced.
        axes: along which; None for all.
    """
    if axes is None or axes == () or x.size < LARGE:
        return ufunc.reduce(x, axes)
    left: list[int] = []
    several = (axes,) if isinstance(axes, int) else axes
    for axis in sorted((each % x.ndim for each in several), reverse=True):
        if 1 < x.shape[axis] <= SHORT:
            first, second, *others = np.moveaxis(x, axis, 0)
            x = np.asarray(ufunc(first, second))
            for other in others:
                ufunc(x, other, out=x)
            left = [each - 1 for each in left]
        else:
            left.append(axis)
    return ufunc.reduce(x, tuple(left)) if left else x


add_over, max_over, min_over = (partial(over, each) for each in (np.add, np.maximum, np.minimum))
