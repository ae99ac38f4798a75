"""Messages longer than the last line, and panels that answer."""


async def test_a_message_that_is_cut_off_is_read_on(opened):
    async with opened(size=(60, 24)) as driver:
        await driver.enter(":goto dL/dx")
        assert driver.lines[-1].rstrip().endswith("v: all of it")
        assert "asks for it" not in driver.text
        await driver.press("v")
        assert "asks for it" in " ".join(driver.text.replace("│", " ").split())
        await driver.press("q")
        assert "asks for it" not in driver.text
        assert driver.place == (0, 0)


async def test_a_short_message_is_whole(opened):
    async with opened() as driver:
        await driver.enter(":goto 99")
        assert "v: all" not in driver.lines[-1]


async def test_before_anything_is_said_there_is_nothing_to_read(opened):
    async with opened() as driver:
        await driver.press("v")
        assert "nothing was said yet" in driver.lines[-1]


async def test_why_of_a_given_value_is_a_panel_as_of_all_others(opened):
    async with opened() as driver:
        await driver.enter(":select x")
        await driver.press("y")
        assert driver.app.screen.covered
        assert "Why x" in driver.text


async def test_the_steps_are_walked_in(opened):
    async with opened() as driver:
        await driver.press("T", *["down"] * 14, "b", "enter")
        assert driver.place == (0, 15)
        await driver.press("T")
        assert "● 15" in driver.text
