"""Numbers as Python reads them."""

from __future__ import annotations

import math


def written_number(value: float) -> str:
    """A number as Python reads it back to the same float; a whole one without a point."""
    if math.isnan(value):
        return "math.nan"
    if math.isinf(value):
        return "math.inf" if value > 0 else "-math.inf"
    text = repr(value)
    short = f"{value:g}".replace("e+", "e").replace("e0", "e").replace("e-0", "e-")
    return short if value and float(short) == value and len(short) < len(text) else text


def as_float(text: str) -> str:
    """A number with a point, so that a tensor of it is one of floats."""
    return f"{text}.0" if text.lstrip("-").isdigit() else text
