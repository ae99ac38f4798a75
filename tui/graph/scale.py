"""The scale of contributions: how heavy the wires are that they came over, and the key to it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from enum import Enum, IntEnum
from typing import NamedTuple

from engine.language.figures import format_number
from tui.drawing.look import Line, Look
from tui.drawing.wire_glyphs import wire_glyphs

WIDE = 100.0
"""Where the largest contribution is more than so many times the least, the scale is logarithmic."""

SHARES: Mapping[bool, tuple[float, float]] = {False: (1 / 3, 2 / 3), True: (1e-3, 1e-1)}
"""Where the middle and the heavy wires begin, as shares of the largest contribution.

On a linear scale and, where that is true, on a logarithmic one.
"""

DIGITS = 2
"""The significant digits of these places, which are rounded so that the key is exactly true."""


class Weight(IntEnum):
    """How a wire looks by the size of its contribution."""

    ZERO, LIGHT, MIDDLE, HEAVY, NOT_FINITE = range(5)


class Scaling(Enum):
    """How sizes become weights."""

    AUTO = "auto"
    LINEAR = "linear"
    LOG = "log"
    OFF = "off"

    @property
    def following(self) -> Scaling:
        """The one after it, in turns."""
        known = list(Scaling)
        return known[(known.index(self) + 1) % len(known)]


class Scale(NamedTuple):
    """The sizes at which the weight of a wire changes.

    Args:
        middle: from this size on a wire is no longer light.
        heavy: from this size on it is heavy.
        is_log: whether they lie powers of ten apart.
        has_faults: whether something is not finite.
    """

    middle: float
    heavy: float
    is_log: bool = False
    has_faults: bool = False

    def weight(self, size: float | None) -> Weight:
        """The weight of a wire; one whose size is not known is in the middle."""
        if size is None:
            return Weight.MIDDLE
        if not math.isfinite(size):
            return Weight.NOT_FINITE
        if size == 0.0:
            return Weight.ZERO
        if size < self.middle:
            return Weight.LIGHT
        return Weight.MIDDLE if size < self.heavy else Weight.HEAVY


EVEN = Scale(0.0, math.inf)
"""All that is not 0 weighs the same."""


def scale_of(sizes: Iterable[float | None], scaling: Scaling = Scaling.AUTO) -> Scale:
    """The scale for contributions of these sizes, by the largest of them.

    >>> scale_of([1.0, 0.5, 0.25])
    Scale(middle=0.33, heavy=0.67, is_log=False, has_faults=False)
    >>> scale_of([1.0, 0.5, 1e-5])
    Scale(middle=0.001, heavy=0.1, is_log=True, has_faults=False)
    """
    known = [size for size in sizes if size is not None]
    finite = [size for size in known if math.isfinite(size) and size]
    has_faults = any(not math.isfinite(size) for size in known)
    if not finite or scaling is Scaling.OFF:
        return EVEN._replace(has_faults=has_faults)
    most = max(finite)
    is_log = scaling is Scaling.LOG
    if scaling is Scaling.AUTO:
        is_log = most / WIDE > min(finite)
    middle, heavy = (float(f"{most * share:.{DIGITS}g}") for share in SHARES[is_log])
    return Scale(middle, heavy, is_log, has_faults)


def key(scale: Scale, look: Look, width: int) -> Line:
    """The key to a scale in so many columns; empty where that are too few."""
    zero, light, middle, heavy, fault = (2 * sign for sign in wire_glyphs(look).weights[0])
    parts = [f"{zero} 0"]
    if scale.heavy < math.inf:
        bounds = (format_number(each, DIGITS, look.glyphs.minus) for each in scale[:2])
        parts += [f"{sign} <{bound}" for sign, bound in zip((light, middle), bounds, strict=True)]
        parts.append(f"{heavy} more")
    else:
        parts.append(f"{middle} not 0")
    if scale.has_faults:
        parts.append(f"{fault} nan/inf")
    text = "  ".join(parts)
    named = f"|contribution| {text}"
    found = next((each for each in (named, text) if len(each) <= width), "")
    return ((found, "dim"),) if found else ()
