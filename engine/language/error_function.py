"""The error function on arrays, which numpy has not.

The approximations are those of `s_erf.c` (Sun Microsystems, 1993, fdlibm), which most C libraries
have, off by less than a unit in the last place: a quotient of polynomials on each of four ranges of
|x|. Entry by entry `math.erf` takes ten times as long.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

BLOCK = 8_192
"""So many entries are looked at together, which stay in the cache meanwhile."""

NEAR, MIDDLE, FAR = 0.84375, 1.25, 1 / 0.35
"""Where the ranges end."""

ONE, NOTHING = 6.0, 28.0
"""From where on erf is 1, and erfc 0."""

AT_ONE = 8.45062911510467529297e-01
"""erf(1), in single precision: what the polynomials around 1 are added to."""

_NEAR = (
    (1.28379167095512558561e-01, -3.25042107247001499370e-01, -2.84817495755985104766e-02,
     -5.77027029648944159157e-03, -2.37630166566501626084e-05),
    (1.0, 3.97917223959155352819e-01, 6.50222499887672944485e-02, 5.08130628187576562776e-03,
     1.32494738004321644526e-04, -3.96022827877536812320e-06),
)  # fmt: skip
_MIDDLE = (
    (-2.36211856075265944077e-03, 4.14856118683748331666e-01, -3.72207876035701323847e-01,
     3.18346619901161753674e-01, -1.10894694282396677476e-01, 3.54783043256182359371e-02,
     -2.16637559486879084300e-03),
    (1.0, 1.06420880400844228286e-01, 5.40397917702171048937e-01, 7.18286544141962662868e-02,
     1.26171219808761642112e-01, 1.36370839120290507362e-02, 1.19844998467991074170e-02),
)  # fmt: skip
_FAR = (
    (-9.86494403484714822705e-03, -6.93858572707181764372e-01, -1.05586262253232909814e01,
     -6.23753324503260060396e01, -1.62396669462573470355e02, -1.84605092906711035994e02,
     -8.12874355063065934246e01, -9.81432934416914548592e00),
    (1.0, 1.96512716674392571292e01, 1.37657754143519042600e02, 4.34565877475229228821e02,
     6.45387271733267880336e02, 4.29008140027567833386e02, 1.08635005541779435134e02,
     6.57024977031928170135e00, -6.04244152148580987438e-02),
)  # fmt: skip
_FARTHER = (
    (-9.86494292470009928597e-03, -7.99283237680523006574e-01, -1.77579549177547519889e01,
     -1.60636384855821916062e02, -6.37566443368389627722e02, -1.02509513161107724954e03,
     -4.83519191608651397019e02),
    (1.0, 3.03380607434824582924e01, 3.25792512996573918826e02, 1.53672958608443695994e03,
     3.19985821950859553908e03, 2.55305040643316442583e03, 4.74528541206955367215e02,
     -2.24409524465858183362e01),
)  # fmt: skip


def erf(x: Array) -> Array:
    """The error function, 2/√π times the integral of exp(−t²) from 0 to x."""
    return _in_blocks(_erf, x)


def erfc(x: Array) -> Array:
    """One minus the error function, as exact where that is nearly 1."""
    return _in_blocks(_erfc, x)


def _in_blocks(function: Callable[[Array], Array], x: Array) -> Array:
    entries = np.ravel(x)
    blocks = [function(entries[i : i + BLOCK]) for i in range(0, entries.size, BLOCK)]
    return np.concatenate(blocks or [entries]).reshape(np.shape(x))


def _erf(x: Array) -> Array:
    size = np.abs(x)
    found = np.copysign(1.0, x)
    _fill(found, size < NEAR, lambda x: x + x * _quotient(_NEAR, x * x), x)
    _fill(found, (size >= NEAR) & (size < MIDDLE), _around_one, x)
    _fill(
        found, (size >= MIDDLE) & (size < ONE), lambda x: np.copysign(1.0 - _tail(np.abs(x)), x), x
    )
    _fill(found, size != size, np.positive, x)
    return found


def _erfc(x: Array) -> Array:
    size = np.abs(x)
    found = 1.0 - np.copysign(1.0, x)
    _fill(found, size < NEAR, _complement_near, x)
    _fill(found, (size >= NEAR) & (size < MIDDLE), _complement_around_one, x)
    _fill(found, (x >= MIDDLE) & (x < NOTHING), _tail, x)
    _fill(found, (x <= -MIDDLE) & (x > -ONE), lambda x: 2.0 - _tail(-x), x)
    _fill(found, size != size, np.positive, x)
    return found


def _fill(found: Array, chosen: Array, function: Callable[[Array], Array], x: Array) -> None:
    """Put what a function makes of the chosen entries of `x` in their places."""
    places = np.flatnonzero(chosen)
    if len(places):
        found[places] = function(x[places])


def _around_one(x: Array) -> Array:
    result: Array = np.copysign(AT_ONE + _quotient(_MIDDLE, np.abs(x) - 1.0), x)
    return result


def _complement_around_one(x: Array) -> Array:
    quotient = _quotient(_MIDDLE, np.abs(x) - 1.0)
    return np.where(x > 0.0, (1.0 - AT_ONE) - quotient, 1.0 + (AT_ONE + quotient))


def _complement_near(x: Array) -> Array:
    share = x * _quotient(_NEAR, x * x)
    return np.where(x < 0.25, 1.0 - (x + share), 0.5 - (share + (x - 0.5)))


def _tail(x: Array) -> Array:
    """erfc(x) for x from `MIDDLE` on."""
    inverse = 1.0 / (x * x)
    quotient = np.where(x < FAR, _quotient(_FAR, inverse), _quotient(_FARTHER, inverse))
    # exp(−x²), for an x² that is exact: half of the digits of x, and what is left of it.
    rough = (x.view(np.int64) & ~0xFFFFFFFF).view(np.float64)
    result: Array = (
        np.exp(-rough * rough - 0.5625) * np.exp((rough - x) * (rough + x) + quotient) / x
    )
    return result


def _quotient(polynomials: tuple[Sequence[float], Sequence[float]], x: Array) -> Array:
    above, below = (_polynomial(each, x) for each in polynomials)
    result: Array = above / below
    return result


def _polynomial(coefficients: Sequence[float], x: Array) -> Array:
    """By Horner's scheme, the constant term first."""
    *others, last = coefficients
    found = np.full(x.shape, last)
    for each in reversed(others):
        found *= x
        found += each
    return found
