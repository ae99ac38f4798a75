"""The landscape on the screen: opened, walked, zoomed, and gone on from."""


def picture(driver):
    return driver.panel("#landscape")


def cursor(driver):
    """What the panel says of the cursor."""
    return " ".join(picture(driver)[-3][1:-1].split())


async def test_one_walks_zooms_and_goes_on_from_the_cursor(opened):
    async with opened("skip") as driver:
        await driver.enter(":landscape w0=-1:1 w1=-1:1")
        assert "Loss over w0 and w1, iteration 0: L = 3.375" in picture(driver)[0]
        assert cursor(driver) == "✛ w0 = 0.5, w1 = 0.5 L = 3.375"
        # To the right by the whole width, and further: what is seen goes along.
        await driver.press(*"999", "right", "up")
        assert cursor(driver).startswith("✛ w0 = ")
        await driver.press("0")
        assert cursor(driver) == "✛ w0 = 0.5, w1 = 0.5 L = 3.375"
        await driver.enter(":landscape w0=-1:1 w1=-1:1")
        before = picture(driver)[1]
        await driver.press("plus", "plus")
        assert picture(driver)[1] != before
        assert cursor(driver) == "✛ w0 = 0.5, w1 = 0.5 L = 3.375"
        await driver.press("minus", "minus")
        assert picture(driver)[1] == before
        # On the left end w0 is -1, and nothing reaches the loss.
        await driver.press(*"999", "left", "left")
        assert "L = 3 " in f"{cursor(driver)} "
        await driver.press("enter")
        assert driver.place == (0, 0)
        w0, w1 = (driver.stop.state.value(name) for name in ("w0", "w1"))
        assert w0 < -1
        assert w1 == 0.5
        assert [branch.title for branch in driver.stop.branches][1:] == [
            f"w0 = {driver.stop.program.style.number(w0)} from iteration 0 on",
            "w1 = 0.5 from iteration 0 on",
        ]
        assert "iteration 0: L = 3" in picture(driver)[0]
        await driver.press("u")
        assert driver.stop.state.value("w0") == 0.5
        await driver.press("]")
        assert "iteration 1: L = 3" in picture(driver)[0]
        await driver.press("escape")
        assert driver.app.screen.panels.stage.shows_graph
