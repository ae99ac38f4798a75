"""The result of a gradient check: as data, as a table and as JSON."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from engine.language.figures import figures
from engine.language.index import Index, entry_name
from engine.language.notation import Style
from engine.language.shapes import Shape
from engine.language.values import plain_value

MAX_KINKS_SHOWN = 4
"""The most entries that the text tells more of, a node."""


class Verdict(StrEnum):
    """A verdict on a gradient; of the entries of an array the last in this order decides."""

    AGREES = "agrees"
    AT_A_KINK = "at a kink"
    CANNOT_TELL = "cannot tell"
    NOT_FINITE = "not finite"
    DIFFERS = "differs"


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
class Unsure:
    """An entry whose gradient cannot be told from a wrong one, as rounding may do as much.

    Args:
        index: the place of the entry.
        gradient: what the backward pass says.
        found: the derivative of the loss.
        rounding: how far the two may be apart by rounding alone.
    """

    index: Index
    gradient: float
    found: float
    rounding: float


@dataclass(frozen=True, slots=True)
class NodeCheck:
    """The check of one node's gradient.

    Args:
        node: the node.
        shape: of its value.
        checked: how many of its entries were compared.
        absolute_error: the largest, over the entries with one finite derivative; None without any.
        relative_error: the largest, in the same way; 0 for a gradient of 0 that is to be 0.
        verdict: what it amounts to.
        kinks: the entries at a kink.
        unsure: the entries of which it cannot be told.
    """

    node: str
    shape: Shape
    checked: int
    absolute_error: float | None
    relative_error: float | None
    verdict: Verdict
    kinks: tuple[Kink, ...]
    unsure: tuple[Unsure, ...] = ()

    @property
    def size(self) -> int:
        """How many entries the node has."""
        return math.prod(self.shape)


@dataclass(frozen=True, slots=True, repr=False)
class GradientCheck:
    """The gradients of an iteration, checked in the order of the backward pass.

    Args:
        network: what the network is called on the command line.
        iteration: counted from 0.
        nodes: what came of each.
        style: how it is written as text.
    """

    network: str
    iteration: int
    nodes: tuple[NodeCheck, ...]
    style: Style = field(default_factory=Style, compare=False)

    def __str__(self) -> str:
        return "\n".join(as_text(self, self.style))

    __repr__ = __str__

    def count(self, verdict: Verdict) -> int:
        """How many nodes have this verdict."""
        return sum(each.verdict is verdict for each in self.nodes)

    @property
    def passes(self) -> bool:
        """Whether no gradient differs, and all are finite."""
        return not self.count(Verdict.DIFFERS) and not self.count(Verdict.NOT_FINITE)


_PLURAL = {Verdict.AGREES: "agree", Verdict.DIFFERS: "differ"}


def as_text(check: GradientCheck, style: Style) -> Iterator[str]:
    """A table with a row for each node, and what the verdicts add up to."""
    rows = [("node", "largest error", "relative", "verdict")]
    rows += [_row(each, style) for each in check.nodes]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    details = [(), *(tuple(_kink_lines(each, style)) for each in check.nodes)]
    for (node, error, relative, verdict), lines in zip(rows, details, strict=True):
        yield f"{node:{widths[0]}}  {error:>{widths[1]}}  {relative:>{widths[2]}}  {verdict}"
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


def _row(check: NodeCheck, style: Style) -> tuple[str, str, str, str]:
    verdict = str(check.verdict)
    if check.checked < check.size:
        verdict += f" ({check.checked} of {check.size:,} entries checked)"
    errors = (_say_error(check.absolute_error), _say_error(check.relative_error))
    return (style.name(check.node), *errors, verdict)


def _say_error(error: float | None) -> str:
    if error is None:
        return "-"
    return figures().written(f"{error:.1e}") if error else "0"


def _kink_lines(check: NodeCheck, style: Style) -> Iterator[str]:
    for kink in check.kinks[:MAX_KINKS_SHOWN]:
        name = style.name(entry_name(check.node, kink.index))
        left, right, taken = map(style.number, (kink.left, kink.right, kink.gradient))
        where = f" (kink of {', '.join(map(style.name, kink.nodes))})" if kink.nodes else ""
        sides = f"{left} on the left, {right} on the right{where}"
        yield f"  {name}: {sides}; taken: {taken}, {kink.lies}"
    for each in check.unsure[: max(0, MAX_KINKS_SHOWN - len(check.kinks))]:
        name = style.name(entry_name(check.node, each.index))
        taken, found = style.number(each.gradient), style.number(each.found)
        yield (
            f"  {name}: {taken}, found {found}: rounding alone may do {_say_error(each.rounding)}, "
            "which hides a mistake"
        )
    more = len(check.kinks) + len(check.unsure) - MAX_KINKS_SHOWN
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
        "unsure": [
            {
                "entry": list(each.index),
                "gradient": each.gradient,
                "found": each.found,
                "rounding": each.rounding,
            }
            for each in check.unsure
        ],
    }
