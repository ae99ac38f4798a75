"""What there is to know besides: times to import, and the commands that need no terminal."""

import re
import subprocess
import sys
import time

from apps import ROOT, resolve
from report import Report, Row, in_milliseconds, take_turns
from terminal import environment

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
