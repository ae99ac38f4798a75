"""The gradient check: every gradient of an iteration against a derivative that knows no derivation.

A node's value is moved, everything downstream is computed anew by the forward equations, and what
the loss does is compared with what the backward pass says. Of the op table this reads what ops
compute, never their derivative rules.

The value is moved by a tiny imaginary number, i·h. That is the complex-step derivative (Squire and
Trapp, 1998): nothing is subtracted, so h can be so small that the answer is exact to rounding. It
holds through kinks as well: complex numbers are ordered by their real parts and, where these are
equal, by their imaginary parts, so max(0 + i·h, 0) takes the side to which the value moves. A step
to i·h gives the derivative on the right, one to -i·h that on the left. The shift by the maximum in
softmax and its kin cancels, whichever entry it takes.

What has no such continuation, jumps and powers that are not whole, is differentiated by central
differences.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np

from engine.errors import DebuggerError
from engine.gradients.check import GradientCheck, Kink, NodeCheck, Verdict
from engine.gradients.probe import Derivative, Method, Probe
from engine.iterations.run import Run
from engine.iterations.state import State
from engine.language.index import Index, entry_of
from engine.language.shapes import Shape
from engine.language.text import listed
from engine.language.values import Value, is_finite, shape_of, unwarned
from engine.program.program import Phase

MAX_ENTRIES_CHECKED = 64
"""Of a larger array so many entries are checked, spread evenly over it."""


# What rounding may do: relative to the gradient, and, as contributions that cancel leave a rest, to
# the product of the largest gradient and the largest value. Differences have half the digits.
_RELATIVE = {Method.COMPLEX_STEP: 1e-9, Method.CENTRAL_DIFFERENCES: 1e-6}
_ABSOLUTE = {Method.COMPLEX_STEP: 1e-14, Method.CENTRAL_DIFFERENCES: 1e-8}


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
    gradients = {program.equations[index].node: run.value(index) for index in backward}
    with unwarned():
        scale = _largest(gradients.values()) * _largest(values.values())
        checks = [
            _check(Probe.of(network, values, node), gradient, scale)
            for node, gradient in gradients.items()
        ]
    return GradientCheck(network.name, run.number, tuple(checks), program.style)


def _largest(values: Iterable[Value | None]) -> float:
    """The largest number in so many values, and 1 where all are smaller."""
    return max([1.0, *(float(np.abs(x).max()) for x in values if x is not None and is_finite(x))])


def _check(probe: Probe, gradient: Value, scale: float) -> NodeCheck:
    method, shape = probe.method, shape_of(gradient)
    is_complex = method is Method.COMPLEX_STEP
    derivative = probe.complex_step if is_complex else probe.central_differences
    slack = _ABSOLUTE[method] * scale
    verdicts, errors, kinks = [Verdict.AGREES], [], []
    places = _places(shape)
    for index in places:
        found, taken = derivative(index), entry_of(gradient, index)
        verdict = _verdict(found, taken, _RELATIVE[method], slack)
        verdicts.append(verdict)
        if verdict is Verdict.AT_A_KINK:
            kinks.append(Kink(index, found.nodes, found.left, found.right, taken))
        elif verdict is not Verdict.NOT_FINITE:
            errors.append((abs(taken - found.best), _relative(taken, found.best)))
    absolute, relative = map(max, zip(*errors, strict=True)) if errors else (None, None)
    worst = max(verdicts, key=list(Verdict).index)
    return NodeCheck(
        probe.node, shape, len(places), method, absolute, relative, worst, tuple(kinks)
    )


def _verdict(found: Derivative, taken: float, relative: float, slack: float) -> Verdict:
    def agrees(derivative: float) -> bool:
        return math.isclose(taken, derivative, rel_tol=relative, abs_tol=slack)

    if not (math.isfinite(found.best) and math.isfinite(taken)):
        return Verdict.NOT_FINITE
    if found.is_kink and not (agrees(found.left) and agrees(found.right)):
        return Verdict.AT_A_KINK
    return Verdict.AGREES if agrees(found.best) else Verdict.DIFFERS


def _relative(taken: float, found: float) -> float:
    size = max(abs(taken), abs(found))
    return abs(taken - found) / size if size else 0.0


def _places(shape: Shape) -> list[Index]:
    """The entries to check: all, or so many spread evenly from the first to the last."""
    size = math.prod(shape)
    flat = np.unique(np.linspace(0, size - 1, min(size, MAX_ENTRIES_CHECKED)).astype(int))
    return [tuple(map(int, np.unravel_index(place, shape))) for place in flat]
