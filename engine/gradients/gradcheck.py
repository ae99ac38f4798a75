"""Proof: every gradient of an iteration against a derivative that knows no derivation.

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

import json
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np

from engine.debugger.cursor import DebuggerError
from engine.derivation.kinks import KINKED
from engine.export.steps import plain_value
from engine.iterations.run import Run
from engine.language.arrays import ARRAY_OPS, Array
from engine.language.entries import Index, entry_name, entry_of
from engine.language.expression import Call, Expression, Name, Number, free_names
from engine.language.notation import Style
from engine.language.ops import OPS, option_of
from engine.language.shapes import Shape
from engine.language.text import listed
from engine.language.values import Value, is_finite, shape_of, unwarned
from engine.network.network import Definition, Network
from engine.program.program import Phase

MAX_ENTRIES_CHECKED = 64
"""Of a larger array so many entries are checked, spread evenly over it."""

MAX_KINKS_SHOWN = 4
"""The most entries at a kink that the text tells of, a node."""

IMAGINARY_STEP = 1e-200
"""So small that its square is 0, and does not move a real part off a kink."""

FIRST_HALVING, LAST_HALVING = 5, 26
"""Central differences are taken with steps from 2**-5 to 2**-26 of the value."""

JUMP = 1e-9
"""A smaller change of the loss over the smallest step is no jump but rounding."""

MAX_WHOLE_POWER = 100
"""numpy computes smaller whole powers of complex numbers by multiplying, which is exact enough."""


class Method(StrEnum):
    """How the derivative was found that a gradient is compared with."""

    COMPLEX_STEP = "complex step"
    CENTRAL_DIFFERENCES = "central differences"


class Verdict(StrEnum):
    """What the comparison says; of the entries of an array the last in this order decides."""

    AGREES = "agrees"
    AT_A_KINK = "at a kink"
    NOT_FINITE = "not finite"
    DIFFERS = "differs"


_PLURAL = {Verdict.AGREES: "agree", Verdict.DIFFERS: "differ"}

# What rounding may do: relative to the gradient, and, as contributions that cancel leave a rest, to
# the product of the largest gradient and the largest value. Differences have half the digits.
_RELATIVE = {Method.COMPLEX_STEP: 1e-9, Method.CENTRAL_DIFFERENCES: 1e-6}
_ABSOLUTE = {Method.COMPLEX_STEP: 1e-14, Method.CENTRAL_DIFFERENCES: 1e-8}


@dataclass(frozen=True, slots=True)
class Kink:
    """An entry where the loss has a derivative on either side, and the gradient is a convention.

    Args:
        index: the place of the entry.
        nodes: whose equations have a value on a kink; empty where differences were taken.
        left: the derivative of the loss on the left.
        right: that on the right.
        gradient: what the backward pass takes it to be.
    """

    index: Index
    nodes: tuple[str, ...]
    left: float
    right: float
    gradient: float

    @property
    def lies(self) -> str:
        """Where the gradient lies: on the left, on the right, between or outside."""
        if math.isclose(self.gradient, self.left, rel_tol=1e-6, abs_tol=1e-12):
            return "on the left"
        if math.isclose(self.gradient, self.right, rel_tol=1e-6, abs_tol=1e-12):
            return "on the right"
        least, most = sorted((self.left, self.right))
        return "between" if least < self.gradient < most else "outside"


@dataclass(frozen=True, slots=True)
class NodeCheck:
    """What came of checking the gradient of a node.

    Args:
        node: the node.
        shape: of its value.
        checked: how many of its entries were compared.
        method: how the derivative was found.
        absolute_error: the largest, over the entries with one finite derivative; None without any.
        relative_error: the largest, in the same way; 0 for a gradient of 0 that is to be 0.
        verdict: what it amounts to.
        kinks: the entries at a kink.
    """

    node: str
    shape: Shape
    checked: int
    method: Method
    absolute_error: float | None
    relative_error: float | None
    verdict: Verdict
    kinks: tuple[Kink, ...]

    @property
    def size(self) -> int:
        """How many entries the node has."""
        return math.prod(self.shape)


@dataclass(frozen=True, slots=True)
class GradientCheck:
    """The gradients of an iteration, checked in the order of the backward pass.

    Args:
        network: what the network is called on the command line.
        iteration: counted from 0.
        nodes: what came of each.
    """

    network: str
    iteration: int
    nodes: tuple[NodeCheck, ...]

    def count(self, verdict: Verdict) -> int:
        """How many nodes have this verdict."""
        return sum(each.verdict is verdict for each in self.nodes)

    @property
    def passes(self) -> bool:
        """Whether every gradient agrees or is at a kink."""
        return not self.count(Verdict.DIFFERS) and not self.count(Verdict.NOT_FINITE)


def check_gradients(run: Run) -> GradientCheck:
    """Check every gradient that the backward pass of an iteration computes.

    Raises:
        DebuggerError: where something in the iteration was set by hand, so that its gradients are
            not the derivatives of its loss.
    """
    program = run.program
    if run.given:
        names = listed([program.equations[index].symbol for index in run.given])
        raise DebuggerError(f"{names} set by hand: the gradients of this iteration do not fit it")
    network, backward = program.network, program.phases[Phase.BACKWARD]
    state = run.state(backward.stop)
    values = {name: state.value(name) for name in network.nodes}
    gradients = {program.equations[index].node: run.value(index) for index in backward}
    with unwarned():
        scale = _largest(gradients.values()) * _largest(values.values())
        checks = [
            _check(_Probe.of(network, values, node), gradient, scale)
            for node, gradient in gradients.items()
        ]
    return GradientCheck(network.name, run.number, tuple(checks))


def _largest(values: Iterable[Value | None]) -> float:
    """The largest number in so many values, and 1 where all are smaller."""
    return max([1.0, *(float(np.abs(x).max()) for x in values if x is not None and is_finite(x))])


def as_text(check: GradientCheck, style: Style) -> Iterator[str]:
    """A table with a row for each node, and what the verdicts add up to."""
    rows = [("node", "method", "largest error", "relative", "verdict")]
    rows += [_row(each, style) for each in check.nodes]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    details = [(), *(tuple(_kink_lines(each, style)) for each in check.nodes)]
    for (node, method, error, relative, verdict), lines in zip(rows, details, strict=True):
        yield (
            f"{node:{widths[0]}}  {method:{widths[1]}}  {error:>{widths[2]}}  "
            f"{relative:>{widths[3]}}  {verdict}"
        )
        yield from lines
    yield _summary(check)


def as_json(check: GradientCheck) -> Iterator[str]:
    """Everything in one object."""
    yield json.dumps(
        {
            "network": check.network,
            "iteration": check.iteration,
            "passes": check.passes,
            "nodes": [_record(each) for each in check.nodes],
        },
        ensure_ascii=False,
        indent=2,
    )


# Derivatives


@dataclass(frozen=True, slots=True)
class _Derivative:
    """The derivative of the loss in one entry: on the left, on the right, and the better of both.

    `nodes` are those whose equations have a value on a kink, where these are known.
    """

    left: float
    right: float
    best: float
    is_kink: bool
    nodes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Probe:
    """A node, and what is computed from it.

    Args:
        node: whose value is moved.
        values: the value of every node.
        downstream: the equations that have to be computed anew, in order.
        loss: the node that is watched.
    """

    node: str
    values: Mapping[str, Any]
    downstream: tuple[Definition, ...]
    loss: str

    @classmethod
    def of(cls, network: Network, values: Mapping[str, Any], node: str) -> _Probe:
        """The probe of a node of a network."""
        reached, downstream = {node}, []
        for equation in network.equations:
            if not reached.isdisjoint(free_names(equation.expression)):
                reached.add(equation.name)
                downstream.append(equation)
        return cls(node, values, tuple(downstream), network.loss)

    @property
    def method(self) -> Method:
        """How the loss can be differentiated."""
        moving = frozenset({self.node, *(name for name, _ in self.downstream)})
        continued = all(_is_continued(expression, moving) for _, expression in self.downstream)
        return Method.COMPLEX_STEP if continued else Method.CENTRAL_DIFFERENCES

    def complex_step(self, index: Index) -> _Derivative:
        """The derivative with respect to an entry, to rounding."""
        if not is_finite(self.values[self.loss]):  # complex numbers have a logarithm of -1
            return _Derivative(math.nan, math.nan, math.nan, is_kink=False)
        up, kinks_above = self._moved(index, 1j * IMAGINARY_STEP)
        down, kinks_below = self._moved(index, -1j * IMAGINARY_STEP)
        right = float(np.imag(up)) / IMAGINARY_STEP
        left = -float(np.imag(down)) / IMAGINARY_STEP
        nodes = tuple(dict.fromkeys(kinks_above + kinks_below))
        return _Derivative(left, right, right, bool(nodes), nodes)

    def central_differences(self, index: Index) -> _Derivative:
        """The derivative with respect to an entry, from the steps at which it changes least."""
        scale = max(1.0, abs(entry_of(self.values[self.node], index)))
        steps = scale * 2.0 ** -np.arange(FIRST_HALVING, LAST_HALVING + 1.0)
        here = self._moved(index, 0.0)[0]
        rises = np.array([self._moved(index, step)[0] - here for step in steps])
        falls = np.array([here - self._moved(index, -step)[0] for step in steps])
        left, right = _one_sided(falls, steps), _one_sided(rises, steps)
        best = _steadiest((rises + falls) / (2.0 * steps), 4.0)
        is_one = math.isfinite(left) and math.isclose(left, right, rel_tol=1e-3, abs_tol=1e-5)
        return _Derivative(left, right, best, not is_one)

    def _moved(self, index: Index, step: complex) -> tuple[Any, list[str]]:
        """The loss with an entry moved, and the nodes in whose equations that leaves a kink."""
        known, kinked = dict(self.values), []
        moved = np.array(known[self.node], np.result_type(step, np.float64))
        moved[index] += step
        known[self.node] = moved
        for name, expression in self.downstream:
            left_kinks: list[Call] = []
            value = _compute(expression, known, left_kinks)
            if np.iscomplexobj(value):  # it rounds otherwise than the run, which decides on kinks
                value = np.asarray(self.values[name] + 1j * np.imag(value))
            known[name] = value
            if left_kinks:
                kinked.append(name)
        return known[self.loss], kinked


def _continued_abs(x: Array) -> Array:
    """The absolute value that is -x or x; numpy's, of a complex number, has no derivative."""
    return np.where(x < 0.0, -x, x)


