"""Measure the app against the least that Textual can do, and the engine against others.

Every ratio comes from one run in which the rounds of the baseline and of the candidate take
turns, so that a machine that grows slower or faster meanwhile does so for both.
"""

import argparse
import gc
import math
import re
import shlex
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, TypeVar

import pyte
from terminal import (
    Size,
    Terminal,
    TerminalError,
    environment,
    read_chunk,
    read_until_quiet,
    read_until_shown,
    running,
    write,
)

from engine.iterations.step import every_step

Round = TypeVar("Round")

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
WIDE, NARROW = (120, 40), (80, 24)

FRAME_LIMIT = 0.5  # times the baseline: the first frame comes before Textual is imported
READY_LIMIT = 1.3  # times the baseline
STEP_LIMIT = 1.4  # times the baseline, at 120x40
LARGER_STEP_LIMIT = 1.8  # times the baseline, at 120x40, for networks with more to draw
LARGER = ("xor", "deep --set depth=20")
BYTES_LIMITS = {WIDE: 1500, NARROW: 1200}  # mean bytes of a step
BURST_LIMIT = 60.0  # milliseconds
TRACE_LIMIT = 3.0  # times micrograd

STEPS_OF_ITERATION = 21
STEPS = 2 * STEPS_OF_ITERATION
BURST = 100
ITERATIONS = 1000  # of a round of `trace`: some tens of milliseconds

QUIET = 0.06  # the silence that ends the answer to one key
BURST_QUIET = 0.25  # longer, or a pause in the middle of a slow burst would end it
SETTLED = 0.5  # the silence after which an app has started

PARTS = (
    "start",
    "step",
    "burst",
    "trace",
    "compiled",
    "whatif",
    "session",
    "recording",
    "scale",
    "info",
)


class App(NamedTuple):
    """A command, and the patterns that the screen shows once it is useful."""

    command: list[str]
    useful: tuple[str, ...]


@dataclass
class Row:
    """One figure: the samples of both sides, and the limit of the candidate if it has one."""

    name: str
    candidate: list[float]
    baseline: list[float] = field(default_factory=list)
    most: float | None = None
    most_ratio: float | None = None

    @property
    def ratio(self) -> float:
        """The candidate's median over the baseline's."""
        if not self.baseline or not self.candidate:
            return math.nan
        return statistics.median(self.candidate) / (statistics.median(self.baseline) or math.nan)

    @property
    def met(self) -> bool | None:
        """Whether the limit is met: None if there is none, False if nothing was measured."""
        if self.most is None and self.most_ratio is None:
            return None
        if not self.candidate:
            return False
        if self.most_ratio is not None:
            return self.ratio <= self.most_ratio
        return statistics.median(self.candidate) <= (self.most or 0.0)


@dataclass
class Report:
    """The rows of the table and the remarks below it."""

    rows: list[Row] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def main() -> int:
    """Run the parts that were asked for and print the table."""
    parser = argparse.ArgumentParser(description="Measure makabaka-tui against its limits.")
    parser.add_argument("--only", default=",".join(PARTS), help=f"some of {','.join(PARTS)}")
    parser.add_argument("--rounds", type=int, default=9, help="measured rounds of each figure")
    parser.add_argument("--command", default="makabaka-tui skip", help="the app to measure")
    parser.add_argument("--check", action="store_true", help="exit with 1 if a limit is missed")
    options = parser.parse_args()
    parts = options.only.split(",")
    if unknown := set(parts) - set(PARTS):
        parser.error(f"--only knows {', '.join(PARTS)}; not {', '.join(sorted(unknown))}")
    if options.rounds < 1:
        parser.error("--rounds must be at least 1")

    command = resolve(options.command)
    report = Report()
    if options.rounds < 5:
        report.notes.append("fewer than 5 rounds: these figures only show that the script works")
    measure: dict[str, Callable[[], None]] = {
        "start": lambda: start(report, command, options.rounds),
        "step": lambda: steps(report, command, options.rounds),
        "burst": lambda: burst(report, command, options.rounds),
        "trace": lambda: trace(report, options.rounds),
        "compiled": lambda: compiled(report, options.rounds),
        "whatif": lambda: whatif(report, options.rounds),
        "session": lambda: session(report, options.rounds),
        "recording": lambda: recording(report, command, options.rounds),
        "scale": lambda: scale(report),
        "info": lambda: info(report, options.rounds),
    }
    for part in PARTS:  # always in this order: what `trace` imports would slow down each fork
        if part in parts:
            print(f"measuring {part} ...", file=sys.stderr, flush=True)
            measure[part]()
    print(f"command: {shlex.join([Path(command[0]).name, *command[1:]])}")
    print_table(report)
    return int(options.check and any(row.met is False for row in report.rows))


