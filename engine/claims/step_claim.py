"""Claims about one step, and what their proofs have in common."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass

from engine.claims.claim import Claim
from engine.iterations.step import Step
from engine.iterations.timeline import Timeline
from engine.language.expression import Call, Expression, Name
from engine.language.values import Value, evaluate, unwarned


@dataclass(frozen=True, eq=False)
class StepClaim(Claim):
    """A claim about a step.

    Args:
        iteration: the iteration of the step.
        index: the step, counted from 0.
    """

    iteration: int
    index: int

    def holds(self, timeline: Timeline) -> bool:
        """Whether the step proves it."""
        with unwarned():
            return self.is_proved_by(Step(timeline.run(self.iteration), self.index))

    @abstractmethod
    def is_proved_by(self, step: Step) -> bool:
        """Whether the step proves it."""


def with_parts(step: Step, expression: Expression, parts: Mapping[Expression, Value]) -> Value:
    """The value of an expression of what a step reads, were some parts of it of another value.

    Args:
        step: the step.
        expression: the expression.
        parts: the other values; a part that stands in it several times has it everywhere.
    """
    known: dict[str, Value] = {}

    def with_names(part: Expression) -> Expression:
        if part in parts:
            name = f"part {[*parts].index(part)}"
            known[name] = parts[part]
            return Name(name)
        if isinstance(part, Call):
            return part.of(map(with_names, part.operands))
        if isinstance(part, Name):
            known[part.name] = step.before(part.name)
        return part

    return evaluate(with_names(expression), known)
