"""The frame that is painted before Textual is there, against what Textual paints."""

import os
from itertools import product

import pyte
import pytest
from rich.color import ColorSystem
from rich.style import Style

from engine.debugger.debugger import Debugger
from engine.network.files import shipped_networks
from engine.program.recipe import Recipe
from tui.drawing.look import Look
from tui.drawing.themes import TERMINAL, THEMES
from tui.graph.pictures import Pictures
from tui.screens.first_frame import first_frame, written
from tui.screens.rows import is_too_small

NETWORKS = [(name, {}) for name in shipped_networks()] + [("deep", {"depth": 20})]
DEPTHS = ("", "standard", "256")
SIZES = ((60, 16), (80, 24), (120, 40), (200, 60), (59, 24), (80, 15), (20, 7))
STEPS = (0, 9)

ALL = [
    each
    for each in product(NETWORKS, THEMES, DEPTHS, SIZES, STEPS, (False, True))
    # Where it says that the screen is too small, Textual fills it with the theme's background, also
    # where no colours are wanted; that is the terminal's own unless another was asked for.
    if each[2] or each[1] is TERMINAL or not is_too_small(*each[3])
]

SAMPLE = ALL if "ALL_FRAMES" in os.environ else ALL[:: len(ALL) // 60 | 1]
"""All of them by hand, ALL_FRAMES=1 pytest; a stride that is odd takes turns in every respect."""


def cells(size, text):
    """What stands in each cell of a screen to which a text was written."""
    columns, rows = size
    screen = pyte.Screen(columns, rows)
    screen.reset_mode(7, private=True)
    pyte.Stream(screen).feed(text)
    return [[screen.buffer[y][x] for x in range(columns)] for y in range(rows)]


def debugger_of(network, step=0):
    name, sizes = network
    recipe = Recipe(name, {key: float(value) for key, value in sizes.items()}).read()
    debugger = Debugger(recipe.program(), recipe)
    debugger.goto(min(step, debugger.stop.steps))
    return debugger


def painted(stop, look, theme, depth, size, **settings):
    rows = first_frame(stop, look, size, Pictures(look.glyphs), **settings)
    return in_place(written(rows, theme, depth))


def by_textual(driver, depth):
    """What Textual writes to paint all of its screen, in so many colours."""
    system = ColorSystem.EIGHT_BIT if depth == "256" else ColorSystem.STANDARD
    return in_place(
        "".join(fresh(style).render(text, color_system=system) for text, style, _ in strip)
        for strip in driver.app.screen.painter.render_strips()
    )


def in_place(rows):
    return "".join(f"\x1b[{y};1H{row}" for y, row in enumerate(rows, 1))


def fresh(style):
    """A style that has not been written in fewer colours before, which it would remember."""
    names = ("color", "bgcolor", "bold", "dim", "italic", "underline", "reverse")
    return Style(**{name: getattr(style, name) for name in names})


def assert_same(size, frame, textual):
    expected, found = cells(size, textual), cells(size, frame)
    for y, (ours, theirs) in enumerate(zip(found, expected, strict=True)):
        assert ours == theirs, f"row {y}: {''.join(cell.data for cell in ours)!r}"


@pytest.mark.parametrize(("network", "theme", "depth", "size", "step", "ascii_only"), SAMPLE)
async def test_the_first_frame_is_what_textual_paints(
    opened, monkeypatch, network, theme, depth, size, step, ascii_only
):
    if depth:
        monkeypatch.delenv("NO_COLOR", raising=False)
    else:
        monkeypatch.setenv("NO_COLOR", "1")
    debugger, look = debugger_of(network, step), Look(ascii_only)
    frame = painted(debugger.stop, look, theme, depth, size)
    async with opened(debugger, size=size, ascii_only=ascii_only, theme=theme.name) as driver:
        assert_same(size, frame, by_textual(driver, depth))


async def test_what_there_is_to_say_and_watches_and_a_place_far_off_are_in_the_frame(opened):
    """As where a session goes on."""
    debugger = debugger_of(("xor", {}))
    debugger.watch("dL/dW1")
    debugger.watch("sum(W1)")
    debugger.goto(11, 30)
    theme, size, notes = THEMES[0], (120, 40), "the session goes on where it ended"
    frame = painted(debugger.stop, Look(), theme, "256", size, notes=notes)
    assert notes in "".join(cell.data for row in cells(size, frame) for cell in row)
    async with opened(debugger, size=size, notes=notes) as driver:
        assert_same(size, frame, by_textual(driver, "256"))


def test_the_frame_of_a_recording_has_its_sign():
    rows = first_frame(
        debugger_of(("skip", {})).stop, Look(), (80, 24), Pictures(Look().glyphs), is_recording=True
    )
    assert rows[0][0] == ("●", "error")