_CONTINUED_OPS: Mapping[str, Callable[..., Any]] = {**ARRAY_OPS, "abs": _continued_abs}


def _compute(expression: Expression, values: Mapping[str, Any], left_kinks: list[Call]) -> Any:
    """The value of an expression; calls whose operand an imaginary step moves off a kink go in."""
    if isinstance(expression, Number):
        return expression.value
    if isinstance(expression, Name):
        return values[expression.name]
    assert isinstance(expression, Call)  # noqa: S101  (there is no other kind)
    count = OPS[expression.op].operands
    operands = [_compute(part, values, left_kinks) for part in expression.operands[:count]]
    if expression.op in KINKED and _leaves_kink(operands):
        left_kinks.append(expression)
    option = option_of(expression)
    function = _CONTINUED_OPS[expression.op]
    return function(*operands) if option is None else function(*operands, option)


def _leaves_kink(operands: Sequence[Any]) -> bool:
    distance = operands[0] - operands[1] if len(operands) > 1 else operands[0]
    return bool(np.any((np.real(distance) == 0.0) & (np.imag(distance) != 0.0)))


def _is_continued(expression: Expression, moving: frozenset[str]) -> bool:
    """Whether an expression can be computed where the names that move are complex."""
    if not isinstance(expression, Call) or moving.isdisjoint(free_names(expression)):
        return True
    if expression.op in ("step", "sign"):
        return False
    if expression.op == "pow" and not _is_small_whole(expression.operands[1]):
        return False
    return all(_is_continued(operand, moving) for operand in expression.operands)


