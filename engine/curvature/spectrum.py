"""The spectrum of the Hessian: its eigenvalues, and the directions in which the loss bends so."""

from __future__ import annotations

from dataclasses import dataclass

from engine.curvature.products import Products
from engine.curvature.surface import Flags, Flat
from engine.language.rounding import UNIT
from engine.slowly import Slowly

MAX_SIZE = 400
"""Of more entries not all eigenvalues are found, only the outermost."""

STEPS = 60
"""So many products are taken to find the outermost eigenvalues of a larger Hessian."""

FLAT = 1e-9
"""A direction that bends less than this, next to the steepest, is taken for flat."""


@dataclass(frozen=True, eq=False)
class Spectrum:
    """Eigenvalues of the Hessian with their directions.

    Args:
        values: the eigenvalues, ascending, of shape (count,).
        vectors: a direction of length 1 for each, as columns, of shape (size, count).
        error: about how far each value may be off.
        is_whole: whether there are no others; if not, these are from both ends.
    """

    values: Flat
    vectors: Flat
    error: float
    is_whole: bool

    @property
    def slack(self) -> float:
        """What counts as 0: less is rounding, or nothing next to the steepest direction."""
        return max(self.error, FLAT * float(abs(self.values).max()))

    @property
    def up(self) -> Flags:
        """Which directions bend up."""
        found: Flags = self.values > self.slack
        return found

    @property
    def down(self) -> Flags:
        """Which directions bend down."""
        found: Flags = self.values < -self.slack
        return found

    @property
    def flat(self) -> Flags:
        """Which directions do not bend, as far as can be told."""
        found: Flags = abs(self.values) <= self.slack
        return found


def spectrum_of(products: Products, rounding: float | None = None) -> Slowly[Spectrum]:
    """The whole spectrum of a Hessian that is small, the outermost eigenvalues of a large one.

    Args:
        products: with the Hessian.
        rounding: about how far rounding takes an eigenvalue, where that is known.

    Raises:
        DebuggerError: where the Hessian is not finite.
    """
    off = products.rounding if rounding is None else rounding
    return (yield from (_whole if products.size <= MAX_SIZE else _outermost)(products, off))


def _whole(products: Products, rounding: float) -> Slowly[Spectrum]:
    import numpy as np

    hessian = yield from products.hessian()
    values, vectors = np.linalg.eigh((hessian + hessian.T) / 2.0)
    largest = float(abs(values).max())
    off = float(np.linalg.norm(hessian - hessian.T)) + len(values) * UNIT * largest
    return Spectrum(values, vectors, rounding + off, is_whole=True)


def _outermost(products: Products, rounding: float) -> Slowly[Spectrum]:
    """By Lanczos' method, each vector kept orthogonal to all before (Golub and Van Loan, 10.1).

    The error of each value is the length of H v − λ v: so near there is an eigenvalue.
    """
    import numpy as np

    vector = np.random.default_rng(0).normal(size=products.size)
    basis, images = [vector / np.linalg.norm(vector)], []
    while True:
        images.append(products.of(basis[-1]))
        yield
        left, spanned = images[-1], np.array(basis)
        for _ in range(2):  # once is not enough where it nearly lies in their span
            left = left - spanned.T @ (spanned @ left)
        length = float(np.linalg.norm(left))
        if len(images) == STEPS or length <= 1e-12 * float(np.linalg.norm(images[-1])):
            break
        basis.append(left / length)
    image = np.array(images)
    small = spanned @ image.T
    values, inner = np.linalg.eigh((small + small.T) / 2.0)
    ends = sorted({0, len(values) - 1})
    vectors = spanned.T @ inner[:, ends]
    residual = image.T @ inner[:, ends] - vectors * values[ends]
    off = float(np.linalg.norm(residual, axis=0).max())
    return Spectrum(values[ends], vectors, off + rounding, is_whole=False)
