"""Measure changes by hand: what one costs, what a branch takes, and what it costs to look for one.

Run it by itself or as a part of bench.py. As there, both sides of a ratio take turns.
"""

from __future__ import annotations

import argparse
import gc
import random
import sys
import time
import tracemalloc
from collections.abc import Callable
from typing import TYPE_CHECKING

from apps import ROOT
from report import Report, Row, print_table, take_turns

if TYPE_CHECKING:
    from engine.debugger.debugger import Debugger
    from engine.program.program import Program

CHANGE_LIMIT = 60.0  # a change, times a step
BYTES_LIMIT = 10_000  # of a branch of xor
SEARCH_LIMIT = 3.0  # looking at iterations, times training them

CHANGES = 50  # of a round
BRANCHES = 1_000
ITERATIONS = 10_000
DEPTH = 200


def main() -> int:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description="Measure changes by hand.")
    parser.add_argument("--rounds", type=int, default=9, help="measured rounds of each figure")
    parser.add_argument("--check", action="store_true", help="exit with 1 if a limit is missed")
    options = parser.parse_args()
    report = Report()
    whatif(report, options.rounds)
    print_table(report)
    return int(options.check and any(row.met is False for row in report.rows))


def whatif(report: Report, rounds: int) -> None:
    """Measure changes in networks of three sizes, branches of xor, and a search through it."""
    sys.path.append(str(ROOT))  # last, so that an installed engine is preferred
    gc.collect()
    gc.freeze()  # or each collection would also walk what the imports left behind
    programs = networks()
    for name, program in programs.items():
        changes(report, rounds, name, program)
    branches(report, "xor", programs["xor"])
    search(report, rounds, programs["xor"])
    gc.unfreeze()


def networks() -> dict[str, Program]:
    """Return the programs in which changes are made."""
    from engine.network.files import load_network
    from engine.network.generated import generate
    from engine.network.reader import read_network
    from engine.program.program import derive

    return {
        "skip": derive(load_network("skip")),
        "xor": derive(load_network("xor").with_seed(3)),
        f"deep, {DEPTH}": derive(read_network(generate("deep", {"depth": DEPTH}))),
    }


def changes(report: Report, rounds: int, name: str, program: Program) -> None:
    """Measure a value set at any step of an iteration against a step from there."""
    row = Row(f"{name}: a change to a step, us", [], most_ratio=CHANGE_LIMIT)
    report.rows.append(row)
    parameters = list(program.network.parameters)
    chance = random.Random(0)  # noqa: S311  (it only spreads the samples)

    def change(debugger: Debugger) -> object:
        return debugger.set_value(f"{chance.choice(parameters)} = 0.25")

    def step(debugger: Debugger) -> object:
        return debugger.step()

    def round_of(move: Callable[[Debugger], object]) -> Callable[[], float]:
        return lambda: per_move(program, move, chance)

    samples = take_turns(rounds, round_of(step), round_of(change))
    row.baseline, row.candidate = ([1e6 * seconds for seconds in side] for side in samples)


def per_move(program: Program, move: Callable[[Debugger], object], chance: random.Random) -> float:
    """Return the seconds of a move from any step of iteration 5, until its value can be read."""
    from engine.debugger.debugger import Debugger

    debugger = Debugger(program)
    spent = 0.0
    for _ in range(CHANGES):
        debugger.goto(chance.randrange(1, len(program.equations)), 5)
        before = time.perf_counter()
        move(debugger)
        step = debugger.stop.step
        assert step is not None
        value = step.value
        spent += time.perf_counter() - before
        del value
    return spent / CHANGES


def branches(report: Report, name: str, program: Program) -> None:
    """Measure what a branch takes, of many beside one another and behind one another."""
    start = 8 * sum(getattr(value, "size", 1) for value in program.network.parameters.values())
    for title, is_chain in (("beside", False), ("behind", True)):
        taken = bytes_of_branch(program, is_chain)
        row = Row(f"{name}: a branch {title} others to its parameters, bytes", [taken])
        row.baseline, row.most = [float(start)], 2 * BYTES_LIMIT if is_chain else BYTES_LIMIT
        report.rows.append(row)


def bytes_of_branch(program: Program, is_chain: bool) -> float:
    """Return the mean of the bytes that a branch adds, with what undoes it, and an iteration."""
    from engine.debugger.debugger import Debugger

    debugger = Debugger(program)
    debugger.goto(3, ITERATIONS)
    gc.collect()
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    for number in range(BRANCHES):
        debugger.set_value(f"W1[0,0] = {number / BRANCHES}")
        if is_chain:
            debugger.next_iteration()
        else:
            debugger.switch(0)
    gc.collect()
    after, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return (after - before) / BRANCHES


def search(report: Report, rounds: int, program: Program) -> None:
    """Measure looking for what never comes, with the training meanwhile, against the training."""
    row = Row("xor: 10,000 iterations searched to trained, ms", [], most_ratio=SEARCH_LIMIT)
    report.rows.append(row)
    samples = take_turns(
        rounds, lambda: seconds_to_train(program), lambda: seconds_to_look(program)
    )
    row.baseline, row.candidate = ([1e3 * seconds for seconds in side] for side in samples)


def seconds_to_train(program: Program) -> float:
    """Return what it takes to run the iterations, compiled."""
    from engine.iterations.timeline import Timeline

    timeline = Timeline(program)
    gc.collect()
    before = time.perf_counter()
    for _ in timeline.reach(ITERATIONS):
        pass
    return time.perf_counter() - before


def seconds_to_look(program: Program) -> float:
    """Return what it takes to run them and to look in each whether the loss is negative."""
    from engine.debugger.debugger import Debugger

    debugger = Debugger(program)
    debugger.break_at("L < 0")
    gc.collect()
    before = time.perf_counter()
    found = debugger.search(forwards=True)
    for _ in found:
        pass
    spent = time.perf_counter() - before
    assert found.hit is None  # or it would have measured less
    assert found.looked == ITERATIONS
    return spent


if __name__ == "__main__":
    sys.exit(main())
