"""Random solutions: right ones are not accused, and slips in others are named.

The long runs are by hand: `python -m tests.checking.prove right 0 10000`, `... slips 0 2000`.
"""

import pytest

from engine.checking.judging.check import check_page
from engine.checking.judging.judgement import Verdict
from engine.checking.reading.reader import read_page
from tests.checking.injected import injected
from tests.checking.prove import BAD, accused, named

PAGES = 10
"""So many of each kind are checked here."""


@pytest.mark.parametrize("seed", range(100, 100 + PAGES))
def test_no_line_of_a_right_page_is_accused(seed):
    sheet, checked, wrong = accused(seed)
    assert not wrong
    lines = [each for each in checked.judgements if each.verdict not in BAD]
    assert len(lines) >= sheet.claims


def test_slips_are_named():
    """All but one at the most, and next to nothing else is accused."""
    hits = others = 0
    for seed in range(PAGES):
        page = injected(seed)
        (made,) = page.made
        text = read_page(page.sheet.text, f"page{page.sheet.suffix}")
        checked = check_page(text, page.sheet.program.network)
        hits += named(made, checked)
        others += any(
            each.verdict in (Verdict.SLIP, Verdict.WRONG) and each.symbol != made.symbol
            for each in checked.judgements
        )
    assert hits >= PAGES - 1
    assert others <= 1
