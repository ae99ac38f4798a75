"""The profile over depth: how large the value and the gradient of every computed node are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from engine.iterations.run import Run
from engine.iterations.state import State
from engine.language.expression import gradient_name
from engine.language.values import Value, is_array


class Size(NamedTuple):
    """The size of a node: of its value, and of the gradient of the loss by it.

    Args:
        node: which node.
        value: its largest |entry|; None where it is not computed yet.
        gradient: that of its gradient; None where that is not computed yet.
        has_gradient: whether it gets one in this program.
    """

    node: str
    value: float | None
    gradient: float | None
    has_gradient: bool


class Profile:
    """Makes profiles of a run, and keeps what it has found: a step on costs what is new in it."""

    def __init__(self) -> None:
        self._run: Run | None = None
        self._known: dict[int, float] = {}

    def sizes(self, state: State) -> Sequence[Size]:
        """The size of every computed node, in forward order."""
        if state.run is not self._run:
            self._run, self._known = state.run, {}
        network, index = state.run.program.network, state.run.program.index
        found = []
        for name, _ in network.equations:
            gradient = index.get(gradient_name(network.loss, name))
            found.append(
                Size(
                    name,
                    self._size(index[name], state),
                    None if gradient is None else self._size(gradient, state),
                    gradient is not None,
                )
            )
        return found

    def _size(self, step: int, state: State) -> float | None:
        if step >= state.completed:
            return None
        if step not in self._known:
            self._known[step] = largest(state.run.value(step))
        return self._known[step]


def largest(value: Value) -> float:
    """The largest |entry| of a value; NaN where one is."""
    if not is_array(value):
        return abs(value)
    return float(abs(value).max()) if value.size else 0.0
