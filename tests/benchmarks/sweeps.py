"""Measure many runs at once against batched torch and against numpy written by hand.

Run it by itself or as a part of bench.py. Figures are the nanoseconds of an iteration of one run.
Times are those of the processor, but for the one that is about two processes.
"""

# ruff: noqa: E741, N806 - matrices are called as in the equations

from __future__ import annotations

import argparse
import gc
import math
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from apps import ROOT
from report import Report, Row, print_table, take_turns

if TYPE_CHECKING:
    from engine.sweeps.sweep import Sweep

TORCH_LIMIT = 1 / 10  # times torch
BY_HAND_LIMIT = 2.0  # times numpy written by hand
LINEAR_LIMIT = 1.25  # a run among a million, times one among a thousand
MEMORY_LIMIT = 500.0  # megabytes
PROCESSES_LIMIT = 1 / 1.8  # two processes, times one

RUNS = 10_000
MANY = 1000  # iterations of a round
FEW = 50  # the same of what is slow
SLICE = 100  # iterations from one look at the losses to the next
CHUNK = 8000  # runs that go on together, of a million
CACHED = 4000  # the runs by hand that are fastest

Train = Callable[[int], float]
"""Trains xor from 10,000 seeds for so many iterations, and returns the mean of the last losses."""


def main() -> int:
    """Measure and print the table; with --peak print the memory that a million seeds take."""
    sys.path.append(str(ROOT))  # last, so that an installed engine is preferred
    parser = argparse.ArgumentParser(description="Measure many runs at once.")
    parser.add_argument("--rounds", type=int, default=5, help="measured rounds of each figure")
    parser.add_argument("--check", action="store_true", help="exit with 1 if a limit is missed")
    parser.add_argument("--peak", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.peak:
        print(peak_of_a_million())
        return 0
    report = Report()
    sweeps(report, options.rounds)
    print_table(report)
    return int(options.check and any(row.met is False for row in report.rows))


def sweeps(report: Report, rounds: int) -> None:
    """Measure sweeps of xor."""
    sys.path.append(str(ROOT))
    gc.collect()
    gc.freeze()
    starts = drawn(range(RUNS))
    train = sweep_training(starts)
    row = Row("xor: sweep to numpy by hand, ns", [], most_ratio=BY_HAND_LIMIT)
    compare(report, rounds, row, (numpy_training(starts), MANY), (train, MANY))
    try:
        baseline = torch_training(starts)
    except ImportError as error:
        report.notes.append(f"xor: sweep to torch, skipped: {error}")
    else:
        row = Row("xor: sweep to torch, ns", [], most_ratio=TORCH_LIMIT)
        compare(report, rounds, row, (baseline, FEW), (train, MANY))
    growth(report, rounds)
    seconds = processor(lambda: drawn(range(RUNS)))
    report.rows.append(Row("xor: drawing a seed, µs", [1e6 * seconds / RUNS]))
    run = [sys.executable, __file__, "--peak"]
    peak = float(subprocess.run(run, check=True, capture_output=True, text=True).stdout)
    report.rows.append(Row("a million seeds: memory, MB", [peak], most=MEMORY_LIMIT))
    processes(report, rounds)
    gc.unfreeze()


def compare(
    report: Report, rounds: int, row: Row, baseline: tuple[Train, int], candidate: tuple[Train, int]
) -> None:
    """Measure a row, if both sides come to the same loss."""
    report.rows.append(row)
    losses = baseline[0](FEW), candidate[0](FEW)
    if not math.isclose(*losses, rel_tol=1e-9):
        report.notes.append(f"{row.name}: the losses are {losses[0]} and {losses[1]}")
        return

    def measured(train: Train, iterations: int) -> float:
        return 1e9 * processor(lambda: train(iterations)) / (iterations * RUNS)

    row.baseline, row.candidate = take_turns(
        rounds, lambda: measured(*baseline), lambda: measured(*candidate)
    )


def processor(work: Callable[[], object]) -> float:
    """Return the seconds of the processor that work takes."""
    gc.collect()
    before = time.process_time()
    work()
    return time.process_time() - before


# -- growth -----------------------------------------------------------------------------------


def growth(report: Report, rounds: int) -> None:
    """Measure a run among a thousand and one among a million."""

    def measured(seeds: int, iterations: int) -> float:
        used = 0.0
        for first in range(0, seeds, CHUNK):
            starts = drawn(range(min(CHUNK, seeds - first)))  # again the same: not measured here
            sweep = sweep_of(starts)
            used += processor(lambda sweep=sweep: sweep.advance(iterations))
        return 1e9 * used / (seeds * iterations)

    row = Row("xor: a million seeds to a thousand, ns", [], most_ratio=LINEAR_LIMIT)
    report.rows.append(row)
    row.baseline, row.candidate = take_turns(
        min(rounds, 2), lambda: measured(1000, 4000), lambda: measured(1_000_000, 4)
    )


def peak_of_a_million() -> float:
    """Return the most megabytes that a sweep of a million seeds takes, chunk by chunk."""
    from engine.sweeps.executors import executor_of
    from engine.sweeps.spread import spread

    chunks = (range(first, first + CHUNK) for first in range(0, 1_000_000, CHUNK))
    with executor_of() as here:
        for _ in spread(here, last_losses, chunks):
            pass
    status = Path("/proc/self/status")
    if status.exists():  # what `resource` tells is also that of the process before
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return float(line.split()[1]) / 1024
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def last_losses(seeds: range, iterations: int = 4) -> int:
    """Return how many of some seeds have a loss below ln 2."""
    last = sweep_of(drawn(seeds)).advance(iterations)[-1]
    return int((last < math.log(2.0)).sum())


def processes(report: Report, rounds: int) -> None:
    """Measure two processes against one, by the clock."""
    from engine.sweeps.executors import Processes
    from engine.sweeps.spread import spread

    one, two = Processes(1), Processes(2)

    def measured(executor: Processes) -> float:
        chunks = [range(first, first + RUNS) for first in range(0, 8 * RUNS, RUNS)]
        before = time.perf_counter()
        for _ in spread(executor, learned, chunks):
            pass
        return 1e9 * (time.perf_counter() - before) / (8 * RUNS * learned_iterations())

    row = Row("xor: two processes to one, ns", [], most_ratio=PROCESSES_LIMIT)
    report.rows.append(row)
    row.baseline, row.candidate = take_turns(
        min(rounds, 3), lambda: measured(one), lambda: measured(two)
    )
    one.shutdown()
    two.shutdown()


def learned(seeds: range) -> int:
    """Return how many of some seeds have begun to learn."""
    sys.path.append(str(ROOT))
    return last_losses(seeds, learned_iterations())


def learned_iterations() -> int:
    """Return for how many iterations processes train."""
    return 300


# -- the candidate ----------------------------------------------------------------------------


def drawn(seeds: Iterable[int]) -> dict[str, object]:
    """Return the parameters of xor for some seeds."""
    from engine.network.files import load_network
    from engine.network.initialisers import draw_many

    return dict(draw_many(load_network("xor").initialisers, list(seeds)))


def sweep_of(starts: dict[str, object]) -> Sweep:
    """Return a sweep of xor; what is compiled is kept for the next."""
    from engine.network.files import load_network
    from engine.program.program import derive
    from engine.sweeps.sweep import Sweep

    count = len(starts["W1"])
    if not KEPT:
        KEPT.append(Sweep(derive(load_network("xor")), starts, count))
    return KEPT[0].restarted(starts, count)


KEPT: list[Sweep] = []


def sweep_training(starts: dict[str, object]) -> Train:
    """Return training by a sweep, with a look at the losses now and then, as a study has."""

    def train(iterations: int) -> float:
        sweep = sweep_of(starts)
        for first in range(0, iterations, SLICE):
            losses = sweep.advance(min(SLICE, iterations - first))
        return float(losses[-1].mean())

    return train


# -- the baselines ----------------------------------------------------------------------------


def numpy_training(starts: dict[str, object]) -> Train:
    """Return training in numpy with the runs along the last axis, in chunks that are fastest."""
    import numpy as np

    X = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]])
    Y = np.array([[1.0, 0], [0, 1], [0, 1], [1, 0]])[:, :, None]
    x0, x1 = X[:, 0, None, None], X[:, 1, None, None]
    parameters = [np.ascontiguousarray(np.moveaxis(each, 0, -1)) for each in starts.values()]

    def train(iterations: int) -> float:
        total = 0.0
        for first in range(0, RUNS, CACHED):
            W1, b1, W2, b2 = [each[..., first : first + CACHED] for each in parameters]
            for _ in range(iterations):
                Z = x0 * W1[0] + x1 * W1[1] + b1
                H = np.maximum(Z, 0)
                O = H[:, :1] * W2[0] + H[:, 1:] * W2[1] + b2
                S = O - np.maximum(O[:, :1], O[:, 1:])
                E = np.exp(S)
                T = E[:, :1] + E[:, 1:]
                loss = -(Y * (S - np.log(T))).sum(axis=(0, 1)) / 4
                dO = (E / T - Y) / 4
                dZ = (dO[:, :1] * W2[:, 0] + dO[:, 1:] * W2[:, 1]) * (Z > 0)
                dW2 = np.stack([(H[:, :1] * dO).sum(0), (H[:, 1:] * dO).sum(0)])
                dW1 = np.stack([(x0 * dZ).sum(0), (x1 * dZ).sum(0)])
                W1, b1 = W1 - dW1, b1 - dZ.sum(0)
                W2, b2 = W2 - dW2, b2 - dO.sum(0)
            total += float(loss.sum())
        return total / RUNS

    return train


def torch_training(starts: dict[str, object]) -> Train:
    """Return training in torch with the runs as a batch, on one thread."""
    import torch

    torch.set_num_threads(1)
    X = torch.tensor([[0.0, 0], [0, 1], [1, 0], [1, 1]], dtype=torch.float64)
    classes = torch.tensor([0, 1, 1, 0]).repeat(RUNS)

    def train(iterations: int) -> float:
        W1, b1, W2, b2 = (torch.tensor(each) for each in starts.values())
        parameters = [W1, b1[:, None].clone(), W2, b2[:, None].clone()]
        for each in parameters:
            each.requires_grad_()
        W1, b1, W2, b2 = parameters
        for _ in range(iterations):
            O = torch.relu(X @ W1 + b1) @ W2 + b2
            loss = torch.nn.functional.cross_entropy(O.reshape(-1, 2), classes, reduction="sum") / 4
            loss.backward()
            with torch.no_grad():
                for each in parameters:
                    each -= each.grad
                    each.grad = None
        return float(loss.item()) / RUNS

    return train


if __name__ == "__main__":
    sys.exit(main())
