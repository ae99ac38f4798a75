"""The minimum of a convex loss, by Newton's method from where a run stands.

Gradient descent may crawl for ever along a direction in which the loss is nearly flat, so a small
gradient does not show that nothing lower is near. Newton's method does not mind how the parameters
are scaled: half the Newton decrement is how much lower the minimum of the local parabola lies
(Boyd and Vandenberghe, Convex Optimization, 2004, section 9.5).
"""

from __future__ import annotations

from typing import NamedTuple

from engine.curvature.products import Products
from engine.curvature.surface import Flat, Surface
from engine.diagnosis.ahead import BUDGET, work
from engine.errors import DebuggerError, NetworkError
from engine.iterations.run import Run
from engine.language.expression import calls
from engine.program.second import Second, second
from engine.slowly import at_once

MAX_PARAMETERS = 64
"""Of more entries of parameters the minimum is not looked for: each takes iterations of its own."""

MAX_STEPS = 8
"""So many steps of Newton's method are made at most."""

SHARE = 1e-5
"""The minimum is known when the next step would lower the loss by no more than this part."""

_SMALL = 1e-9
"""A direction that bends less than this, next to the others, is taken for flat."""

_FLAT = 1e-16
"""How much a flat direction may bend, as far as rounding lets one see."""

_RUNS = 2
"""About so many iterations a step takes for each entry."""

_KINKED = frozenset({"relu", "abs", "maximum", "max"})
"""The ops of a convex loss that have a kink, where no parabola fits."""


def minimum_of(run: Run) -> float | None:
    """The least loss by the parameters, for a loss that is convex in them; None if not found."""
    network = run.program.network
    if run.given:
        return None
    surface = Surface(run, network.parameters)
    if not surface.gradient(surface.here).any():
        return run.loss
    kinked = any(each.op in _KINKED for _, right in network.equations for each in calls(right))
    is_large = surface.size > MAX_PARAMETERS or surface.size * _RUNS * work(run.program) > BUDGET
    if kinked or is_large or run.loss == 0.0:
        return None
    try:
        return _descended(surface)
    except (DebuggerError, NetworkError):  # second derivatives are not finite, or too large
        return None


def _descended(surface: Surface) -> float | None:
    """The loss to which Newton's steps lead; None if they come to no end."""
    known = second(surface.run.program, surface.parameters)
    at, lowest = surface.here, surface.run.loss
    for _ in range(MAX_STEPS):
        step = _newton(Surface(surface.at(at), surface.parameters), known)
        if step is None:
            return None
        if step.gain <= SHARE * abs(lowest):
            return lowest
        ways = [at + part * step.to for part in (1.0, 0.5, 0.25, 0.125)]
        found, place = min((surface.loss(way), number) for number, way in enumerate(ways))
        if not found < lowest:
            return None
        at, lowest = ways[place], found
    return None


class _Newton(NamedTuple):
    """A step of Newton's method: where it leads, and how much lower it is there by the parabola."""

    to: Flat
    gain: float


def _newton(surface: Surface, known: Second) -> _Newton | None:
    """The step from where a surface stands; None where a direction that seems flat falls."""
    import numpy as np

    gradient = surface.gradient(surface.here)
    if not np.isfinite(gradient).all():
        return None
    curvature = at_once(Products(surface, known).hessian())
    diagonal = np.diag(curvature)
    bends = diagonal > 0.0
    if gradient[~bends].any():
        return None
    scale = np.where(bends, 1.0 / np.sqrt(np.where(bends, diagonal, 1.0)), 0.0)
    scaled = scale[:, None] * (curvature + curvature.T) / 2.0 * scale
    values, vectors = np.linalg.eigh(scaled)
    slopes = vectors.T @ (scale * gradient)
    gains = slopes**2 / np.where(values < _SMALL, _FLAT, values) / 2.0
    step = vectors @ np.where(values < _SMALL, 0.0, -slopes / np.maximum(values, _SMALL))
    return _Newton(scale * step, float(gains.sum()))
