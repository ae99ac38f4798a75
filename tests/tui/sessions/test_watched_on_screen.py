"""The screen of a network file that is watched."""

import asyncio

import pytest

from engine.program.recipe import Recipe
from tests.tui.sessions.watching import BROKEN, DRAWN, ONE, TWO, save


@pytest.fixture
def watched(opened, path, monkeypatch):
    """Opens the app on the file, which it looks at often."""
    monkeypatch.setattr("tui.app.WATCH_EVERY", 0.01)
    return lambda **changes: opened(str(path), watch=True, **changes)


def equations(program):
    return [name for name, _ in program.network.equations]


async def test_saving_changes_the_network_and_keeps_iteration_and_step(watched, path):
    async with watched() as driver:
        await driver.press(*"3n", "]", "]")
        assert driver.stop.step.symbol == "dL/dz"
        save(path, TWO)
        await driver.until(lambda: "b" in driver.stop.program.network.parameters)
        assert driver.place == (2, 3)
        assert driver.stop.step.symbol == "dL/dz"
        assert "iteration 2 " in driver.lines[0]
        assert "loaded again" in driver.lines[-1]
        assert "╭b" in driver.text
        await driver.press("n")
        assert driver.place == (2, 4)


async def test_far_on_the_iterations_are_run_again(watched, path):
    async with watched() as driver:
        await driver.train(":train 500")
        save(path, TWO)
        await driver.until(lambda: "b" in driver.stop.program.network.parameters)
        await driver.until_trained()
        assert driver.place == (500, 1)
        assert "loaded again" in driver.lines[-1]
        assert driver.stop.timeline.length == 500


async def test_a_file_saved_while_iterations_are_run_is_loaded_afterwards(watched, path):
    async with watched() as driver:
        driver.send(*":train 900000", "enter")
        await driver.await_that(lambda: driver.app.screen.job)
        save(path, TWO)
        await asyncio.sleep(0.05)  # some looks at the file
        assert "b" not in driver.app.screen.stop.program.network.parameters
        assert "iterations  Esc stops" in driver.lines[-1]
        driver.send("escape")
        await driver.until(lambda: "b" in driver.stop.program.network.parameters)
        await driver.until_trained()
        assert driver.place[0] > 0
        assert "loaded again" in driver.lines[-1]


async def test_a_step_that_is_gone_is_the_next_best(watched, path):
    async with watched() as driver:
        await driver.press("G")
        save(path, ONE.replace("z = w*x\nL = square(y - z)", "L = square(y - w*x)"))
        await driver.until(lambda: equations(driver.stop.program) == ["L"])
        assert driver.stop.step.symbol == "w"


async def test_a_broken_file_leaves_the_network_and_says_why(watched, path):
    async with watched() as driver:
        await driver.press("n", "n")
        before = driver.stop
        save(path, BROKEN)
        await driver.until(lambda: "not loaded" in driver.lines[-1])
        assert "my.toml:4: " in driver.lines[-1]
        assert "'q'" in driver.lines[-1]
        assert driver.stop is before
        await driver.press("n")
        assert driver.place == (0, 3)
        save(path, TWO)
        await driver.until(lambda: "b" in driver.stop.program.network.parameters)
        assert driver.place == (0, 3)
        assert "not loaded" not in driver.lines[-1]


async def test_a_file_that_vanishes_leaves_the_network(watched, path):
    async with watched() as driver:
        await driver.press("n")
        path.unlink()
        await driver.press("n")
        assert driver.place == (0, 2)
        path.write_text(TWO)
        await driver.until(lambda: "b" in driver.stop.program.network.parameters)
        assert driver.place == (0, 2)


async def test_the_seed_typed_is_kept(watched, path):
    path.write_text(DRAWN)
    async with watched() as driver:
        await driver.enter(":seed 8")
        save(path, DRAWN.replace("square(w)", "abs(w)"))
        await driver.until(lambda: "loaded again" in driver.lines[-1])
        assert "seed 8" in driver.lines[0]
        assert (
            driver.stop.program.network.parameters
            == Recipe(str(path), seed=8).program().network.parameters
        )


async def test_what_is_charted_may_be_gone(watched, path):
    async with watched() as driver:
        await driver.press("]")
        await driver.enter(":plot dL/dz")
        assert "∂L/∂z" in driver.panel("#chart")[0]
        save(path, ONE.replace("z", "a"))
        await driver.until(lambda: equations(driver.stop.program)[0] == "a")
        assert "Loss L" in driver.panel("#chart")[0]
        assert driver.place == (1, 1)


async def test_what_is_new_can_be_charted_after_an_older_chart_was_closed(watched, path):
    async with watched() as driver:
        await driver.press("]", "l", "l")
        save(path, TWO)
        await driver.until(lambda: "b" in driver.stop.program.network.parameters)
        await driver.enter(":plot dL/db")
        assert "∂L/∂b" in driver.panel("#chart")[0]


async def test_what_is_inspected_may_be_gone(watched, path):
    async with watched() as driver:
        await driver.press(*":select z", "enter", "enter")
        assert driver.panel("#inspector")[0].startswith("╭─ z ")
        save(path, ONE.replace("z", "a"))
        await driver.until(lambda: equations(driver.stop.program)[0] == "a")
        assert driver.panel("#inspector")[0].startswith("╭─ a ")


async def test_a_question_about_the_old_network_is_dropped(watched, path, tmp_path):
    other = tmp_path / "session"
    other.write_text("mine")
    async with watched() as driver:
        await driver.press("n", *f":save {other}", "enter")
        assert "y or n?" in driver.lines[-1]
        save(path, TWO)
        await driver.until(lambda: "b" in driver.stop.program.network.parameters)
        assert "y or n?" not in driver.lines[-1]
        await driver.press("n")
        assert driver.place == (0, 2)
        assert other.read_text() == "mine"


async def test_the_end_is_no_error_however_often_the_file_is_looked_at(opened, path, monkeypatch):
    monkeypatch.setattr("tui.app.WATCH_EVERY", 0.0005)
    for _ in range(3):
        async with opened(str(path), watch=True) as driver:
            await driver.press("n", "q")
            assert not driver.app.is_running


async def test_a_line_that_is_typed_stays(watched, path):
    async with watched() as driver:
        await driver.press(*":got")
        save(path, TWO)
        await driver.until(lambda: "b" in driver.stop.program.network.parameters)
        assert ":got" in driver.lines[-1]
        await driver.press(*"o 4", "enter")
        assert driver.place == (0, 4)


async def test_a_network_with_arrays_gets_its_rows(watched, path):
    async with watched(size=(80, 30)) as driver:
        before = driver.app.screen.query_one("#lower").region.height
        save(
            path,
            ONE.replace("x = 2", "x = [1, 2]")
            .replace("L = ", "L = mean(")
            .replace("z)\n", "z))\n"),
        )
        await driver.until(lambda: "loaded again" in driver.lines[-1])
        await driver.pause()
        assert driver.app.screen.query_one("#lower").region.height > before
