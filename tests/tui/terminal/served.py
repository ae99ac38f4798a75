"""A server of the app, and what a browser does with it."""

import asyncio
import contextlib
import os
import re
import signal
import socket
import sys
import time

import pytest

aiohttp = pytest.importorskip("aiohttp")

PATIENCE = 10

WORD = "told-in-class"


class Served:
    """A server that runs, and the processes of its visitors."""

    def __init__(self, process, site):
        self.process = process
        self.site = site
        self.url = f"{site}/{WORD}"

    def visit(self, session, **given):
        """Connect as the page of a visitor does."""
        given = {"origin": self.site} | given
        return session.ws_connect(f"{self.url}/ws?width=80&height=24", **given)

    @property
    def visitors(self):
        """The processes of those who visit now, on Linux."""
        path = f"/proc/{self.process.pid}/task/{self.process.pid}/children"
        with open(path) as file:  # noqa: PTH123
            return [int(number) for number in file.read().split()]


@contextlib.asynccontextmanager
async def serving(folder, *options):
    """Serves XOR, with options."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tui.cli", "serve", "xor", "--port", str(port), "--token", WORD,
        *options,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
        env=os.environ | {"XDG_STATE_HOME": str(folder)},
    )  # fmt: skip
    said = (await asyncio.wait_for(process.stdout.readline(), PATIENCE)).decode()
    assert f"/{WORD}/" in said
    assert f"http://127.0.0.1:{port}" in said or "--public-url" in options
    await until(lambda: is_listened_at(port))  # which comes a moment later
    try:
        yield Served(process, f"http://127.0.0.1:{port}")
    finally:
        if process.returncode is None:
            process.terminate()
            ended = await asyncio.wait_for(process.wait(), PATIENCE)
            assert ended in (0, -signal.SIGTERM)


def is_listened_at(port):
    with socket.socket() as visitor:
        return visitor.connect_ex(("127.0.0.1", port)) == 0


async def shown(visit, words):
    """Read what a visitor is sent until it says so."""
    text = ""
    async with asyncio.timeout(PATIENCE):
        while words not in text:
            message = await visit.receive()
            assert message.type == aiohttp.WSMsgType.BINARY, text[-2000:]
            text += re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", message.data.decode())
    return text


async def end_of(visit):
    """The reason that a visitor is told when the server ends the visit."""
    async with asyncio.timeout(PATIENCE):
        while True:
            message = await visit.receive(timeout=PATIENCE)
            if message.type == aiohttp.WSMsgType.CLOSE:
                return message.extra
            assert message.type == aiohttp.WSMsgType.BINARY


async def until(condition):
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        await asyncio.sleep(0.02)
