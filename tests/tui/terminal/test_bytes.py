"""The bytes of a step, the most over a whole iteration and into the next."""

import pytest

from tests.tui.terminal.emulated import driven

MOST = {
    ("skip", (80, 24)): 1200, ("skip", (120, 40)): 1500, ("skip", (160, 50)): 2500,
    ("xor", (80, 24)): 1200, ("xor", (120, 40)): 2000, ("xor", (160, 50)): 2500,
}  # fmt: skip
"""On larger screens arrays are written entry by entry, and go when an iteration begins."""


@pytest.mark.parametrize(("network", "size"), MOST)
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
    assert max(sent) <= MOST[network, size], sent


async def test_a_move_of_the_graph_by_whole_layers_sends_no_more_than_other_steps():
    """Up to z10 of `deep`; at its end the view moves on by less than a layer, and sends more."""
    lefts, sent = set(), []
    async with driven("deep", (80, 24)) as app:
        while app.app.screen.stop.node != "z10":
            app.terminal.updates.clear()
            app.send("n")
            await app.answered()
            lefts.add(app.app.screen.query_one("Graph")._view.x)
            sent.append(sum(len(update.encode()) for update in app.terminal.updates))
    assert len(lefts) == 5
    assert max(sent) <= 1200, sent
