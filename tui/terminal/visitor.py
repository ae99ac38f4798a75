"""A visitor's process: the app behind a browser, which ends with the connection."""

from __future__ import annotations

import asyncio
import json
import shlex
import signal
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import Mapping
from contextlib import suppress

from textual_serve.app_service import AppService

PATIENCE = 1.0
"""The seconds that a visitor's process has to end in when its connection has."""

DRIVER = "tui.terminal.web_driver:VisitorDriver"

MOST_COLUMNS, MOST_ROWS = 300, 100
"""The largest window that is drawn in."""


class VisitorService(AppService):
    """The process of one visitor."""

    _process: Process | None
    _leaving: asyncio.Task[None]
    typed = 0.0
    """When something was typed last, on the clock that only goes forward."""

    @property
    def pid(self) -> int | None:
        """The number of the process, while it runs."""
        process = self._process
        return None if process is None or process.returncode is not None else process.pid

    @property
    def ended(self) -> str:
        """Why it has ended, if not because it was told to."""
        process = self._process
        return "" if process is None else say_ended(process.returncode)

    async def start(self, width: int, height: int) -> None:
        """Start it, in a window of a size that is drawn in."""
        self.typed = time.monotonic()
        await super().start(
            min(width if width > 0 else 80, MOST_COLUMNS),
            min(height if height > 0 else 24, MOST_ROWS),
        )

    async def _open_app_process(self, width: int = 80, height: int = 24) -> Process:
        """Start it, without a shell, in a process group of its own."""
        environment = visitor_environment(self._build_environment(width, height))
        self._process = process = await asyncio.create_subprocess_exec(
            *shlex.split(self.command),
            stdin=PIPE,
            stdout=PIPE,
            stderr=PIPE,
            env=environment,
            start_new_session=True,
        )
        self._stdin = process.stdin
        return process

    async def run(self) -> None:
        """Hand on what it draws; when it has ended, for whatever reason, the visit has."""
        await super().run()
        self._leaving = asyncio.create_task(self._leave())

    async def on_meta(self, data: bytes) -> None:
        """Hand on what it says of itself; that it ends, when it has, as its status tells why."""
        if json.loads(data).get("type") == "exit":
            await self._leave()
        else:
            await super().on_meta(data)

    async def _leave(self) -> None:
        if self._process is not None:
            with suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self._process.wait(), PATIENCE)  # which tells why
        await self.remote_close()

    async def send_bytes(self, data: bytes) -> bool:
        """Hand on what is typed."""
        self.typed = time.monotonic()
        return bool(await super().send_bytes(data))

    async def set_terminal_size(self, width: int, height: int) -> None:
        """Tell it how large the window is, as far as that is drawn in."""
        size = min(max(int(width), 1), MOST_COLUMNS), min(max(int(height), 1), MOST_ROWS)
        await super().set_terminal_size(*size)

    async def stop(self) -> None:
        """End it: it is asked to, and killed where it does not."""
        process = self._process
        if process is None:
            return
        with suppress(asyncio.TimeoutError, ConnectionError):
            await asyncio.wait_for(super().stop(), PATIENCE)
        if process.returncode is None:
            with suppress(asyncio.TimeoutError):
                await asyncio.wait_for(process.wait(), PATIENCE)
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()


def say_ended(status: int | None) -> str:
    """Why a process has ended that has this status; empty where it ended as it should.

    Args:
        status: 0 for an end as it should be, less for a signal, beyond 128 for one in a sandbox;
            None as long as it runs.
    """
    if not status:
        return ""
    number = -status if status < 0 else status - 128
    if number == getattr(signal, "SIGXCPU", None):
        return "It has computed for as long as a visitor may."
    if number == getattr(signal, "SIGKILL", None):
        return "The system has ended it."
    return "The program has failed."


def visitor_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment of a visitor's process: a browser's terminal, none of the server's settings.

    Args:
        environment: textual-serve's for it.
    """
    kept = ("COLUMNS", "ROWS", "HOME", "PATH", "PYTHONPATH", "SYSTEMROOT", "TERM_PROGRAM")
    numbers = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    return {
        **{name: environment[name] for name in kept if name in environment},
        **numbers,
        "TERM": "xterm-256color",
        "LANG": "C.UTF-8",
        "TEXTUAL_DRIVER": DRIVER,
        "TEXTUAL_COLOR_SYSTEM": "256",
    }