def resolve(command: str) -> list[str]:
    """Split a command, and find our own one where this interpreter finds its packages.

    A `makabaka-tui` elsewhere on the path could run on another Python than the baseline.
    """
    program, *arguments = shlex.split(command)
    if program != "makabaka-tui":
        return [program, *arguments]
    installed = Path(sys.executable).with_name(program)
    if installed.exists():
        return [str(installed), *arguments]
    return [sys.executable, "-m", "tui.cli", *arguments]


def baseline_app(name: str, shown: str) -> App:
    """Return a baseline of this folder."""
    return App([sys.executable, str(HERE / f"baseline_{name}.py")], (shown,))


def candidate_app(command: list[str]) -> App:
    """Return the app under test: useful once it shows a weight's name and a value."""
    return App(command, (r"\bw0\b", r"(?<!\d)0\.5"))


def take_turns(
    rounds: int, baseline: Callable[[], Round], candidate: Callable[[], Round]
) -> tuple[list[Round], list[Round]]:
    """Run both sides by turns, after one round that warms bytecode and disk and is not kept."""
    pairs = [(baseline(), candidate()) for _ in range(rounds + 1)][1:]
    return [pair[0] for pair in pairs], [pair[1] for pair in pairs]


def in_milliseconds(seconds: Iterable[float]) -> list[float]:
    """Convert times for the table."""
    return [1000 * value for value in seconds]


def size_name(size: Size) -> str:
    """Name a size as people do."""
    return f"{size[0]}x{size[1]}"


def new_screen(size: Size) -> tuple[pyte.Screen, pyte.ByteStream]:
    """Return an empty screen and what feeds it."""
    screen = pyte.Screen(*size)
    return screen, pyte.ByteStream(screen)


# -- start ------------------------------------------------------------------------------------


KEYS, ANSWER = b"77777", "77777"
"""A count for the next key: typed over the first frame, it is shown once keys are obeyed."""


def start(report: Report, command: list[str], rounds: int) -> None:
    """Measure from the start of the process to the first useful frame, and to the first answer."""
    name = f"start, {size_name(WIDE)}"
    frame = Row(f"{name}, first frame, ms", [], most_ratio=FRAME_LIMIT)
    ready = Row(f"{name}, ready for keys, ms", [], most_ratio=READY_LIMIT)
    report.rows += [frame, ready]
    first, second = baseline_app("start", "ready"), candidate_app(command)
    try:
        samples = take_turns(rounds, lambda: start_once(first), lambda: start_once(second, KEYS))
    except TerminalError as error:
        report.notes.append(f"start: {error}")
        return
    baseline = in_milliseconds(times[0] for times in samples[0])
    frame.baseline, ready.baseline = baseline, baseline
    frame.candidate, ready.candidate = (
        in_milliseconds(times[at] for times in samples[1]) for at in (0, 1)
    )


def start_once(app: App, keys: bytes = b"") -> tuple[float, float]:
    """Return the seconds until the useful frame, and until keys typed over it were answered.

    The output is only recorded while the app starts. Which piece of it completed the frame is
    found afterwards, by playing the record to a parser of the screen.
    """
    wanted = (*app.useful, ANSWER) if keys else app.useful
    with running(app.command, WIDE, str(ROOT)) as terminal:
        if keys:
            read_chunk(terminal, 20.0)
            write(terminal, keys)
        read_until_shown(terminal, lambda text: has(text, wanted), QUIET)
    return shown_after(terminal, app.useful), shown_after(terminal, wanted)


def shown_after(terminal: Terminal, patterns: Iterable[str]) -> float:
    """Return the seconds from the start of the process until all patterns were on the screen."""
    screen, stream = new_screen(terminal.size)
    for chunk in terminal.chunks:
        stream.feed(chunk.data)
        if has("\n".join(screen.display), patterns):
            return chunk.time - terminal.started
    raise TerminalError(f"the screen never showed {' and '.join(patterns)}")


def has(text: str, patterns: Iterable[str]) -> bool:
    """Tell whether all patterns are found in a text."""
    return all(re.search(pattern, text) for pattern in patterns)