def _is_small_whole(exponent: Expression) -> bool:
    return (
        isinstance(exponent, Number)
        and exponent.value.is_integer()
        and abs(exponent.value) < MAX_WHOLE_POWER
    )


def _one_sided(changes: Array, steps: Array) -> float:
    """The derivative on one side, from how much the loss changes; infinite at a jump."""
    last, before = changes[-1], changes[-2]
    if abs(last) > JUMP and abs(last) > 0.75 * abs(before):  # half the step, but not the change
        return math.copysign(math.inf, last)
    return _steadiest(changes / steps, 2.0)


def _steadiest(quotients: Array, gain: float) -> float:
    """The limit of quotients whose error falls by a factor with every halving of the step.

    Richardson's extrapolation of each pair, where the next one confirms it best; NaN without any.
    """
    limits = (gain * quotients[1:] - quotients[:-1]) / (gain - 1.0)
    changes = np.abs(np.diff(limits))
    if not np.isfinite(changes).any():
        return math.nan
    return float(limits[1:][np.nanargmin(changes)])


# Verdicts


def _check(probe: _Probe, gradient: Value, scale: float) -> NodeCheck:
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


def _verdict(found: _Derivative, taken: float, relative: float, slack: float) -> Verdict:
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


# Text and JSON


def _row(check: NodeCheck, style: Style) -> tuple[str, str, str, str, str]:
    verdict = str(check.verdict)
    if check.checked < check.size:
        verdict += f" ({check.checked} of {check.size:,} entries checked)"
    errors = (_say_error(check.absolute_error), _say_error(check.relative_error))
    return (style.name(check.node), str(check.method), *errors, verdict)


