"""One line that a person types, judged where the debugger stands: `L = 0.375`."""

from __future__ import annotations

from dataclasses import replace

from engine.checking.judging.checker import Checker
from engine.checking.judging.judgement import Judgement, Rule, Verdict
from engine.checking.judging.leftover import settled
from engine.checking.matching.names import Names
from engine.checking.reading.page import Chain, Heading, Item, Page, Section
from engine.checking.reading.reader import read_line
from engine.checking.reading.written import Place, Word
from engine.iterations.timeline import Timeline

FINE = frozenset({Verdict.RIGHT, Verdict.ROUNDING})
"""Nothing is wrong with these."""


def check_line(
    text: str, timeline: Timeline, iteration: int, position: int = 0
) -> tuple[Judgement, ...]:
    """The verdict on every equality of a line.

    Nothing is given by the line: `w0 = 0.5` is compared with what w0 is, or what it is
    after the update where that is what makes it right.

    Args:
        text: what is typed.
        timeline: the iterations, with what was changed in them by hand.
        iteration: the one that it is about, which has been begun.
        position: so many steps of it have been taken; a parameter is as of its update behind that.

    Raises:
        PageError: where it is not one equality.
    """
    chain = read_line(text)
    names = Names(timeline.program, {})
    updated = _update_of(chain, names)
    if updated is None:
        return _judged((chain,), names, timeline, iteration)
    behind = Heading("", Section.UPDATE, None, Place(1, 1)), chain
    if updated < position:
        return _judged(behind, names, timeline, iteration)
    found = _judged((chain,), names, timeline, iteration)
    if all(each.verdict in FINE for each in found):
        return found
    later = _judged(behind, names, timeline, iteration)
    if all(each.verdict in FINE for each in later):
        return tuple(replace(each, note="so it is after the update") for each in later)
    return found


def _judged(
    items: tuple[Item, ...], names: Names, timeline: Timeline, iteration: int
) -> tuple[Judgement, ...]:
    page, program = Page("", items, 1), timeline.program
    checker = Checker(page, program, names, Rule(), frozenset(), timeline, iteration)
    return settled(tuple(checker.judgements()), checker.doubts)


def _update_of(chain: Chain, names: Names) -> int | None:
    """Which equation updates the parameter that a chain is about; None where it is about none."""
    word, program = chain.sides[0].tree, names.program
    meant = names.meant(word) if isinstance(word, Word) else None
    if meant is None or meant.symbol not in program.base:
        return None
    return program.index.get(meant.symbol)
