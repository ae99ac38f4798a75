"""Measure what a step costs in networks of ten to ten thousand equations, the most of a file."""

import asyncio
import gc
import sys
import time

from apps import ROOT
from report import Report, Row

SIZES = (10, 100, 1_000, 10_000)
STEPS = 60
SCREEN = (80, 24)


def scale(report: Report) -> None:
    """Add a row for each size: what opening costs an equation, and what a step costs."""
    sys.path.append(str(ROOT))  # last, so that an installed engine is preferred
    for equations in SIZES:
        opening, stepping = asyncio.run(measure(equations))
        report.rows.append(Row(f"open {equations:,} equations, ms", [1e3 * opening]))
        steps = Row(f"step in {equations:,} equations, ms", [1e3 * each for each in stepping])
        report.rows.append(steps)


def chain(equations: int) -> str:
    """The file of a chain of ReLUs, of so many equations."""
    lines = ["h1 = w*x"]
    lines += [f"h{number} = relu(h{number - 1})" for number in range(2, equations)]
    lines.append(f"L = square(h{max(equations - 1, 1)})")
    text = "\n".join(lines)
    return f'loss = "L"\nequations = """\n{text}\n"""\n[inputs]\nx = 1\n[parameters]\nw = 0.5\n'


async def measure(equations: int) -> tuple[float, list[float]]:
    """Return the seconds until the app is drawn, and those of each of some steps."""
    from engine.debugger.debugger import Debugger
    from engine.network.reader import read_network
    from engine.network.source import Source
    from engine.program.program import derive
    from tui.app import DebuggerApp
    from tui.commands.table import BY_NAME
    from tui.drawing.look import Look
    from tui.screens.debugger import DebuggerScreen

    gc.collect()
    gc.disable()  # as the command does until the app is up
    before = time.perf_counter()
    network = read_network(Source("chain.toml", chain(equations)))
    app = DebuggerApp(Debugger(derive(network)), Look())
    async with app.run_test(size=SCREEN) as pilot:
        await pilot.pause()
        opening = time.perf_counter() - before
        await pilot.press("n", "f")  # into the backward pass, where most of the steps are
        screen, stepping = app.screen, []
        assert isinstance(screen, DebuggerScreen)
        for _ in range(STEPS):
            before = time.perf_counter()
            screen.do(BY_NAME["step"])  # from the key to the last panel's new lines
            stepping.append(time.perf_counter() - before)
            await pilot.pause()
    gc.enable()
    return opening, stepping
