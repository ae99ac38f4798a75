"""The chart: how one moves in it."""

import re

import pytest

from tests.tui.widgets.charts import LARGE, USUAL, Xor, chart, curve, foot


def cursor(driver):
    """The columns of the chart in which the cursor is drawn."""
    plot = [line[9:-1] for line in chart(driver)[1:-3]]
    return {x for line in plot for x, character in enumerate(line) if character in "│●"}


async def test_the_arrows_go_along_the_curve_and_the_debugger_with_them(opened, xor):
    async with opened("xor", seed=8) as driver:
        await driver.train(":train 60")
        await driver.press("l", "f")
        places = [driver.place]
        for keys in (["left"], ["left"], [*"20", "left"], ["right"], [*"7", "right"]):
            await driver.press(*keys)
            places.append(driver.place)
            assert driver.stop.state.loss == pytest.approx(xor.losses[driver.place[0]], rel=1e-9)
        assert places == [(60, 4), (59, 4), (58, 4), (38, 4), (39, 4), (46, 4)]


async def test_keys_in_one_burst_go_on_from_one_another(opened, xor):
    async with opened("xor", seed=8) as driver:
        await driver.train(":train 60")
        await driver.press("l", "left", "left", "left", "right")
        assert driver.place[0] == 58
        await driver.press(*":it 0", "enter", ".", ".", ".", ",")
        assert driver.place[0] == xor.changes[1]


async def test_the_arrows_stop_at_both_ends_and_run_nothing(opened):
    async with opened("xor", seed=8) as driver:
        await driver.train(":train 60")
        await driver.press("l", "right", *"99", "right")
        assert driver.place == (60, 1)
        await driver.press(*"99", "left", "left")
        assert driver.place == (0, 1)
        assert driver.stop.timeline.length == 60


async def test_where_columns_hold_several_iterations_the_arrows_go_by_columns(opened):
    async with opened("xor", seed=8) as driver:
        await driver.train(":train 1000")
        await driver.press("l")
        columns = [cursor(driver)]
        for _ in range(3):
            await driver.press("left")
            columns.append(cursor(driver))
        assert all(len(each) == 1 for each in columns)
        at = [next(iter(each)) for each in columns]
        assert at == sorted(at, reverse=True)
        assert at[0] - at[-1] in (3, 4)


@pytest.mark.parametrize("size", [USUAL, LARGE])
async def test_a_click_goes_to_the_iteration_under_it(opened, size):
    async with opened("xor", seed=8, size=size) as driver:
        await driver.train(":train 1000")
        await driver.press("l")
        left, right = 9, size[0] - 2
        for x in (left, left + 7, (left + right) // 2, right):
            await driver.click_at("#chart", (x, 5))
            wanted = 1000 * (x - left) / (right - left)
            assert driver.place[0] == pytest.approx(wanted, abs=1000 / (right - left))
            assert cursor(driver) == {x - left}


@pytest.mark.parametrize("place", [(0, 0), (3, 4), (0, 5), (40, 0)])
async def test_a_click_beside_the_plot_does_nothing(opened, place):
    async with opened("xor", seed=8) as driver:
        await driver.train(":train 100")
        await driver.press("l")
        await driver.click_at("#chart", place)
        assert driver.place == (100, 1)


async def test_points_and_commas_visit_what_happened_to_relus(opened):
    xor = Xor(8, 19)
    async with opened("xor", seed=8) as driver:
        await driver.train(":train 19")
        await driver.press("l", *":it 0", "enter")
        forwards = []
        for _ in xor.changes:
            await driver.press(".")
            forwards.append(driver.place[0])
        assert forwards == xor.changes
        await driver.press(".")
        assert "no ReLU has changed" in driver.lines[-1]
        assert driver.place[0] == xor.changes[-1]
        await driver.press(*"3,")
        assert driver.place[0] == xor.changes[-4]
        await driver.press(*"99,")
        assert driver.place[0] == xor.changes[0]
        await driver.press(",")
        assert f"no ReLU changed before iteration {xor.changes[0]}" in driver.lines[-1]
        await driver.press(*"2.")
        assert driver.place[0] == xor.changes[2]


async def test_the_death_of_a_unit_is_marked_found_and_said(opened, xor):
    async with opened("xor", seed=8) as driver:
        await driver.train(":train 99")
        await driver.press("l")
        assert "✗" in chart(driver)[1]
        await driver.press(*":it 0", "enter")
        while "unit 0 of H died" not in foot(driver):
            await driver.press(".")
        assert driver.place[0] == xor.died(0) == 5


async def test_in_a_wide_chart_the_keys_stay_beside_what_happened(opened):
    async with opened("xor", seed=8, size=LARGE) as driver:
        await driver.train(":train 60")
        await driver.press("l", ",")
        assert re.search(r"unit \d of H .*← → move .* l graph", foot(driver))


@pytest.mark.parametrize("key", [",", "."])
async def test_a_network_without_relus_says_so(opened, key):
    async with opened("regression") as driver:
        await driver.train(":train 30")
        await driver.press("l", key)
        assert "no ReLU" in driver.lines[-1]
        assert driver.place == (30, 1)


async def test_a_change_of_the_rate_is_marked(opened):
    async with opened("xor", seed=0) as driver:
        await driver.train(":train 40")
        await driver.enter(":lr 0.5")
        await driver.train(":train 40")
        await driver.press("l")
        assert "lr = 0.5" in chart(driver)[1]
        await driver.press(*":it 40", "enter", *":lr 0.25", "enter", *"19]19]2]")
        assert "lr = 0.25" in chart(driver)[1]
        assert "lr = 0.5" not in chart(driver)[1]


async def test_stepping_goes_on_while_the_chart_is_open(opened):
    async with opened("xor", seed=8) as driver:
        await driver.train(":train 40")
        await driver.press("l", *"15n", "N")
        assert driver.place == (40, 15)
        assert "step 15/15" in driver.lines[0]
        assert "b2 = b2" in driver.words
        await driver.press("n")
        assert driver.place == (41, 1)
        assert driver.stop.timeline.length == 41
        assert len(curve(driver)[0]) == 42


@pytest.mark.parametrize("size", [(60, 16), (50, 10), LARGE, (300, 70)])
async def test_resizing_draws_the_chart_for_the_size(opened, size):
    async with opened("xor", seed=8) as driver:
        await driver.train(":train 100")
        await driver.press("l")
        usual = chart(driver)
        await driver.resize(*size)
        if size[0] >= 60:
            assert {len(line) for line in chart(driver)} == {size[0]}
        await driver.press("left")
        await driver.press("right")
        await driver.resize(*USUAL)
        assert chart(driver)[1:] == usual[1:]


async def test_angle_brackets_visit_only_the_deaths_of_relus(opened, xor):
    async with opened("xor", seed=8) as driver:
        await driver.train(":train 90")
        await driver.press("l", "less_than_sign")
        assert driver.place[0] == max(k for k in xor.changes if k <= xor.died(0))
        assert "unit 0 of H died" in foot(driver)
        await driver.press("less_than_sign")
        assert f"no ReLU died before iteration {xor.died(0)}" in driver.lines[-1]
        await driver.press("greater_than_sign")
        assert "no ReLU has died yet after" in driver.lines[-1]
