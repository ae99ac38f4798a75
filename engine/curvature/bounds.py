"""Bounds of rounding: how far what a program computes may be from exact, step by step."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

from engine.curvature.surface import Flat, Surface
from engine.language.expression import Expression, Name, Number, gradient_name
from engine.language.rounding import Bounded, bounded, bounded_sum, rounded
from engine.language.values import Memory, unwarned
from engine.program.program import Phase, Program


def bounds_of(program: Program, given: Memory, position: int) -> Mapping[str, Bounded]:
    """The values that the first steps assign, so many of them, each with its bound.

    What is given is right but for its own rounding, numbers that are written are exact.
    """
    found: dict[str, Bounded] = {
        name: (given[slot], rounded(given[slot])) for name, slot in program.base.items()
    }

    def known(part: Expression) -> Bounded | None:
        if isinstance(part, Name):
            return found[part.name]
        return (part.value, 0.0) if isinstance(part, Number) else None

    with unwarned():
        for equation in program.equations[:position]:
            shared: dict[int, Bounded] = {}
            terms = [bounded(term.expression, known, shared) for term in equation.terms]
            found[equation.symbol] = bounded_sum(terms)
    return found


class Rounding(NamedTuple):
    """How far the loss and its gradient may be off by rounding.

    Args:
        loss: the loss.
        gradient: each entry of the gradient, of shape (size,).
    """

    loss: float
    gradient: Flat


def rounding_of(surface: Surface) -> Rounding:
    """The rounding of what a surface has where it stands."""
    run = surface.run
    program, loss = run.program, run.program.network.loss
    bounds = bounds_of(program, run.start, program.phases[Phase.UPDATE].start)
    off = bounds[loss][1]
    assert isinstance(off, float)  # noqa: S101  (as the loss is one number)
    gradients = {name: bounds[gradient_name(loss, name)][1] for name in surface.parameters}
    # A power whose exponent may be off has no bound where its base is negative.
    return Rounding(math.inf if math.isnan(off) else off, abs(surface.flat(gradients)))
