"""A gradient check as a table and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from engine.gradients.gradcheck import GradientCheck, NodeCheck, Verdict
from engine.language.index import entry_name
from engine.language.notation import Style
from engine.language.values import plain_value

MAX_KINKS_SHOWN = 4
"""The most entries at a kink that the text tells of, a node."""


_PLURAL = {Verdict.AGREES: "agree", Verdict.DIFFERS: "differ"}


def as_text(check: GradientCheck, style: Style) -> Iterator[str]:
    """A table with a row for each node, and what the verdicts add up to."""
    rows = [("node", "method", "largest error", "relative", "verdict")]
    rows += [_row(each, style) for each in check.nodes]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    details = [(), *(tuple(_kink_lines(each, style)) for each in check.nodes)]
    for (node, method, error, relative, verdict), lines in zip(rows, details, strict=True):
        yield (
            f"{node:{widths[0]}}  {method:{widths[1]}}  {error:>{widths[2]}}  "
            f"{relative:>{widths[3]}}  {verdict}"
        )
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


def _row(check: NodeCheck, style: Style) -> tuple[str, str, str, str, str]:
    verdict = str(check.verdict)
    if check.checked < check.size:
        verdict += f" ({check.checked} of {check.size:,} entries checked)"
    errors = (_say_error(check.absolute_error), _say_error(check.relative_error))
    return (style.name(check.node), str(check.method), *errors, verdict)


def _say_error(error: float | None) -> str:
    if error is None:
        return "-"
    return f"{error:.1e}" if error else "0"


def _kink_lines(check: NodeCheck, style: Style) -> Iterator[str]:
    for kink in check.kinks[:MAX_KINKS_SHOWN]:
        name = style.name(entry_name(check.node, kink.index))
        left, right, taken = map(style.number, (kink.left, kink.right, kink.gradient))
        where = f" (kink of {', '.join(map(style.name, kink.nodes))})" if kink.nodes else ""
        sides = f"{left} on the left, {right} on the right{where}"
        yield f"  {name}: {sides}; taken: {taken}, {kink.lies}"
    more = len(check.kinks) - MAX_KINKS_SHOWN
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
        "method": str(check.method),
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
    }