# -- step -------------------------------------------------------------------------------------


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
    try:
        walks = take_turns(
            rounds, lambda: walk_once(apps[0], WIDE), lambda: walk_once(apps[1], WIDE)
        )
    except TerminalError as error:
        report.notes.append(f"{name}: {error}")
        return
    row.baseline, row.candidate = (
        in_milliseconds(statistics.median(walk.latencies) for walk in side) for side in walks
    )


def step(report: Report, command: list[str], size: Size, rounds: int) -> None:
    """Measure from a key to the last byte of its answer, and count the bytes."""
    name = f"step, {size_name(size)}"
    latency = Row(f"{name}, ms", [], most_ratio=STEP_LIMIT if size == WIDE else None)
    mean = Row(f"{name}, mean bytes", [], most=BYTES_LIMITS[size])
    highest = Row(f"{name}, max bytes", [])
    report.rows += [latency, mean, highest]
    apps = baseline_app("step", "step 0"), candidate_app(command)
    try:
        walks = take_turns(
            rounds, lambda: walk_once(apps[0], size), lambda: walk_once(apps[1], size)
        )
    except TerminalError as error:
        report.notes.append(f"{name}: {error}")
        return
    latency.baseline, latency.candidate = (
        in_milliseconds(statistics.median(walk.latencies) for walk in side) for side in walks
    )
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


def settle(terminal: Terminal, app: App) -> None:
    """Wait until the app has started; on a small screen not every value need be in view.

    A first frame may come before Textual, which sets the terminal up to hear what is pasted.
    """

    def has_started(text: str) -> bool:
        return b"\x1b[?2004h" in terminal.output and has(text, app.useful[:1])

    read_until_shown(terminal, has_started, SETTLED)


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


# -- burst ------------------------------------------------------------------------------------

Cells = list[list[pyte.screens.Char]]


def burst(report: Report, command: list[str], rounds: int) -> None:
    """Measure 100 keys at once, and compare the last screen with that of 100 single keys."""
    name = f"burst of {BURST}, {size_name(WIDE)}"
    duration = Row(f"{name}, ms", [], most=BURST_LIMIT)
    size = Row(f"{name}, bytes", [])
    wrong = Row(f"{name}, wrong cells", [], most=0)
    report.rows += [duration, size, wrong]
    apps = baseline_app("step", "step 0"), candidate_app(command)
    try:
        right = [cells_after_walk(app) for app in apps]
        runs = take_turns(rounds, lambda: burst_once(apps[0]), lambda: burst_once(apps[1]))
    except TerminalError as error:
        report.notes.append(f"{name}: {error}")
        return
    duration.baseline, duration.candidate = (
        in_milliseconds(seconds for seconds, _, _ in side) for side in runs
    )
    size.baseline, size.candidate = ([float(count) for _, count, _ in side] for side in runs)
    # The worst round counts: a screen that is wrong now and then is wrong.
    wrong.baseline, wrong.candidate = (
        [float(max(differing(expected, cells) for _, _, cells in side))]
        for expected, side in zip(right, runs, strict=True)
    )
    for _, _, cells in runs[1]:
        if differing(right[1], cells):
            report.notes.append(f"{name}: {first_difference(right[1], cells)}")
            break


def cells_after_walk(app: App) -> Cells:
    """Return the screen after the keys of a burst, sent one at a time."""
    with running(app.command, WIDE, str(ROOT)) as terminal:
        settle(terminal, app)
        walk(terminal, BURST)
    return cells_of(terminal)


def burst_once(app: App) -> tuple[float, int, Cells]:
    """Return the seconds to the last byte of a burst's answer, its bytes, and the screen."""
    with running(app.command, WIDE, str(ROOT)) as terminal:
        settle(terminal, app)
        written = write(terminal, b"n" * BURST)
        chunks = read_until_quiet(terminal, BURST_QUIET, patience=20.0)
    count = sum(len(chunk.data) for chunk in chunks)
    return chunks[-1].time - written, count, cells_of(terminal)


def cells_of(terminal: Terminal) -> Cells:
    """Return what stands in each cell of the screen, with its colours."""
    screen, stream = new_screen(terminal.size)
    stream.feed(terminal.output)
    columns, lines = terminal.size
    return [[screen.buffer[line][column] for column in range(columns)] for line in range(lines)]


