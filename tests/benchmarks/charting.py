"""Measure the chart of a million iterations: its first paint, a move in it, and `]` beside it."""

import asyncio
import sys
import time

from apps import ROOT
from report import Report, Row

ITERATIONS = 1_000_000
SCREEN = (160, 50)
MOVES = 10
PAINT_LIMIT, MOVE_LIMIT = 150.0, 20.0  # ms


def charting(report: Report, rounds: int) -> None:
    """Add rows for the first paint, which is made anew in each round, and for moves."""
    sys.path.append(str(ROOT))  # last, so that an installed engine is preferred
    painting, moving, stepping = asyncio.run(measure(rounds))
    report.rows.append(Row("chart of 1,000,000 iterations, ms", painting, most=PAINT_LIMIT))
    report.rows.append(Row("move in it, ms", moving, most=MOVE_LIMIT))
    report.rows.append(Row("] beside it, ms", stepping, most=MOVE_LIMIT))


async def measure(rounds: int) -> tuple[list[float], list[float], list[float]]:
    """Return the milliseconds of the processor for each paint, each move and each iteration."""
    from engine.debugger.debugger import Debugger
    from engine.program.recipe import Recipe
    from tui.app import DebuggerApp
    from tui.commands.table import BY_NAME
    from tui.drawing.look import Look
    from tui.screens.debugger import DebuggerScreen
    from tui.widgets.chart import Chart

    recipe = Recipe("xor", seed=1).read()
    debugger = Debugger(recipe.program(), recipe)
    debugger.goto(1, ITERATIONS - 1_000)
    app = DebuggerApp(debugger, Look())
    painting, moving, stepping = [], [], []
    async with app.run_test(size=SCREEN) as pilot:
        screen = app.screen
        assert isinstance(screen, DebuggerScreen)

        async def timed(name: str, argument: str = "") -> float:
            before = time.thread_time()
            screen.do(BY_NAME[name], argument)  # from the key to the new lines of the last panel
            spent = 1e3 * (time.thread_time() - before)
            await pilot.pause()
            return spent

        await timed("chart")  # for what it imports
        chart = screen.panels.stage.chart
        for _ in range(rounds):
            await timed("chart")  # closes it
            fresh = Chart(Look(), id="fresh")
            chart.plotter, chart._happened, chart._drawn = fresh.plotter, None, None
            painting.append(await timed("chart"))
            here = screen.stop.cursor.iteration
            for move in range(1, MOVES + 1):
                moving += [await timed("iteration", str(here - 6_400 * move))]
            await timed("iteration", str(here))
            for _ in range(MOVES):
                stepping += [await timed("next")]
    return painting, moving, stepping
