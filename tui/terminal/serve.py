"""The server of the app to browsers: a process for each visitor, which ends with the connection."""

from __future__ import annotations

import asyncio
import logging
import os
import shlex
import socket
import sys
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from aiohttp import WSCloseCode, web
from textual_serve.server import Server, to_int

from tui.terminal.bubblewrap import fenced
from tui.terminal.door import Door
from tui.terminal.limits import Limits, address_of, keep_to_cores
from tui.terminal.page import SCRIPT, headers, page
from tui.terminal.visitor import VisitorService
from tui.terminal.visits import NoPlaceError, Visit, Visits

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

NAME = "makabaka-tui"

ROOT = Path(__file__).resolve().parents[2]
"""The folder that the program's packages are in."""

SOCKET = "socket"
"""The key of a request that has come in, for where its page connects to."""

ENDING = "The visit has ended."
"""What the page says then."""


class ClassServer(Server):
    """Serves a class: textual-serve, with a door, and limits to what visitors take.

    Args:
        command: what each of them runs.
        door: which requests come in, and the address to listen at.
        limits: what they may take.
    """

    def __init__(self, command: str, door: Door, limits: Limits) -> None:
        super().__init__(command, door.host, door.port, NAME, door.public_url)
        self._door, self._visits = door, Visits(limits)
        self._watching: asyncio.Task[None] | None = None

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
                web.get(f"{root}/ending.js", self._script),
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

    async def _script(self, request: web.Request) -> web.StreamResponse:  # noqa: ARG002
        return web.Response(text=SCRIPT, content_type="text/javascript")

    async def on_startup(self, app: web.Application) -> None:  # noqa: ARG002
        """Watch what visitors take, and say where it is served."""
        self._watching = asyncio.create_task(self._visits.watch())
        print(f"Serving on {self._door.address}; Ctrl+C ends it.", flush=True)  # noqa: T201

    async def on_shutdown(self, app: web.Application) -> None:  # noqa: ARG002
        """End the visits, for which the server would wait otherwise."""
        if self._watching is not None:
            self._watching.cancel()
        await self._visits.end()

    async def handle_websocket(self, request: web.Request) -> web.WebSocketResponse:
        """Give a visitor a process, until the connection ends."""
        forwarded = ",".join(request.headers.getall("X-Forwarded-For", []))
        address = address_of(request.remote, forwarded, self._door.public_url is not None)
        link = web.WebSocketResponse(heartbeat=15, max_msg_size=1 << 16)
        try:
            visit = self._visits.enter(link, address)
        except NoPlaceError as error:
            return await _refused(request, str(error))
        try:
            await link.prepare(request)
            await self._serve_visit(request, visit)
        finally:
            self._visits.leave(visit)
        return link

    async def _serve_visit(self, request: web.Request, visit: Visit) -> None:
        link = visit.link
        service = VisitorService(
            self.command,
            write_bytes=link.send_bytes,
            write_str=link.send_str,
            close=visit.close,
            download_manager=self.download_manager,
        )
        width, height = (to_int(request.query.get(name, ""), 0) for name in ("width", "height"))
        try:
            await service.start(width, height)
            visit.service = service
            await self._process_messages(link, service)
        except (ValueError, TypeError, LookupError, AssertionError):
            pass  # no message of a browser's
        finally:
            await asyncio.shield(service.stop())
            await visit.close()


async def _refused(request: web.Request, reason: str) -> web.WebSocketResponse:
    """A connection that ends at once: a page can read the reason of no other answer."""
    link = web.WebSocketResponse(timeout=1.0)
    await link.prepare(request)
    await link.close(code=WSCloseCode.TRY_AGAIN_LATER, message=reason.encode())
    return link


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


def serve(command: Sequence[str], door: Door, limits: Limits) -> None:
    """Serve the app until interrupted.

    Args:
        command: what each visitor runs.
        door: which requests come in, and the address to listen at.
        limits: what they may take.

    Raises:
        OSError: where the address cannot be listened at.
    """
    with socket.create_server((door.host, door.port)):
        pass  # it can be listened at, or there is an error to tell
    os.chdir(ROOT)  # that the package is found, and nothing of the folder that one is in
    keep_to_cores(limits.cores)
    ClassServer(shlex.join(command), door, limits).serve()