def differing(expected: Cells, found: Cells) -> int:
    """Count the cells that differ in their character or their style."""
    return sum(
        left != right
        for lines in zip(expected, found, strict=True)
        for left, right in zip(*lines, strict=True)
    )


def first_difference(expected: Cells, found: Cells) -> str:
    """Describe the first line of the screen that differs."""
    number = next(
        index
        for index, lines in enumerate(zip(expected, found, strict=True))
        if lines[0] != lines[1]
    )
    texts = ["".join(cell.data for cell in cells[number]).rstrip() for cells in (expected, found)]
    if texts[0] == texts[1]:
        return f"line {number} differs in style only: {texts[0]!r}"
    return f"line {number} should be\n  {texts[0]!r} and is\n  {texts[1]!r}"


# -- trace ------------------------------------------------------------------------------------


def trace(report: Report, rounds: int) -> None:
    """Measure one iteration of the skip network with all of its steps recorded."""
    row = Row("trace of one iteration, µs", [], most_ratio=TRACE_LIMIT)
    report.rows.append(row)
    sys.path.append(str(ROOT))  # last, so that an installed engine is preferred
    try:
        baseline, candidate = micrograd_iteration(), engine_iteration()
    except ImportError as error:
        report.notes.append(f"trace, skipped: {error}")
        if (error.name or "").startswith("micrograd"):
            report.notes.append(
                "micrograd is in the dependency group `bench`: uv sync --group bench,"
                " or pip install --group bench"
            )
        return
    if (recorded := len(candidate())) != STEPS_OF_ITERATION:
        report.notes.append(f"trace: {recorded} steps recorded instead of {STEPS_OF_ITERATION}")
        return
    gc.collect()
    gc.freeze()  # or each collection would also walk what the imports left behind
    samples = take_turns(rounds, lambda: per_call(baseline), lambda: per_call(candidate))
    gc.unfreeze()
    row.baseline, row.candidate = ([1e6 * seconds for seconds in side] for side in samples)


def engine_iteration() -> Callable[[], list[object]]:
    """Return a function that runs an iteration of our engine and reads every step's record."""
    from engine.iterations.run import run_iteration
    from engine.network.files import load_network
    from engine.program.program import derive

    program = derive(load_network("skip"))

    def iterate() -> list[object]:
        run = run_iteration(program, number=0, start=program.start)
        # Reading the records belongs to the time: a step computed on demand is not recorded.
        return [(step.value, step.terms, step.relu_state) for step in tuple(every_step(run))]

    return iterate


def micrograd_iteration() -> Callable[[], float]:
    """Return a function that runs forward, backward and update of the skip network."""
    from micrograd.engine import Value

    weights = [Value(0.5), Value(-0.4), Value(0.3), Value(0.8)]

    def iterate() -> float:
        w0, w1, w2, w3 = weights
        x, y = Value(1.0), Value(2.0)
        h0 = (w0 * x).relu()
        h1 = (w1 * h0).relu()
        error = y - (w2 * h1 + w3 * h0)
        loss = error.relu() + (-error).relu()  # |error|, which micrograd does not have
        for weight in weights:
            weight.grad = 0
        loss.backward()
        for weight in weights:
            weight.data -= 0.1 * weight.grad
        return float(loss.data)

    return iterate


def per_call(function: Callable[[], object]) -> float:
    """Return the seconds of one call. Garbage is collected meanwhile, as it is in use."""
    gc.collect()
    before = time.perf_counter()
    for _ in range(ITERATIONS):
        function()
    return (time.perf_counter() - before) / ITERATIONS


# -- compiled, whatif, session and scale ------------------------------------------------------


def compiled(report: Report, rounds: int) -> None:
    """Measure compiled programs against arithmetic by hand, micrograd, numpy and torch."""
    import compiled as part  # which imports from here

    part.compiled(report, rounds)


def whatif(report: Report, rounds: int) -> None:
    """Measure changes by hand: what one costs, what a branch takes, what a search costs."""
    import whatif as part  # which imports from here

    part.whatif(report, rounds)


def session(report: Report, rounds: int) -> None:
    """Measure what saving the session costs next to a step, at any length of history."""
    import session as part  # which imports from here

    part.session(report, rounds)


def recording(report: Report, command: list[str], rounds: int) -> None:
    """Measure what recording adds to a step."""
    import recording as part  # which imports from here

    part.recording(report, command, rounds)


