"""What visitors of the server may take: places, time, memory and processors."""

import asyncio
import os
import signal
import subprocess
import sys
import time

import pytest

aiohttp = pytest.importorskip("aiohttp")
pytest.importorskip("textual_serve")

from tests.tui.terminal.served import PATIENCE, end_of, serving, shown, until  # noqa: E402
from tui.cli.main import main  # noqa: E402  (where it is installed)
from tui.terminal.limits import Limits, address_of, memory_of  # noqa: E402
from tui.terminal.visitor import say_ended  # noqa: E402
from tui.terminal.visits import Visits  # noqa: E402

linux = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")


@linux
async def test_who_types_nothing_has_to_go_and_who_types_stays(tmp_path):
    async with serving(tmp_path, "--idle", "0.03") as served, aiohttp.ClientSession() as session:
        idle, typing = await served.visit(session), await served.visit(session)
        ending = asyncio.create_task(end_of(idle))
        while not ending.done():
            await typing.send_json(["stdin", "n"])
            await asyncio.sleep(0.1)
        assert ending.result() == "There were 0.03 minutes without a key."
        await until(lambda: len(served.visitors) == 1)
        await typing.send_json(["resize", {"width": 90, "height": 30}])  # which is no key
        assert "without a key" in await end_of(typing)
        await until(lambda: not served.visitors)


@linux
async def test_an_address_has_its_places_and_a_page_is_told_why_a_visit_ends(tmp_path):
    public = "http://teach.example"

    def visit(forwarded):
        headers = {"Host": "teach.example", "X-Forwarded-For": forwarded}
        return served.visit(session, origin=public, headers=headers)

    options = ("--per-address", "1", "--public-url", public)
    async with serving(tmp_path, *options) as served, aiohttp.ClientSession() as session:
        first = await visit("10.0.0.1")
        for same in ("10.0.0.1", "10.0.0.2, 10.0.0.1", "::ffff:10.0.0.1"):
            assert "visitors from this address" in await end_of(await visit(same))
        other = await visit("10.0.0.2")
        await first.close()
        again = await visit("10.0.0.1")
        async with asyncio.timeout(PATIENCE):
            while (await again.receive()).type is aiohttp.WSMsgType.CLOSE:
                again = await visit("10.0.0.1")  # the place is free when the process has ended
        await asyncio.gather(shown(other, "step 0/15"), shown(again, "step 0/15"))
        os.kill(served.visitors[-1], signal.SIGXCPU)
        assert await end_of(again) == "It has computed for as long as a visitor may."
        served.process.terminate()
        assert await end_of(other) == "The server was shut down."
        await served.process.wait()


@linux
async def test_all_together_have_so_much_memory_and_so_many_processors(tmp_path):
    options = ("--memory", "0.001", "--cores", "1")
    async with serving(tmp_path, *options) as served, aiohttp.ClientSession() as session:
        visit = await served.visit(session)
        assert len(os.sched_getaffinity(served.process.pid)) == 1  # which its processes inherit
        assert "All visitors together take too much memory" in await end_of(visit)


def test_what_a_sandbox_tells_of_a_signal_is_told_as_that():
    assert say_ended(128 + signal.SIGXCPU) == say_ended(-signal.SIGXCPU) != say_ended(1)
    assert say_ended(0) == say_ended(None) == ""
    assert say_ended(-signal.SIGKILL) == "The system has ended it."


class Taking:
    """The process of a visitor, as far as it is watched."""

    def __init__(self, pid):
        self.pid, self.typed, self.ended = pid, time.monotonic(), ""

    async def stop(self):
        self.pid = None


class Link:
    """A connection that can be closed."""

    async def close(self, message):
        pass


@linux
async def test_who_takes_most_memory_goes_first_and_nobody_for_nothing():
    code = "import sys; held = b'x' * int(sys.argv[1]); print('held', flush=True); input()"
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(size)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        for size in (30_000_000, 90_000_000, 60_000_000)
    ]
    try:
        for each in processes:
            each.stdout.readline()
        taken = [memory_of(each.pid) for each in processes]
        assert taken[1] - taken[0] == pytest.approx(60e6, rel=0.1)
        assert memory_of(os.getpid()) > sum(taken)  # those that a process has started are its own
        visits = Visits(Limits(memory=(sum(taken) - 40e6) / 1e9))
        all_there = [visits.enter(Link(), None) for _ in processes]
        for visit, process in zip(all_there, processes, strict=True):
            visit.service = Taking(process.pid)
        for _ in range(2):
            visits.end_too_much()
            assert [bool(each.reason) for each in all_there] == [False, True, False]
            await all_there[1].ending
    finally:
        for each in processes:
            each.communicate()


@pytest.mark.parametrize(
    ("peer", "forwarded", "is_public", "address"),
    [
        ("192.168.1.7", "10.0.0.1", False, "192.168.1.7"),
        ("192.168.1.7", "10.0.0.1", True, "192.168.1.7"),  # no proxy of this machine: nobody's word
        ("127.0.0.1", "10.0.0.1", False, "127.0.0.1"),
        ("127.0.0.1", "1.1.1.1, 10.0.0.1", True, "10.0.0.1"),
        ("::ffff:127.0.0.1", "10.0.0.1", True, "10.0.0.1"),
        ("::ffff:192.168.1.7", "", False, "192.168.1.7"),
        ("2001:db8:1:2:3::4", "", False, "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "", False, "fe80::/64"),
        ("127.0.0.1", "", True, None),
        ("127.0.0.1", "unknown", True, None),
        (None, "", False, None),
    ],
)
def test_a_place_is_of_the_address_that_a_visitor_comes_from(peer, forwarded, is_public, address):
    assert address_of(peer, forwarded, is_public) == address


@pytest.mark.parametrize(
    "option",
    ["--visitors=0", "--per-address=0", "--idle=0", "--idle=nan", "--memory=-1", "--cores=0"],
)
def test_a_limit_that_leaves_nothing_is_told_in_a_line(option, capsys):
    assert main(["serve", "xor", option]) == 2
    said = capsys.readouterr().err
    assert f"{option.partition('=')[0]}: write a number" in said
    assert len(said.splitlines()) == 1
