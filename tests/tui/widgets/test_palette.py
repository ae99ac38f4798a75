"""The palette on the screen: it takes keys typed ahead like everything else."""

import pytest

from tui.widgets.palette import Palette


async def test_keys_typed_ahead_reach_it_in_their_order(opened):
    """All in one packet: a step, the palette, letters, Enter, and a step behind it."""
    async with opened() as driver:
        await driver.press("n", "ctrl+p", *"last", "enter", "n")
        assert driver.place == (1, 1)
        assert driver.app.screen.overlays.top is None


async def test_enter_held_does_one_command(opened):
    async with opened() as driver:
        await driver.press("ctrl+p", *["enter"] * 30)
        assert driver.place == (0, 1)  # the first in the list is step


@pytest.mark.parametrize("key", ["pagedown", "pageup", "up", "down", "home", "end", "tab"])
async def test_a_key_in_the_same_packet_moves_in_it(opened, key):
    async with opened() as driver:
        await driver.press("ctrl+p", key)
        assert "> " in driver.panel(Palette)[1]
        await driver.press("escape")
        assert not driver.app.screen.covered
        assert driver.place == (0, 0)


async def test_a_count_is_for_the_command_that_is_chosen(opened):
    async with opened() as driver:
        await driver.press("1", "5", "ctrl+p", *"step", "enter")
        assert driver.place == (0, 15)


async def test_a_command_that_needs_more_opens_the_line(opened):
    async with opened() as driver:
        await driver.press("ctrl+p", *"goto", "enter", *"7", "enter")
        assert driver.place == (0, 7)


async def test_a_theme_is_chosen(opened):
    async with opened() as driver:
        await driver.press("ctrl+p", *"themelight", "enter")
        assert driver.app.theme == "light"


async def test_what_is_pasted_is_searched_and_the_query_edited(opened):
    async with opened() as driver:
        await driver.press("ctrl+p")
        await driver.paste("lasx\n")
        assert "no command has these letters" in driver.text
        await driver.press("backspace", "t", "left", "right", "enter")
        assert driver.place == (0, 21)


async def test_backspace_in_an_empty_query_leaves_it_open(opened):
    async with opened() as driver:
        await driver.press("ctrl+p", "backspace", "q", "q")
        assert driver.app.screen.covered
        assert "> qq" in driver.panel(Palette)[1]
        await driver.press("ctrl+p")
        assert not driver.app.screen.covered


async def test_while_iterations_are_run_it_waits(opened):
    async with opened("xor", seed=8) as driver:
        await driver.press(*":train 100", "enter", "ctrl+p")
        await driver.paste("last")
        driver.send("enter")
        await driver.until(lambda: driver.place == (100, driver.stop.steps))


async def test_a_click_puts_the_cursor_on_a_command(opened):
    async with opened() as driver:
        await driver.press("ctrl+p")
        await driver.click(Palette, "back ")
        await driver.press("enter")
        assert "this is the start" in driver.lines[-1]
