"""The server of the app to browsers: a process for each visitor, which ends with the connection."""

from __future__ import annotations

import asyncio
import logging
import os
import shlex
import socket
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from aiohttp import web
from textual_serve.app_service import AppService
from textual_serve.server import Server, to_int

from tui.terminal.bubblewrap import fenced
from tui.terminal.door import Door
from tui.terminal.page import headers, page

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

NAME = "makabaka-tui"

ROOT = Path(__file__).resolve().parents[2]
"""The folder that the program's packages are in."""

SOCKET = "socket"
"""The key of a request that has come in, for where its page connects to."""

ENDING = "The visit has ended."
"""What the page says then."""

PATIENCE = 1.0
"""The seconds that a visitor's process has to end in when its connection has."""

DRIVER = "tui.terminal.web_driver:VisitorDriver"

MOST_COLUMNS, MOST_ROWS = 300, 100
"""The largest window that is drawn in."""


class VisitorService(AppService):
    """The process of one visitor."""

    _process: Process | None

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


class ClassServer(Server):
    """Serves a class: textual-serve, with a door, and a bound on the visitors and how they linger.

    Args:
        command: what each of them runs.
        door: which requests come in, and the address to listen at.
        visitors: how many may be there at once.
    """

    def __init__(self, command: str, door: Door, visitors: int) -> None:
        super().__init__(command, door.host, door.port, NAME, door.public_url)
        self._door = door
        self._visitors, self._sockets = visitors, set[web.WebSocketResponse]()

    def initialize_logging(self) -> None:
        """Say what goes wrong, and nothing of each request."""
        logging.basicConfig(level="WARNING", format="%(message)s")

    async def _make_app(self) -> web.Application:
        """The app: a page, its files and the connection, nothing else, behind the door."""
        app = web.Application(middlewares=[self._let_in])
        root = f"/{self._door.token}"
        app.add_routes(
            [
                web.get(root, self._add_slash),
                web.get(f"{root}/", self.handle_index),
                web.get(f"{root}/ws", self.handle_websocket),
                web.static(f"{root}/static", self.statics_path),
            ]
        )
        app.on_response_prepare.append(self._add_headers)
        app.on_startup.append(self.on_startup)
        app.on_shutdown.append(self.on_shutdown)
        return app

    @web.middleware
    async def _let_in(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        transport = request.transport
        name = None if transport is None else transport.get_extra_info("sockname")
        if name is None:
            raise web.HTTPForbidden(text="The connection is gone.")
        hosts, origin = request.headers.getall("Host", []), request.headers.get("Origin")
        refusal = self._door.refusal(request.path, hosts, origin, name[0])
        if refusal is not None:
            raise web.HTTPForbidden(text=f"{refusal}\n")
        request[SOCKET] = self._door.websocket(hosts[0])
        return await handler(request)

    async def _add_headers(self, request: web.Request, response: web.StreamResponse) -> None:
        response.headers.update(headers(request.get(SOCKET, "")))

    async def _add_slash(self, request: web.Request) -> web.StreamResponse:  # noqa: ARG002
        raise web.HTTPFound(f"{self._door.token}/")

    async def handle_index(self, request: web.Request) -> web.StreamResponse:
        """The page."""
        size = min(max(to_int(request.query.get("fontsize", ""), 16), 4), 100)
        text = page(NAME, request[SOCKET], size, ENDING)
        return web.Response(
            text=text, content_type="text/html", headers={"Cache-Control": "no-store"}
        )

    async def on_startup(self, app: web.Application) -> None:  # noqa: ARG002
        """Say where it is served."""
        print(f"Serving on {self._door.address}; Ctrl+C ends it.", flush=True)  # noqa: T201

    async def on_shutdown(self, app: web.Application) -> None:  # noqa: ARG002
        """End the visits, for which the server would wait otherwise."""
        await asyncio.gather(*(each.close() for each in self._sockets))

    async def handle_websocket(self, request: web.Request) -> web.WebSocketResponse:
        """Give a visitor a process, until the connection ends."""
        if len(self._sockets) >= self._visitors:
            raise web.HTTPServiceUnavailable(text="There are as many visitors as may be.")
        link = web.WebSocketResponse(heartbeat=15, max_msg_size=1 << 16)
        self._sockets.add(link)
        try:
            await link.prepare(request)
            await self._visit(request, link)
        finally:
            self._sockets.discard(link)
        return link

    async def _visit(self, request: web.Request, link: web.WebSocketResponse) -> None:
        async def close() -> None:
            await link.close()

        service = VisitorService(
            self.command,
            write_bytes=link.send_bytes,
            write_str=link.send_str,
            close=close,
            download_manager=self.download_manager,
        )
        width, height = (to_int(request.query.get(name, ""), 0) for name in ("width", "height"))
        try:
            await service.start(
                min(width if width > 0 else 80, MOST_COLUMNS),
                min(height if height > 0 else 24, MOST_ROWS),
            )
            await self._process_messages(link, service)
        except (ValueError, TypeError, LookupError, AssertionError):
            pass  # no message of a browser's
        finally:
            await asyncio.shield(service.stop())
            await link.close()


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


def visitor_command(arguments: Sequence[str], sandbox: str) -> list[str]:
    """What a visitor runs.

    Args:
        arguments: what the app is started with, besides `--restricted`.
        sandbox: bwrap or none.

    Raises:
        ValueError: where there is no such sandbox here.
    """
    command = [sys.executable, "-m", "tui.cli", "--restricted", *arguments]
    return fenced(command, ROOT) if sandbox == "bwrap" else command


def serve(command: Sequence[str], door: Door, visitors: int) -> None:
    """Serve the app until interrupted.

    Args:
        command: what each visitor runs.
        door: which requests come in, and the address to listen at.
        visitors: how many may be there at once.

    Raises:
        OSError: where the address cannot be listened at.
    """
    with socket.create_server((door.host, door.port)):
        pass  # it can be listened at, or there is an error to tell
    os.chdir(ROOT)  # that the package is found, and nothing of the folder that one is in
    ClassServer(shlex.join(command), door, visitors).serve()
