"""Measure what saving the session costs, next to a step of the app."""

import asyncio
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from apps import ROOT
from report import Report, Row

if TYPE_CHECKING:
    from engine.debugger.debugger import Debugger
    from tui.sessions.store import SessionStore

SAVE_LIMIT = 0.05  # times a step
BYTES_LIMIT = 100  # of a step, on average

SCREEN = (80, 24)
STEPS = 200  # of a round
HISTORIES = {
    "": (0, 0),
    ", 1,000 branches": (1_000, 0),
    ", 100,000 steps saved": (0, 100_000),
}
"""Changes by hand that were made before, and steps that were saved."""


def session(report: Report, rounds: int) -> None:
    """Add a row for each history: what it costs to save a step, next to the step itself."""
    sys.path.append(str(ROOT))  # last, so that an installed engine is preferred
    for name, (changes, saved) in HISTORIES.items():
        with tempfile.TemporaryDirectory() as folder:
            asyncio.run(measure(report, name, rounds, changes, saved, Path(folder)))


async def measure(
    report: Report, name: str, rounds: int, changes: int, saved: int, folder: Path
) -> None:
    """Step in the app, which does not save, and save each step apart from that."""
    from tui.app import DebuggerApp
    from tui.commands.table import BY_NAME
    from tui.drawing.look import Look
    from tui.screens.debugger import DebuggerScreen
    from tui.sessions.store import SessionStore

    debugger, store = changed(changes), SessionStore(folder)
    for _ in range(saved):
        store.save(debugger.step())
    app = DebuggerApp(debugger, Look())
    save = Row(f"save to step{name}, µs", [], most_ratio=SAVE_LIMIT)
    async with app.run_test(size=SCREEN) as pilot:
        await pilot.pause()
        screen = app.screen
        assert isinstance(screen, DebuggerScreen)
        store.save(debugger.stop)
        for _ in range(rounds):
            stepping = saving = 0.0
            for _step in range(STEPS):
                before = time.perf_counter()
                screen.do(BY_NAME["step"])  # from the key to the last panel's new lines
                stepping += time.perf_counter() - before
                stop = debugger.stop  # which the screen has
                before = time.perf_counter()
                store.save(stop)
                saving += time.perf_counter() - before
                await pilot.pause(0)
            save.baseline.append(1e6 * stepping / STEPS)
            save.candidate.append(1e6 * saving / STEPS)
    report.rows += [save, written(name, store, debugger), after_change(name, store, debugger)]
    store.close()


def changed(changes: int) -> "Debugger":
    """Return a debugger in which so much was changed by hand, each change in the one before."""
    from engine.debugger.debugger import Debugger
    from engine.program.recipe import Recipe

    recipe = Recipe("skip")
    debugger = Debugger(recipe.program(), recipe)
    for number in range(changes):
        debugger.set_value(f"w0 = {number / changes}")
    return debugger


def written(name: str, store: "SessionStore", debugger: "Debugger") -> Row:
    """Return the bytes that a step adds, until the file is written anew and as far as it is."""
    from tui.sessions.store import MAX_LINES

    row = Row(f"bytes of a step{name}", [], most=BYTES_LIMIT)
    sizes = []
    for _ in range(MAX_LINES):
        store.save(debugger.step())
        sizes.append(store.path.stat().st_size)
    whole = min(sizes)  # what is written anew once in so many steps
    added = sum(max(new - old, 0) for old, new in pairwise(sizes))
    row.candidate.append((added + whole) / MAX_LINES)
    return row


def after_change(name: str, store: "SessionStore", debugger: "Debugger") -> Row:
    """Return the time in which all is written anew, as after any change but a step."""
    row = Row(f"save after a change{name}, µs", [])
    for number in range(20):
        stop = debugger.mark(f"m{number % 2}")
        before = time.perf_counter()
        store.save(stop)
        row.candidate.append(1e6 * (time.perf_counter() - before))
    return row
