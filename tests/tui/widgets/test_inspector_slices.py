"""The inspector with arrays of three axes and more: one matrix at a time."""

import numpy as np
import pytest

from engine.iterations.state import SIGNS, ReluState
from tests.tui.widgets.entries import card, foot, inspect, inspector, numbers, row, title

FOUR = """
loss = "L"
equations = '''
z = w * x
h = relu(z)
L = mean(h)
'''
[inputs]
x = { normal = 1, shape = [2, 3, 2, 4] }
[parameters]
w = 0.5
"""


def shown(driver):
    return [numbers(row(driver, f"row {place}"))[:4] for place in (0, 1)]


async def test_a_slice_at_a_time(opened, network_of):
    async with opened(network_of(FOUR), size=(100, 30)) as driver:
        await inspect(driver, 1)
        z = driver.stop.state.value("z")
        assert "z[0, 0, :, :]  " in title(driver)
        assert shown(driver) == [pytest.approx(each, rel=1e-5) for each in z[0, 0]]
        assert "slice 1 of 6" in foot(driver)
        assert "column 3" in inspector(driver)[1]
        await driver.press("right_square_bracket")
        assert driver.stop.entry == (0, 1, 0, 0)
        assert shown(driver) == [pytest.approx(each, rel=1e-5) for each in z[0, 1]]
        await driver.press("3", "right_square_bracket", "right", "down")
        assert driver.stop.entry == (1, 1, 1, 1)
        assert "z[1, 1, :, :]  " in title(driver)
        assert driver.stop.cursor.iteration == 0
        await driver.press("9", "right_square_bracket")
        assert driver.stop.entry == (1, 2, 1, 1)
        await driver.press("9", "left_square_bracket")
        assert driver.stop.entry == (0, 0, 1, 1)


async def test_the_arrows_lead_from_slice_to_slice(opened, network_of):
    async with opened(network_of(FOUR), size=(80, 24)) as driver:
        await inspect(driver, 1)
        for place in range(1, 12):
            await driver.press("down")
            index = np.unravel_index(place, (2, 3, 2))
            assert driver.stop.entry == (*index, 0)
            assert f"z[{index[0]}, {index[1]}, :, :]" in title(driver)
        assert "sample 1, entry 2, 1, 0" in " ".join(card(driver))


async def test_the_channel_of_a_slice_is_told_over_all_samples(opened, network_of):
    async with opened(network_of(FOUR), size=(100, 30)) as driver:
        await inspect(driver, 2)
        z = driver.stop.state.value("z")
        for channel in range(3):
            part = z[:, channel]
            state = "active" if (part > 0).all() else "dead" if (part < 0).all() else "mixed"
            (line,) = [each for each in inspector(driver) if "over all" in each]
            assert line.split() == [
                "│", "channel", str(channel), "over", "all", SIGNS[ReluState(state)], state, "│"
            ]  # fmt: skip
            await driver.press("right_square_bracket")
        assert len(driver.stop.state.units("h")) == 3


async def test_in_another_order_the_rows_of_all_slices_are_one_table(opened, network_of):
    async with opened(network_of(FOUR), size=(100, 40)) as driver:
        await inspect(driver, 1)
        await driver.enter(":order value")
        z = driver.stop.state.value("z")
        largest = np.unravel_index(np.abs(z).max(axis=-1).argmax(), z.shape[:-1])
        assert row(driver, f"sample {', '.join(map(str, largest))}")


async def test_of_a_matrix_the_keys_lead_to_other_iterations(opened):
    async with opened("xor", seed=8) as driver:
        await inspect(driver, 2)
        await driver.press("right_square_bracket")
        assert driver.stop.cursor.iteration == 1
