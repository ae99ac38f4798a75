"""Reasons: what makes a value what it is, as data."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from engine.claims.claim import Claim
from engine.language.expression import Expression
from engine.language.index import Index
from engine.why.facts import Fact
from engine.why.gates import Gate
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
        value: its number; of several entries that of the one which is shown.
    """

    source: str
    sample: int | None
    expression: Expression | None
    value: float


@dataclass(frozen=True, slots=True, eq=False)
class Zero:
    """Something that is 0 in an equation: a quantity, a gate that is shut, or another part.

    Args:
        fact: where it stands, and which entries are meant.
        quantity: what it is, where it has a name.
        gate: what is shut, where it is a gate.
        sources: what it can be followed to in the equation: the quantity, or of a gate what it is
            applied to; of several entries the first.
    """

    fact: Fact
    quantity: Quantity | None = None
    gate: Gate | None = None
    sources: tuple[Quantity, ...] = ()

    @property
    def expression(self) -> Expression:
        """What is 0, in symbols."""
        return self.fact.part.expression


@dataclass(frozen=True, slots=True, eq=False)
class Cause:
    """The cause of a quantity's value.

    Args:
        reason: the kind of cause.
        zeros: what is 0 and together suffices to make it 0, or to leave it unchanged by an update.
        as_well: what is 0 too and would do in place of some of these.
        parts: what cancels.
        entry: the entry whose contributions these are; () for those of a number.
        claims: what is said by all this, each with its proof.
    """

    reason: Reason
    zeros: tuple[Zero, ...] = ()
    as_well: tuple[Zero, ...] = ()
    parts: tuple[Contribution, ...] = ()
    entry: Index = ()
    claims: tuple[Claim, ...] = ()
