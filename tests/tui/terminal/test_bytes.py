"""The bytes of a step, the most over a whole iteration and into the next."""

import pytest

from tests.tui.terminal.emulated import driven

MOST = {(80, 24): 1200, (120, 40): 1500}


@pytest.mark.parametrize("size", MOST)
@pytest.mark.parametrize("network", ["skip", "xor"])
async def test_no_step_sends_more_than_a_slow_line_takes_in_a_moment(network, size):
    async with driven(network, size) as app:
        sent = []
        for _ in range(len(app.app.screen.stop.program.equations) + 2):
            app.terminal.updates.clear()
            app.send("n")
            await app.answered()
            (update,) = app.terminal.updates
            sent.append(len(update.encode()))
        app.terminal.updates.clear()
        await app.settle()
        assert not app.terminal.updates
    assert max(sent) <= MOST[size], sent
