"""Verdicts on points of the surface of the loss: what kind of point it is, by claims."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from engine.claims.statement import Statement
from engine.curvature.local import Local
from engine.iterations.timeline import Place, Timeline
from engine.language.notation import Style
from engine.program.program import Program


class PointKind(StrEnum):
    """A kind of point."""

    MINIMUM = "local minimum"
    FLAT_MINIMUM = "flat minimum"
    MAXIMUM = "local maximum"
    SADDLE = "saddle"
    PLATEAU = "plateau"
    VALLEY = "valley"
    SLOPE = "slope"
    KINK = "kink"
    UNCLEAR = "cannot be told"


@dataclass(frozen=True)
class PointVerdict(Local):
    """A verdict on a point.

    Args:
        name: what kind it is.
        claims: what that is said of.
    """

    name: PointKind
    claims: tuple[Statement, ...]

    def holds(self, timeline: Timeline) -> bool:
        """By the claims."""
        return all(claim.holds(timeline) for claim in self.claims)

    def shown_at(self, timeline: Timeline) -> Place:
        """The step that shows the first of them."""
        return self.claims[0].shown_at(timeline)

    def words(self, program: Program, style: Style) -> str:
        """As in: saddle: the gradient is 0, of 2 directions 1 bends up, 1 bends down."""
        return f"{self.name}: {', '.join(each.words(program, style) for each in self.claims)}"
