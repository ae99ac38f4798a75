"""Critical points: the place near a run where the gradient is 0, by Newton's method.

A run seldom stands where its gradient is 0 to the last digit. What kind of point it is near is
asked of the critical point itself.
"""

from __future__ import annotations

from dataclasses import dataclass

from engine.curvature.bounds import Rounding
from engine.curvature.kinks import Kinks
from engine.curvature.products import Products
from engine.curvature.slowly import Slowly
from engine.curvature.spectrum import Spectrum, spectrum_of
from engine.curvature.surface import Flat, Surface

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
    """The critical point that Newton's method leads to, with about the same loss; None if to none.

    Args:
        surface: where to begin.
        kinks: those of the surface; none is crossed.
        products: with its Hessian.
        rounding: that of its loss and gradient.
        here: the spectrum where it begins.
    """
    import numpy as np

    place, at, found, gradient = surface.here, surface, here, surface.gradient(surface.here)
    enough = FADED * float(np.linalg.norm(gradient))
    slack = SHARE * abs(surface.run.loss) + rounding.loss
    for _ in range(MAX_STEPS):
        if (abs(gradient) <= rounding.gradient).all() or np.linalg.norm(gradient) <= enough:
            return Critical(place, at, gradient, found)
        ahead = _stepped(kinks, place, _newton(found, gradient))
        if ahead is None or not found.is_whole:
            return None
        place = ahead
        at = Surface(surface.at(place), surface.parameters)
        gradient = at.gradient(at.here)
        if not abs(at.run.loss - surface.run.loss) <= slack or not np.isfinite(gradient).all():
            return None
        found = yield from spectrum_of(Products(at, products.second), here.error)
    return None


def _newton(found: Spectrum, gradient: Flat) -> Flat:
    """The step to where the parabola has no slope, along the directions that bend."""
    import numpy as np

    slopes, bends = found.vectors.T @ gradient, ~found.flat
    return -found.vectors @ np.where(bends, slopes / np.where(bends, found.values, 1.0), 0.0)


def _stepped(kinks: Kinks, place: Flat, step: Flat) -> Flat | None:
    """Where a step leads, or as much of it as crosses no kink; None where that is next to none."""
    part = 1.0
    while part >= SHORTEST:
        ahead: Flat = place + part * step
        if kinks.same_piece(ahead):
            return ahead
        part /= 2.0
    return None
