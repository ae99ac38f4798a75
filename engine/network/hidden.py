"""The hidden layers of a network: its ReLUs on the way to a prediction, and its weights."""

from __future__ import annotations

from engine.language.expression import Expression, Name, calls, occurrences
from engine.network.network import Network
from engine.network.relus import Relu
from engine.network.structure import behind

PRODUCTS = frozenset({"mul", "matmul"})
"""The ops by which a weight weighs."""


def hidden_relus(network: Network) -> list[Relu]:
    """The ReLUs on the way to a prediction.

    One behind a target is part of the loss: where it is not active, the loss is content.
    """
    targets = behind(network.equations, [*network.targets, network.loss])
    return [
        relu
        for relu in network.relu_calls
        if targets.isdisjoint(occurrences(relu.z))
        and not (relu.is_whole and relu.node == network.loss)
    ]


def weights(network: Network) -> list[str]:
    """The parameters that something is multiplied by: not biases, which are added only."""
    factors = {
        _transposed(operand)
        for _, expression in network.equations
        for call in calls(expression)
        if call.op in PRODUCTS
        for operand in call.operands
    }
    return [name for name in network.parameters if Name(name) in factors]


def _transposed(operand: Expression) -> Expression:
    """What is multiplied, or what it is the transpose of."""
    inner = operand.transposed
    return inner if isinstance(inner, Name) else operand
