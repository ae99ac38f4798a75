"""What the fuzzer that types has found, and what a person can make long: a test each."""

import pytest
from textual import events

from engine.iterations.timeline import MAX_ITERATION


@pytest.mark.parametrize(
    "line",
    [
        ":into 9999999", f":step {10**30}", ":end 9999999", ":run h0", ":leap 99999",
        f":continue {10**150}", f":back {10**30}", f":start {10**30}",
    ],
)  # fmt: skip
async def test_what_a_count_makes_long_is_a_job_that_escape_ends(opened, line):
    """Nothing is lost: it goes on from where it came to."""
    async with opened("xor", seed=8) as driver:
        await driver.press("b", "n")
        await driver.enter(line)
        await driver.press("escape")
        await driver.until_trained()
        here = driver.place
        assert here[0] < MAX_ITERATION
        await driver.press("n")
        assert driver.place > here


@pytest.mark.parametrize(
    ("network", "size"), [("xor", (1, 1)), ("skip", (2, 24)), ("xor", (2, 24)), ("skip", (60, 1))]
)
async def test_in_a_window_of_any_size_all_is_drawn(opened, network, size):
    async with opened(network, size=size) as driver:
        await driver.press("p", "n", "n", *"12n", "n", "l", "o", "l", "p")
        for keys in (["enter"], ["?"], ["escape"], ["y"], ["escape"], ["L"], ["q"], ["ctrl+p"]):
            await driver.press(*keys)
        await driver.press("escape", *":why L", "enter", "escape", *":watch L", "enter")
        await driver.resize(80, 24)
        assert "? help" in driver.lines[-1] or "watch" in driver.lines[-1]


async def test_a_click_on_what_is_being_closed_does_nothing(opened):
    """Textual's selection of text asks for the parent of a widget that has none any more."""
    async with opened() as driver:
        await driver.press(*":gradcheck", "enter")
        (text,) = driver.app.screen.query("TextOverlay > Static")
        text._parent = None  # as it is for a moment, while the help is closed
        driver.app.post_message(events.MouseDown(None, 5, 5, 0, 0, 1, False, False, False, 5, 5))
        await driver.pause()
        text._parent = driver.app.screen.query_one("TextOverlay")
        await driver.press("q", "n")
        assert driver.place == (0, 1)
