"""Breakpoints in the app: their keys, their list, and looking for a long time."""

import pytest


async def test_b_c_and_capital_c(opened):
    async with opened("skip") as driver:
        await driver.press("down", "b")
        await driver.until(lambda: "breakpoint 1: " in driver.lines[-1])
        node = driver.stop.breakpoints.latest.node
        await driver.press("c")
        await driver.until(lambda: driver.stop.node == node)
        first = driver.place
        await driver.press("c")
        await driver.until(lambda: driver.place > first)
        await driver.press("C")
        await driver.until(lambda: driver.place == first)
        assert f"breakpoint 1: {node}" in driver.lines[-1]


async def test_capital_b_asks_for_a_condition(opened):
    async with opened("skip") as driver:
        await driver.press("B", *"dead(h0)", "enter", "c")
        await driver.until(lambda: driver.place == (1, 2))
        assert "breakpoint 1: dead(h0)" in driver.lines[-1]


async def test_the_breakpoints_are_listed_with_their_hits(opened):
    async with opened("skip") as driver:
        await driver.enter(":break h0")
        await driver.enter(":break z1 < 0")
        await driver.press("c")
        await driver.until(lambda: driver.place == (0, 2))
        await driver.enter(":disable 2")
        await driver.enter(":breakpoints")
        text = driver.text
        assert "1 hit   h0" in text
        assert "off     0 hits  z1 < 0" in text
        await driver.press("q")
        await driver.enter(":delete 1")
        assert [each.number for each in driver.stop.breakpoints] == [2]


async def test_looking_is_stopped_with_escape(opened):
    async with opened("xor", seed=8) as driver:
        await driver.enter(":break L > 100")
        driver.send("c")
        await driver.until(lambda: "looking" in driver.lines[-1])
        driver.send("escape")
        await driver.until(lambda: "no breakpoint is hit up to iteration" in driver.lines[-1])
        assert driver.place[0] < 10_000


@pytest.mark.parametrize("keys", ["c", "C"])
async def test_without_a_breakpoint_it_says_how_to_set_one(opened, keys):
    async with opened("skip") as driver:
        await driver.press(keys)
        assert "nothing would stop it: set a breakpoint" in driver.lines[-1]
        assert driver.place == (0, 0)


async def test_a_condition_that_is_none_is_refused_and_nothing_is_set(opened):
    async with opened("skip") as driver:
        await driver.enter(":break zz < 1")
        assert "nothing is called 'zz'" in driver.lines[-1]
        assert list(driver.stop.breakpoints) == []


async def test_y_says_why_over_the_panels_and_the_step_stays_in_view(opened):
    async with opened("skip") as driver:
        await driver.enter(":it 1")
        await driver.enter(":11")
        await driver.press("y")
        assert (
            "∂L/∂w3 = 0, because h0 = 0, because ReLU 0 is dead since iteration 1." in driver.words
        )
        assert "Step" in driver.text
        await driver.press("escape")
        assert "because h0 = 0" not in driver.words


async def test_a_node_with_a_breakpoint_is_marked(opened):
    async with opened("skip") as driver:
        await driver.enter(":break h1")
        assert any(line.startswith("│●h1") or "││●h1" in line for line in driver.lines)
        assert "h1●" in driver.text
        await driver.enter(":disable 1")
        assert "●" not in driver.text


async def test_the_mark_is_ascii_where_everything_is(opened):
    async with opened("skip", ascii_only=True) as driver:
        await driver.enter(":break h1")
        assert "h1*" in driver.text
        assert driver.text.isascii()


async def test_a_count_goes_on_to_so_many_breakpoints(opened):
    async with opened("skip") as driver:
        await driver.enter(":break h0")
        await driver.press("3", "c")
        await driver.until(lambda: driver.place == (1, 2))
        assert driver.stop.breakpoints.latest.hits == 3
        await driver.press("2", "C")
        await driver.until(lambda: driver.place == (0, 2))
