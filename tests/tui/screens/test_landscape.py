"""The landscape on the screen: opened, walked, zoomed, and gone on from."""

from textual.geometry import Offset


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


async def test_the_curve_is_walked_from_kink_to_kink_and_a_click_moves_the_cursor(opened):
    async with opened("skip") as driver:
        await driver.enter(":landscape w0=-1:1")
        assert "Loss over w0, iteration 0: L = 3.375, slope" in picture(driver)[0]
        assert "◇ w0 = 0: z0 = 0, z1 = 0, slope 0 left of it, 0.75 right" in picture(driver)[-2]
        await driver.press(",")
        assert cursor(driver).startswith("│ w0 = 0 L = 3 kink: z0 = 0, z1 = 0")
        await driver.press(",")
        assert "no kink left of here" in driver.lines[-1]
        await driver.press("escape")  # what was wrong first
        assert not driver.app.screen.panels.stage.shows_graph
        await driver.click_at("#landscape", (10, 3))
        assert cursor(driver).startswith("│ w0 = −1 L = 3")
        await driver.press("up", "down", "shift+up")  # which lead nowhere on a line
        assert cursor(driver).startswith("│ w0 = −1 L = 3")
        ends = picture(driver)[-4].split()
        await driver.press("shift+left", "left", "plus", "equals_sign")
        assert picture(driver)[-4].split() != ends
        await driver.press("0")
        assert picture(driver)[-4].split() == ends
        assert driver.app.screen.panels.stage.scenery.panel.told_at(Offset(9, 2), driver.stop) == (
            "w0 = −1: L = 3"
        )
        await driver.enter(":landscape w0=-1:1 w1=-1:1")
        await driver.click_at("#landscape", (10, 1))
        assert cursor(driver).startswith("✛ w0 = −1, w1 = 1 L = 3")
        for line, said in (
            (":landscape z0", "z0 is computed"), (":landscape w0=1:1", "no width"),
            (":point w0=inf", "no value"), (":point", "point needs more"),
        ):  # fmt: skip
            await driver.enter(line)
            assert said in driver.lines[-1]
        await driver.press("escape")
        await driver.enter(":point w0=0 w1=2 w3=-1")
        assert [driver.stop.state.value(name) for name in ("w0", "w1", "w3")] == [0, 2, -1]
        await driver.press("u")
        assert [driver.stop.state.value(name) for name in ("w0", "w1", "w3")] == [0.5, 0.5, 0.5]


async def test_what_takes_a_while_is_a_job_and_told_where_it_is_not_up_to_date(opened, monkeypatch):
    monkeypatch.setattr("tui.widgets.landscape.AT_ONCE", -1.0)
    async with opened("skip") as driver:
        await driver.enter(":landscape w0=-1:1 w1=-1:1")
        for _ in range(3):
            await driver.pause()
        assert "iteration 0: L = 3.375" in picture(driver)[0]
        before = picture(driver)[1]
        await driver.press("plus")
        await driver.pause()
        assert picture(driver)[1] != before
        await driver.press("]")
        assert "iteration 0: L = 3.375" in picture(driver)[0]
        assert "this is not up to date: r computes it anew" in picture(driver)[-1]
        await driver.press("r")
        await driver.pause()
        assert "iteration 1: L = 3, plateau" in picture(driver)[0]
        assert "r computes" not in picture(driver)[-1]
