"""Measure training by compiled programs against the same training written by hand.

Run it by itself or as a part of bench.py. As there, both sides of a ratio take turns.
"""

from __future__ import annotations

import argparse
import gc
import math
import sys
import time
from dataclasses import replace
from itertools import repeat
from typing import TYPE_CHECKING

from apps import ROOT
from by_hand import (
    Train,
    chain_by_hand,
    micrograd_training,
    numpy_training,
    torch_training,
    torch_xor,
    training_by_hand,
)
from report import Report, Row, print_table, take_turns
from scale import chain

if TYPE_CHECKING:
    from engine.program.program import Program

BY_HAND_LIMIT = 1.05  # times Python written by hand
MICROGRAD_LIMIT = 1 / 25  # times micrograd
NUMPY_LIMIT = 0.35  # times numpy written by hand
TORCH_LIMIT = 0.1  # times torch
KEPT_LIMIT = 1.4  # training with all that is kept, times the loop of the compiled function
RECORDED_SKIP_LIMIT, RECORDED_XOR_LIMIT = 25.0, 40.0  # a recorded iteration, times a compiled one
EQUATION_LIMIT = 200.0  # ns for each equation of a long chain

FEW, MANY = 1000, 20_000  # iterations of a round: some tens of milliseconds
LONG = 10_000  # equations of the chain, the most of a file


def main() -> int:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description="Measure training by compiled programs.")
    parser.add_argument("--rounds", type=int, default=9, help="measured rounds of each figure")
    parser.add_argument("--check", action="store_true", help="exit with 1 if a limit is missed")
    options = parser.parse_args()
    report = Report()
    compiled(report, options.rounds)
    print_table(report)
    return int(options.check and any(row.met is False for row in report.rows))


def compiled(report: Report, rounds: int) -> None:
    """Measure iterations of the skip network, of XOR and of a long chain."""
    sys.path.append(str(ROOT))  # last, so that an installed engine is preferred
    gc.collect()
    gc.freeze()  # or each collection would also walk what the imports left behind
    compiled_skip(report, rounds)
    compiled_xor(report, rounds)
    compiled_chain(report, rounds)
    gc.unfreeze()


def compiled_skip(report: Report, rounds: int) -> None:
    """Measure single numbers, with the weights of bench.py: those of the exercise die at once."""
    from engine.network.files import load_network
    from engine.program.program import derive

    values = {"x": 1.0, "y": 2.0, "w0": 0.5, "w1": -0.4, "w2": 0.3, "w3": 0.8}
    program = derive(replace(load_network("skip").with_values(values), learning_rate=0.1))
    train = compiled_training(program)
    row = Row("skip: compiled to by hand, ns", [], most_ratio=BY_HAND_LIMIT)
    compare(report, rounds, row, MANY, training_by_hand(program), train)
    row = Row("skip: `:train` to compiled, ns", [], most_ratio=KEPT_LIMIT)
    compare(report, rounds, row, MANY, train, timeline_training(program))
    row = Row("skip: recorded to compiled, ns", [], most_ratio=RECORDED_SKIP_LIMIT)
    compare(report, rounds, row, FEW, train, recorded_training(program))
    try:
        baseline = micrograd_training()
    except ImportError as error:
        report.notes.append(f"skip: compiled to micrograd, skipped: {error}")
    else:
        row = Row("skip: compiled to micrograd, ns", [], most_ratio=MICROGRAD_LIMIT)
        compare(report, rounds, row, FEW, baseline, train)


def compiled_xor(report: Report, rounds: int) -> None:
    """Measure arrays, small as those of most networks that are looked at."""
    from engine.network.files import load_network
    from engine.program.program import derive

    program = derive(load_network("xor"))
    train = compiled_training(program)
    row = Row("xor: compiled to numpy, ns", [], most_ratio=NUMPY_LIMIT)
    compare(report, rounds, row, FEW, numpy_training(program), train)
    row = Row("xor: `:train` to compiled, ns", [], most_ratio=KEPT_LIMIT)
    compare(report, rounds, row, MANY, train, timeline_training(program))
    row = Row("xor: recorded to compiled, ns", [], most_ratio=RECORDED_XOR_LIMIT)
    compare(report, rounds, row, FEW, train, recorded_training(program))
    try:
        baseline = torch_training(program, torch_xor)
    except ImportError as error:
        report.notes.append(f"xor: compiled to torch, skipped: {error}")
    else:
        row = Row("xor: compiled to torch, ns", [], most_ratio=TORCH_LIMIT)
        compare(report, rounds, row, FEW, baseline, train)


def compiled_chain(report: Report, rounds: int) -> None:
    """Measure a program of many slices: the time of each equation, forward and backward."""
    from engine.network.reader import read_network
    from engine.network.source import Source
    from engine.program.program import derive

    program = derive(read_network(Source("chain.toml", chain(LONG))))
    train, by_hand = compiled_training(program), chain_by_hand(program)
    row = Row(f"{LONG:,} equations: to a loop, ns each", [], most=EQUATION_LIMIT)
    compare(report, rounds, row, 20, by_hand, train)
    row.baseline, row.candidate = (
        [nanoseconds / LONG for nanoseconds in side] for side in (row.baseline, row.candidate)
    )


def compare(
    report: Report, rounds: int, row: Row, iterations: int, baseline: Train, candidate: Train
) -> None:
    """Measure a row, if both sides come to the same loss."""
    report.rows.append(row)
    losses = baseline(iterations), candidate(iterations)
    if not math.isclose(*losses, rel_tol=1e-9):
        report.notes.append(f"{row.name}: the losses are {losses[0]} and {losses[1]}")
        return
    samples = take_turns(
        rounds,
        lambda: per_iteration(baseline, iterations),
        lambda: per_iteration(candidate, iterations),
    )
    row.baseline, row.candidate = ([1e9 * seconds for seconds in side] for side in samples)


def per_iteration(train: Train, iterations: int) -> float:
    """Return the seconds of one iteration. Garbage is collected meanwhile, as it is in use."""
    gc.collect()
    before = time.perf_counter()
    train(iterations)
    return (time.perf_counter() - before) / iterations


def compiled_training(program: Program) -> Train:
    """Return training by the compiled program, of which only losses and masks are kept."""
    from engine.iterations.compile import compile_program
    from engine.language.values import unwarned

    compiled = compile_program(program)

    def train(iterations: int) -> float:
        with unwarned():
            block = compiled.block(program.start, repeat(False, iterations))
        assert len(block.losses) == iterations
        return block.losses[-1]

    return train


def timeline_training(program: Program) -> Train:
    """Return training with all that is kept, as `:train` does it; it is compiled before."""
    from engine.iterations.edits import NO_EDITS
    from engine.iterations.timeline import Timeline

    timeline = Timeline(program)
    list(timeline.reach(FEW))

    def train(iterations: int) -> float:
        # Made anew from its first iteration, which shares what is compiled and nothing else.
        new = Timeline(program)
        new._execution = timeline._execution.with_edits(NO_EDITS)
        for _ in new.reach(iterations):
            pass
        return new.losses[iterations - 1]

    return train


def recorded_training(program: Program) -> Train:
    """Return training by iterations of which every step is recorded."""
    from engine.iterations.run import run_iteration

    def train(iterations: int) -> float:
        memory = program.start
        for number in range(iterations):
            run = run_iteration(program, number, memory)
            memory = run.end
        return run.loss

    return train


if __name__ == "__main__":
    sys.exit(main())
