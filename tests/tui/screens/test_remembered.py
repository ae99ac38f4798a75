"""What a layer remembers, and no equation uses: it is looked at like any other node."""

from tests.engine.grouped import REMEMBERING


async def test_its_update_is_a_step_like_any_other(opened, network_of):
    async with opened(network_of(REMEMBERING)) as driver:
        await driver.enter(":unfold")
        await driver.press("G")
        assert driver.stop.node == "h_running_variance"
        assert "▶h.runn…iance" in " ".join(driver.panel("#values"))
        assert "h.running_variance" in " ".join(driver.panel("#card"))
        await driver.enter(":3")
        await driver.enter(":select h_running_mean")
        assert "▶h.centred" in " ".join(driver.panel("#values"))
        for key in ("up", "down", "plus", "minus", "enter", "escape", "y", "escape"):
            await driver.press(key)
        assert driver.stop.selected in driver.stop.program.reading_order
