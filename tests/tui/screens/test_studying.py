"""The study in the app: made, walked in, a run of it opened, left and come back to."""

import time
from functools import partial

import numpy as np
import pytest

from engine.program.recipe import Recipe
from engine.study import background
from engine.study.background import Background
from engine.study.chunks import chunks_of
from engine.study.reasons import REASONS
from engine.study.records import End, no_records
from engine.study.resuming import Finished, ResumeFile
from engine.study.wishes import plan_of
from tui.screens import studying
from tui.terminal import sandbox
from tui.widgets.census import CensusView


def made(plan, chunk):
    """Records by a rule, in place of runs: even seeds are solved, the others stuck or diverged."""
    records = no_records(chunk.count)
    for number in range(chunk.count):
        place = plan.place(chunk.first + number)
        rate = plan.settings[place.cell].rate
        end = End.SOLVED if place.seed % 2 == 0 else End.STUCK
        records.outcome[number] = End.DIVERGED if rate > 5 else end
        records.loss[number] = np.nan if rate > 5 else [0.001, 0.693][place.seed % 2]
        records.reasons[number] = 1 << REASONS.index("linear") if end is End.STUCK else 0
    return records


def quickly(plan, _, chunks, seconds=0.0):
    """Chunks by that rule, in place of `engine.study.working.steps`."""
    for chunk in chunks:
        time.sleep(seconds)
        yield chunk.count / 2
        yield Finished(chunk, made(plan, chunk), "")


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr(background, "steps", quickly)


async def test_a_study_is_made_walked_in_and_a_run_of_it_opened(opened):
    async with opened("xor", seed=4) as driver:
        await driver.press("n", "n")
        await driver.train(":study seeds=30 lr=0.1,1,10 iterations=40")
        assert "Study of xor: 30 seeds, 40 iterations" in driver.text
        assert "S solved" in driver.text
        assert "50 % (33–67)" in driver.text
        assert "lr 1: 30 runs" in driver.text  # the rate that one is at
        await driver.until(lambda: "loss of seed 0" in driver.text)
        await driver.press("right", "tab")
        assert "lr 10: diverged" in driver.text
        await driver.press("shift+tab", "shift+tab")
        assert "seed 1, lr 0.1: stuck at 0.693, linear" in driver.text
        await driver.press("enter")
        await driver.until_trained()
        stop = driver.stop
        assert (stop.recipe.seed, stop.program.network.learning_rate) == (1, 0.1)
        assert stop.timeline.length == 40
        assert "unit 1 of H is active for 2 of 4" in driver.lines[-1]
        assert "Esc goes back" in driver.lines[-1]
        await driver.press("escape")
        assert "seed 1, lr 0.1: stuck at 0.693, linear" in driver.text
        await driver.press("q", "u")
        assert (driver.stop.recipe.seed, driver.stop.timeline.length) == (4, 0)
        await driver.press("escape", "escape")
        assert "Study" not in driver.text
        await driver.press("S")
        assert "seed 1, lr 0.1: stuck at 0.693, linear" in driver.text


async def test_runs_are_filtered_grouped_and_clicked(opened):
    async with opened("xor", size=(100, 30)) as driver:
        await driver.train(":study seeds=30 lr=0.1,1 iterations=5")
        await driver.press("slash", *"0.69")
        assert "seed 1, lr 1: stuck" in driver.text
        await driver.press("enter", "down", "right", "g")
        assert "stuck at 0.693" in driver.lines[-3]
        await driver.press("slash", *" no", "enter")
        assert "no run of this column has that" in driver.text
        await driver.press("enter")
        assert "no run is shown" not in driver.text
        await driver.press("escape", "g")
        await driver.click(CensusView, "lr 0.1")
        x, y = driver.offset(CensusView, "lr 0.1")
        await driver.click_at(CensusView, (x, y + 2))
        first = driver.lines[-3]
        assert "lr 0.1" in first
        await driver.wheel(CensusView)
        assert driver.lines[-3] != first
        await driver.wheel(CensusView, -1)
        assert driver.lines[-3] == first
        await driver.click_at(CensusView, (x, y + 2), times=2)
        await driver.until_trained()
        assert driver.stop.program.network.learning_rate == 0.1
        assert driver.app.screen.overlays.top is None


