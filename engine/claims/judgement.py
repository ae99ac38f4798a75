"""A judgement: a name for what other statements say together."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from engine.claims.statement import Statement
from engine.iterations.timeline import Place, Timeline
from engine.language.notation import Style
from engine.program.program import Program


@dataclass(frozen=True)
class Judgement(Statement):
    """A judgement, as far as its claims go.

    Args:
        name: what it comes to.
        claims: what that is said of.
    """

    name: StrEnum
    claims: tuple[Statement, ...]

    def holds(self, timeline: Timeline) -> bool:
        """By the claims."""
        return all(claim.holds(timeline) for claim in self.claims)

    def shown_at(self, timeline: Timeline) -> Place:
        """The step that shows the first of the claims."""
        return self.claims[0].shown_at(timeline)

    def words(self, program: Program, style: Style) -> str:
        """As in: still learning: the loss fell from 3.125 to 3 in the last 100 iterations."""
        return f"{self.name}: {', '.join(each.words(program, style) for each in self.claims)}"
