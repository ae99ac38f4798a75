"""The mouse: what the wheel, a click and a second click do."""

import pytest


async def test_the_wheel_scrolls_the_values_until_the_next_step(opened):
    async with opened() as driver:

        def ends():
            shown = [line.strip("│▶ ").split()[0] for line in driver.panel("#values")[1:-1]]
            return shown[0], shown[-1]

        await driver.press("n")
        first = ends()
        await driver.wheel("#values", 9)
        assert ends()[1] == "L"
        await driver.wheel("#values", -9)
        assert ends() == first
        await driver.wheel("#values", 9)
        await driver.press("N", "n")
        assert ends() == first


async def test_the_wheel_scrolls_entries_branches_and_watches(opened):
    async with opened("classifier") as driver:
        await driver.press(*"9n")
        await driver.enter(":select X")
        await driver.press("enter")
        seen = set()
        for _ in range(4):
            seen |= {line[2:10] for line in driver.panel("#inspector") if "sample" in line}
            await driver.wheel("#inspector")
        samples = driver.stop.program.shapes["X"][0]
        assert len(seen) == samples
        await driver.press("escape")
        for k in range(6):
            await driver.enter(f":watch L + {k}")
        assert "L + 5" not in "".join(driver.panel("#watches"))
        await driver.wheel("#watches", 3)
        assert "L + 5" in "".join(driver.panel("#watches"))


async def test_the_wheel_goes_along_the_curve(opened):
    async with opened("xor", seed=8) as driver:
        await driver.train(":train 30")
        await driver.press("g", "l")
        at = driver.place[0]
        await driver.wheel("#chart", -4)
        back = driver.place[0]
        assert back < at
        await driver.wheel("#chart", 1)
        assert back < driver.place[0] < at


@pytest.mark.parametrize("panel", ["#graph", "#values"])
async def test_a_second_click_inspects_the_node(opened, panel):
    async with opened() as driver:
        await driver.press("n")
        await driver.double_click(panel, "h0")
        assert driver.stop.selected == "h0"
        assert "h0  activation" in driver.panel("#inspector")[0]


async def test_a_second_click_in_a_list_does_what_enter_does(opened):
    async with opened() as driver:
        await driver.press(*"5n")
        await driver.enter(":mark here")
        await driver.press("n", "n")
        await driver.enter(":marks")
        await driver.double_click("Chooser", "here")
        assert driver.place == (0, 5)
        assert driver.app.screen.overlays.top is None


async def test_the_keys_in_the_last_line_are_clicked(opened):
    async with opened() as driver:
        await driver.click("#footer", "n step")
        assert driver.place == (0, 1)
        await driver.click("#footer", "back")
        assert driver.place == (0, 0)
        await driver.click("#footer", ": command")
        assert driver.app.screen.prompt.typed is not None
        await driver.press("escape")
        await driver.click("#footer", "? help")
        assert driver.app.screen.overlays.top is not None


async def test_the_facts_in_the_first_line_are_clicked(opened):
    async with opened("xor", seed=8) as driver:
        await driver.press(*"5n")
        for fact, begun in (("iteration 0", "iteration "), ("step 5", "goto "), ("lr 1", "lr ")):
            await driver.click("#header", fact)
            assert driver.app.screen.prompt.typed.text == begun
            await driver.press("escape")
        await driver.click("#header", "BACKWARD")
        assert "Steps" in driver.text
        await driver.press("q")
        await driver.click("#header", "L 0")
        assert driver.app.screen.query_one("#chart").display
