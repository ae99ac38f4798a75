"""The supervised place: whatever goes wrong in the app comes here, and the app goes on.

Messages, callbacks, timers, workers, tasks, threads and drawing all end up in Textual's one handler
of errors, or in that of the loop or of threads, which hand them to it. This builds on parts of
Textual that are not public.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from textual.app import App
from textual.dom import DOMNode
from textual.message import Message
from textual.widget import Widget

from tui.faults.notice import BROKEN, is_debugging, keep_noticed

if TYPE_CHECKING:
    from tui.faults.fault import Fault

STORM, SECONDS = 40, 4.0
"""So many faults in so many seconds are more than one can go on with."""

Dispatch = Callable[[Message], Awaitable[None]]


class SupervisedApp(App[None]):
    """An app that tells a fault and goes on."""

    ended_by: Fault | None = None
    """The fault that it could not go on with, if there was one."""

    def __init__(self, *, ansi_color: bool | None = None) -> None:
        super().__init__(ansi_color=ansi_color)
        self._faults: deque[float] = deque(maxlen=STORM)
        self._last: Fault | None = None

    def trail(self) -> Iterable[str]:
        """What was done last; for the app to tell."""
        return ()

    def tell_fault(self, error: Exception, is_contained: bool) -> bool:
        """Tell that something went wrong; False where there is nothing to go on with.

        Args:
            error: what it was.
            is_contained: whether nothing else is concerned than where it was.
        """
        raise NotImplementedError

    def suffer(self, error: Exception, is_contained: bool = False) -> None:
        """Take a fault: keep it, tell it, and go on if there is something to go on with."""
        fault = self._keep(error)
        if not self._running or self._exit or not self.tell_fault(error, is_contained):
            self._give_up(fault)

    def on_mount(self) -> None:
        """Take what goes wrong in tasks, in callbacks of the loop, and in threads."""
        self._elsewhere = Elsewhere(self._handle_exception)

    def on_unmount(self) -> None:
        """Leave these to others again."""
        self._elsewhere.leave()

    def _handle_exception(self, error: Exception) -> None:
        """Take what Textual would end the app for; where it comes too often, the app ends."""
        if is_debugging():
            super()._handle_exception(error)
            return
        now = time.monotonic()
        self._faults.append(now)
        if len(self._faults) == STORM and now - self._faults[0] < SECONDS:
            self._give_up(self._keep(error))
        else:
            self.suffer(error)

    def _register_child(
        self, parent: DOMNode, child: Widget, before: int | None, after: int | None
    ) -> None:
        """Have a widget go on after a message that it has failed to deal with.

        Textual would deal with none after it: clicks, sizes and the end of the app as well.
        """
        vars(child)["_dispatch_message"] = partial(self._dispatched, child._dispatch_message)
        super()._register_child(parent, child, before, after)

    async def _dispatch_message(self, message: Message) -> None:
        """Go on after a message that the app itself has failed to deal with."""
        await self._dispatched(super()._dispatch_message, message)

    async def _dispatched(self, dispatch: Dispatch, message: Message) -> None:
        try:
            await dispatch(message)
        except Exception as error:
            if is_debugging() or not self._is_mounted:
                raise
            self._handle_exception(error)

    def _give_up(self, fault: Fault) -> None:
        """End the app, which has nothing to go on with."""
        self.ended_by = self.ended_by or fault
        self.exit(return_code=BROKEN)
        if not self._is_mounted:
            self._close_messages_no_wait()

    def _keep(self, error: Exception) -> Fault:
        """Keep a fault, once if it comes again and again."""
        from tui.faults.fault import fault_of

        fault = fault_of(error, self.trail())
        last, self._last = self._last, fault
        if last is None or (last.kind, last.frames) != (fault.kind, fault.frames):
            keep_noticed(fault)
        return fault


class Elsewhere:
    """What goes wrong outside of messages: in tasks, in callbacks of the loop, and in threads.

    Args:
        take: called with each error, in the loop that runs now.
    """

    def __init__(self, take: Callable[[Exception], None]) -> None:
        self._take, self._loop = take, asyncio.get_running_loop()
        self._of_threads = threading.excepthook
        self._loop.set_exception_handler(self._take_from_loop)
        threading.excepthook = self._take_from_thread

    def leave(self) -> None:
        """Leave these to others again."""
        self._loop.set_exception_handler(None)
        threading.excepthook = self._of_threads

    def _take_from_loop(self, _: asyncio.AbstractEventLoop, context: Mapping[str, object]) -> None:
        error = context.get("exception")
        if isinstance(error, Exception):
            self._take(error)

    def _take_from_thread(self, arguments: threading.ExceptHookArgs) -> None:
        if isinstance(arguments.exc_value, Exception):
            self._loop.call_soon_threadsafe(self._take, arguments.exc_value)
