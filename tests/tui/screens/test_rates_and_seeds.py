"""Learning rates and seeds: set, asked about, refused."""

import numpy as np
import pytest

from tui.widgets.values import Values

# Learning rate and seed


async def test_a_rate_holds_from_the_next_update_on(opened):
    """By hand: the gradients of w0 and w3 are 0.75 and 0.5, and both weights are 0.5."""
    async with opened() as driver:
        await driver.press(*"15n")
        await driver.enter(":lr 0.1")
        assert driver.place == (0, 15)
        assert "lr 0.1 " in driver.lines[0] + " "
        assert "lr = 0.1 from iteration 0 on" in driver.lines[-1]
        await driver.press("G")
        assert driver.stop.state.value("w0") == pytest.approx(0.5 - 0.1 * 0.75)
        assert driver.stop.state.value("w3") == pytest.approx(0.5 - 0.1 * 0.5)


async def test_a_rate_typed_amid_updates_holds_from_the_next_iteration_on(opened):
    async with opened() as driver:
        await driver.press(*"18n")
        await driver.enter(":lr 0.1")
        await driver.press("G")
        assert driver.stop.state.value("w3") == 0.0
        assert "lr 1" in driver.lines[0]
        await driver.press("n")
        assert "lr 0.1" in driver.lines[0]


async def test_a_rate_in_the_midst_of_iterations_makes_a_branch_and_destroys_nothing(opened):
    async with opened("xor", seed=8, size=(100, 24)) as driver:
        await driver.train(":train 50")
        await driver.enter(":it 12")
        losses = list(driver.stop.timeline.losses)
        await driver.enter(":lr 0.1")
        assert "y or n?" not in driver.lines[-1]
        assert driver.place == (12, 1)
        assert "lr 0.1" in driver.lines[0]
        assert "branch 1" in driver.lines[0]
        assert list(driver.stop.timeline.losses) == losses[:12]
        await driver.press("[")
        assert "lr 1 " in driver.lines[0]
        await driver.enter(":branch 0")
        assert list(driver.stop.timeline.losses) == losses


# Questions


@pytest.fixture
def saved(tmp_path):
    """A file that is there already, over which a session would be saved."""
    path = tmp_path / "session"
    path.write_text("mine")
    return path


async def ask(driver, path):
    await driver.enter(f":save {path}")
    assert driver.lines[-1].rstrip().endswith("y or n?")


async def test_what_would_be_destroyed_is_asked_about(opened, saved):
    async with opened("xor", seed=8, size=(160, 50)) as driver:
        await ask(driver, saved)
        assert f"{saved} exists" in driver.lines[-1]
        assert saved.read_text() == "mine"
        await driver.press("y")
        assert "y or n?" not in driver.lines[-1]
        assert "saved" in driver.lines[-1]
        assert saved.read_text() != "mine"


@pytest.mark.parametrize("key", ["n", "escape", "enter", "Y", "q", ":", "left"])
async def test_any_other_key_destroys_nothing_and_does_nothing_else(opened, saved, key):
    async with opened("xor", seed=8) as driver:
        await driver.press("n")
        await ask(driver, saved)
        await driver.press(key)
        assert "y or n?" not in driver.lines[-1]
        assert saved.read_text() == "mine"
        assert driver.place == (0, 1)
        await driver.press("n")
        assert driver.place == (0, 2)


async def test_a_question_is_withdrawn_by_a_click(opened, saved):
    async with opened("xor", seed=8) as driver:
        await ask(driver, saved)
        await driver.click(Values, "W2")
        assert "y or n?" not in driver.lines[-1]
        await driver.press("y")
        assert saved.read_text() == "mine"


async def test_a_question_fits_the_narrowest_screen(opened, saved, monkeypatch):
    monkeypatch.chdir(saved.parent)
    async with opened("xor", seed=8, size=(60, 16)) as driver:
        await ask(driver, saved.name)
        assert "exists" in driver.lines[-1]


# Rates and seeds that are none


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (":lr x", "'x'"),
        (":lr nan", "finite"),
        (":lr inf", "finite"),
        (":lr 1e999", "finite"),
        (":lr", "lr RATE"),
        (":lr 0,1", "'0,1'"),
        (":seed x", "'x'"),
        (":seed -1", "-1"),
        (":seed 1.5", "'1.5'"),
        (":seed", "seed SEED"),
    ],
)
async def test_a_rate_or_seed_that_is_none_is_refused_and_changes_nothing(opened, line, words):
    async with opened("xor", seed=8) as driver:
        await driver.press("n", "n", "]")
        before = driver.stop
        await driver.enter(line)
        assert words in driver.lines[-1]
        assert driver.stop.cursor == before.cursor
        assert driver.stop.timeline is before.timeline
        assert "lr 1 " in driver.lines[0]
        assert "seed 8" in driver.lines[0]


async def test_another_seed_starts_again_with_other_weights(opened):
    async with opened("xor", seed=3) as driver:
        await driver.train(":train 30")
        assert "seed 3" in driver.lines[0]
        await driver.enter(":seed 8")
        assert driver.place == (0, 0)
        assert driver.stop.timeline.length == 0
        assert "seed 8" in driver.lines[0]
        assert "seed 8" in driver.lines[-1]
        drawn = np.random.default_rng(8).normal(0, 0.01, (2, 2))
        assert driver.stop.state.value("W1") == pytest.approx(drawn, rel=1e-12)


async def test_r_restarts_with_the_same_seed(opened):
    async with opened("xor", seed=3) as driver:
        await driver.enter(":seed 8")
        first = driver.stop
        await driver.train(":train 30")
        await driver.press("R")
        assert driver.place == (0, 0)
        assert "seed 8" in driver.lines[0]
        assert driver.stop.state.same_as(first.state)


@pytest.mark.parametrize("network", ["skip", "regression", "deep"])
async def test_a_network_in_which_nothing_is_drawn_has_no_seed(opened, network):
    async with opened(network) as driver:
        assert "seed" not in driver.lines[0]
        await driver.enter(":seed 8")
        assert "drawn" in driver.lines[-1] or "draws" in driver.lines[-1]
        assert "seed" not in driver.lines[0]


async def test_escape_clears_a_message_then_the_entry(opened):
    async with opened("xor", seed=8) as driver:
        await driver.press("n")
        await driver.enter(":entry 1 1")
        await driver.enter(":lr 0.5")
        assert "lr = 0.5" in driver.lines[-1]
        await driver.press("escape")
        assert driver.lines[-1].startswith(" n step")
        assert driver.stop.entry == (1, 1)
        await driver.press("escape")
        assert driver.stop.entry is None
