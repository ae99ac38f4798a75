"""Critical points: the place near a run where the gradient is 0, by Newton's method.

A run seldom stands where its gradient is 0 to the last digit. What kind of point it is near is
asked of the critical point itself.
"""

from __future__ import annotations

from dataclasses import dataclass

from engine.curvature.bounds import Rounding
from engine.curvature.kinks import Kinks
from engine.curvature.products import Products
from engine.curvature.spectrum import Spectrum, spectrum_of
from engine.curvature.surface import Flat, Surface
from engine.slowly import Slowly

MAX_STEPS = 20
"""So many steps of Newton's method are made at the most."""

SHORTEST = 1.0 / 64.0
"""A step that would lead over a kink is shortened to this part before it is given up."""

FADED = 1e-6
"""The gradient counts as 0 where no larger part of it is left."""

SHARE = 1e-3
"""A critical point is near where the loss differs by no larger part of it."""


@dataclass(frozen=True, eq=False)
class Critical:
    """A place on the same piece of the surface where the gradient is as good as 0.

    Args:
        place: where it lies from the run.
        surface: the surface from there.
        gradient: what is left of the gradient.
        spectrum: how the loss bends there.
    """

    place: Flat
    surface: Surface
    gradient: Flat
    spectrum: Spectrum


def critical_near(
    surface: Surface, kinks: Kinks, products: Products, rounding: Rounding, here: Spectrum
) -> Slowly[Critical | None]:
    """The critical point to which steps lead from a place, with about the same loss; or None.

    Newton's method finds one of any kind. Where it would lead over a kink, all directions are gone
    down, each as far as it bends, up or down (Dauphin et al., 2014, Identifying and attacking the
    saddle point problem).

    Args:
        surface: where to begin.
        kinks: those of the surface; none is crossed.
        products: with its Hessian.
        rounding: that of its loss and gradient.
        here: the spectrum where it begins.
    """
    way = _Way(surface, kinks, products, rounding, here)
    for goes_down in (False, True):
        found = yield from way.followed(goes_down)
        if found is not None:
            return found
    return None


class _Way:
    """A way to a critical point; arguments as of `critical_near`."""

    def __init__(
        self,
        surface: Surface,
        kinks: Kinks,
        products: Products,
        rounding: Rounding,
        here: Spectrum,
    ) -> None:
        self._surface, self._kinks, self._here = surface, kinks, here
        self._products, self._rounding = products, rounding

    def followed(self, goes_down: bool) -> Slowly[Critical | None]:
        """Where it leads."""
        import numpy as np

        surface, at, found = self._surface, self._surface, self._here
        place, gradient = surface.here, surface.gradient(surface.here)
        enough = FADED * float(np.linalg.norm(gradient))
        slack = SHARE * abs(surface.run.loss) + self._rounding.loss
        for _ in range(MAX_STEPS):
            little = (abs(gradient) <= self._rounding.gradient).all()
            if little or np.linalg.norm(gradient) <= enough:
                return Critical(place, at, gradient, found)
            sizes = abs(found.values) if goes_down else found.values
            ahead = self._ahead(place, _step(found, sizes, gradient), at.run.loss, goes_down)
            if ahead is None or not found.is_whole:
                return None
            place = ahead
            at = Surface(surface.at(place), surface.parameters)
            gradient = at.gradient(at.here)
            if not abs(at.run.loss - surface.run.loss) <= slack or not np.isfinite(gradient).all():
                return None
            products = Products(at, self._products.second)
            found = yield from spectrum_of(products, self._here.error)
        return None

    def _ahead(self, place: Flat, step: Flat, loss: float, goes_down: bool) -> Flat | None:
        """Where a step leads, or as much of it as is allowed; None where that is next to none."""
        part = 1.0
        while part >= SHORTEST:
            ahead: Flat = place + part * step
            if self._kinks.same_piece(ahead) and not (
                goes_down and self._surface.loss(ahead) > loss + self._rounding.loss
            ):
                return ahead
            part /= 2.0
        return None


def _step(found: Spectrum, sizes: Flat, gradient: Flat) -> Flat:
    """The step to where the parabola has no slope, along the directions that bend."""
    import numpy as np

    slopes, bends = found.vectors.T @ gradient, ~found.flat
    return -found.vectors @ np.where(bends, slopes / np.where(bends, sizes, 1.0), 0.0)
