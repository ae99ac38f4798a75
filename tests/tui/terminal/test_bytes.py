"""The bytes of a step, the most over a whole iteration and into the next."""

import pytest
from textual import events

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
            lefts.add(app.app.screen.query_one("Graph").finder._seen.view.x)
            sent.append(sum(len(update.encode()) for update in app.terminal.updates))
    assert len(lefts) == 5
    assert max(sent) <= 1200, sent


async def test_a_mouse_that_moves_sends_the_last_line_where_it_is_on_something_else():
    """And a panel in focus its frame. All is what Textual would draw of it at last."""
    async with driven("skip", (80, 24)) as app:
        app.send("n")
        await app.answered()
        sent = []
        for x in (*range(2, 78), 2):
            app.terminal.updates.clear()
            at = (x, 6)
            move = events.MouseMove(None, *at, 0, 0, 0, False, False, False, *at)
            app.app.post_message(move)
            await app.answered()
            sent.append(sum(len(update.encode()) for update in app.terminal.updates))
        assert max(sent) <= 160, sent
        told = [size for size in sent if size]
        assert 2 <= len(told) <= 20, sent
        app.terminal.updates.clear()
        app.send("tab")
        await app.settle()
        assert 0 < sum(len(update.encode()) for update in app.terminal.updates) <= 2000
        assert app.shown() == app.expected()
