"""The values of two runs side by side, and the first of them that differs."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from engine.debugger.stop import Stop
from engine.export.pairing import renamed, symbols
from engine.frozen import frozen
from engine.iterations.state import State
from engine.language.values import Value, same, shape_of
from engine.program.program import Program

ROUNDING = 1e-12
"""By what share of the largest entry two values may differ for it to be called rounding."""

MOST_LOOKED = 1_000
"""So many iterations are looked through for the first difference."""


@frozen(slots=True, eq=False)
class Values:
    """A node with its values and its gradients; None where there are none, or not yet.

    Args:
        names: of the node in both; empty where there is no such node.
        value: its values in both.
        gradient: its gradients in both.
        has_gradient: whether it gets one in either.
    """

    names: tuple[str, str]
    value: tuple[Value | None, Value | None]
    gradient: tuple[Value | None, Value | None]
    has_gradient: bool

    @property
    def name(self) -> str:
        """The name in the first; in the second where only that has it."""
        return self.names[0] or self.names[1]

    @property
    def differs(self) -> bool:
        """Whether more than rounding is between them."""
        return differs(*self.value) or differs(*self.gradient)


@frozen(slots=True, eq=False)
class First:
    """The first computed value that differs.

    Args:
        iteration: the iteration.
        steps: the step in each, counted from 1.
        symbols: what it is in each.
        values: what it comes to in each.
        reads: what it is computed of and differs as well, with its values.
        is_equation: whether it is computed in another way.
    """

    iteration: int
    steps: tuple[int, int]
    symbols: tuple[str, str]
    values: tuple[Value | None, Value | None]
    reads: tuple[tuple[str, Value | None, Value | None], ...]
    is_equation: bool


def differs(left: Value | None, right: Value | None) -> bool:
    """Whether more than rounding is between two values."""
    if left is None or right is None:
        return left is not right
    return not same(left, right) and not is_rounding(left, right)


def is_rounding(left: Value, right: Value) -> bool:
    """Whether two values of a shape differ by no more than rounding may have done."""
    if shape_of(left) != shape_of(right):
        return False
    import numpy as np

    mine, theirs = np.asarray(left, dtype=float), np.asarray(right, dtype=float)
    if not (np.isfinite(mine).all() and np.isfinite(theirs).all()):
        return bool(np.array_equal(mine, theirs, equal_nan=True))
    scale = max(np.abs(mine).max(initial=0.0), np.abs(theirs).max(initial=0.0))
    return bool(np.abs(mine - theirs).max(initial=0.0) <= ROUNDING * scale)


def values_of(a: Stop, b: Stop, names: Mapping[str, str]) -> tuple[Values, ...]:
    """All nodes of two stops, side by side.

    Args:
        a: the first.
        b: the second.
        names: what the nodes of the first are called in the second.
    """
    known = set(names.values())
    pairs: list[tuple[str, str]] = [(each, names.get(each, "")) for each in a.program.reading_order]
    pairs += [("", node) for node in b.program.reading_order if node not in known]
    found = []
    for mine, theirs in pairs:
        value = _of(a, mine, State.value), _of(b, theirs, State.value)
        gradient = _of(a, mine, State.gradient), _of(b, theirs, State.gradient)
        gets = (mine and a.program.has_gradient(mine)) or (
            theirs and b.program.has_gradient(theirs)
        )
        found.append(Values((mine, theirs), value, gradient, bool(gets)))
    return tuple(found)


def _of(stop: Stop, node: str, ask: Callable[[State, str], Value | None]) -> Value | None:
    return ask(stop.state, node) if node else None


def first_apart(a: Stop, b: Stop, names: Mapping[str, str]) -> First | None:
    """The first computed value that differs, up to where two stops are.

    Args:
        a: the first.
        b: the second.
        names: what the nodes of the first are called in the second.
    """
    called = symbols(a.program.network, b.program.network, names)
    last = min(a.cursor.iteration, b.cursor.iteration)
    for iteration in range(max(0, last - MOST_LOOKED), last + 1):
        steps = a.steps if iteration < last else a.cursor.step
        states = (
            State(a.timeline.run(iteration), steps),
            State(b.timeline.run(iteration), b.steps if iteration < last else b.cursor.step),
        )
        for index in range(steps):
            found = _apart(index, iteration, states, called)
            if found is not None:
                return found
    return None


def _apart(
    index: int, iteration: int, states: tuple[State, State], called: Mapping[str, str]
) -> First | None:
    """The value of a step, if it differs from that of the step which computes the same."""
    a, b = (state.run.program for state in states)
    equation = a.equations[index]
    other = b.index.get(called.get(equation.symbol, equation.symbol))
    if other is None or other >= states[1].position:
        return None
    theirs = b.equations[other]
    values = states[0].value(equation.symbol), states[1].value(theirs.symbol)
    if theirs.phase is not equation.phase or not differs(*values):
        return None
    reads = []
    for name in dict.fromkeys(equation.reads()):
        pair = _read(name, index, states[0]), _read(called.get(name, name), other, states[1])
        if differs(*pair):
            reads.append((name, *pair))
    is_same = renamed(equation.expression, called) == theirs.expression
    return First(
        iteration, (index + 1, other + 1), (equation.symbol, theirs.symbol), values, tuple(reads),
        not is_same,
    )  # fmt: skip


def _read(name: str, index: int, state: State) -> Value | None:
    """What a name is worth where a step reads it; None where there is none of that name."""
    program: Program = state.run.program
    if name not in program.index and name not in program.base:
        return None
    return State(state.run, index).value(name)
