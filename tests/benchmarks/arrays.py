"""Measure training on arrays of the sizes that people train, against numpy and torch by hand.

Run it by itself or as a part of bench.py. BLAS and torch have one thread each.
"""

from __future__ import annotations

import os

os.environ |= dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")  # before numpy

import argparse
import math
import re
import sys
import tempfile
import tracemalloc
from pathlib import Path
from typing import TYPE_CHECKING

from apps import ROOT
from by_hand import LossOf, numpy_training, torch_training
from compiled import compare, compiled_training, per_iteration, timeline_training
from models import (
    LENET,
    MLP,
    TRANSFORMER,
    torch_lenet,
    torch_transformer,
)
from report import Report, Row, print_table, take_turns

if TYPE_CHECKING:
    from engine.program.program import Program

NUMPY_LIMIT = 1.2  # times numpy written by hand
TORCH_LIMIT = 3.0  # times torch, eagerly
MEMORY_LIMIT = 2.0  # times what an iteration's activations and gradients take
EPOCH_LIMIT = 1.05  # times as many iterations on one batch

FEW = 10  # iterations of a round: some tens of milliseconds
SAMPLES, BATCH = 10_000, 32
EPOCH = SAMPLES // BATCH


def main() -> int:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description="Measure training on arrays.")
    parser.add_argument("--rounds", type=int, default=9, help="measured rounds of each figure")
    parser.add_argument("--check", action="store_true", help="exit with 1 if a limit is missed")
    options = parser.parse_args()
    report = Report()
    arrays(report, options.rounds)
    print_table(report)
    return int(options.check and any(row.met is False for row in report.rows))


def arrays(report: Report, rounds: int) -> None:
    """Measure an MLP, LeNet, a transformer block, and an epoch of LeNet."""
    sys.path.append(str(ROOT))  # last, so that an installed engine is preferred
    mlp = program_of(MLP)
    row = Row("MLP 784-128-10 on 256: to numpy, µs", [], most_ratio=NUMPY_LIMIT)
    compare(report, rounds, row, FEW, numpy_training(mlp), compiled_training(mlp))
    measure_memory(report, "MLP", mlp)
    to_torch(report, rounds, "LeNet on 32 images", program_of(LENET), torch_lenet)
    to_torch(report, rounds, "transformer block", program_of(TRANSFORMER), torch_transformer)
    measure_epoch(report, rounds)
    for each in report.rows:
        if each.name.endswith("µs"):
            each.baseline, each.candidate = (
                [nanoseconds / 1e3 for nanoseconds in side]
                for side in (each.baseline, each.candidate)
            )


def program_of(text: str, path: Path = Path("model.toml")) -> Program:
    """Return the program of the text of a network file, and where that is."""
    from engine.network.reader import read_network
    from engine.network.source import Source
    from engine.program.program import derive

    return derive(read_network(Source(str(path), text)))


def to_torch(report: Report, rounds: int, name: str, program: Program, loss: LossOf) -> None:
    """Measure training against torch, and the memory of an iteration."""
    try:
        baseline = torch_training(program, loss)
    except ImportError as error:
        report.notes.append(f"{name}: to torch, skipped: {error}")
    else:
        row = Row(f"{name}: to torch, µs", [], most_ratio=TORCH_LIMIT)
        compare(report, rounds, row, FEW, baseline, compiled_training(program))
    measure_memory(report, name, program)


def measure_memory(report: Report, name: str, program: Program) -> None:
    """Measure the most memory that an iteration takes, in MiB."""
    train = compiled_training(program)
    train(1)
    tracemalloc.start()
    train(1)
    most = tracemalloc.get_traced_memory()[1] / 2**20
    tracemalloc.stop()
    size = sum(8 * math.prod(program.shapes[each.symbol]) for each in program.equations) / 2**20
    report.rows.append(Row(f"{name}: memory, MiB", [most], [size], most_ratio=MEMORY_LIMIT))


def measure_epoch(report: Report, rounds: int) -> None:
    """Measure an epoch of LeNet, shuffled, against as many iterations on one batch."""
    import numpy as np

    from engine.frozen import replace
    from engine.program.program import derive

    generator = np.random.default_rng(0)
    text = f"{LENET}batch_size = {BATCH}"
    with tempfile.TemporaryDirectory() as folder:
        images = generator.standard_normal((SAMPLES, 1, 28, 28))
        classes = np.eye(10)[generator.integers(0, 10, SAMPLES)]
        np.savez(Path(folder, "images.npz"), X=images, Y=classes)
        for name in "XY":
            taken = f"{name} = {{ file = 'images.npz', array = '{name}' }}"
            text = re.sub(rf"^{name} = \{{.*\}}$", taken, text, flags=re.MULTILINE)
        program = program_of(text, Path(folder, "lenet.toml"))
    on_one = timeline_training(derive(replace(program.network, feeds=())))
    epoch = timeline_training(program)
    row = Row("epoch of LeNet, an iteration: to one batch, µs", [], most_ratio=EPOCH_LIMIT)
    sides = take_turns(
        min(rounds, 5), lambda: per_iteration(on_one, EPOCH), lambda: per_iteration(epoch, EPOCH)
    )
    row.baseline, row.candidate = ([1e9 * seconds for seconds in side] for side in sides)
    report.rows.append(row)


if __name__ == "__main__":
    sys.exit(main())
