"""Which parameters PyTorch finds a gradient of: those from which one comes to the loss."""

from __future__ import annotations

from collections.abc import Iterator

from engine.language.expression import Call, Expression, Name
from engine.language.ops import OPS
from engine.language.table.comparisons import COMPARING
from engine.network.network import Network

FLAT = frozenset((*COMPARING, "step", "detach"))
"""The ops of which PyTorch knows that they pass no gradient, and finds none, not even 0."""


def without_gradient(network: Network) -> tuple[str, ...]:
    """The parameters of which PyTorch finds none; makabaka-tui takes 0 for it."""
    reached = {network.loss}
    for name, expression in reversed(network.equations):
        if name in reached:
            reached.update(_passing(expression))
    return tuple(name for name in network.parameters if name not in reached)


def _passing(expression: Expression) -> Iterator[str]:
    """The names in an expression to which it passes a gradient."""
    pending = [expression]
    while pending:
        part = pending.pop()
        if isinstance(part, Name):
            yield part.name
        elif isinstance(part, Call) and part.op not in FLAT:
            guides = (0,) if part.op == "where" else OPS[part.op].guides
            pending += [each for i, each in enumerate(part.operands) if i not in guides]
