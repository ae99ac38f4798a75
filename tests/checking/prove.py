# ruff: noqa: T201  (it is run by hand)
"""Pages checked in great number, by hand: `python -m tests.checking.prove right 0 10000`.

`right` checks random right solutions and tells every line that is accused; `slips` and `two` check
pages with one slip or two at once, and tell how many were named; `mutated` checks pages with
anything done to them, which must break nothing.
"""

import argparse
import sys
import time
from collections import Counter

from engine.checking.judging.check import check_page
from engine.checking.judging.judgement import Verdict
from engine.checking.reading.reader import read_page
from tests.checking.injected import injected
from tests.checking.mutated import told
from tests.checking.pages import random_page

BAD = (Verdict.SLIP, Verdict.WRONG, Verdict.NOT_READ)
"""What no line of a right page is."""

SAME = {
    "mask-wrong": {"mask-wrong", "wrong-node"},
    "derivative-at": {"derivative-at", "wrong-node"},
    "copied": {"copied", "evaluation"},
    "evaluation": {"evaluation", "loss-sign"},
}
"""Tags that are as good where one name stands in the place of another, or a sign is lost."""


def accused(seed):
    """The random page of a seed, and what is said of its lines that nothing should be said of."""
    sheet = random_page(seed)
    page = read_page(sheet.text, f"page{sheet.suffix}")
    checked = check_page(page, sheet.program.network)
    return (
        sheet,
        checked,
        [each for each in checked.judgements if each.verdict in BAD],
    )


def right(first, last):
    """Check the right pages of these seeds."""
    counts, claims, bad = Counter(), 0, 0
    for seed in range(first, last):
        if seed > first and seed % 500 == 0:
            print(f"... {seed}", flush=True)
        sheet, checked, wrong = accused(seed)
        claims += len(checked.judgements)
        counts.update(each.verdict.value for each in checked.judgements)
        if not wrong:
            continue
        bad += 1
        for each in wrong[:3]:
            print(f"seed {seed} carried {sheet.carried}: line {each.place.line}: {each.claim}")
            print(f"    {each.verdict.value} {each.tags} {each.note} (expected {each.expected})")
    print(f"{last - first} pages, {claims} claims, {bad} pages with an accusation: {dict(counts)}")
    return bad


def named(made, checked):
    """Whether a mistake is named, alone or in a tie."""
    return any(
        not SAME.get(made.tag, {made.tag}).isdisjoint(tag.split("+"))
        for each in checked.judgements
        if each.symbol == made.symbol and each.iteration in (made.iteration, None)
        for tag in each.tags
    )


def slips(first, last, count):
    """Check pages with so many slips on each, and tell how many are named."""
    made, found, all_named, accused_too = Counter(), Counter(), 0, 0
    for seed in range(first, last):
        page = injected(seed, count)
        checked = check_page(
            read_page(page.sheet.text, f"page{page.sheet.suffix}"), page.sheet.program.network
        )
        hits = [named(each, checked) for each in page.made]
        all_named += all(hits)
        for each, hit in zip(page.made, hits, strict=True):
            made[each.tag] += 1
            found[each.tag] += hit
            if not hit:
                print(f"seed {seed}: {each.tag} at {each.symbol} in {each.iteration} is not named")
        at = {(each.symbol, each.iteration) for each in page.made}
        others = [
            each
            for each in checked.judgements
            if each.verdict in (Verdict.SLIP, Verdict.WRONG)
            and (each.symbol, each.iteration) not in at
            and (each.iteration is not None or each.symbol not in {symbol for symbol, _ in at})
        ]
        accused_too += bool(others)
        for each in others[:2]:
            print(f"seed {seed}: accused: line {each.place.line}: {each.claim} {each.tags}")
    for tag in sorted(made):
        print(f"{tag:22} {found[tag]:5} of {made[tag]}")
    total, pages = sum(made.values()), last - first
    print(f"{sum(found.values()) / total:.1%} of {total} slips named")
    print(f"{all_named / pages:.1%} of {pages} pages: all named; {accused_too}: others accused")


def main():
    """Run what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("right", "slips", "two", "mutated"))
    parser.add_argument("first", type=int)
    parser.add_argument("last", type=int)
    options = parser.parse_args()
    start = time.perf_counter()
    bad = 0
    if options.what == "right":
        bad = right(options.first, options.last)
    elif options.what == "mutated":
        for seed in range(options.first, options.last):
            told(seed)
    else:
        slips(options.first, options.last, 1 + (options.what == "two"))
    print(f"{time.perf_counter() - start:.0f} s")
    return int(bad > 0)


if __name__ == "__main__":
    sys.exit(main())
