"""Kinds of nodes: what the field calls them."""

from __future__ import annotations

from engine.language.expression import Call, Name
from engine.language.ops import OPS
from engine.network.parts import Parts


def kind_of(network: Parts, node: str) -> str:
    """What the field calls a node: input, target, parameter, pre-activation, activation, ..."""
    for kind, names in (
        ("input", network.inputs), ("target", network.targets), ("parameter", network.parameters)
    ):  # fmt: skip
        if node in names:
            return kind
    if node == network.loss:
        return "loss"
    consumers = network.consumers[node]
    if any(network.targets.keys() & network.operands[user] for user in consumers):
        return "prediction"
    expression = network.definitions[node]
    if isinstance(expression, Call) and OPS[expression.op].activation:
        return "activation"
    return (
        "pre-activation" if any(_activates(network, user, node) for user in consumers) else "node"
    )


def _activates(network: Parts, consumer: str, node: str) -> bool:
    """Whether `consumer` is an activation of `node`; the identity, `yhat = z2`, is one."""
    expression = network.definitions[consumer]
    if isinstance(expression, Call) and OPS[expression.op].activation:
        return expression.operands[0] == Name(node)
    return expression == Name(node)
