"""What the terminal shows after keys, against what Textual would draw."""

import asyncio
import os
from contextlib import asynccontextmanager

import pyte
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textual import constants, events
from textual.driver import Driver

from engine.debugger.debugger import Debugger
from engine.program.recipe import Recipe
from tui.app import DebuggerApp
from tui.drawing.look import Look

SIZE = (100, 30)

NAMES = {
    "[": "left_square_bracket", "]": "right_square_bracket", "?": "question_mark", ":": "colon",
    " ": "space", "=": "equals_sign", ".": "full_stop",
}  # fmt: skip

KEYS = [
    *"nnnnNsfF][gGbuilmpyc?7",
    "up", "down", "left", "escape", "enter", "pagedown",
    ":theme light\n", ":theme dark\n", ":watch L\n", ":set w0 = 0.3\n", ":set W1 = 1\n", ":fly\n",
    ":breakpoints\n", ":goto 9\n", ":train 5\n", ":plot L\n", ":lectures\n",
]  # fmt: skip

EXAMPLES = int(os.environ.get("EXAMPLES", "10"))


class Emulator(Driver):
    """A terminal that is a screen of pyte's."""

    def __init__(self, app, **settings):
        super().__init__(app, **settings)
        self.screen = pyte.Screen(*SIZE)
        self.screen.reset_mode(7, private=True)
        self._stream = pyte.Stream(self.screen)
        self.updates = []

    def write(self, data):
        self.updates.append(data)
        self._stream.feed(data)

    def start_application_mode(self):
        pass

    def disable_input(self):
        pass

    def stop_application_mode(self):
        pass


class Driven:
    """The app on an emulated terminal."""

    def __init__(self, app):
        self.app = app

    @property
    def terminal(self):
        return self.app._driver

    def send(self, keys):
        """Send a key, or a line with all of its characters at once."""
        for key in keys if keys.startswith(":") else [keys]:
            name = "enter" if key == "\n" else NAMES.get(key, key)
            self.app.post_message(events.Key(name, key if len(key) == 1 else None))

    async def settle(self):
        """Wait until nothing is sent any more."""
        quiet = 0
        while quiet < 3:
            before = len(self.terminal.updates)
            await asyncio.sleep(0.03)
            quiet = quiet + 1 if len(self.terminal.updates) == before else 0

    def shown(self):
        return cells(self.terminal.screen)

    def expected(self):
        """What Textual draws, all at once."""
        screen = pyte.Screen(*SIZE)
        screen.reset_mode(7, private=True)
        painted = "".join(
            f"\x1b[{y};1H{strip.render(self.app.console)}"
            for y, strip in enumerate(self.app.screen._compositor.render_strips(), 1)
        )
        pyte.Stream(screen).feed(painted)
        return cells(screen)


def cells(screen):
    return [[screen.buffer[y][x] for x in range(SIZE[0])] for y in range(SIZE[1])]


@asynccontextmanager
async def driven(network):
    recipe = Recipe(network, {}).read()
    app = DebuggerApp(Debugger(recipe.program(), recipe), Look())
    app.driver_class = Emulator
    running = asyncio.create_task(app.run_async(size=SIZE))
    while app._driver is None or not getattr(app._driver, "updates", ()):
        await asyncio.sleep(0.005)
    driven = Driven(app)
    await driven.settle()
    yield driven
    app.exit()
    await running


@pytest.fixture(autouse=True, scope="module")
def _colours():
    before, constants.COLOR_SYSTEM = constants.COLOR_SYSTEM, "256"
    yield
    constants.COLOR_SYSTEM = before


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
        for _ in range(10):
            await asyncio.sleep(0)
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
