"""Commands that take a while, or ask, on the screen: what fails at their end is said there."""

import pytest

from engine.debugger.debugger import Debugger
from engine.errors import DebuggerError
from engine.program.recipe import Recipe
from tui.commands.looking import Looking


async def test_what_is_refused_after_iterations_were_run_is_said(opened):
    async with opened() as driver:
        await driver.train(":goto 99 3000")
        assert "there is no step 99" in driver.lines[-1]
        assert driver.place == (0, 0)
        await driver.press("n")
        assert driver.place == (0, 1)


async def test_what_is_refused_after_somebody_agreed_is_said(opened, tmp_path):
    async with opened() as driver:
        path = tmp_path / "session"
        path.write_text("mine")
        await driver.enter(f":save {path}")
        assert "exists" in driver.app.screen.voice.question
        path.unlink()
        path.mkdir()
        await driver.press("y")
        assert driver.app.screen.voice.problem
        assert driver.app.is_running


async def test_a_large_count_goes_on_to_as_many_breakpoints(opened):
    debugger = Debugger(Recipe("xor", seed=8).program())
    debugger.break_at("L")
    async with opened(debugger, size=(120, 40)) as driver:
        driver.app.screen.submit("continue 3000")
        await driver.until_trained()
        assert driver.stop.cursor.iteration > 900
        assert driver.stop.breakpoints.items[0].hits == 3000


async def test_what_is_to_be_done_soon_is_done_however_late_it_is(opened):
    """A job goes on after each pause; a timer that is late by its own length would be skipped."""
    async with opened("skip") as driver:
        done = []
        driver.app.screen.after(1e-9, lambda: done.append(True))
        await driver.until(lambda: done)


@pytest.mark.parametrize("count", [1, 2, 5])
def test_looking_goes_as_far_as_so_many_searches(count):
    """As the debugger's own search and arrival, one after the other."""
    by_hand, looked = (Debugger(Recipe("skip").program()) for _ in range(2))
    for debugger in (by_hand, looked):
        debugger.break_at("h0")
        debugger.goto(9, 2)
    for forwards in (True, False):
        for _ in range(count):
            search = by_hand.search(forwards)
            assert list(search) == []
            expected = by_hand.arrive(search)
        looking = Looking(looked, forwards, count)
        assert all(done < looking.most for done in looking)
        assert looking.arrive().cursor == expected.cursor
        assert looked.stop.breakpoints == by_hand.stop.breakpoints


def test_nothing_is_looked_for_where_nothing_would_stop_it():
    with pytest.raises(DebuggerError, match="set a breakpoint"):
        Looking(Debugger(Recipe("skip").program()), forwards=True, count=2)
