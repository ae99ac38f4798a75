"""Plots on the screen: the jobs that they take, their scales, rises, lists, profile, regions."""

import numpy as np
import pytest

from tests.tui.widgets.charts import LARGE, USUAL, Xor, chart
from tui.drawing import plotter
from tui.widgets.chooser import Chooser


async def test_other_seeds_are_run_as_a_job_and_follow_what_is_trained(opened):
    async with opened("xor", seed=1) as driver:
        await driver.train(":train 30")
        await driver.enter(":plot L, L seeds 2-3")
        await driver.until_trained()
        assert "3 curves in iteration 30" in chart(driver)[0]
        legend = " ".join(line.strip("│") for line in chart(driver)[1:3])
        for seed in (2, 3):
            loss = Xor(seed, 31).losses[30]
            assert f"L seed {seed} = {loss:.4g}" in legend
        await driver.train(":train 10")
        await driver.until_trained()
        legend = " ".join(line.strip("│") for line in chart(driver)[1:3])
        assert f"L seed 2 = {Xor(2, 41).losses[40]:.4g}" in legend


async def test_what_takes_long_is_a_job_that_esc_stops_with_nothing_lost(opened, monkeypatch):
    monkeypatch.setattr(plotter, "AT_ONCE", -1.0)
    monkeypatch.setattr(plotter, "SLICE", -1.0)
    async with opened("xor", seed=1) as driver:
        await driver.train(":train 60")
        driver.send(*":plot sum(H)", "enter")
        await driver.await_that(lambda: driver.app.screen.job is not None)
        assert driver.app.screen.job.what == "plotting"
        await driver.press("escape")
        assert driver.app.screen.job is None
        shown = driver.app.screen.panels.stage.chart
        found = len(driver.stop.timeline.followed[shown.setting.plot.curves[0].curve])
        assert 0 < found < 60
        await driver.press("n")  # it is not begun anew by itself
        await driver.enter(":plot sum(H)")
        await driver.until_trained()
        known = driver.stop.timeline.followed[shown.setting.plot.curves[0].curve]
        assert len(known) == 60
        index = driver.stop.program.index["H"]
        wanted = [driver.stop.timeline.anew(k).value(index).sum() for k in (0, 31, 59)]
        assert [known[k] for k in (0, 31, 59)] == pytest.approx(wanted, rel=1e-12)


async def test_rises_are_said_marked_walked_and_listed(opened):
    run = Xor(1, 101, rate=3.0)
    rises = [k for k in range(1, 101) if run.losses[k] > run.losses[k - 1] * (1 + 1e-12)]
    largest = int(np.argmax(np.diff(run.losses))) + 1
    async with opened("xor", seed=1, learning_rate=3.0, size=(120, 40)) as driver:
        await driver.train(":train 100")
        await driver.press("l")
        assert f"↑ rose in {len(rises)} of 100" in chart(driver)[0]
        assert f"in {largest} " in chart(driver)[0]
        assert "↑" in chart(driver)[-3]
        await driver.press("(")
        assert driver.place[0] == rises[-1]
        await driver.press(*"2(")
        assert driver.place[0] == rises[-3]
        await driver.press(")")
        assert driver.place[0] == rises[-2]
        await driver.press(*"99)", ")")
        assert "the loss has not risen yet after iteration" in driver.lines[-1]
        await driver.enter(":it 0")
        await driver.press("(")
        assert "the loss did not rise before iteration 0" in driver.lines[-1]
        await driver.enter(":rises")
        rows = driver.app.screen.query_one(Chooser)._list.choices.rows
        assert len(rows) == len(rises)
        await driver.press("down", "enter")
        assert driver.place[0] == rises[1]
        await driver.enter(":events")
        assert "unit 0 of H" in driver.text


async def test_curves_have_a_scale_of_their_own_on_request(opened):
    async with opened("xor", seed=1) as driver:
        await driver.train(":train 40")
        await driver.enter(":plot L, 1000*L")
        shared = chart(driver)
        await driver.enter(":scale own")
        assert "own scales, numbers of a" in chart(driver)[0]
        assert chart(driver)[3:] != shared[3:]
        await driver.enter(":scale normalised")
        assert "each by its largest |value|" in chart(driver)[0]
        await driver.enter(":scale log")
        assert ", logarithmic" in chart(driver)[0]
        await driver.press("n")
        assert "2 curves" in chart(driver)[0]  # they survive a step
        await driver.enter(":scale linear")
        await driver.enter(":scale shared")
        assert chart(driver)[3:] == shared[3:]
        await driver.enter(":scale sideways")
        assert "no scale 'sideways': write one of linear, log, shared" in driver.lines[-1]


@pytest.mark.parametrize("size", [(60, 16), USUAL, LARGE])
async def test_the_profile_grows_with_each_step_of_the_backward_pass(opened, size):
    async with opened("deep", size=size) as driver:
        await driver.enter(":goto dL/dh3")
        await driver.enter(":profile")
        lines = driver.panel("#profile")
        assert "Profile over depth" in lines[0]
        assert {len(line) for line in lines} == {size[0]}
        before = "".join(lines).count("·")
        assert before
        await driver.press("n", "n")
        assert "".join(driver.panel("#profile")).count("·") < before
        await driver.press("escape")
        assert driver.app.screen.panels.stage.shows_graph
        await driver.enter(":profile")
        await driver.enter(":profile")
        assert driver.app.screen.panels.stage.shows_graph


@pytest.mark.parametrize("size", [(60, 16), USUAL, LARGE])
async def test_the_regions_follow_training(opened, size):
    async with opened("classifier", size=size) as driver:
        await driver.enter(":regions")
        before = driver.panel("#regions")
        assert "Classes over X[0] (across) and X[1] (up) in iteration 0" in before[0]
        assert {len(line) for line in before} == {size[0]}
        await driver.train(":train 20")
        after = driver.panel("#regions")
        assert "iteration 20" in after[0]
        assert after[1:-1] != before[1:-1]
        await driver.press("escape")
        assert driver.app.screen.panels.stage.shows_graph
        await driver.enter(":regions")
        assert not driver.app.screen.panels.stage.shows_graph


async def test_a_network_without_a_plane_says_so(opened):
    async with opened("skip") as driver:
        await driver.enter(":regions")
        assert "needs two inputs" in driver.lines[-1]
        assert driver.app.screen.panels.stage.shows_graph
