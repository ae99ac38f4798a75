"""Targets of a cross entropy: whether they say how much of each class there is."""

from __future__ import annotations

from engine.errors import NetworkError
from engine.language.expression import Call, Expression, free_names, substitute
from engine.language.notation import TEXT
from engine.language.values import Value, is_array
from engine.network.parts import Parts
from engine.network.places import values_of

MAX_WITHIN = 20
"""So many equations may stand between the targets and what is given."""


def check_shares(network: Parts, index: int, call: Call) -> None:
    """Refuse targets of which a row does not sum to 1, or that depend on more than what is given.

    The derivative of cross_entropy, softmax − y, holds where every row of y sums to 1.

    Args:
        network: the network.
        index: of the equation.
        call: the cross entropy in it.

    Raises:
        NetworkError: where that is so.
    """
    targets = _of_given(network, call.operands[1])
    if targets is None:
        raise NetworkError(
            "cross_entropy: its second operand has to be a target or an input, or computed of "
            "these alone",
            "equations", index,
        )  # fmt: skip
    for value, first in values_of(network, targets):
        row, total = _first_wrong(value) or (None, 0.0)
        if row is not None:
            raise NetworkError(
                f"cross_entropy: row {first + row} of {TEXT.write(call.operands[1])!r} sums to "
                f"{total:g}, but has to be one-hot (or probabilities that sum to 1)",
                "equations", index,
            )  # fmt: skip


def _of_given(network: Parts, expression: Expression) -> Expression | None:
    """What an expression is, in terms of what is given; None where it is of more than that."""
    given = {*network.inputs, *network.targets}
    for _ in range(MAX_WITHIN):
        computed = free_names(expression) - given
        if not computed:
            return expression if free_names(expression) else None
        if not computed <= network.definitions.keys():
            return None
        expression = substitute(expression, {name: network.definitions[name] for name in computed})
    return None


def _first_wrong(value: Value) -> tuple[int, float] | None:
    """The first row that does not sum to 1, and its sum."""
    if not is_array(value):
        return None
    sums = value.reshape(-1, value.shape[-1]).sum(axis=-1)
    wrong = ~(abs(sums - 1.0) <= 1e-9)  # as NaN is
    return (int(wrong.argmax()), float(sums[wrong.argmax()])) if wrong.any() else None
