"""The command line of the app: typed, recalled, mistaken."""

import pytest

from tui.screens.debugger import DebuggerScreen


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (":goto 15", (0, 15)),
        (":15", (0, 15)),
        (":iteration 3", (3, 1)),
        (":it 3", (3, 1)),
        (":step 10", (0, 11)),
        (":last", (0, 21)),
        (":run h1", (0, 4)),
    ],
)
async def test_a_line_is_obeyed(opened, line, expected):
    async with opened() as driver:
        await driver.press("n")
        await driver.enter(line)
        assert driver.place == expected


async def test_the_line_is_shown_while_it_is_typed(opened):
    async with opened() as driver:
        await driver.press(":", *"got", "backspace", "t")
        assert ":got" in driver.lines[-1]
        await driver.press("escape")
        assert ":got" not in driver.lines[-1]
        assert driver.place == (0, 0)


async def test_keys_are_text_while_a_line_is_typed(opened):
    async with opened() as driver:
        await driver.press(":", *"nnq?/5")
        assert isinstance(driver.app.screen, DebuggerScreen)
        assert ":nnq?/5" in driver.lines[-1]
        assert driver.place == (0, 0)


async def test_find_selects_a_node(opened):
    async with opened() as driver:
        await driver.enter("/h1")
        assert driver.stop.selected == "h1"
        await driver.press("t")
        assert driver.place == (0, 4)


async def test_history_is_recalled_with_up(opened):
    async with opened() as driver:
        await driver.enter(":goto 15")
        await driver.enter(":goto 3")
        await driver.press(":", "up", "up")
        assert ":goto 15" in driver.lines[-1]
        await driver.press("enter")
        assert driver.place == (0, 15)


async def test_what_is_pasted_is_added_to_the_line_and_is_no_key(opened):
    async with opened() as driver:
        await driver.paste("nnn")
        assert driver.place == (0, 0)
        await driver.press(":")
        await driver.paste("goto\x1b 15\n")
        assert ":goto 15" in driver.lines[-1]
        await driver.press("enter")
        assert driver.place == (0, 15)


@pytest.mark.parametrize(
    ("line", "word"),
    [
        (":gotoo 3", "goto"),
        (":goto 99", "99"),
        (":goto x", "x"),
        (":iteration -1", "-1"),
        (":run x", "x"),
        (":select nobody", "nobody"),
        ("/nothing", "nothing"),
        (":theme pink", "dark"),
        (":st", "step"),
    ],
)
async def test_a_mistake_is_explained_and_changes_nothing(opened, line, word):
    async with opened() as driver:
        await driver.press(*"15n")
        before = driver.stop
        await driver.enter(line)
        assert word in driver.lines[-1]
        assert driver.stop.cursor == before.cursor
        assert driver.stop.selected == before.selected
        assert driver.stop.state.same_as(before.state)
        await driver.press("n")
        assert driver.place == (0, 16)
        assert "step 16/21" in driver.lines[0]


async def test_a_mistake_is_shown_literally(opened):
    async with opened() as driver:
        await driver.press(":")
        await driver.paste("[red]x[/red]")
        await driver.press("enter")
        assert "[red]x[/red]" in driver.lines[-1]


async def test_keys_typed_ahead_are_obeyed_in_order(opened):
    async with opened() as driver:
        await driver.press(*":goto 15", "enter", *"n2n")
        assert driver.place == (0, 18)
        await driver.press(*"/h1", "enter", *"tn")
        assert driver.place == (1, 5)


async def test_a_hundred_steps_at_once_are_all_taken(opened):
    async with opened() as driver:
        await driver.press(*"n" * 100)
        assert driver.place == (4, 100 - 4 * 21)
        assert "iteration 4" in driver.lines[0]
        assert "step 16/21" in driver.lines[0]
