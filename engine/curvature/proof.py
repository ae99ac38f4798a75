"""Second derivatives for proofs: by the complex step through the gradient, not by a derivation."""

from __future__ import annotations

from engine.claims.probe import slopes_along
from engine.curvature.surface import Flat, Surface
from engine.iterations.run import Run, started_as
from engine.language.values import unwarned
from engine.program.program import Phase
from engine.program.second import second


class Proof:
    """The Hessian where a surface stands, found by moving parameters by a tiny imaginary number.

    Args:
        surface: where, and by which entries.
    """

    def __init__(self, surface: Surface) -> None:
        self._surface = surface
        self._second = second(surface.run.program, surface.parameters)
        program = self._second.program
        if program is not None:
            self._network = program.network
            run = Run(program, 0, tuple(started_as(surface.run, program)))
            memory = run.memory(program.phases[Phase.FORWARD].stop)
            names = (*program.base, *program.index)
            self._values = dict(zip(names, memory, strict=False))

    def product(self, vector: Flat) -> Flat:
        """H v, as the change of the gradient along v."""
        import numpy as np

        surface, gradients = self._surface, self._second.gradients
        found = {name: np.zeros_like(part) for name, part in surface.parts(vector).items()}
        if self._second.program is not None:
            given = self._network.constants
            parts = {name: part for name, part in surface.parts(vector).items() if name in given}
            with unwarned():
                slopes = slopes_along(self._network, self._values, parts)
            for name in surface.parameters:
                moved = slopes.get(gradients[name])
                found[name] = found[name] if moved is None else np.asarray(moved)
        return surface.flat(found)

    def hessian(self) -> Flat:
        """The Hessian, of shape (size, size)."""
        import numpy as np

        return np.array([self.product(unit) for unit in np.eye(self._surface.size)])

    def bend(self, vector: Flat) -> float:
        """How the loss bends along a direction of length 1."""
        return float(vector @ self.product(vector))
