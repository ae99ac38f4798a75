"""Chains that are about no symbol: numbers alone, and names that a page defines for itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from engine.checking.judging.judgement import Judgement, Verdict
from engine.checking.judging.sheet import Sheet
from engine.checking.judging.sides import Computed, computed_side, printed_side
from engine.checking.matching.conversion import Conversion
from engine.checking.matching.definitions import is_numeric
from engine.checking.matching.keys import key_of
from engine.checking.reading.page import Chain, Side
from engine.checking.reading.said import claim_said, said
from engine.checking.reading.written import Called, Word
from engine.checking.slips.printed import Printed
from engine.errors import UnreadError
from engine.language.expression import Number


def judge_plain(chain: Chain, conversion: Conversion, sheet: Sheet) -> Iterator[Judgement]:
    """The judgement of every side behind the first, by what the first comes to.

    Raises:
        UnreadError: where the first side is not understood.
    """
    first = chain.sides[0].tree
    is_law = any(not is_numeric(side.tree) for side in chain.sides[1:])
    if isinstance(first, Called) and is_law and not is_numeric(first):
        yield from _law(chain, first, conversion, sheet)
        return
    computed = computed_side(chain.sides[0], conversion, sheet.exact)
    base = computed.printed(sheet.run)
    for side in chain.sides[1:]:
        try:
            other = _worth(side, conversion, sheet)
        except UnreadError as error:
            yield _judgement(chain, side, Verdict.NOT_READ, sheet, str(error))
            continue
        if meets(base, other) or _near_own(computed, other, sheet):
            yield _judgement(chain, side, Verdict.RIGHT, sheet, "")
        else:
            worth = sheet.program.style.number(base.value)
            note = f"{said(chain.sides[0].tree)} is {worth}"
            yield _judgement(chain, side, Verdict.WRONG, sheet, note, worth)


def _law(chain: Chain, called: Called, conversion: Conversion, sheet: Sheet) -> Iterator[Judgement]:
    """What a page says of a function, `σ(z) = 1 / (1 + e^(−z))`: it has to hold for any z."""
    keys = [key_of(each) for each in called.arguments if isinstance(each, Word)]
    if len(keys) != len(called.arguments):
        raise UnreadError("neither a symbol nor a function of names")
    worths: list[list[Printed]] = []
    for values in TRIED:
        numbers = [Number(value) for value in values[: len(keys)]]
        bound = replace(conversion, arguments=dict(zip(keys, numbers, strict=False)))
        worths.append([_worth(side, bound, sheet) for side in chain.sides])
    for number, side in enumerate(chain.sides[1:], 1):
        is_right = all(meets(row[0], row[number]) for row in worths)
        verdict = Verdict.RIGHT if is_right else Verdict.WRONG
        yield _judgement(chain, side, verdict, sheet, "")


TRIED = ((0.7, 1.3), (-1.3, 0.4), (2.1, -0.6))
"""The arguments with which functions are tried."""


def meets(left: Printed, right: Printed) -> bool:
    """Whether two numbers, as printed, may be the same."""
    one, other = np.squeeze(left.value), np.squeeze(right.value)
    if one.shape != other.shape:
        return False
    room = (np.squeeze(left.unit) + np.squeeze(right.unit)) / 2
    slack = 1e-9 * (np.abs(one) + np.abs(other))
    return bool(np.all(np.isnan(one) | np.isnan(other) | (np.abs(one - other) <= room + slack)))


def _worth(side: Side, conversion: Conversion, sheet: Sheet) -> Printed:
    printed = printed_side(side, None)
    return printed or computed_side(side, conversion, sheet.exact).printed(sheet.run)


def _near_own(computed: Computed, other: Printed, sheet: Sheet) -> bool:
    """Whether the page's own earlier numbers make it right."""
    return bool(sheet.own) and meets(computed.printed(sheet.followed("")), other)


def _judgement(
    chain: Chain, side: Side, verdict: Verdict, sheet: Sheet, note: str, expected: str = ""
) -> Judgement:
    return Judgement(
        place=side.place,
        symbol=None,
        entry=None,
        iteration=sheet.iteration,
        step=None,
        claim=claim_said(chain, side),
        verdict=verdict,
        expected=expected,
        found=said(side.tree) if expected else "",
        note=note,
    )
