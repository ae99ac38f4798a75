"""Measure checking pages of hand computation: one page, a thousand, and reading long ones.

Run it by itself or as a part of bench.py.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable

from apps import ROOT
from report import Report, Row, in_milliseconds, print_table, take_turns

PAGE_LIMIT = 100.0  # a page beyond start, in ms
THOUSAND_LIMIT = 30.0  # a thousand pages, in s
LINEAR_LIMIT = 1.5  # a byte of a long page, times one of a short page

PAGES = 100  # of a round
SHORT, LONG = 100_000, 1_000_000  # bytes; 10 MB take as long for each byte


def main() -> int:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description="Measure checking pages.")
    parser.add_argument("--rounds", type=int, default=5, help="measured rounds of each figure")
    parser.add_argument("--check", action="store_true", help="exit with 1 if a limit is missed")
    options = parser.parse_args()
    report = Report()
    checking(report, options.rounds)
    print_table(report)
    return int(options.check and any(row.met is False for row in report.rows))


def checking(report: Report, rounds: int) -> None:
    """Measure the exercise, random pages of random networks, and reading."""
    sys.path.append(str(ROOT))  # last, so that an installed engine is preferred
    from engine.checking.judging.check import check_page
    from engine.checking.reading.reader import read_page
    from tests.checking.exercise import markdown
    from tests.checking.pages import random_page

    text = markdown()

    def page() -> object:
        return check_page(read_page(text, "page.md"))

    one = Row("check: the exercise, its network found, ms", [], most=PAGE_LIMIT)
    one.candidate = in_milliseconds(timed(page) for _ in range(rounds + 1))[1:]
    sheets = [random_page(seed) for seed in range(PAGES)]

    def pages() -> None:
        for sheet in sheets:
            check_page(read_page(sheet.text, f"page{sheet.suffix}"), sheet.program.network)

    many = Row("check: 1,000 random pages, s", [], most=THOUSAND_LIMIT)
    many.candidate = [timed(pages) * 1_000 / PAGES for _ in range(max(rounds // 3, 1))]

    def reading(size: int) -> Callable[[], float]:
        long = text * (size // len(text))
        return lambda: timed(lambda: read_page(long, "page.md")) / len(long)

    row = Row("check: reading a byte of 1 MB to one of 100 kB, us", [], most_ratio=LINEAR_LIMIT)
    short, long = take_turns(max(rounds // 3, 1), reading(SHORT), reading(LONG))
    row.baseline, row.candidate = ([1e6 * each for each in side] for side in (short, long))
    report.rows += [one, many, row]


def timed(do: Callable[[], object]) -> float:
    """Return the seconds that something takes of the processor: nothing else is waited for."""
    before = time.process_time()
    do()
    return time.process_time() - before


if __name__ == "__main__":
    sys.exit(main())
