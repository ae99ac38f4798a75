"""Measure the app against the least that Textual can do, and the engine against others.

Every ratio comes from one run in which the rounds of the baseline and of the candidate take
turns, so that a machine that grows slower or faster meanwhile does so for both.
"""

import argparse
import shlex
import sys
from collections.abc import Callable
from pathlib import Path

from apps import resolve
from bursts import burst
from information import info
from report import Report, print_table
from starting import start
from stepping import steps
from tracing import trace

PARTS = (
    "start",
    "step",
    "burst",
    "trace",
    "compiled",
    "arrays",
    "sweeps",
    "whatif",
    "session",
    "recording",
    "checking",
    "scale",
    "imported",
    "zoom",
    "landscape",
    "chart",
    "info",
)


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
        "arrays": lambda: arrays(report, options.rounds),
        "sweeps": lambda: sweeps(report, options.rounds),
        "whatif": lambda: whatif(report, options.rounds),
        "session": lambda: session(report, options.rounds),
        "recording": lambda: recording(report, command, options.rounds),
        "checking": lambda: checking(report, options.rounds),
        "scale": lambda: scale(report),
        "imported": lambda: imported(report, options.rounds),
        "zoom": lambda: zoom(report, options.rounds),
        "landscape": lambda: landscape(report, options.rounds),
        "chart": lambda: chart(report, options.rounds),
        "info": lambda: info(report, options.rounds),
    }
    for part in PARTS:  # always in this order: what `trace` imports would slow down each fork
        if part in parts:
            print(f"measuring {part} ...", file=sys.stderr, flush=True)
            measure[part]()
    print(f"command: {shlex.join([Path(command[0]).name, *command[1:]])}")
    print_table(report)
    return int(options.check and any(row.met is False for row in report.rows))


def compiled(report: Report, rounds: int) -> None:
    """Measure compiled programs against arithmetic by hand, micrograd, numpy and torch."""
    import compiled as part  # which imports from here

    part.compiled(report, rounds)


def arrays(report: Report, rounds: int) -> None:
    """Measure training on arrays of the sizes that people train."""
    import arrays as part  # which imports from here

    part.arrays(report, rounds)


def sweeps(report: Report, rounds: int) -> None:
    """Measure many runs at once against torch and numpy, their growth, and two processes."""
    import sweeps as part  # which imports numpy

    part.sweeps(report, rounds)


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


def checking(report: Report, rounds: int) -> None:
    """Measure checking pages of hand computation: one, a thousand, and long ones."""
    import checking as part  # which imports from here

    part.checking(report, rounds)


def scale(report: Report) -> None:
    """Measure opening and stepping from ten equations to a hundred thousand."""
    import scale as part  # which imports from here

    part.scale(report)


def imported(report: Report, rounds: int) -> None:
    """Measure networks that were imported, and the conversion of a large module."""
    import imported as part  # which imports numpy

    part.imported(report, rounds)


def zoom(report: Report, rounds: int) -> None:
    """Measure a large network zoomed out."""
    import zooming as part  # which imports the app

    part.zoom(report, rounds)


def landscape(report: Report, rounds: int) -> None:
    """Measure landscapes of 100 by 50 points."""
    import landscapes as part  # which imports from here

    part.landscapes(report, rounds)


def chart(report: Report, rounds: int) -> None:
    """Measure the chart of a million iterations."""
    import charting as part  # which imports the app

    part.charting(report, rounds)


if __name__ == "__main__":
    sys.exit(main())
