"""Predicting in the app, key by key."""


async def test_values_are_predicted_by_keys(opened):
    async with opened() as driver:
        await driver.press("P")
        assert "z0 = ?" in driver.text
        assert "?" in next(line for line in driver.lines if "▶z0" in line)
        await driver.press("7", "enter")
        assert "not z0" in driver.text
        await driver.press("h")
        assert "hint 1 of 3: z0 = w0 · x" in driver.lines[-1]
        await driver.press("0", ".", "5", "enter")
        assert "right: z0 = 0.5" in driver.lines[-1]
        await driver.press("enter")
        assert "h0 = ?" in driver.text
        await driver.press("=", "z", "0", "enter")
        assert "right: h0 = 0.5" in driver.lines[-1]
        await driver.press("n", "k")
        assert "skipped: z1 = 0.25" in driver.lines[-1]
        await driver.press("y")
        assert "would tell too much" in driver.lines[-1]
        await driver.press("P")
        assert "no more predictions: 2 of 3 right, 1 of them at once" in driver.lines[-1]
        await driver.press("n", "y")
        assert driver.place == (0, 4)


async def test_what_is_no_answer_leaves_the_screen_where_the_debugger_is(opened):
    async with opened() as driver:
        await driver.press("P", "k")
        await driver.press("=", "x", "x", "enter")  # for the next question
        assert driver.stop.cursor == driver.app.screen.debugger.stop.cursor
        assert "h0 = ?" in driver.text
        assert "nothing is called 'xx'" in driver.lines[-1]


async def test_the_chart_gives_way_to_the_graph(opened):
    async with opened() as driver:
        await driver.press("l", "P")
        assert "Graph" in driver.text
        await driver.press("l")
        assert "would tell too much" in driver.lines[-1]
