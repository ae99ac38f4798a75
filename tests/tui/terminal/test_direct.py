"""What the terminal shows after keys, against what Textual would draw."""

import os

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tui.terminal.emulated import driven

KEYS = [
    *"nnnnNsfF][gGbuilmpyc?7+-0Z<>O",
    "up", "down", "left", "shift+left", "shift+right", "tab", "escape", "enter", "pagedown",
    ":theme light\n", ":theme dark\n", ":watch L\n", ":set w0 = 0.3\n", ":set W1 = 1\n", ":fly\n",
    ":breakpoints\n", ":goto 9\n", ":train 5\n", ":plot L\n", ":lectures\n",
]  # fmt: skip

EXAMPLES = int(os.environ.get("EXAMPLES", "4"))


@given(
    network=st.sampled_from(["skip", "xor", "deep"]),
    bursts=st.lists(st.lists(st.sampled_from(KEYS), min_size=1, max_size=6), max_size=6),
)
@settings(max_examples=EXAMPLES, deadline=None)
async def test_after_any_keys_the_terminal_shows_what_textual_would_draw(network, bursts):
    async with driven(network) as app:
        for keys in bursts:
            for key in keys:
                app.send(key)
            await app.settle()
            for y, (shown, expected) in enumerate(zip(app.shown(), app.expected(), strict=True)):
                assert shown == expected, y


async def test_a_step_is_sent_as_one_update_in_the_turn_of_its_key():
    """It waits for no tick of Textual's."""
    async with driven("xor") as app:
        app.terminal.updates.clear()
        app.send("n")
        await app.answered()
        (update,) = app.terminal.updates
        await app.settle()
        assert app.terminal.updates == [update]


async def test_over_the_palette_nothing_is_written():
    """It is another screen, which Textual draws over this one."""
    async with driven("skip") as app:
        screen = app.app.screen
        assert screen.painter.direct.place_of(screen.panels.values) is not None
        app.send("ctrl+p")
        await app.settle()
        assert screen.painter.direct.place_of(screen.panels.values) is None
        app.send("escape")
        await app.settle()
        assert screen.painter.direct.place_of(screen.panels.values) is not None
        assert app.shown() == app.expected()


async def test_under_what_lies_over_the_panels_nothing_is_written():
    async with driven("skip") as app:
        for keys in ("n", "?"):
            app.send(keys)
        await app.settle()
        before = app.shown()
        app.app.screen.panels.values.show([])
        await app.settle()
        assert app.shown() == app.expected()
        assert [row[50:70] for row in app.shown()[5:9]] == [row[50:70] for row in before[5:9]]
