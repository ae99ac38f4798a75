"""The curvature at a point: as text, and as data for scripts."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

from engine.claims.statement import Statement
from engine.curvature.local import as_axis, direction, number
from engine.curvature.point import Point
from engine.curvature.verdict import PointKind, PointVerdict
from engine.language.notation import Style
from engine.language.values import plain_value
from engine.program.program import Program

ENDS = 4
"""Of more eigenvalues so many from both ends are listed."""

MEANINGS = {
    PointKind.MINIMUM: "all around is higher",
    PointKind.FLAT_MINIMUM: "nothing near is lower, and some directions are flat",
    PointKind.MAXIMUM: "all around is lower",
    PointKind.SADDLE: "no slope, and yet lower along some directions",
    PointKind.PLATEAU: "flat all around, without slope and curvature",
    PointKind.VALLEY: "steep across, and nearly flat along the way down",
    PointKind.SLOPE: "the gradient leads down",
    PointKind.KINK: "no derivative, as the loss has another slope on each side, or jumps",
    PointKind.UNCLEAR: "rounding hides which way is down",
}
"""What each kind of point is, in a few words."""


def point_lines(point: Point, style: Style) -> Iterator[str]:
    """What kind of point it is, what is said of it, and its eigenvalues."""
    program, verdict = point.surface.run.program, point.claims[0]
    assert isinstance(verdict, PointVerdict)  # noqa: S101  (which comes first)
    yield f"{point.kind}: {MEANINGS[point.kind]}{_fed(point)}"
    yield from claim_lines((*verdict.claims, *point.claims[1:]), program, style)
    yield ""
    yield from _spectrum_lines(point, style)


def claim_lines(claims: Sequence[Statement], program: Program, style: Style) -> Iterator[str]:
    """A line for each."""
    for claim in claims:
        yield f"- {claim.words(program, style)}"


def record(point: Point, style: Style) -> dict[str, Any]:
    """Everything in one object, for JSON."""
    surface, found = point.surface, point.spectrum
    return {
        "network": surface.run.program.network.name,
        "iteration": surface.run.number,
        "parameters": list(surface.parameters),
        "entries": surface.size,
        "loss": surface.run.loss,
        "gradient": math.hypot(*point.gradient.tolist()),
        "kind": str(point.kind),
        "eigenvalues": [plain_value(each) for each in found.values.tolist()],
        "all_eigenvalues": found.is_whole,
        "error": plain_value(found.error),
        "sentences": list(point.sentences(style)),
        "claims": [claim.plain() for claim in point.claims],
    }


def _fed(point: Point) -> str:
    """That it is so for one batch, or one mask, where each iteration is given another."""
    run = point.surface.run
    if not run.program.fed:
        return ""
    return f", for the samples and masks of iteration {run.number} alone"


def _spectrum_lines(point: Point, style: Style) -> Iterator[str]:
    """The eigenvalues where the run stands, from the largest, each with its direction."""
    found = point.spectrum
    values, count = found.values.tolist()[::-1], len(found.values)
    which = "eigenvalues of the Hessian here" if found.is_whole else "outermost eigenvalues here"
    where = ", by the conventions at the kink" if point.kind is PointKind.KINK else ""
    yield f"{which}{where}, to within {number(found.error, style)}:"
    shown = [place for place in range(count) if place < ENDS or place >= count - ENDS]
    flat = found.flat[::-1]
    texts = {place: "0" if flat[place] else number(values[place], style) for place in shown}
    width = max(map(len, texts.values()))
    for place in shown:
        if place == count - ENDS and count > 2 * ENDS:
            yield f"{'':{width}}  {count - 2 * ENDS} more between"
        axis = as_axis(found.vectors[:, count - 1 - place])
        along = direction(axis, point.surface.labels, style)
        yield f"{texts[place]:>{width}}  along {along}"
