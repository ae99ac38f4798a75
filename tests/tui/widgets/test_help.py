"""The help on the screen: it is walked, searched as one types, and Enter does what it says."""

import random

import pytest
from rich.cells import cell_len

from engine.debugger.debugger import Debugger
from engine.program.recipe import Recipe
from tui.commands.help import entries, found
from tui.drawing.look import Look
from tui.widgets.help import Help
from tui.widgets.help_list import HelpList, Listed, Shares, help_lines


def stop_of(network="skip"):
    recipe = Recipe(network).read()
    return Debugger(recipe.program(), recipe).stop


ENTRIES = entries(Look(), stop_of())


def text_of(line):
    return "".join(text for text, _ in line)


def under_cursor(listing, width, height):
    """What stands in the rows of the cursor."""
    lines = listing.lines(width, height)
    return " ".join(text_of(line) for line in lines if any(role == "here" for _, role in line))


async def test_it_is_searched_as_one_types_and_enter_does_what_it_says(opened):
    async with opened() as driver:
        await driver.press(*"??")  # opens, and closes
        assert not driver.app.screen.covered
        await driver.press(*"?/why zero")
        assert "/ why zero" in driver.panel(Help)[1]
        assert "See why a gradient is zero" in driver.panel(Help)[2]
        await driver.press("enter", *"w3", "enter")
        assert "not computed yet" in driver.text
        await driver.press("escape", *"?/take back", "down", "up", "escape")
        assert "Press / and type" in driver.panel(Help)[1]
        assert driver.app.screen.covered
        await driver.press("j", "k", "tab", "tab", "enter")  # the first of the third group
        assert driver.place == (0, 1)
        await driver.press("?", "/")
        await driver.paste("qqqqq\n")
        assert "nothing has these words" in driver.text
        await driver.press("enter", *["backspace"] * 6)
        assert "Press / and type" in driver.panel(Help)[1]
        await driver.double_click(Help, "Find a dead ReLU")
        await driver.pause()
        assert driver.lines[-1].startswith(" :find dead")
        await driver.press("escape", *":help loss curve", "enter")
        assert "/ loss curve" in driver.panel(Help)[1]
        await driver.resize(160, 50)
        assert "Signs" in driver.text
        await driver.resize(60, 16)
        await driver.press("escape", "escape", "n")
        assert driver.place == (0, 2)


@pytest.mark.parametrize("size", [(58, 13), (78, 21), (118, 37), (158, 47), (218, 66), (3, 2)])
def test_at_any_size_the_entry_of_the_cursor_is_seen_and_nothing_is_too_wide(size):
    draws, width, height = random.Random(size[0]), *size  # noqa: S311
    shares = Shares.of(width, height)
    listing = HelpList(Listed(ENTRIES), Look())
    keys = ["down", "up", "pagedown", "pageup", "g", "G", "tab", "shift+tab", "home", "end"]
    for _ in range(40):
        listing = listing.moved(draws.choice(keys), shares.width, shares.height)
        listing = listing.seen(shares.width, shares.height)
        sentence = text_of(listing.entry.line).split()
        lines = help_lines(listing, (), width, height)
        assert len(lines) <= height
        if width > 20:
            assert all(cell_len(text_of(line)) <= width for line in lines)
            assert under_cursor(listing, shares.width, shares.height).split() == sentence


def test_pages_lead_through_all_of_it_and_back():
    shares = Shares.of(78, 21)
    listing = HelpList(Listed(ENTRIES), Look())
    for key in ("pagedown", "pageup"):
        seen = set()
        for _ in range(len(ENTRIES)):
            listing = listing.moved(key, shares.width, shares.height)
            listing = listing.seen(shares.width, shares.height)
            rows = listing.listed.rows(shares.width)[listing.top :][: shares.height]
            seen |= {row.entry for row in rows}
        assert listing.cursor == (len(ENTRIES) - 1 if key == "pagedown" else 0)
        assert seen >= set(range(len(ENTRIES)))


def test_what_is_found_stands_in_no_groups():
    listing = HelpList(Listed(found(ENTRIES, "dead"), is_found=True), Look())
    assert all(row.entry is not None for row in listing.listed.rows(78))
    assert HelpList(Listed([]), Look()).moved("G", 78, 20).entry is None