async def test_a_lecture_goes_on_from_a_study_that_it_has_shown(opened, tmp_path):
    walk = tmp_path / "a.walk"
    walk.write_text(
        'title "Study"\nopen xor\nsay "Two."\nstudy seeds=8 lr=1 iterations=3\npause\n'
        'say "One."\nrerun seed=1 lr=1 iterations=5\npause\n'
    )
    async with opened("xor", size=(100, 30)) as driver:
        await driver.enter(f":play {walk}")
        await driver.press("y")
        await driver.until_trained()
        assert "Study of xor: 8 seeds" in driver.text
        await driver.press("space")
        await driver.until_trained()
        assert "Study of xor" not in driver.text
        assert driver.stop.recipe.seed == 1


async def test_what_cannot_be_studied_is_said_and_a_default_fits_the_network(opened, monkeypatch):
    async with opened() as driver:
        await driver.enter(":study stop")
        assert "there is no study yet" in driver.lines[-1]
        await driver.enter(":study seeds=x")
        assert "seeds 'x'" in driver.lines[-1]
        await driver.enter(":study colour=1")
        assert "write one of seeds" in driver.lines[-1]
        await driver.press("S")
        await driver.until_trained()
        assert "101 values of w0 from -0.5 to 1.5" in driver.text
        await driver.press("q")
        monkeypatch.setattr(sandbox, "restricted", True)
        await driver.enter(":study w0=0:1:9000 iterations=1000")
        assert "too many here" in driver.lines[-1]


async def test_a_study_that_was_saved_is_opened_and_gone_on_with(opened, tmp_path, monkeypatch):
    monkeypatch.setattr(background, "size_of", lambda _: 8)
    path = tmp_path / "a.study"
    plan = plan_of(Recipe("xor"), seeds=range(20), rates=(0.1, 1.0), iterations=3)
    file, chunks = ResumeFile(path, plan), list(chunks_of(plan, 8))
    for chunk in chunks[:3]:
        file.append(Finished(chunk, made(plan, chunk), ""))
    async with opened("xor") as driver:
        await driver.enter(f":study {path}")
        assert "24 of 40 runs, stopped" in driver.text
        await driver.press("c")
        await driver.until_trained()
        assert "20 seeds, 3 iterations ─" in driver.text
        await driver.press("q")
        await driver.enter(":study nowhere.study")
        assert "nowhere.study" in driver.lines[-1]
    async with opened() as driver:
        await driver.enter(f":study {path}")
        assert "is of another network" in driver.app.screen.voice.problem
        monkeypatch.setattr(sandbox, "restricted", True)
        await driver.enter(f":study {path}")
        assert "no file is opened here" in driver.lines[-1]


async def test_a_study_in_the_background_blocks_no_key_and_is_stopped_and_gone_on_with(
    opened, monkeypatch
):
    monkeypatch.setattr(background, "steps", partial(quickly, seconds=0.01))
    monkeypatch.setattr(background, "size_of", lambda _: 2)
    monkeypatch.setattr(studying, "waits_for_it", lambda _: False)
    start = Background.start
    monkeypatch.setattr(Background, "start", lambda making: start(making, uses_processes=False))
    async with opened("xor") as driver:
        await driver.enter(":study seeds=40 lr=1,3 iterations=5")
        await driver.press("q", "n", "n")
        assert driver.place == (0, 2)  # at once
        await driver.press("S")
        await driver.await_that(lambda: " left" in driver.text)
        await driver.press("escape")
        await driver.until(lambda: "stopped" in driver.text)
        assert "c goes on" in driver.text
        done = driver.app.screen.studying._making.done
        assert 0 < done < 80
        await driver.press("c", "q")
        await driver.until(lambda: "the study is made" in driver.lines[-1])
        assert driver.app.screen.studying._making.done == 80


def test_a_study_goes_on_from_what_is_made(monkeypatch):
    monkeypatch.setattr(background, "size_of", lambda _: 8)
    plan = plan_of(Recipe("xor"), seeds=range(20), rates=(1.0,), iterations=3)
    making = Background(plan, lambda study: study.done)
    steps = making.steps()
    assert [next(steps), next(steps)] == [4, 8]
    making.halt()
    assert making.latest == 8
    others = Background(plan, lambda study: study.done, making.records)
    assert list(others.steps()) == [12, 16, 18, 20]
    assert others.latest == 20
