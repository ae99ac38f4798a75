"""Measure landscapes: a whole one, and the same losses by forward passes one after the other.

Run it by itself or as a part of bench.py. As there, both sides of a ratio take turns.
"""

from __future__ import annotations

import argparse
import gc
import sys
import time

from apps import ROOT
from report import Report, Row, in_milliseconds, print_table, take_turns

SHAPE = 50, 100
LIMITS = {"skip": 50.0, "xor": 200.0}  # milliseconds
OVER = {"skip": ("w0 w1", "random"), "xor": ("W1[0,0] W2[0,0]", "random")}


def main() -> int:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description="Measure landscapes.")
    parser.add_argument("--rounds", type=int, default=9, help="measured rounds of each figure")
    parser.add_argument("--check", action="store_true", help="exit with 1 if a limit is missed")
    options = parser.parse_args()
    report = Report()
    landscapes(report, options.rounds)
    print_table(report)
    return int(options.check and any(row.met is False for row in report.rows))


def landscapes(report: Report, rounds: int) -> None:
    """Measure 100 by 50 points of skip and of xor, everything from the text that is typed on."""
    sys.path.append(str(ROOT))  # last, so that an installed engine is preferred
    gc.collect()
    gc.freeze()  # or each collection would also walk what the imports left behind
    for name, limit in LIMITS.items():
        for text in OVER[name]:
            measure(report, rounds, name, text, limit)
    report.notes.append("landscape: the baseline is a forward pass of the trace for each point")
    gc.unfreeze()


def measure(report: Report, rounds: int, name: str, text: str, limit: float) -> None:
    """Measure a landscape against forward passes of the trace."""
    from engine.iterations.run import Run
    from engine.iterations.timeline import Timeline
    from engine.landscape.explorer import explored
    from engine.landscape.place import Place
    from engine.landscape.view import View
    from engine.landscape.wish import read_wish
    from engine.network.files import load_network
    from engine.program.program import derive

    program = derive(load_network(name))
    timeline = Timeline(program)
    for _ in timeline.reach(100):
        pass

    def landscape() -> float:
        before = time.perf_counter()
        wish = read_wish(text, program)
        place = Place.of(min(100, timeline.length), timeline)
        explored(View.of(wish, place), place, SHAPE)
        return time.perf_counter() - before

    def passes() -> float:
        before = time.perf_counter()
        for _ in range(SHAPE[0] * SHAPE[1]):
            assert Run(program, 0, program.start).loss
        return time.perf_counter() - before

    row = Row(f"{name}: landscape of 100 x 50 over {text}, ms", [], most=limit)
    report.rows.append(row)
    samples = take_turns(rounds, passes, landscape)
    row.baseline, row.candidate = (in_milliseconds(side) for side in samples)


if __name__ == "__main__":
    sys.exit(main())
