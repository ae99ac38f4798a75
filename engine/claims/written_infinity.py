"""The claim that a value is infinite, or NaN, as infinity is written in an equation, or given."""

from __future__ import annotations

from dataclasses import dataclass

from engine.claims.statement import Statement
from engine.iterations.timeline import Place, Timeline
from engine.language.expression import free_names
from engine.language.notation import Style
from engine.language.ops import writes_infinity
from engine.language.values import is_finite
from engine.program.program import Program


@dataclass(frozen=True)
class WrittenInfinity(Statement):
    """A step is the first that is not finite, as its equation has infinity in it, or reads it.

    Args:
        index: the step, counted from 0.
        value: what is not finite in it.
        given: what is not finite before the first step; empty where a number of the equation is.
    """

    index: int
    value: float
    given: str = ""

    def holds(self, timeline: Timeline) -> bool:
        """By looking: at all before it, and for infinity in its equation."""
        run = timeline.anew(self.iteration)
        if not all(is_finite(run.value(index)) for index in range(self.index)):
            return False
        if is_finite(run.value(self.index)):
            return False
        expression = run.program.equations[self.index].expression
        if not self.given:
            return writes_infinity(expression)
        is_infinite = not is_finite(run.start[run.program.base[self.given]])
        return is_infinite and self.given in free_names(expression)

    def shown_at(self, timeline: Timeline) -> Place:
        """The step."""
        del timeline
        return Place(self.iteration, self.index + 1)

    def words(self, program: Program, style: Style) -> str:
        """As in: L is inf: infinity is written in its equation."""
        symbol = style.name(program.equations[self.index].symbol)
        why = "infinity is written in its equation"
        if self.given:
            why = f"{style.name(self.given)} is not finite before the first step"
        return f"{symbol} is {style.number(self.value)}: {why}"
