"""The gradient check: every gradient of an iteration against a derivative that knows no derivation.

A node's value is moved, everything downstream is computed anew by the forward equations, and what
the loss does is compared with what the backward pass says. Of the op table this reads what ops
compute, never their derivative rules.

The value is moved by a tiny imaginary number, i·h. That is the complex-step derivative (Squire and
Trapp, 1998): nothing is subtracted, so h can be so small that the answer is exact to rounding, and
no kink lies within the step. What sits on a kink is moved to either side of it, and once more with
the derivative that the conventions take there, which the gradient has to be. The real parts stay
what they are in the run, to the bit, so that both see each number on the same side of a kink.

A gradient is right if it differs by no more than rounding may do (`engine.gradients.rounding`).
Where rounding may do so much that a wrong one would not be told from it, the verdict is that.
"""

from __future__ import annotations

import math

import numpy as np

from engine.claims.probe import Derivative, Probe
from engine.errors import DebuggerError
from engine.gradients.check import GradientCheck, Kink, NodeCheck, Unsure, Verdict
from engine.gradients.rounding import gradient_bounds
from engine.iterations.run import Run
from engine.iterations.state import State
from engine.language.index import Index, entry_of
from engine.language.shapes import Shape
from engine.language.text import listed
from engine.language.values import Value, shape_of, unwarned
from engine.program.program import Phase

MAX_ENTRIES_CHECKED = 64
"""Of a larger array so many entries are checked, spread evenly over it."""


SURE = 1e-7
"""A gradient is sure if no larger part of it, next to its size, may be rounding."""

ROUNDINGS = 16.0
"""Both derivatives are rounded, and ops by more than once: so many times the bound are allowed."""

FUNCTIONS = 1e-12
"""What functions of complex numbers are off by, next to their size."""

LEAST = 1e-147
"""A smaller slope is lost in the imaginary step, and in what it is multiplied with."""


def check_gradients(run: Run) -> GradientCheck:
    """Check every gradient that the backward pass of an iteration computes.

    Raises:
        DebuggerError: where something in the iteration was set by hand, so that its gradients are
            not the derivatives of its loss.

    >>> from engine import Timeline, derive, load_network
    >>> check = check_gradients(Timeline(derive(load_network("neuron"))).run(0))
    >>> check.passes, max(each.relative_error for each in check.nodes) < 1e-9
    (True, True)
    """
    program = run.program
    if run.given:
        names = listed([program.equations[index].symbol for index in run.given])
        raise DebuggerError(f"{names} set by hand: the gradients of this iteration do not fit it")
    network, backward = program.network, program.phases[Phase.BACKWARD]
    state = State(run, backward.stop)
    values = {name: state.value(name) for name in network.nodes}
    with unwarned():
        bounds = gradient_bounds(run)
        checks = [
            _check(Probe.of(network, values, node), run.value(program.index[symbol]), bounds[node])
            for node, symbol in (
                (program.equations[i].node, program.equations[i].symbol) for i in backward
            )
        ]
    return GradientCheck(network.name, run.number, tuple(checks), program.style)


def _check(probe: Probe, gradient: Value, bound: Value) -> NodeCheck:
    shape = shape_of(gradient)
    verdicts, errors, kinks, unsure = [Verdict.AGREES], [], [], []
    places = _places(shape)
    for index in places:
        found, taken = probe.derivative(index), entry_of(gradient, index)
        slack = ROUNDINGS * entry_of(bound, index) + FUNCTIONS * abs(found.taken) + LEAST
        verdict = _verdict(found, taken, slack)
        verdicts.append(verdict)
        if verdict is Verdict.AT_A_KINK:
            kinks.append(Kink(index, found.nodes, found.left, found.right, taken))
        elif verdict is Verdict.CANNOT_TELL:
            unsure.append(Unsure(index, taken, found.taken, slack))
        elif verdict is not Verdict.NOT_FINITE:
            errors.append((abs(taken - found.taken), _relative(taken, found.taken)))
    absolute, relative = map(max, zip(*errors, strict=True)) if errors else (None, None)
    worst = max(verdicts, key=list(Verdict).index)
    return NodeCheck(
        probe.node, shape, len(places), absolute, relative, worst, tuple(kinks), tuple(unsure)
    )


def _verdict(found: Derivative, taken: float, slack: float) -> Verdict:
    """The verdict on a gradient, given what rounding may do to it."""
    if not (math.isfinite(found.taken) and math.isfinite(taken)):
        return Verdict.NOT_FINITE
    if abs(taken - found.taken) > slack:
        return Verdict.DIFFERS
    if abs(found.left - taken) > slack or abs(found.right - taken) > slack:
        return Verdict.AT_A_KINK
    is_sure = slack <= SURE * abs(found.taken) or taken == found.taken
    return Verdict.AGREES if is_sure else Verdict.CANNOT_TELL


def _relative(taken: float, found: float) -> float:
    size = max(abs(taken), abs(found))
    return abs(taken - found) / size if size else 0.0


def _places(shape: Shape) -> list[Index]:
    """The entries to check: all, or so many spread evenly from the first to the last."""
    size = math.prod(shape)
    flat = np.unique(np.linspace(0, size - 1, min(size, MAX_ENTRIES_CHECKED)).astype(int))
    return [tuple(map(int, np.unravel_index(place, shape))) for place in flat]
