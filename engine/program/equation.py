"""The equations of a program: what each assigns, and in which phase of an iteration."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from engine.frozen import frozen
from engine.language.expression import Call, Expression, occurrences
from engine.program.differentiation import Term


class Phase(StrEnum):
    """The three parts of an iteration."""

    FORWARD = "forward"
    BACKWARD = "backward"
    UPDATE = "update"


@frozen(slots=True)
class Equation:
    """One assignment of the program, and one step of an iteration.

    Args:
        phase: the part of the iteration it belongs to.
        node: the node it is about.
        symbol: what it assigns: the node itself, its gradient `dL/dh0`, or what the optimiser
            remembers about it.
        terms: what it adds up; in a backward equation one term for each path in.
    """

    phase: Phase
    node: str
    symbol: str
    terms: tuple[Term, ...]

    @property
    def expression(self) -> Expression:
        """The right-hand side: the terms added up, first to last."""
        total = self.terms[0].expression
        for term in self.terms[1:]:
            total = Call("add", (total, term.expression))
        return total

    def reads(self) -> Iterator[str]:
        """The names on the right-hand side, as they stand there."""
        for term in self.terms:
            yield from occurrences(term.expression)