def scale(report: Report) -> None:
    """Measure opening and stepping from ten equations to a hundred thousand."""
    import scale as part  # which imports from here

    part.scale(report)


# -- info -------------------------------------------------------------------------------------

TEXTUAL_IMPORT = "from textual.app import App; from textual.widgets import Static"
OWN_IMPORT = "import tui.cli.main, tui.app"


def info(report: Report, rounds: int) -> None:
    """Measure what has no limit: the imports and the time of `--version`."""
    version = resolve("makabaka-tui --version")
    figures = {
        "import of engine and tui alone, ms": (None, own_import_time),
        "import of the app with Textual, ms": (
            lambda: import_time(TEXTUAL_IMPORT),
            lambda: import_time(OWN_IMPORT),
        ),
        "makabaka-tui --version, ms": (
            lambda: wall_time([sys.executable, "-c", "pass"]),
            lambda: wall_time(version),
        ),
    }
    for name, (baseline, candidate) in figures.items():
        row = Row(name, [])
        report.rows.append(row)
        try:
            samples = take_turns(rounds, baseline or (lambda: 0.0), candidate)
        except subprocess.CalledProcessError as error:
            last = (error.stderr.strip().splitlines() or ["no message"])[-1]
            report.notes.append(f"{name}: {last}")
        else:
            row.baseline, row.candidate = map(in_milliseconds, samples)
            row.baseline = row.baseline if baseline else []


def run(command: list[str]) -> subprocess.CompletedProcess[str]:
    """Run a command to its end as the measured apps are run."""
    return subprocess.run(
        command, cwd=ROOT, env=environment(), check=True, capture_output=True, text=True
    )


def wall_time(command: list[str]) -> float:
    """Return the seconds from a command's start to its end."""
    before = time.perf_counter()
    run(command)
    return time.perf_counter() - before


def import_time(statement: str) -> float:
    """Return the seconds that an import takes in a new interpreter."""
    clock = "import time; before = time.perf_counter()"
    code = f"{clock}; {statement}; print(time.perf_counter() - before)"
    return float(run([sys.executable, "-c", code]).stdout)


def own_import_time() -> float:
    """Return the seconds spent in our own modules, without those that they import."""
    lines = run([sys.executable, "-X", "importtime", "-c", OWN_IMPORT]).stderr
    own = re.findall(r"import time:\s+(\d+) \|\s+\d+ \|\s+(?:engine|tui)(?:\.|$)", lines, re.M)
    return sum(map(int, own)) / 1e6


# -- the table --------------------------------------------------------------------------------


def print_table(report: Report) -> None:
    """Print every figure with its limit, then the remarks."""
    width = max(len(row.name) for row in report.rows)
    print(
        f"{'':{width}} {'baseline':>19} {'candidate':>19} {'ratio':>13}\n"
        f"{'figure':{width}} {'median':>10} {'min':>8} {'median':>10} {'min':>8}"
        f" {'median':>6} {'min':>6}  {'limit':<8} met"
    )
    for row in report.rows:
        ratio = f"{shown(row.ratio, 2):>6} {shown(ratio_of_least(row), 2):>6}"
        print(
            f"{row.name:{width}} {summary(row.baseline)} {summary(row.candidate)} {ratio}"
            f"  {limit(row):<8} {verdict(row)}"
        )
    for note in report.notes:
        print(note)


def ratio_of_least(row: Row) -> float:
    """Return the candidate's best round over the baseline's."""
    if not row.baseline or not row.candidate:
        return math.nan
    return min(row.candidate) / (min(row.baseline) or math.nan)


def shown(value: float, digits: int) -> str:
    """Return a number for the table, or a dash where there is none."""
    return "-" if math.isnan(value) else f"{value:.{digits}f}"


def summary(samples: list[float]) -> str:
    """Return the median and the least of some samples."""
    median, least = (statistics.median(samples), min(samples)) if samples else (math.nan,) * 2
    return f"{shown(median, 1):>10} {shown(least, 1):>8}"


def limit(row: Row) -> str:
    """Return a row's limit as text."""
    if row.most_ratio is not None:
        return f"{row.most_ratio:g} x"
    return "" if row.most is None else f"{row.most:g}"


def verdict(row: Row) -> str:
    """Return whether a row's limit is met; what was not measured is not met."""
    if row.met is None:
        return ""
    if not row.candidate:
        return "not measured"
    return "yes" if row.met else "NO"


if __name__ == "__main__":
    sys.exit(main())
