"""The minimum of a convex loss, by Newton's method from where a run stands.

Gradient descent may crawl for ever along a direction in which the loss is nearly flat, so a small
gradient does not show that nothing lower is near. Newton's method does not mind how the parameters
are scaled: half the Newton decrement is how much lower the minimum of the local parabola lies
(Boyd and Vandenberghe, Convex Optimization, 2004, section 9.5).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from engine.claims.intervention import intervened
from engine.diagnosis.ahead import BUDGET, work
from engine.iterations.run import Run
from engine.language.expression import calls, gradient_name
from engine.language.values import Array, Value

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Flat = NDArray[np.float64]
else:
    Flat = Any

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

_LENGTHS = (1.0, 1e-4, 1e4, 1e-8, 1e8)
"""The lengths of a first probe, next to the entry that it moves: the scale is not known."""

_LIFT = 1e-6
"""The part by which a probe is to lift the loss: the parabola holds there, and rounding is far."""

_PROBES = 4
"""How often the length of a probe is set right."""

_RUNS = 2 * (_PROBES + 2)
"""About so many iterations a step takes for each entry."""

_KINKED = frozenset({"relu", "abs", "maximum"})
"""The ops of a convex loss that have a kink, where no parabola fits."""


def minimum_of(run: Run) -> float | None:
    """The least loss by the parameters, for a loss that is convex in them; None if not found."""
    import numpy as np

    network = run.program.network
    loss = _Loss(run)
    if not loss.gradient(np.zeros(loss.size)).any():
        return run.loss
    kinked = any(each.op in _KINKED for _, right in network.equations for each in calls(right))
    is_large = loss.size > MAX_PARAMETERS or loss.size * _RUNS * work(run.program) > BUDGET
    if kinked or is_large or run.loss == 0.0:
        return None
    at, lowest = np.zeros(loss.size), run.loss
    for _ in range(MAX_STEPS):
        step = _newton(loss, at)
        if step is None:
            return None
        if step.gain <= SHARE * abs(lowest):
            return lowest
        ways = [at + part * step.to for part in (1.0, 0.5, 0.25, 0.125)]
        found, place = min((loss.value(way), number) for number, way in enumerate(ways))
        if not found < lowest:
            return None
        at, lowest = ways[place], found
    return None


class _Newton(NamedTuple):
    """A step of Newton's method: where it leads, and how much lower it is there by the parabola."""

    to: Flat
    gain: float


class _Loss:
    """The loss and its gradient by the entries of all parameters, from where a run stands."""

    def __init__(self, run: Run) -> None:
        import numpy as np

        self._run = run
        network, base = run.program.network, run.program.base
        self._start = {name: np.asarray(run.start[base[name]]) for name in network.parameters}
        self._ends = np.cumsum([each.size for each in self._start.values()])
        self.size = int(self._ends[-1])

    def value(self, moved: Flat) -> float:
        """The loss with the parameters moved so far."""
        return intervened(self._run, self._values(moved)).loss

    def gradient(self, moved: Flat) -> Flat:
        """Its gradient there."""
        import numpy as np

        other, program = intervened(self._run, self._values(moved)), self._run.program
        names = [gradient_name(program.network.loss, name) for name in self._start]
        return np.concatenate([np.ravel(other.value(program.index[name])) for name in names])

    @property
    def entries(self) -> Flat:
        """The entries of the parameters."""
        import numpy as np

        return np.concatenate([each.ravel() for each in self._start.values()])

    def _values(self, moved: Flat) -> Mapping[str, Value]:
        import numpy as np

        parts = np.split(moved, self._ends[:-1])
        pairs = zip(self._start.items(), parts, strict=True)
        return {name: _value(start + part.reshape(start.shape)) for (name, start), part in pairs}


def _value(array: Array) -> Value:
    return array if array.shape else float(array)


def _newton(loss: _Loss, at: Flat) -> _Newton | None:
    """The step from a point; None where a direction that seems flat falls."""
    import numpy as np

    gradient = loss.gradient(at)
    curvature = np.array([_column(loss, at, entry) for entry in range(loss.size)])
    if not np.isfinite(curvature).all() or not np.isfinite(gradient).all():
        return None
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


def _column(loss: _Loss, at: Flat, entry: int) -> Flat:
    """How the gradient changes with an entry of a parameter."""
    import numpy as np

    def probed(length: float) -> Flat:
        probe = np.zeros(loss.size)
        probe[entry] = length
        changed: Flat = loss.gradient(at + probe) - loss.gradient(at - probe)
        return changed / (2.0 * length)

    size = abs(loss.entries[entry] + at[entry]) or 1.0
    for times in _LENGTHS:
        column = probed(times * size)
        if column[entry] > 0.0:
            break
    else:
        return np.zeros(loss.size)
    lift = 2.0 * _LIFT * abs(loss.value(at))
    length = times * size
    for _ in range(_PROBES):
        wanted = math.sqrt(lift / column[entry])
        if 0.1 < length / wanted < 10.0:
            break
        length, column = wanted, probed(wanted)
        if not column[entry] > 0.0:
            break
    return column
