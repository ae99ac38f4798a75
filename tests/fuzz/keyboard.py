"""An app at a keyboard that types what is drawn: what goes wrong in it, and what takes long."""

import asyncio
import faulthandler
import random
import sys
import threading
import time
import traceback
from contextlib import suppress
from pathlib import Path

from textual.events import Key, Resize
from textual.geometry import Size

from engine.debugger.debugger import Debugger
from engine.errors import SpecError
from engine.iterations.state import State
from engine.iterations.timeline import Timeline
from engine.program.recipe import Recipe
from tests.fuzz.drawn import network
from tests.fuzz.typed import packet, size
from tui.app import DebuggerApp
from tui.drawing.look import Look
from tui.terminal.keys import KeyParser

STALL = 1.0
"""The seconds of processor time that the loop may be at one thing."""

HANG = 120
"""The seconds after which a hang ends it all, with what it is at."""

FAR = 3000
"""Iterations up to here are run anew to be compared."""

SETTLED = 20.0
"""The seconds in which a job ends that Escape stops."""


class Finding(Exception):  # noqa: N818  (as it is what is looked for)
    """Something that must not be."""


class Keyboard:
    """An app that is typed at.

    Args:
        seed: what is drawn by it: the network, the keys, the sizes.
        keys: about so many keys are typed.
    """

    def __init__(self, seed, keys):
        self.seed = seed
        self._rng = random.Random(str(seed))  # noqa: S311
        self._left = keys
        self.typed = self.checked = 0
        self.slowest = 0.0
        self.last = self.stalled = ""
        self._parser = KeyParser()

    async def run(self):
        """Type until all keys are typed, or the app has ended; raises a `Finding`."""
        rng = self._rng
        debugger = self._debugger()
        look = Look(rng.random() < 0.2)
        app = DebuggerApp(debugger, look, rng.choice(look.themes).name)
        columns, rows = size(rng) if rng.random() < 0.3 else (80, 24)
        async with app.run_test(size=(columns, rows)):
            pulse = asyncio.create_task(self._feel())
            try:
                while self._left > 0 and app.is_running:
                    faulthandler.dump_traceback_later(HANG, exit=True, file=sys.__stderr__)
                    await self._type(app)
                    self._look(app)
                    if rng.random() < 0.02:
                        await self._check(app)
                await self._check(app)
            finally:
                faulthandler.cancel_dump_traceback_later()
                pulse.cancel()
                with suppress(asyncio.CancelledError):
                    await pulse

    def _debugger(self):
        while True:
            with suppress(SpecError):  # as what is drawn may be none
                recipe = Recipe(**network(self._rng))
                return Debugger(recipe.program(), recipe)

    async def _type(self, app):
        """Type a packet, or drag the window to another size, and let some of it be obeyed."""
        rng = self._rng
        if rng.random() < 0.03:
            columns, rows = size(rng)
            self.last = f"{columns}x{rows}"
            app._driver._size = (columns, rows)
            app.post_message(Resize(Size(columns, rows), Size(columns, rows)))
        else:
            self.last = text = packet(rng)
            self.typed += len(text)
            self._left -= len(text)
            for message in [*self._parser.feed(text), *self._parser.tick()]:
                app._driver.process_message(message)
        for _ in range(rng.choice([0, 1, 3, 6])):
            await asyncio.sleep(0)
        if app.screen_stack and app.is_running and rng.random() < 0.3:
            await asyncio.sleep(0.001)

    async def _feel(self):
        """Feel the pulse of the loop: how long it was at one thing."""
        watch = Watch()
        try:
            while True:
                began = time.thread_time()
                watch.began = time.monotonic()
                await asyncio.sleep(0)
                spent = time.thread_time() - began
                self.slowest = max(self.slowest, spent)
                if spent > STALL:
                    self.stalled = f"{spent:.1f} s at {watch.seen}"
        finally:
            watch.ends = True

    def _look(self, app):
        """See whether something went wrong."""
        if app._last is not None:
            raise Finding("\n".join(app._last.lines))
        if self.stalled:
            raise Finding(self.stalled)

    async def _check(self, app):
        """Let all be obeyed, and compare where it stands with the same run anew."""
        screen = app._debugger_screen()
        if not app.is_running or screen is None:
            return
        await self._settle(app, screen)
        self._look(app)
        stop = screen.debugger.stop
        if screen.stop.cursor != stop.cursor or not screen.stop.state.same_as(stop.state):
            raise Finding(f"the screen shows {screen.stop}, the debugger stands at {stop}")
        if stop.cursor.iteration <= FAR:
            timeline = Timeline(stop.program, stop.timeline.edits)
            fresh = State(
                timeline.run(stop.cursor.iteration), stop.state.position, stop.state.arrived
            )
            if not fresh.same_as(stop.state):
                raise Finding(f"{stop} is not what it is anew")
            self.checked += 1

    async def _settle(self, app, screen):
        until = time.monotonic() + SETTLED
        quiet = 0
        while quiet < 5:
            if time.monotonic() > until:
                raise Finding(f"it does not come to rest: {screen.job}")
            if screen.job is not None:
                screen.jobs.takes(Key("escape", "\x1b"))
            is_quiet = not screen.message_queue_size and not app.message_queue_size
            quiet = quiet + 1 if is_quiet and screen.job is None else 0
            await asyncio.sleep(0.002)


class Watch(threading.Thread):
    """Looks from aside at what a loop is at, if it is at it for long."""

    def __init__(self):
        super().__init__(daemon=True)
        self.began, self.seen, self.ends = time.monotonic(), "", False
        self._watched = threading.get_ident()
        self.start()

    def run(self):
        while not self.ends:
            time.sleep(0.1)
            if time.monotonic() - self.began > STALL / 2:
                stack = traceback.extract_stack(sys._current_frames()[self._watched])
                ours = [each for each in stack if "site-packages" not in each.filename]
                self.seen = ", ".join(
                    f"{Path(e.filename).name}:{e.lineno} {e.name}" for e in ours[-12:]
                )


def keyboard(seed, keys):
    """Type so many keys; gives the keyboard, and what it has found, if anything."""
    board = Keyboard(seed, keys)
    found = ""
    try:
        asyncio.run(board.run())
    except Finding as finding:
        found = str(finding)
    except Exception as error:
        found = "".join(traceback.format_exception(error)[-12:])
    return board, found
