"""A network file that is watched."""

import asyncio
import os
from dataclasses import replace
from pathlib import Path

import pytest

from engine.errors import SpecError
from engine.program.recipe import Recipe
from tui.sessions.watched_file import WatchedFile

ONE = """
loss = "L"
equations = '''
z = w*x
L = square(y - z)
'''
[inputs]
x = 2
[targets]
y = 1
[parameters]
w = 3
[training]
learning_rate = 0.01
"""

TWO = ONE.replace("z = w*x", "z = w*x + b").replace("w = 3", "w = 3\nb = 4")

BROKEN = ONE.replace("w*x", "w*q")

DRAWN = """
loss = "L"
equations = "L = square(w)"
[parameters]
w = { normal = 1, shape = [] }
"""


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "my.toml"
    path.write_text(ONE)
    return path


@pytest.fixture
def watched(opened, path, monkeypatch):
    """Opens the app on the file, which it looks at often."""
    monkeypatch.setattr("tui.app.WATCH_EVERY", 0.01)
    return lambda **changes: opened(str(path), watch=True, **changes)


def save(path: Path, text):
    """Save as editors do: under another name first."""
    other = path.with_suffix(".new")
    other.write_text(text)
    other.replace(path)


def equations(program):
    return [name for name, _ in program.network.equations]


# The file


@pytest.fixture
def recipe(path):
    """As the app has it: with the text that was read."""
    return Recipe(str(path)).read()


def test_a_file_that_was_not_saved_has_not_changed(recipe):
    watch = WatchedFile(recipe)
    assert watch.changed(recipe) is None
    assert watch.changed(recipe) is None


def test_a_file_that_was_saved_is_loaded_once(path, recipe):
    watch = WatchedFile(recipe)
    save(path, TWO)
    program, changed = watch.changed(recipe)
    assert list(program.network.parameters) == ["w", "b"]
    assert watch.changed(changed) is None


def test_what_was_loaded_is_made_of_the_text_of_that_moment(path, recipe):
    watch = WatchedFile(recipe)
    save(path, TWO)
    _, changed = watch.changed(recipe)
    path.unlink()
    assert list(changed.program().network.parameters) == ["w", "b"]


def test_a_file_saved_with_the_same_length_is_loaded(path, recipe):
    watch = WatchedFile(recipe)
    path.write_text(ONE.replace("w = 3", "w = 5"))
    os.utime(path, ns=(1, 1))
    assert watch.changed(recipe)[0].network.parameters["w"] == 5.0


def test_a_file_that_is_away_for_a_moment_has_not_changed(path, recipe):
    watch = WatchedFile(recipe)
    path.unlink()
    assert watch.changed(recipe) is None
    path.write_text(TWO)
    assert watch.changed(recipe) is not None


def test_a_file_that_is_away_from_the_start_is_loaded_when_it_comes(path, recipe):
    path.unlink()
    watch = WatchedFile(recipe)
    assert watch.changed(recipe) is None
    path.write_text(TWO)
    assert watch.changed(recipe) is not None


def test_a_broken_file_is_complained_about_once_and_loaded_when_it_is_mended(path, recipe):
    watch = WatchedFile(recipe)
    path.write_text(BROKEN)
    with pytest.raises(SpecError, match="'q'"):
        watch.changed(recipe)
    assert watch.changed(recipe) is None
    path.write_text(TWO)
    assert watch.changed(recipe) is not None


def test_changes_of_the_command_line_are_made_in_every_version(path):
    recipe = Recipe(str(path), {"w": 7.0}, learning_rate=0.5, optimiser="adam").read()
    watch = WatchedFile(recipe)
    path.write_text(TWO)
    network = watch.changed(recipe)[0].network
    assert network.parameters == {"w": 7.0, "b": 4.0}
    assert network.learning_rate == 0.5
    assert network.optimiser.kind == "adam"


def test_a_change_that_does_not_fit_any_more_is_a_mistake(path):
    recipe = Recipe(str(path), {"w": 7.0}).read()
    watch = WatchedFile(recipe)
    path.write_text(ONE.replace("w", "v"))
    with pytest.raises(SpecError, match="'w'"):
        watch.changed(recipe)


def test_the_seed_is_the_one_in_use(path):
    path.write_text(DRAWN)
    recipe = Recipe(str(path), seed=3).read()
    watch = WatchedFile(recipe)
    path.write_text(DRAWN.replace("normal = 1", "normal = 10"))
    assert watch.changed(replace(recipe, seed=8))[0].network.seed == 8
    path.write_text(DRAWN.replace("normal = 1", "normal = 100"))
    assert watch.changed(recipe)[0].network.seed == 3


# The screen


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
