"""Measure what opening, a step and `G` cost in networks of ten to 100,000 equations."""

import asyncio
import gc
import resource
import sys
import time

from apps import ROOT
from report import Report, Row

SIZES = (10, 100, 1_000, 10_000, 100_000)  # up to the most of a file
ROUNDS = 333  # of an unrolled net, which make a thousand equations
STEPS = 60
SCREEN = (80, 24)
OPEN_LIMIT, LAST_LIMIT, MEMORY_LIMIT = 4_000.0, 1_000.0, 600.0  # ms, ms and MiB of the largest


def scale(report: Report) -> None:
    """Add rows for each size: what opening costs, what a step costs, and all steps at once."""
    sys.path.append(str(ROOT))  # last, so that an installed engine is preferred
    for equations in SIZES:
        opening, stepping, last = asyncio.run(measure(with_skips(equations)))
        is_largest = equations == SIZES[-1]
        most = OPEN_LIMIT if is_largest else None
        report.rows.append(Row(f"open {equations:,} equations, ms", [1e3 * opening], most=most))
        steps = Row(f"step in {equations:,} equations, ms", [1e3 * each for each in stepping])
        report.rows.append(steps)
        most = LAST_LIMIT if is_largest else None
        report.rows.append(Row(f"`G` in {equations:,} equations, ms", [1e3 * last], most=most))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024  # KiB on Linux
    row = Row(f"memory with {SIZES[-1]:,} equations, MiB", [memory], most=MEMORY_LIMIT)
    report.rows.append(row)
    opening, stepping, last = asyncio.run(measure(in_groups(ROUNDS)))
    size = f"{3 * ROUNDS + 1:,} equations in {ROUNDS:,} groups"
    report.rows.append(Row(f"open {size}, ms", [1e3 * opening]))
    report.rows.append(Row(f"step in {size}, ms", [1e3 * each for each in stepping]))
    report.rows.append(Row(f"`G` in {size}, ms", [1e3 * last]))


def chain(equations: int) -> str:
    """The file of a chain of ReLUs, of so many equations."""
    lines = ["h1 = w*x"]
    lines += [f"h{number} = relu(h{number - 1})" for number in range(2, equations)]
    lines.append(f"L = square(h{max(equations - 1, 1)})")
    text = "\n".join(lines)
    return f'loss = "L"\nequations = """\n{text}\n"""\n[inputs]\nx = 1\n[parameters]\nw = 0.5\n'


def with_skips(equations: int) -> str:
    """The file of a chain with skip connections, of so many equations."""
    lines = ["h1 = w*x"]
    for number in range(2, equations):
        before = f"h{number - 1}"
        if number % 3 == 0:
            lines.append(f"h{number} = relu({before})")
        elif number % 3 == 1:
            lines.append(f"h{number} = v*{before} + b")
        else:
            lines.append(f"h{number} = {before} + h{max(1, number - 3)}*0.01")
    lines.append(f"L = square(h{max(equations - 1, 1)} - y*v + b)")
    text = "\n".join(lines)
    given = "[inputs]\nx = 1\n[targets]\ny = 2\n[parameters]\nw = 0.5\nv = 0.9\nb = 0.1\n"
    return f'loss = "L"\nequations = """\n{text}\n"""\n{given}'


def in_groups(rounds: int) -> str:
    """The file of an unrolled net of so many rounds, each a group of three equations."""
    return f"""
loss = "L"
equations = '''
for t in 1..{rounds}:
  z[t] = w*x + v*g[t-1]
  h[t] = tanh(z[t])
  g[t] = relu(h[t])
L = square(g[{rounds}] - y)
'''
[inputs]
x = 1
g_0 = 0
[targets]
y = 1
[parameters]
w = 0.5
v = 0.9
"""


async def measure(text: str) -> tuple[float, list[float], float]:
    """Return the seconds until the app is drawn, those of some steps, and of going to the last."""
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
    network = read_network(Source("chain.toml", text))
    app = DebuggerApp(Debugger(derive(network)), Look())
    async with app.run_test(size=SCREEN) as pilot:
        await pilot.pause()
        opening = time.perf_counter() - before
        screen, stepping = app.screen, []
        assert isinstance(screen, DebuggerScreen)
        before = time.perf_counter()
        screen.do(BY_NAME["last"])  # for the first time: all steps of the iteration are run
        last = time.perf_counter() - before
        await pilot.press("g", "n", "f")  # into the backward pass, where most of the steps are
        for _ in range(STEPS):
            before = time.perf_counter()
            screen.do(BY_NAME["step"])  # from the key to the last panel's new lines
            stepping.append(time.perf_counter() - before)
            await pilot.pause()
    gc.enable()
    return opening, stepping, last
