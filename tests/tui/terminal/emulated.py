"""The app on an emulated terminal."""

import asyncio
from contextlib import asynccontextmanager
from unittest import mock

import pyte
from textual import constants, events
from textual.driver import Driver

from engine.debugger.debugger import Debugger
from engine.program.recipe import Recipe
from tui.app import DebuggerApp
from tui.drawing.look import Look

NAMES = {
    "[": "left_square_bracket", "]": "right_square_bracket", "?": "question_mark", ":": "colon",
    " ": "space", "=": "equals_sign", ".": "full_stop", "+": "plus", "-": "minus",
    "<": "less_than_sign", ">": "greater_than_sign",
}  # fmt: skip


class Emulator(Driver):
    """A terminal that is a screen of pyte's."""

    def __init__(self, app, **settings):
        super().__init__(app, **settings)
        self.screen = pyte.Screen(*self._size)
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

    async def answered(self):
        """Wait until a step is answered, which is in the turn of its key."""
        for _ in range(10):
            await asyncio.sleep(0)

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
        screen = pyte.Screen(*self.app.size)
        screen.reset_mode(7, private=True)
        painted = "".join(
            f"\x1b[{y};1H{strip.render(self.app.console)}"
            for y, strip in enumerate(self.app.screen._compositor.render_strips(), 1)
        )
        pyte.Stream(screen).feed(painted)
        return cells(screen)


def cells(screen):
    return [[seen(screen.buffer[y][x]) for x in range(screen.columns)] for y in range(screen.lines)]


def seen(cell):
    """What can be seen of a cell: a blank has no ink, unless a line or the ground shows it."""
    if cell.data != " " or cell.reverse or cell.underscore:
        return cell
    return cell._replace(fg="", bold=False)


@asynccontextmanager
async def driven(network, size=(100, 30)):
    """The app on a terminal of a size, with 256 colours."""
    with mock.patch.object(constants, "COLOR_SYSTEM", "256"):
        async with _driven(network, size) as app:
            yield app


@asynccontextmanager
async def _driven(network, size):
    recipe = Recipe(network, {}).read()
    app = DebuggerApp(Debugger(recipe.program(), recipe), Look())
    app.driver_class = Emulator
    running = asyncio.create_task(app.run_async(size=size))
    while app._driver is None or not getattr(app._driver, "updates", ()):
        await asyncio.sleep(0.005)
    driven = Driven(app)
    await driven.settle()
    yield driven
    app.exit()
    await running
