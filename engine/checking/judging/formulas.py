"""Formulas judged: identities of the program first, then slips that explain what is none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from engine.checking.judging.draws import Draws, agree
from engine.checking.judging.identities import holds_near, is_identity
from engine.checking.judging.judgement import Verdict
from engine.checking.judging.numbers import (
    Found,
    by_convention,
    convention_of,
    engine_value,
    entry_of_name,
    fitted,
    site_of,
    slip_found,
)
from engine.checking.judging.sheet import Sheet
from engine.checking.judging.sides import Computed, computed_side
from engine.checking.matching.conversion import Conversion
from engine.checking.reading.page import Side
from engine.checking.slips.explain import explain_formula
from engine.errors import UnreadError
from engine.iterations.run import Run
from engine.language.expression import Expression, Name, Number, substitute
from engine.language.values import is_array, is_finite, shape_of

Seen = dict[tuple[str, tuple[str, ...]], int]
"""The slips in formulas so far, by name and tags, with their lines."""


@dataclass(frozen=True, eq=False)
class Formulas:
    """The formulas of a chain.

    Args:
        subject: what the chain is about.
        conversion: of what stands in it.
        sheet: what the page has so far.
        draws: iterations on which formulas are tried.
        is_signal: whether the page writes the subject as an error signal.
    """

    subject: Name
    conversion: Conversion
    sheet: Sheet
    draws: Draws
    is_signal: bool

    def holds(self, side: Side, computed: Computed) -> bool:
        """Whether a formula is the subject's, whatever is given."""
        expression, constants = computed.expression, computed.constants
        if expression == self.subject:
            return True
        if is_identity(self.draws, self.subject, expression, constants):
            return True
        other = self._elementwise(side)
        return other is not None and is_identity(self.draws, self.subject, other, constants)

    def holds_here(self, computed: Computed, *, has_number: bool) -> bool:
        """Whether a formula is the subject's with the ReLUs and the numbers of this iteration.

        Args:
            computed: the formula.
            has_number: whether its chain comes to a number.
        """
        run = self.sheet.run
        by_1 = self.conversion.assigned is not None and run.start[-1] == 1.0  # which none writes
        expression, constants = computed.expression, computed.constants
        if (has_number or by_1) and holds_near(
            self.draws, run, self.subject, expression, constants
        ):
            return True
        if not (has_number and computed.has_numbers):
            return False
        wanted = engine_value(run, self.subject.name)
        return fitted(computed.printed(run), shape_of(wanted)).holds(wanted)

    def fault(
        self, computed: Computed, faults: Sequence[tuple[Computed, int]], seen: Seen
    ) -> Found:
        """What a formula is that does not hold.

        Args:
            computed: the formula.
            faults: those of this chain before it, with their lines.
            seen: those of the page.
        """
        for other, line in faults:
            if all(_agree(other, computed, run) for run in self.draws.anywhere):
                return Found(Verdict.FOLLOW_ON, root=line)
        name = self.subject.name
        site = site_of(self.sheet, name)
        figures = {
            name: Number(float(value))
            for name, value in computed.constants.items()
            if not is_array(value)
        }
        expression = substitute(computed.expression, figures)  # `0.5 (z − y)²`
        slips = explain_formula(site, expression, entry_of_name(name))
        convention = convention_of(site, expression, None, is_signal=self.is_signal)
        if convention is not None:
            return by_convention(convention, slips)
        if not slips:
            return Found(Verdict.WRONG)
        found = slip_found(slips)
        before = seen.get((name, found.tags))
        return found if before is None else Found(Verdict.FOLLOW_ON, found.note, root=before)

    def _elementwise(self, side: Side) -> Expression | None:
        """The formula with products of entries where those of matrices were taken."""
        conversion = replace(self.conversion, elementwise=True)
        try:
            return computed_side(side, conversion, self.sheet.exact).expression
        except UnreadError:
            return None


def _agree(left: Computed, right: Computed, run: Run) -> bool:
    one, other = left.value(run), right.value(run)
    return not is_finite(one) or not is_finite(other) or agree(one, other)
