"""A step: how long its answer takes, and how many bytes."""

import statistics
from dataclasses import dataclass, field

from apps import (
    NARROW,
    ROOT,
    STEPS,
    WIDE,
    App,
    baseline_app,
    candidate_app,
    resolve,
    settle,
    size_name,
)
from report import Report, Row, in_milliseconds, take_turns
from terminal import Size, Terminal, TerminalError, read_chunk, read_until_quiet, running, write

STEP_LIMIT = 1.4  # times the baseline, at 120x40
LARGER_STEP_LIMIT = 1.8  # times the baseline, at 120x40, for networks with more to draw
LARGER = ("xor", "deep --set depth=20")
BYTES_LIMITS = {WIDE: 1500, NARROW: 1200}  # bytes of any step
QUIET = 0.06  # the silence that ends the answer to one key


@dataclass
class Walk:
    """What a walk of single steps gave: seconds and bytes of each, and bytes that came late."""

    latencies: list[float] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    late: int = 0


def steps(report: Report, command: list[str], rounds: int) -> None:
    """Measure single steps on the usual screen and on the smallest, and of larger networks."""
    for size in (WIDE, NARROW):
        step(report, command, size, rounds)
    for network in LARGER:
        larger_step(report, network, rounds)


def larger_step(report: Report, network: str, rounds: int) -> None:
    """Measure from a key to the last byte of its answer for a network with more to draw."""
    name = f"step of {network}, {size_name(WIDE)}"
    row = Row(f"{name}, ms", [], most_ratio=LARGER_STEP_LIMIT)
    report.rows.append(row)
    apps = baseline_app("step", "step 0"), App(resolve(f"makabaka-tui {network}"), ("step 0/",))
    walk_in_turns(report, name, row, apps, WIDE, rounds)


def walk_in_turns(
    report: Report, name: str, latency: Row, apps: tuple[App, App], size: Size, rounds: int
) -> tuple[list[Walk], list[Walk]] | None:
    """Fill a row with what a key takes in two apps; their walks, None where that cannot be done."""
    try:
        walks = take_turns(
            rounds, lambda: walk_once(apps[0], size), lambda: walk_once(apps[1], size)
        )
    except TerminalError as error:
        report.notes.append(f"{name}: {error}")
        return None
    latency.baseline, latency.candidate = (
        in_milliseconds(statistics.median(walk.latencies) for walk in side) for side in walks
    )
    return walks


def step(report: Report, command: list[str], size: Size, rounds: int) -> None:
    """Measure from a key to the last byte of its answer, and count the bytes."""
    name = f"step, {size_name(size)}"
    latency = Row(f"{name}, ms", [], most_ratio=STEP_LIMIT if size == WIDE else None)
    mean = Row(f"{name}, mean bytes", [])
    highest = Row(f"{name}, max bytes", [], most=BYTES_LIMITS[size])
    report.rows += [latency, mean, highest]
    apps = baseline_app("step", "step 0"), candidate_app(command)
    walks = walk_in_turns(report, name, latency, apps, size, rounds)
    if walks is None:
        return
    mean.baseline, mean.candidate = (
        [statistics.mean(walk.sizes) for walk in side] for side in walks
    )
    highest.baseline, highest.candidate = (
        [float(max(max(walk.sizes) for walk in side))] for side in walks
    )
    for who, side in zip(("baseline", "candidate"), walks, strict=True):
        if late := sum(walk.late for walk in side):
            report.notes.append(f"{name}: the {who} wrote {late} bytes after an answer had ended")


def walk_once(app: App, size: Size) -> Walk:
    """Press `n` for two iterations, each time after the answer to the one before."""
    with running(app.command, size, str(ROOT)) as terminal:
        settle(terminal, app)
        return walk(terminal, STEPS)


def walk(terminal: Terminal, steps: int) -> Walk:
    """Press `n` so many times, each time after the answer to the one before."""
    result = Walk()
    for _ in range(steps):
        while stray := read_chunk(terminal, 0):
            result.late += len(stray.data)
        written = write(terminal, b"n")
        chunks = read_until_quiet(terminal, QUIET)
        result.latencies.append(chunks[-1].time - written)
        result.sizes.append(sum(len(chunk.data) for chunk in chunks))
    return result
