"""Draws the picture in the README: run `python docs/picture.py` from the root of the project."""

import asyncio
import re
from pathlib import Path

from engine.debugger import Debugger
from engine.program import derive
from engine.spec import load_network
from tui.app import DebuggerApp
from tui.look import Look

SIZE = (100, 30)
KEYS = ("1", "5", "n")


async def draw() -> str:
    """The app, at the fan-in sum of the skip network, as SVG."""
    app = DebuggerApp(Debugger(derive(load_network("skip"))), Look())
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press(*KEYS)
        await pilot.pause()
        svg = app.export_screenshot(title="makabaka-tui skip")
    # The picture has to look right without fetching a font, and alike each time it is drawn.
    svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)
    svg = svg.replace("Fira Code", "DejaVu Sans Mono")
    return re.sub(r"terminal-\d+", "terminal", svg)


if __name__ == "__main__":
    Path(__file__).with_name("skip.svg").write_text(asyncio.run(draw()), encoding="utf-8")
