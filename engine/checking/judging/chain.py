"""Chains judged: every side of `z_1 = w_1 h_0 = 0.5 × 0.5 = 0.25`, from left to right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from engine.checking.judging.draws import Draws
from engine.checking.judging.formulas import Formulas, Seen
from engine.checking.judging.identities import rule_said
from engine.checking.judging.judgement import Judgement, Rule, Verdict
from engine.checking.judging.known import value_in
from engine.checking.judging.numbers import (
    RIGHT,
    Found,
    by_convention,
    convention_of,
    engine_value,
    entry_of_name,
    fitted,
    follow_on,
    from_rounded,
    judge_number,
    site_of,
    slip_found,
)
from engine.checking.judging.sheet import Sheet
from engine.checking.judging.sides import Computed, computed_side, printed_side
from engine.checking.matching.conversion import Conversion
from engine.checking.matching.keys import key_of
from engine.checking.matching.leaves import symbol_of
from engine.checking.reading.page import Chain, Side
from engine.checking.reading.said import claim_said, said
from engine.checking.reading.written import Place, Word
from engine.checking.slips.explain import explain_number
from engine.checking.slips.middles import explain_middle
from engine.checking.slips.printed import Printed
from engine.errors import UnreadError
from engine.language.expression import Name
from engine.language.values import Value, is_array, is_finite, shape_of

BAD = (Verdict.SLIP, Verdict.WRONG, Verdict.CONVENTION)
"""What later numbers of a page may follow from."""


@dataclass(eq=False)
class ChainJudge:
    """A chain while it is judged.

    Args:
        chain: the chain.
        subject: what it is about.
        conversion: of what stands in it.
        sheet: what the page has so far; numbers of the chain are added.
        draws: iterations on which formulas are tried.
        rule: how strictly.
        seen: the slips in formulas so far, by name and tags, with their lines.
        doubts: what each convention is if the rest of the page does not keep to it; added to.
    """

    chain: Chain
    subject: Name
    conversion: Conversion
    sheet: Sheet
    draws: Draws
    rule: Rule
    seen: Seen
    doubts: dict[Place, Found]
    _faults: list[tuple[Computed, int]] = field(default_factory=list)

    def judgements(self) -> Iterator[Judgement]:
        """The judgement of every side behind the first."""
        has_number = any(printed_side(side, None) is not None for side in self.chain.sides)
        for side in self.chain.sides[1:]:
            printed = printed_side(side, self.rule.places)
            if printed is not None:
                yield self._number(side, printed)
                continue
            try:
                computed = self._computed(side)
            except UnreadError as error:
                yield self._judgement(side, Found(Verdict.NOT_READ, str(error)), None)
                continue
            if computed.is_numeric:
                yield self._middle(side, computed)
            else:
                yield self._formula(side, computed, has_number=has_number)

    @property
    def _is_signal(self) -> bool:
        """Whether the page writes what the chain is about as an error signal, `δ_1`."""
        first = self.chain.sides[0].tree
        return isinstance(first, Word) and key_of(first).base == "delta"

    def _computed(self, side: Side) -> Computed:
        try:
            return computed_side(side, self.conversion, self.sheet.exact)
        except UnreadError:
            other = replace(self.conversion, elementwise=True)
            return computed_side(side, other, self.sheet.exact)

    # A number

    def _number(self, side: Side, printed: Printed) -> Judgement:
        name = self.subject.name
        wanted = engine_value(self.sheet.run, name)
        printed = fitted(printed, shape_of(wanted))
        found = judge_number(name, printed, self.sheet, self.rule, is_signal=self._is_signal)
        if found.verdict not in (Verdict.RIGHT, Verdict.ROUNDING):
            found = self._from_fault(printed) or found
        self._note(side, printed, found)
        expected = self._said(wanted)
        return self._judgement(side, found, self.sheet.iteration, expected, said(side.tree))

    def _from_fault(self, printed: Printed) -> Found | None:
        """A number that follows from a mistake that stands in this very chain."""
        for computed, line in self._faults:
            for run in (self.sheet.run, self.sheet.followed(self.subject.name)):
                value = computed.printed(run)
                if np.shape(value.value) != np.shape(printed.value):
                    continue
                unit = np.asarray(value.unit) + np.asarray(printed.unit)
                wider = replace(
                    printed, unit=unit if is_array(printed.value) else float(unit.max())
                )
                if wider.holds(value.value):
                    return Found(Verdict.FOLLOW_ON, root=line)
        return None

    def _note(self, side: Side, printed: Printed, found: Found) -> None:
        name, _, places = self.subject.name.partition("[")
        is_right = found.verdict in (Verdict.RIGHT, Verdict.ROUNDING)
        root = found.root if found.verdict is Verdict.FOLLOW_ON else None
        if not is_right and root is None:
            root = side.place.line
        whole = value_in(self.sheet.run, name)
        if places:
            printed = self._with_entry(name, printed, whole)
            is_right = is_right and (name not in self.sheet.own or self.sheet.own[name].is_right)
        if np.shape(printed.value) == np.shape(whole):
            self.sheet.put(name, printed, is_right=is_right, root=root)

    def _with_entry(self, name: str, printed: Printed, whole: Value) -> Printed:
        known = self.sheet.own.get(name)
        shape = np.shape(whole)
        value = np.full(shape, np.nan) if known is None else np.array(known.printed.value)
        unit = (
            np.zeros(shape)
            if known is None
            else np.array(np.broadcast_to(known.printed.unit, shape))
        )
        entry = entry_of_name(self.subject.name)
        assert entry is not None  # noqa: S101  (as the subject has places)
        value[entry], unit[entry] = float(np.max(printed.value)), float(np.max(printed.unit))
        return Printed(value, unit)

    # A computation in numbers

    def _middle(self, side: Side, computed: Computed) -> Judgement:
        name, run = self.subject.name, self.sheet.run
        wanted = engine_value(run, name)
        printed = fitted(computed.printed(run), shape_of(wanted))
        found = RIGHT
        if not printed.holds(wanted):
            found = self._wrong_middle(side, computed, printed, wanted)
            if found.verdict in BAD:
                self._faults.append((computed, side.place.line))
        text = self._said(printed.value)
        return self._judgement(side, found, self.sheet.iteration, self._said(wanted), text)

    def _wrong_middle(
        self, side: Side, computed: Computed, printed: Printed, wanted: Value
    ) -> Found:
        if not is_finite(printed.value):
            return Found(Verdict.WRONG, "it comes to no number") if is_finite(wanted) else RIGHT
        name = self.subject.name
        followed = from_rounded(name, printed, self.sheet)
        followed = followed or follow_on(name, printed, self.sheet, wanted)
        followed = followed or self._from_fault(printed)
        if followed is not None:
            return followed
        site, entry = site_of(self.sheet, self.subject.name), entry_of_name(self.subject.name)
        end = self._end_behind(side)
        if end is not None and end.holds(wanted) and not computed.constants:
            slips = explain_middle(site, computed.expression, end)
            if slips:
                return slip_found(slips)
        exact = replace(printed, unit=0.0)  # it is computed here, not read
        slips = explain_number(site, exact, entry) or explain_number(site, printed, entry)
        convention = convention_of(site, printed, entry, is_signal=self._is_signal)
        if convention is not None:
            return by_convention(convention, slips)
        if end is not None and end.holds(wanted):
            note = f"{said(side.tree)} is {self._said(printed.value)}, not {self._said(wanted)}"
            return Found(Verdict.SLIP, note, ("wrong-middle",))
        return slip_found(slips) if slips else Found(Verdict.WRONG)

    def _end_behind(self, side: Side) -> Printed | None:
        """The last number of the chain, if it stands behind a side."""
        for other in reversed(self.chain.sides):
            if other is side:
                return None
            printed = printed_side(other, self.rule.places)
            if printed is not None:
                return fitted(printed, np.shape(value_in(self.sheet.run, self.subject.name)))
        return None

    # A formula

    def _formula(self, side: Side, computed: Computed, *, has_number: bool) -> Judgement:
        formulas = Formulas(self.subject, self.conversion, self.sheet, self.draws, self._is_signal)
        if formulas.holds(side, computed):
            return self._judgement(side, RIGHT, None)
        if formulas.holds_here(computed, has_number=has_number):
            return self._judgement(side, RIGHT, self.sheet.iteration)
        found = formulas.fault(computed, self._faults, self.seen)
        if found.verdict in BAD:
            self._faults.append((computed, found.root or side.place.line))
            self.seen.setdefault((self.subject.name, found.tags), side.place.line)
        rule = rule_said(self.sheet.program, symbol_of(self.subject.name))
        return self._judgement(side, found, None, rule, said(side.tree))

    # Saying

    def _said(self, value: Value) -> str:
        return self.sheet.program.style.number(value)

    def _judgement(
        self,
        side: Side,
        found: Found,
        iteration: int | None,
        expected: str = "",
        text: str = "",
    ) -> Judgement:
        symbol = symbol_of(self.subject.name)
        index = self.sheet.program.index.get(symbol)
        is_fine = found.verdict in (Verdict.RIGHT, Verdict.NOT_READ)
        if found.otherwise is not None:
            self.doubts[side.place] = found.otherwise
        return Judgement(
            place=side.place,
            symbol=symbol,
            entry=entry_of_name(self.subject.name) or found.entry,
            iteration=iteration,
            step=None if index is None else index + 1,
            claim=claim_said(self.chain, side),
            verdict=found.verdict,
            tags=found.tags,
            expected="" if is_fine else expected,
            found="" if is_fine else text,
            note=found.note,
            follows=found.root,
            is_trivial=found.is_trivial,
        )
