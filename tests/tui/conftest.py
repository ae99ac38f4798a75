"""The app, driven by keys and read by its screen."""

import asyncio
import re
from contextlib import asynccontextmanager

import pytest
from textual import events
from textual.widget import Widget

from engine.debugger.debugger import Debugger
from engine.network.reader import read_network
from engine.network.source import Source
from engine.program.program import derive
from engine.program.recipe import Recipe
from tui.app import DebuggerApp
from tui.drawing.keymap import SHIPPED
from tui.drawing.look import Look
from tui.sessions.watched_file import WatchedFile

NAMES = {
    ":": "colon", "/": "slash", "?": "question_mark", "[": "left_square_bracket",
    "]": "right_square_bracket", "{": "left_curly_bracket", "}": "right_curly_bracket",
    ",": "comma", ".": "full_stop", " ": "space", "-": "minus", "'": "apostrophe",
    "_": "underscore", "&": "ampersand", "(": "left_parenthesis", ")": "right_parenthesis",
    "!": "exclamation_mark",
}  # fmt: skip
"""What Textual calls the keys of these characters."""

ROUNDS = 5
"""A key comes by the app to the screen, which may open a panel, which is laid out and drawn."""

PATIENCE = 10
"""Seconds to wait for what has to come, before the test fails."""


class Driver:
    """An app that is running under a pilot."""

    def __init__(self, pilot):
        self._pilot = pilot
        self.app = pilot.app

    @property
    def stop(self):
        """Where the screen stands."""
        return self.app.screen.stop

    @property
    def place(self):
        """Iteration and step."""
        cursor = self.stop.cursor
        return cursor.iteration, cursor.step

    @property
    def lines(self):
        """The lines of the screen."""
        return [strip.text for strip in self.app.screen._compositor.render_strips()]

    @property
    def text(self):
        return "\n".join(self.lines)

    @property
    def words(self):
        """The text of the screen without frames, however it is broken into lines."""
        return " ".join(re.sub("[│╭╮╰╯─|]", " ", self.text).split())

    def panel(self, widget):
        """The lines of a panel, named by its class or by a selector."""
        region = self.app.screen.query_one(widget).region
        return [line[region.x : region.right] for line in self.lines[region.y : region.bottom]]

    def send(self, *keys):
        """Give the app keys all at once, as a driver does that has read them at once."""
        for key in keys:
            event = events.Key(NAMES.get(key, key), key if len(key) == 1 else None)
            self.app.post_message(event)

    async def press(self, *keys):
        """Give the app keys, and wait until it has nothing to do."""
        self.send(*keys)
        await self.pause()

    async def enter(self, line):
        """Type a line and press enter."""
        await self.press(*line, "enter")

    async def paste(self, text):
        self.app.post_message(events.Paste(text))
        await self.pause()

    async def click(self, widget, wanted, times=1):
        """Click on a text in a panel."""
        await self.click_at(widget, self.offset(widget, wanted), times)

    async def double_click(self, widget, wanted):
        """Click twice on a text in a panel."""
        await self.click(widget, wanted, times=2)

    async def click_at(self, widget, offset, times=1):
        """Click on a place in a panel, as a driver tells it: the pilot waits for long each time."""
        panel = widget if isinstance(widget, Widget) else self.app.screen.query_one(widget)
        x, y = panel.region.offset + offset
        for kind in (events.MouseDown, events.MouseUp) * times:
            self.app.post_message(kind(None, x, y, 0, 0, 1, False, False, False, x, y))
        await self.pause()

    def offset(self, widget, wanted):
        """Where in a panel a text stands."""
        for y, line in enumerate(self.panel(widget)):
            if (x := line.find(wanted)) >= 0:
                return x, y
        raise AssertionError(f"{wanted!r} is not to be seen")

    async def wheel(self, widget, down=1):
        """Turn the wheel over the middle of a panel, so often down, or up if negative."""
        kind = events.MouseScrollDown if down > 0 else events.MouseScrollUp
        x, y = self.app.screen.query_one(widget).region.center
        for _ in range(abs(down)):
            event = kind(None, int(x), int(y), 0, 0, 0, False, False, False, int(x), int(y))
            self.app.screen._forward_event(event)
        await self.pause()

    async def resize(self, width, height):
        """Give the terminal another size, and wait until all is drawn for it."""
        await self._pilot.resize_terminal(width, height)
        await self.until(lambda: self.app.screen.size == (width, height))

    async def pause(self):
        """Wait until all messages are dealt with, those that come of them too, and all is drawn.

        Waiting until the process is idle, as the pilot does by itself, takes ten times as long.
        """
        for _ in range(ROUNDS):
            await self._pilot.pause(0)

    async def await_that(self, condition):
        """Wait for something that the app does in its own time, and may go on to do."""
        async with asyncio.timeout(PATIENCE):
            while not condition():
                await asyncio.sleep(0.002)

    async def until(self, condition):
        """Wait for something that the app does in its own time, and until it is done."""
        await self.await_that(condition)
        await self.pause()

    async def until_trained(self):
        """Wait until no iterations are run any more, and what came of them is shown."""
        await self.until(lambda: self.app.screen.job is None)

    async def train(self, line):
        """Type a line that runs many iterations, and wait for them."""
        await self.enter(line)
        await self.until_trained()


def _debugger(network, changes):
    if isinstance(network, Debugger):
        return network
    if not isinstance(network, str):
        return Debugger(derive(network))
    recipe = Recipe(network, **changes).read()
    return Debugger(recipe.program(), recipe)


@asynccontextmanager
async def _opened(
    network="skip",
    size=(80, 24),
    ascii_only=False,
    theme="dark",
    watch=False,
    store=None,
    notes="",
    keymap=SHIPPED,
    **changes,
):
    """Opens a debugger or a network that is given, or one by its name with changes in it."""
    debugger = _debugger(network, changes)
    watched = WatchedFile(debugger.stop.recipe) if watch else None
    app = DebuggerApp(debugger, Look(ascii_only, keymap), theme, watched, store, notes)
    async with app.run_test(size=size) as pilot:
        driver = Driver(pilot)
        await driver.pause()
        yield driver


@pytest.fixture(scope="session")
def opened():
    """Opens the app: `opened("xor", seed=8)` is an asynchronous context, of its driver."""
    return _opened


@pytest.fixture(scope="session")
def network_of():
    """The network that the text of a network file describes."""

    def network_of(text, seed=0):
        return read_network(Source("test.toml", text), seed)

    return network_of
