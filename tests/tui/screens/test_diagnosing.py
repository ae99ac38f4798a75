"""The diagnosis over the panels: found by a job, walked in, and what is tried from it."""

import pytest

from tui.widgets.diagnosis import DiagnosisView


@pytest.fixture(autouse=True)
def near(monkeypatch):
    """Runs are followed on only a little."""
    monkeypatch.setattr("engine.diagnosis.ahead.AHEAD", 200)


@pytest.mark.parametrize("size", [(80, 24), (160, 50)])
async def test_a_reason_leads_to_the_step_that_shows_it_and_a_remedy_is_tried(opened, size):
    async with opened("xor", seed=8, size=size) as driver:
        await driver.train(":train 400")
        assert "since iteration" in driver.lines[-1] or "D tells" in driver.lines[-1]
        await driver.press("D")
        await driver.until(lambda: driver.app.screen.overlays.top is not None)
        shown = "\n".join(driver.panel(DiagnosisView))
        assert "Diagnosis, after 400 iterations" in shown
        assert "▶ Stopped learning" in shown
        await driver.press("down")
        assert "▶ hidden unit 0 is dead for all 4 samples since iteration 5" in driver.words
        await driver.press("enter")
        assert driver.place == (5, 2)
        assert "Unit 0 is dead for all 4 samples" in driver.words

        await driver.press("D")
        await driver.until(lambda: driver.app.screen.overlays.top is not None)
        await driver.press("G", "up")
        assert "Enter tries it in a branch" in driver.text
        await driver.press("enter")
        await driver.until(lambda: driver.stop.message)
        assert "branch 1: seed 9" in driver.lines[-1]
        assert driver.place[0] == 400
        await driver.press("u")
        assert len(driver.stop.branches) == 1


async def test_escape_leaves_the_look_ahead_off(opened):
    async with opened("xor", seed=8) as driver:
        await driver.train(":train 400")
        screen = driver.app.screen
        screen.after = lambda *_: None  # as if nothing were done until the key comes
        screen.diagnosing.diagnose("")
        assert screen.jobs.current.what == "looking ahead"
        await driver.press("escape")
        assert screen.jobs.current is None
        assert "left off" in driver.lines[-1]
        assert driver.place == (400, 1)


async def test_the_mouse_walks_in_it_and_q_closes_it(opened):
    async with opened() as driver:
        await driver.train(":train 30")
        await driver.press("D")
        await driver.until(lambda: driver.app.screen.overlays.top is not None)
        await driver.click(DiagnosisView, "ReLU 0 is dead")
        assert "▶ ReLU 0 is dead since iteration 1" in driver.text
        await driver.press("q")
        assert driver.app.screen.overlays.top is None
