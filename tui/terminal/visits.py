"""The visits to the server: a place for each, and an end to those that take too much."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass

from aiohttp import web

from tui.terminal.limits import Limits, memory_of
from tui.terminal.visitor import VisitorService

WATCHING = 1.0
"""The seconds after which it is looked again at what all take."""

MINUTE, GIGABYTE = 60.0, 1e9


@dataclass(eq=False)
class Visit:
    """A connection with a browser, and the process behind it.

    Args:
        link: the connection.
        address: where it comes from, as far as it is known.
        service: the process, once it is started.
        reason: why the server ends it, if it does.
        ending: the end of it then.
    """

    link: web.WebSocketResponse
    address: str | None
    service: VisitorService | None = None
    reason: str = ""
    ending: asyncio.Task[None] | None = None

    async def close(self) -> None:
        """End the connection, and tell why."""
        ended = "" if self.service is None else self.service.ended
        await self.link.close(message=(self.reason or ended).encode())

    def end(self, reason: str) -> None:
        """Begin to end the process, and with it the connection: browsers may take their time."""
        self.reason = reason
        self.ending = asyncio.create_task(self._end())

    async def _end(self) -> None:
        if self.service is not None:
            await self.service.stop()
        await self.close()

    @property
    def memory(self) -> int:
        """The bytes that the process takes."""
        pid = None if self.service is None else self.service.pid
        return 0 if pid is None else memory_of(pid)

    @property
    def idle(self) -> float:
        """The seconds since something was typed."""
        return 0.0 if self.service is None else time.monotonic() - self.service.typed


class NoPlaceError(Exception):
    """That there is no place for a visitor, and why."""


class Visits:
    """All that there are.

    Args:
        limits: what they may take.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits, self._visits = limits, set[Visit]()

    def enter(self, link: web.WebSocketResponse, address: str | None) -> Visit:
        """Give a place to a visitor.

        Raises:
            NoPlaceError: where there is none.
        """
        if len(self._visits) >= self._limits.visitors:
            raise NoPlaceError("There are as many visitors as may be.")
        same = sum(address is not None and each.address == address for each in self._visits)
        if same >= self._limits.per_address:
            raise NoPlaceError(
                "There are as many visitors from this address as may be (--per-address)."
            )
        visit = Visit(link, address)
        self._visits.add(visit)
        return visit

    def leave(self, visit: Visit) -> None:
        """Free a place."""
        self._visits.discard(visit)

    async def watch(self) -> None:
        """End those that take too much, again and again."""
        while True:
            await asyncio.sleep(WATCHING)
            self.end_too_much()

    def end_too_much(self) -> None:
        """End who is idle, and who takes most while all together take too much."""
        most_idle, most_memory = self._limits.idle * MINUTE, self._limits.memory * GIGABYTE
        for each in self._going_on():
            if each.idle > most_idle:
                each.end(f"There were {self._limits.idle:g} minutes without a key.")
        taken = {each: each.memory for each in self._going_on()}
        total = sum(taken.values())
        for each in sorted(taken, key=taken.__getitem__, reverse=True):
            if total <= most_memory:
                break
            each.end("All visitors together take too much memory, and this one most.")
            total -= taken[each]

    def _going_on(self) -> list[Visit]:
        return [each for each in self._visits if each.ending is None]

    async def end(self) -> None:
        """End them all, for which the server would wait otherwise."""
        for each in self._visits:
            each.reason = each.reason or "The server was shut down."
        closed = (each.close() for each in self._visits)
        await asyncio.gather(*closed, return_exceptions=True)  # who has just come has no connection
