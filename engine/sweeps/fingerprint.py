"""Fingerprints of how a machine computes: equal ones mean equal bits.

numpy picks its loops by what a processor can do, and Python asks the C library: exp, log, tanh,
powers and products of matrices come to other last bits on other machines. Sums, products and
quotients of single numbers do not: IEEE 754 says what they are.
"""

from __future__ import annotations

import math
from functools import cache
from struct import pack
from zlib import crc32

SCALARS = 64
"""How many numbers Python's functions are tried on."""

ENTRIES = 1001
"""How many numbers numpy's functions are tried on: some beyond each size that loops go on by."""

SIDES = (3, 33)
"""The sizes of the matrices that are multiplied."""


@cache
def scalar_fingerprint() -> str:
    """The fingerprint of Python's functions on single numbers; needs no numpy."""
    xs = [(i + 1) / 7.0 for i in range(SCALARS)]
    found = [
        *map(math.exp, xs),
        *map(math.log, xs),
        *map(math.log1p, xs),
        *map(math.tanh, xs),
        *[math.pow(x, y) for x, y in zip(xs, reversed(xs), strict=True)],
    ]
    return _digest(pack(f"<{len(found)}d", *found))


@cache
def array_fingerprint() -> str:
    """The fingerprint of numpy's functions on arrays."""
    import numpy as np

    xs = np.arange(1, ENTRIES + 1) / 7.0
    small = xs / ENTRIES
    found = [
        *[function(small).tobytes() for function in (np.exp, np.log, np.log1p, np.tanh, np.sqrt)],
        np.exp(-xs).tobytes(),
        np.power(small, xs).tobytes(),
        np.dot(small, xs).tobytes(),
        np.add.reduce(small).tobytes(),
    ]
    for side in SIDES:
        left = np.sqrt(np.arange(side * side) / 7.0).reshape(side, side)
        found.append(np.dot(left, np.ascontiguousarray(left.T)).tobytes())
    return _digest(b"".join(found))


def fingerprint() -> str:
    """The fingerprint of all that runs are computed with: of Python's functions, of numpy's."""
    return f"{scalar_fingerprint()} {array_fingerprint()}"


def _digest(data: bytes) -> str:
    return f"{crc32(data):08x}"
