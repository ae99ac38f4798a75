"""Measure how much longer a training loop of torch takes while it is watched.

Run it by itself: it needs torch, which has one thread.
"""

from __future__ import annotations

import os

os.environ |= dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")  # before torch

import argparse
import sys
import time
from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

from apps import ROOT
from report import Report, Row, print_table, take_turns

LIMIT = 1.4  # times the loop by itself, where a batch takes more than a millisecond
TINY_LIMIT = 4.0  # times a loop of 0.1 ms

Made = tuple[Any, Any, Any]


def main() -> int:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description="Measure watched loops.")
    parser.add_argument("--rounds", type=int, default=9, help="measured rounds of each figure")
    parser.add_argument("--check", action="store_true", help="exit with 1 if a limit is missed")
    options = parser.parse_args()
    report = Report()
    watching(report, options.rounds)
    print_table(report)
    return int(options.check and any(row.met is False for row in report.rows))


def watching(report: Report, rounds: int) -> None:
    """Measure an MLP, a tiny one, LeNet and fifty layers."""
    sys.path.append(str(ROOT))  # last, so that an installed engine is preferred
    import torch
    from torch import nn

    def tiny() -> Made:
        model = nn.Sequential(nn.Linear(4, 16), nn.ReLU(), nn.Linear(16, 3))
        return model, torch.randn(32, 4), torch.randint(0, 3, (32,))

    def mlp() -> Made:
        model = nn.Sequential(nn.Linear(784, 512), nn.ReLU(), nn.Linear(512, 10))
        return model, torch.randn(64, 784), torch.randint(0, 10, (64,))

    def lenet() -> Made:
        convolutions = [nn.Conv2d(1, 6, 5), nn.Tanh(), nn.AvgPool2d(2), nn.Conv2d(6, 16, 5)]
        model = nn.Sequential(*convolutions, nn.Tanh(), nn.Flatten(), nn.Linear(1024, 10))
        return model, torch.randn(32, 1, 28, 28), torch.randint(0, 10, (32,))

    def deep() -> Made:
        layers = [each for _ in range(50) for each in (nn.Linear(64, 64), nn.LayerNorm(64))]
        return nn.Sequential(*layers), torch.randn(64, 64), torch.randint(0, 64, (64,))

    for make, batches in ((tiny, 300), (mlp, 30), (lenet, 20), (deep, 20)):
        limit = TINY_LIMIT if make is tiny else LIMIT
        row = Row(f"{make.__name__}, a batch, µs", [], most_ratio=limit)
        row.baseline, row.candidate = measured(make(), batches, rounds)
        report.rows.append(row)


def measured(made: Made, batches: int, rounds: int) -> tuple[list[float], list[float]]:
    """The microseconds of a batch, by itself and watched."""
    import torch

    from engine.torch.watching.watcher import Watcher

    model, x, y = made
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-4)
    criterion = torch.nn.CrossEntropyLoss()

    def train(context: Callable[[], Any]) -> float:
        with context():
            begin = time.process_time()
            for _ in range(batches):
                optimizer.zero_grad()
                criterion(model(x), y).backward()
                optimizer.step()
            return (time.process_time() - begin) / batches * 1e6

    def watched() -> Watcher:
        return Watcher(model, lambda finding: print(finding.words))

    return take_turns(rounds, lambda: train(nullcontext), lambda: train(watched))


if __name__ == "__main__":
    sys.exit(main())
