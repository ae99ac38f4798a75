"""The mouse: what the wheel, clicks, borders that are dragged, and the place of it do."""

import pytest
from textual import events


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


async def drag(driver, start, end):
    """Press the mouse in a cell of the screen, move it to another and let go."""
    for kind, (x, y), button in (
        (events.MouseDown, start, 1), (events.MouseMove, end, 1), (events.MouseUp, end, 1),
    ):  # fmt: skip
        driver.app.post_message(kind(None, x, y, 0, 0, button, False, False, False, x, y))
        await driver.pause()


async def move(driver, widget, wanted):
    """Move the mouse to a text in a panel."""
    x, y = driver.offset(widget, wanted)
    corner = driver.app.screen.query_one(widget).region
    at = corner.x + x, corner.y + y
    event = events.MouseMove(None, *at, 0, 0, 0, False, False, False, *at)
    driver.app.post_message(event)
    await driver.pause()


async def test_borders_are_dragged_and_what_is_below_is_not_clicked(opened):
    async with opened() as driver:
        screen = driver.app.screen
        lower, card = (screen.query_one(each).region for each in ("#lower", "#card"))
        await drag(driver, (20, lower.y), (20, lower.y - 4))
        assert screen.query_one("#lower").region.y == lower.y - 4
        await drag(driver, (20, lower.y - 5), (20, lower.y + 2))
        assert screen.query_one("#lower").region.y == lower.y + 3
        await drag(driver, (20, lower.y + 3), (20, 0))
        assert screen.query_one("#stage").region.height == 5
        await drag(driver, (card.right - 1, lower.y), (50, lower.y))
        assert screen.query_one("#card").region.right == 51
        assert not driver.stop.is_selection
        assert screen.app.mouse_captured is None
        await driver.enter(":layout")
        assert screen.query_one("#lower").region == lower
        assert screen.query_one("#card").region == card


async def test_what_the_mouse_is_on_is_told_with_all_its_digits(opened):
    async with opened("xor", seed=8) as driver:
        await driver.press(*"15n")
        hints = driver.lines[-1]
        values = [f"{each:.17g}".rstrip("0") for each in driver.stop.state.value("b1")]
        await move(driver, "#values", "b1")
        assert driver.lines[-1].startswith(f" b1 = [{float(values[0])!r}".replace("-", "−"))
        await move(driver, "#header", "L 0.")
        assert f"L = {driver.stop.state.loss!r}" in driver.lines[-1]
        await move(driver, "#graph", "[4×2]")
        assert driver.lines[-1].startswith(" X = [0 0; 0 1; 1 0; 1 1]")
        await driver.press("n")
        assert "X = " not in driver.lines[-1]
        await move(driver, "#graph", "[4×2]")
        await move(driver, "#footer", " ")
        await driver.press("N")
        assert driver.lines[-1] == hints
        await driver.enter(":inspect W2")


async def test_nothing_is_told_of_what_is_asked(opened):
    async with opened() as driver:
        await driver.press("P", "n")
        asked = driver.stop.asked.symbol
        await move(driver, "#values", f"{asked} ")
        assert f"{asked} = ?" in driver.lines[-1]


async def test_a_click_puts_a_panel_in_focus(opened):
    async with opened() as driver:
        await driver.click_at("#card", (5, 3))
        assert driver.panel("#card")[0].startswith("┏━ Step")
        await driver.click_at("#values", (5, 3))
        assert driver.panel("#card")[0].startswith("╭─ Step")
        assert driver.panel("#values")[0].startswith("┏ node")
