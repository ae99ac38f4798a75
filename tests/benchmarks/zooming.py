"""Measure a network of 2,000 nodes zoomed out: drawing it, and a step in it."""

import asyncio
import sys
import time

from apps import ROOT
from report import Report, Row

DEPTH = 600  # ReLUs, with 2,405 nodes
SCREEN = (160, 50)
STEPS = 20
DRAW_LIMIT = 150.0  # ms


def zoom(report: Report, rounds: int) -> None:
    """Add rows for the picture, which is laid out anew in each round, and for steps on it."""
    sys.path.append(str(ROOT))  # last, so that an installed engine is preferred
    drawing, stepping = asyncio.run(measure(rounds))
    report.rows.append(Row("2,405 nodes zoomed out, ms", drawing, most=DRAW_LIMIT))
    report.rows.append(Row("step in 2,405 nodes zoomed out, ms", stepping))


async def measure(rounds: int) -> tuple[list[float], list[float]]:
    """Return the milliseconds of the processor for each picture and for each step."""
    from engine.debugger.debugger import Debugger
    from engine.network.generated import generate
    from engine.network.reader import read_network
    from engine.program.program import derive
    from tui.app import DebuggerApp
    from tui.commands.table import BY_NAME
    from tui.drawing.look import Look
    from tui.graph.pictures import Pictures
    from tui.screens.debugger import DebuggerScreen

    look = Look()
    app = DebuggerApp(Debugger(derive(read_network(generate("deep", {"depth": DEPTH})))), look)
    drawing, stepping = [], []
    async with app.run_test(size=SCREEN) as pilot:
        screen = app.screen
        assert isinstance(screen, DebuggerScreen)
        finder = screen.panels.stage.graph.finder
        await pilot.press("n", "f", "f")  # to the end of the backward pass: all is known

        def timed(name: str) -> float:
            before = time.thread_time()
            screen.do(BY_NAME[name])  # from the key to the new lines of the last panel
            return 1e3 * (time.thread_time() - before)

        for _ in range(rounds):
            finder.pictures = Pictures(look.glyphs)
            drawing.append(timed("zoom-out"))
            await pilot.pause()
            for _ in range(STEPS):
                stepping.append(timed("back"))
                await pilot.pause()
            screen.do(BY_NAME["zoom-fit"])
            await pilot.pause()
    return drawing, stepping
