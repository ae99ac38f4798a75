"""Reasons: what makes a value what it is, as data."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from engine.language.expression import Expression
from engine.why.quantity import Quantity


class Reason(StrEnum):
    """A kind of reason for which a value is what it is."""

    COMPUTED = "computed"
    GIVEN = "given"
    SET = "set by hand"
    DEAD_RELU = "dead ReLU"
    KINK = "at the kink"
    ZERO_FACTOR = "multiplied by zero"
    CANCELS = "contributions cancel"
    FLAT = "flat"
    UNCHANGED = "the update changes nothing"
    FROZEN = "frozen"


@dataclass(frozen=True, slots=True)
class Contribution:
    """One of the contributions that cancel.

    Args:
        source: the node it comes from; empty where it is none.
        sample: the sample it comes from; None where it is none.
        expression: the contribution in symbols; None where it is a sample's.
        value: its number; of the whole of an array the entry that is largest in size.
    """

    source: str
    sample: int | None
    expression: Expression | None
    value: float


@dataclass(frozen=True, slots=True, eq=False)
class Cause:
    """The cause of a quantity's value.

    Args:
        reason: the kind of cause.
        zeros: the factors or addends whose 0 makes it 0, or leaves it unchanged by an update.
        parts: what cancels.
        relu: the ReLU that passes nothing.
        since: the iteration since which it is dead; None where that is not known, or it is dead
            for a sample and not for all.
        part: the pre-activation of the ReLU, or a part of the equation that is 0 though nothing in
            it is.
    """

    reason: Reason
    zeros: tuple[Quantity, ...] = ()
    parts: tuple[Contribution, ...] = ()
    relu: str = ""
    since: int | None = None
    part: Expression | None = None
