"""Draws the pictures in the README: run `python docs/picture.py` from the root of the project."""

import asyncio
import re
from pathlib import Path

from engine.debugger import Debugger
from engine.program import derive
from engine.spec import load_network
from tui.app import DebuggerApp
from tui.look import Look

SIZE = (100, 30)


async def draw(name: str, seed: int, keys: list[str]) -> str:
    """The app after some keys, as SVG."""
    app = DebuggerApp(Debugger(derive(load_network(name, seed))), Look())
    async with app.run_test(size=SIZE) as pilot:
        for key in keys:
            await pilot.press(key)
            while getattr(app.screen, "job", None) is not None:
                await pilot.pause(0.05)
        await pilot.pause()
        svg = app.export_screenshot(title=f"makabaka-tui {name}")
    # The picture has to look right without fetching a font, and alike each time it is drawn.
    svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)
    svg = svg.replace("Fira Code", "DejaVu Sans Mono")
    return re.sub(r"terminal-\d+", "terminal", svg)


if __name__ == "__main__":
    for name, seed, keys in (
        ("skip", 0, ["1", "5", "n"]),
        ("xor", 1, ["5", "n", "l", "o", *"1000", "right_square_bracket"]),
    ):
        picture = asyncio.run(draw(name, seed, keys))
        Path(__file__).with_name(f"{name}.svg").write_text(picture, encoding="utf-8")
