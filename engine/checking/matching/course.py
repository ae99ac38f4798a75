"""The course of a page: which iteration, and which part of it, a chain is about."""

from __future__ import annotations

from dataclasses import dataclass

from engine.checking.reading.page import Heading, Section
from engine.program.equation import Phase


@dataclass
class Course:
    """Where in the iterations a page is while it is read from top to bottom.

    Args:
        iteration: counted from 0.
        section: what the last heading announced.
        is_updated: whether the update of this iteration has been computed, in numbers.
        first: the number that the page gives its first iteration.
    """

    iteration: int = 0
    section: Section | None = None
    is_updated: bool = False
    first: int | None = None

    def enter(self, heading: Heading) -> None:
        """Go on below a heading."""
        if heading.iteration is not None:
            if self.first is None:
                self.first = heading.iteration - self.iteration
            number = heading.iteration - self.first
            if number >= 0 and number != self.iteration:
                self.iteration, self.is_updated = number, False
        if heading.section is not None:
            self.section = heading.section

    def meet(self, phase: Phase, *, has_numbers: bool) -> int:
        """The iteration of a chain that computes a symbol of a phase.

        A forward or backward computation in numbers behind an update belongs to the next iteration.
        """
        if has_numbers:
            if phase is Phase.UPDATE:
                self.is_updated = True
            elif self.is_updated and self._goes_on(phase):
                self.iteration += 1
                self.is_updated = False
        return self.iteration

    def _goes_on(self, phase: Phase) -> bool:
        """Whether a chain of a phase behind an update is one of the next iteration."""
        if phase is Phase.FORWARD:
            return self.section is not Section.BACKWARD
        return self.section is Section.FORWARD
