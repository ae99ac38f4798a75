"""The app in a browser, as a browser speaks with it, without one."""

import asyncio
import os
import re
import signal
import socket
import sys
import time

import pytest

aiohttp = pytest.importorskip("aiohttp")
pytest.importorskip("textual_serve")

from tui.terminal.serve import visitor_environment  # noqa: E402  (where it is installed)

PATIENCE = 10


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


class Served:
    """A server that runs, and the processes of its visitors."""

    def __init__(self, process, url):
        self.process = process
        self.url = url

    @property
    def visitors(self):
        """The processes of those who visit now, on Linux."""
        path = f"/proc/{self.process.pid}/task/{self.process.pid}/children"
        with open(path) as file:  # noqa: PTH123
            return [int(number) for number in file.read().split()]


@pytest.fixture
async def served(tmp_path):
    """Serves XOR to two visitors at most."""
    port = free_port()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tui.cli", "serve", "xor", "--port", str(port), "--visitors", "2",
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
        env=os.environ | {"XDG_STATE_HOME": str(tmp_path)},
    )  # fmt: skip
    said = (await asyncio.wait_for(process.stdout.readline(), PATIENCE)).decode()
    assert f"http://127.0.0.1:{port}" in said
    await until(lambda: is_listened_at(port))  # which comes a moment later
    yield Served(process, f"http://127.0.0.1:{port}")
    if process.returncode is None:
        process.terminate()
        assert await asyncio.wait_for(process.wait(), PATIENCE) in (0, -signal.SIGTERM)


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


async def until(condition):
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        await asyncio.sleep(0.02)


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
async def test_each_visitor_has_a_process_that_ends_with_the_connection(served, tmp_path):
    async with aiohttp.ClientSession() as session:
        page = await (await session.get(served.url)).text()
        assert "/ws" in page
        first = await session.ws_connect(f"{served.url}/ws?width=80&height=24")
        second = await session.ws_connect(f"{served.url}/ws?width=80&height=24")
        await asyncio.gather(shown(first, "step 0/15"), shown(second, "step 0/15"))
        assert len(served.visitors) == 2
        with pytest.raises(aiohttp.WSServerHandshakeError):  # two are as many as may be
            await session.ws_connect(f"{served.url}/ws")

        await first.send_json(["stdin", f":save {tmp_path}/x\r"])
        await shown(first, "not allowed here")
        await second.send_json(["stdin", "q"])
        await until(lambda: len(served.visitors) == 1)
        await first.close()
        closed = time.monotonic()
        await until(lambda: not served.visitors)
        assert time.monotonic() - closed < 2
        assert not list(tmp_path.iterdir())

        third = await session.ws_connect(f"{served.url}/ws?width=80&height=24")
        await shown(third, "step 0/15")
        (left,) = served.visitors
        served.process.kill()  # and nobody tells the visitor's process
        await served.process.wait()
        await until(lambda: not is_running(left))


def is_running(pid):
    try:
        with open(f"/proc/{pid}/stat") as file:  # noqa: PTH123
            return file.read().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_a_visitor_gets_none_of_the_settings_of_the_server():
    given = {"HOME": "/h", "PATH": "/p", "TEXTUAL_LOG": "x", "TOKEN": "s", "NO_COLOR": "1"}
    kept = visitor_environment(given)
    assert (kept["HOME"], kept["PATH"]) == ("/h", "/p")
    assert not {"TEXTUAL_LOG", "TOKEN", "NO_COLOR"} & set(kept)
