"""Reasons: the kinds of what a diagnosis says of a stuck run, in a word each, to be counted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from engine.claims.statement import Statement
from engine.diagnosis.gradient_claims import (
    Cancelling,
    GradientAtMost,
    NoLowerMinimum,
    Vanishes,
    ZeroGradients,
)
from engine.diagnosis.prediction_claims import Shared
from engine.diagnosis.rate_claims import BadRate, Frozen, Jumps, SlowPace
from engine.diagnosis.unit_claims import Linear, Silent
from engine.diagnosis.verdicts import Verdict

WORDS: Mapping[type[Statement], str] = {
    Silent: "dead",
    Linear: "linear",
    Shared: "shared",
    Cancelling: "cancels",
    ZeroGradients: "zero",
    Vanishes: "vanishes",
    Jumps: "jumping",
    SlowPace: "slow",
    GradientAtMost: "flat",
    NoLowerMinimum: "minimum",
    BadRate: "rate",
    Frozen: "frozen",
}
"""A word for each kind."""

REASONS = tuple(WORDS.values())
"""The words, the most telling first."""

MEANINGS: Mapping[str, str] = {
    "dead": "a hidden unit passes no gradient for any sample",
    "linear": "no ReLU bends the network, and the samples disagree",
    "shared": "samples with different targets get one prediction",
    "cancels": "the samples' contributions to a gradient cancel",
    "zero": "gradients of parameters are 0",
    "vanishes": "the gradient gets lost on its way back",
    "jumping": "parameters jump to and fro: the learning rate is too large",
    "slow": "there is a gradient, but an update hardly changes the loss",
    "flat": "the gradient is all but 0",
    "minimum": "the loss is convex, and as low as it gets",
    "rate": "the learning rate is 0 or negative",
    "frozen": "parameters are frozen",
}
"""What the words mean."""


def mask_of(statements: Iterable[Statement]) -> int:
    """The reasons in a diagnosis, a bit for each of `REASONS`; a verdict has its claims."""
    mask = 0
    for statement in _parts(statements):
        word = WORDS.get(type(statement))
        if word is not None:
            mask |= 1 << REASONS.index(word)
    return mask


def _parts(statements: Iterable[Statement]) -> Iterator[Statement]:
    for statement in statements:
        if isinstance(statement, Verdict):
            yield from statement.claims
        else:
            yield statement


def words_of(mask: int) -> tuple[str, ...]:
    """The words that a mask stands for."""
    return tuple(word for bit, word in enumerate(REASONS) if mask >> bit & 1)
