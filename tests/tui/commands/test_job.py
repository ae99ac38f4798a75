"""Training that takes a while: progress, and what may be done meanwhile."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import events

from engine.debugger.debugger import Debugger
from engine.program.recipe import Recipe
from tui.commands.job import Job
from tui.commands.table import COMMANDS
from tui.drawing.look import Look
from tui.widgets.asked import Asked
from tui.widgets.graph import Graph
from tui.widgets.last_line import progress

LONG = ":train 900000"


def job_of(reports, first=0, target=100):
    return Job(iter(reports), first, target, list, first)


def shown(job, width, ascii_only=False):
    return "".join(text for text, _ in progress(job, Look(ascii_only), width))


def headless(name="xor", seed=8, **changes):
    return Debugger(Recipe(name, seed=seed, **changes).program())


def losses(stop):
    return list(stop.timeline.losses)


async def start(driver, line=LONG, least=5):
    """Begin to train, and wait until a few iterations are run."""
    driver.send(*line, "enter")
    await driver.await_that(lambda: driver.app.screen.job and driver.app.screen.job.done >= least)


# A job


def test_a_job_goes_on_until_its_target():
    job = job_of([40, 80, 100])
    done = []
    while job is not None:
        done.append(job.done)
        job = job.advanced()
    assert done == [0, 40, 80]


def test_a_job_ends_where_training_does():
    assert job_of([]).advanced() is None


@given(st.integers(0, 10**6), st.integers(1, 10**6), st.floats(0, 1))
def test_the_share_is_of_what_there_was_to_do(first, count, part):
    done = first + math.floor(part * count)
    job = job_of([done], first, first + count + 1).advanced()
    assert job.share == pytest.approx((done - first) / (count + 1))
    assert 0 <= job.share < 1


@given(st.integers(60, 300), st.integers(0, 999_999), st.booleans())
def test_progress_fits_the_line_and_is_told_in_numbers(width, done, ascii_only):
    line = shown(job_of([done], 0, 1_000_000).advanced(), width, ascii_only)
    assert len(line) <= width
    assert f"{done:,} of 1,000,000 iterations" in line
    assert "Esc" in line
    assert line.isascii() or not ascii_only


def test_the_bar_is_as_full_as_the_job_is_done():
    assert shown(job_of([50]).advanced(), 120).count("█") == 20
    assert shown(job_of([50]).advanced(), 120).count("░") == 20
    assert shown(job_of([75], 50).advanced(), 120).count("█") == 20


# Training


@pytest.mark.parametrize(
    ("keys", "iteration"),
    [
        ([*"1000]"], 1000),
        (["}"], 10),
        ([*"3}"], 30),
        ([*"7}", "{"], 60),
        ([*"7}", *"3{"], 40),
        ([*"7}", *"100{"], 0),
        ([*":train 1000", "enter"], 1000),
        ([*":iteration 412", "enter"], 412),
        ([*":train 30", "enter", *":train 40", "enter"], 70),
        ([*"1500n"], 99),
        ([*"1501n"], 100),
        ([*"300f"], 99),
        ([*":select H", "enter", *"90t"], 44),
    ],
)
async def test_keys_lead_to_the_iteration_and_every_one_before_it(opened, keys, iteration):
    expected = headless()
    expected.goto(1, 1000)
    async with opened("xor", seed=8) as driver:
        await driver.press(*keys)
        await driver.until_trained()
        assert driver.place[0] == iteration
        assert f"iteration {iteration} " in driver.lines[0]
        found = losses(driver.stop)
        assert len(found) >= iteration
        assert found == losses(expected.stop)[: len(found)]


async def test_the_steps_of_an_iteration_in_between_are_those_of_a_walk_to_it(opened):
    walked = headless()
    for _ in range(40):
        walked.step(15)
    async with opened("xor", seed=8) as driver:
        await driver.train(":train 1000")
        await driver.enter(":iteration 39")
        await driver.press("G")
        assert driver.place == (39, 15)
        assert driver.stop.state.same_as(walked.stop.state)


async def test_progress_is_shown_and_escape_stops_it_with_nothing_lost(opened):
    async with opened("xor", seed=8) as driver:
        await driver.press("n", "n")
        await start(driver)
        assert "of 900,000 iterations" in driver.lines[-1]
        assert "Esc stops" in driver.lines[-1]
        await driver.press("escape")
        iteration, step = driver.place
        assert step == 2
        assert 5 <= iteration < 900_000
        assert f"iteration {iteration} " in driver.lines[0]
        assert f"stopped at iteration {iteration:,} of 900,000" in driver.lines[-1]
        straight = headless()
        straight.goto(2, iteration)
        assert losses(driver.stop) == losses(straight.stop)
        assert driver.stop.state.same_as(straight.stop.state)


async def test_training_goes_on_from_where_it_was_stopped(opened):
    async with opened("xor", seed=8) as driver:
        await start(driver)
        await driver.press("escape")
        stopped, _ = driver.place
        await driver.train(":train 100")
        assert driver.place == (stopped + 100, 1)
        straight = headless()
        straight.goto(1, stopped + 100)
        assert driver.stop.state.same_as(straight.stop.state)


async def test_a_job_may_follow_one_that_is_stopped_in_the_same_burst(opened):
    async with opened("xor", seed=8) as driver:
        await driver.press(*LONG, "enter", "escape", *":train 50", "enter")
        await driver.until_trained()
        assert driver.place == (51, 1)


async def test_keys_typed_ahead_are_obeyed_in_order_when_training_is_done(opened):
    async with opened("xor", seed=8) as driver:
        await driver.press(*":train 500", "enter", *"3n", "[", *":goto 9", "enter", "n")
        await driver.until(lambda: driver.place == (499, 10))


async def test_training_typed_ahead_is_done_in_turn(opened):
    async with opened("xor", seed=8) as driver:
        await driver.press(*":train 200", "enter", *":train 300", "enter", "n", *"40]")
        await driver.until(lambda: driver.place == (540, 2))


async def test_escape_drops_the_keys_typed_ahead(opened):
    async with opened("xor", seed=8) as driver:
        await driver.press(*LONG, "enter", *"5n", "q", "escape", "n")
        assert driver.place == (1, 2)
        await driver.train(":train 30")
        assert driver.app.is_running
        assert driver.place == (31, 2)


async def test_clicks_and_the_palette_do_nothing_while_iterations_are_run(opened):
    async with opened("xor", seed=8) as driver:
        await start(driver)
        before = driver.stop
        for click in (Graph.Clicked("W2"), Asked("select", "W2")):
            driver.app.screen.post_message(click)
        driver.app.post_message(events.Paste("nnn"))
        for command in COMMANDS:
            driver.app.screen.keys.obey(command)
        await driver.await_that(lambda: "Esc stops" in driver.lines[-1])
        assert driver.stop is before
        await driver.press("escape")
        assert driver.stop.selected == "Z"
        assert driver.place[1] == 1
        assert driver.panel(Graph)


@pytest.mark.parametrize("key", ["ctrl+c", "ctrl+q"])
async def test_quitting_while_iterations_are_run(opened, key):
    async with opened("xor", seed=8) as driver:
        await start(driver)
        await driver.press(key)
        assert not driver.app.is_running
        assert (driver.app.return_code or 0) == 0


async def test_a_job_goes_on_over_panels_that_are_gone(opened):
    """As it may for a moment while the app closes, on a busy machine."""
    async with opened("xor", seed=8) as driver:
        footer = driver.app.screen.panels.footer
        await footer.remove()
        footer._parent = None
        await start(driver)
        driver.app.screen.show_line()
        assert driver.app.is_running


async def test_resizing_while_iterations_are_run(opened):
    async with opened("xor", seed=8) as driver:
        await start(driver)
        await driver.resize(160, 50)
        assert len(driver.lines[-1]) == 160
        assert "Esc stops" in driver.lines[-1]
        await driver.press("escape")
        assert "nothing is lost" in driver.lines[-1]


@pytest.mark.parametrize("line", [":iteration 1000001", ":iteration 999999999", ":it -20"])
async def test_an_iteration_that_cannot_be_is_refused_at_once(opened, line):
    async with opened("xor", seed=8) as driver:
        await driver.enter(line)
        assert "there is no iteration" in driver.lines[-1]
        assert driver.place == (0, 0)
        assert driver.app.screen.job is None


async def test_a_run_to_what_is_given_is_refused_however_often(opened):
    async with opened("xor", seed=8) as driver:
        await driver.press(*":select X", "enter", *"100t")
        assert "no step leads to it" in driver.lines[-1]
        assert driver.place == (0, 0)


# Divergence


async def test_training_that_diverges_ends_where_it_did(opened):
    """By hand: w1 and w2 are near -1e200 after an update, and their product is infinite."""
    async with opened("skip", learning_rate=1e200) as driver:
        await driver.train(":train 1000")
        assert driver.place == (1, 15)
        assert driver.stop.step.value == math.inf
        assert "dL/dh0 is not finite" in driver.lines[-1]
        assert "step 15" in driver.lines[-1]
        assert "iteration 1" in driver.lines[-1]


async def test_a_rate_that_is_far_too_large_for_xor(opened):
    async with opened("xor", seed=8) as driver:
        await driver.enter(":lr 1e200")
        await driver.train(":train 5000")
        iteration, step = driver.place
        assert iteration < 5000
        assert not np.isfinite(driver.stop.step.value).all()
        assert f"step {step} " in driver.lines[-1]
        assert f"iteration {iteration}" in driver.lines[-1]
        await driver.press("n")
        assert "NaN or infinity first appeared" in driver.lines[-1]
        await driver.enter(":iteration 0")
        assert driver.place == (0, step + 1)