def _say_error(error: float | None) -> str:
    if error is None:
        return "-"
    return f"{error:.1e}" if error else "0"


def _kink_lines(check: NodeCheck, style: Style) -> Iterator[str]:
    for kink in check.kinks[:MAX_KINKS_SHOWN]:
        name = style.name(entry_name(check.node, kink.index))
        left, right, taken = map(style.number, (kink.left, kink.right, kink.gradient))
        where = f" (kink of {', '.join(map(style.name, kink.nodes))})" if kink.nodes else ""
        sides = f"{left} on the left, {right} on the right{where}"
        yield f"  {name}: {sides}; taken: {taken}, {kink.lies}"
    more = len(check.kinks) - MAX_KINKS_SHOWN
    if more > 0:
        yield f"  ... {more} more"


def _summary(check: GradientCheck) -> str:
    counts = [(verdict, check.count(verdict)) for verdict in Verdict]
    said = ", ".join(
        f"{count} {_PLURAL.get(v, v) if count > 1 else v}" for v, count in counts if count
    )
    total = len(check.nodes)
    return f"{total} gradient{'s' * (total != 1)} in iteration {check.iteration}: {said}"


def _record(check: NodeCheck) -> dict[str, Any]:
    return {
        "node": check.node,
        "shape": list(check.shape),
        "entries": check.size,
        "checked": check.checked,
        "method": str(check.method),
        "absolute_error": check.absolute_error,
        "relative_error": check.relative_error,
        "verdict": str(check.verdict),
        "kinks": [
            {
                "entry": list(kink.index),
                "nodes": list(kink.nodes),
                "left": plain_value(kink.left),
                "right": plain_value(kink.right),
                "gradient": kink.gradient,
                "lies": kink.lies,
            }
            for kink in check.kinks
        ],
    }
