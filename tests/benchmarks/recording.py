"""Measure what recording adds to a step of the app."""

import contextlib
import statistics
import tempfile
from pathlib import Path

from apps import NARROW, ROOT, STEPS, candidate_app, settle, size_name
from report import Report, Row, in_milliseconds
from stepping import BYTES_LIMITS, Walk, walk
from terminal import Terminal, TerminalError, running

RECORDING_LIMIT = 1.05  # times a step that is not recorded


def recording(report: Report, command: list[str], rounds: int) -> None:
    """Compare steps that are recorded with steps that are not, and count the bytes of both."""
    name = f"recorded step, {size_name(NARROW)}"
    latency = Row(f"{name}, ms", [], most_ratio=RECORDING_LIMIT)
    mean = Row(f"{name}, mean bytes", [], most=BYTES_LIMITS[NARROW])
    cast = Row("bytes of a step in the cast", [])
    report.rows += [latency, mean, cast]
    try:
        for _ in range(rounds):
            with tempfile.TemporaryDirectory() as folder:
                plain, recorded, size = walk_both(command, Path(folder) / "bench.cast")
            for row, walked in ((latency.baseline, plain), (latency.candidate, recorded)):
                row += in_milliseconds([statistics.median(walked.latencies)])
            mean.baseline.append(statistics.mean(plain.sizes))
            mean.candidate.append(statistics.mean(recorded.sizes))
            cast.candidate.append(size / STEPS)
    except TerminalError as error:
        report.notes.append(f"{name}: {error}")


def walk_both(command: list[str], path: Path) -> tuple[Walk, Walk, int]:
    """Take steps in two terminals by turns, so that the machine is the same to both.

    Returns:
        The steps that are not recorded, those that are, and the bytes that they add to the cast.
    """
    recorded = [*command, "--record", str(path)]
    with contextlib.ExitStack() as stack:
        terminals = [open_app(stack, each) for each in (command, recorded)]
        before, walks = path.stat().st_size, (Walk(), Walk())
        for _ in range(STEPS):
            for terminal, walked in zip(terminals, walks, strict=True):
                step = walk(terminal, 1)
                walked.latencies += step.latencies
                walked.sizes += step.sizes
        return *walks, path.stat().st_size - before


def open_app(stack: contextlib.ExitStack, command: list[str]) -> Terminal:
    """Start the app in a terminal that is closed with the stack."""
    terminal = stack.enter_context(running(command, NARROW, str(ROOT)))
    settle(terminal, candidate_app(command))
    return terminal
