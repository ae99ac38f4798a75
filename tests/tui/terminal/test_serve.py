"""The app in a browser, as a browser speaks with it, without one."""

import asyncio
import re
import sys
import time

import pytest

aiohttp = pytest.importorskip("aiohttp")
pytest.importorskip("textual_serve")

from tests.tui.terminal.served import WORD, end_of, serving, shown, until  # noqa: E402
from tui.cli.main import main  # noqa: E402  (where it is installed)
from tui.terminal.door import Door  # noqa: E402
from tui.terminal.visitor import visitor_environment  # noqa: E402


@pytest.fixture
async def served(tmp_path):
    """Serves XOR to two visitors at most."""
    async with serving(tmp_path, "--visitors", "2") as server:
        yield server


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
async def test_each_visitor_has_a_process_that_ends_with_the_connection(served, tmp_path):
    async with aiohttp.ClientSession() as session:
        first, second = await served.visit(session), await served.visit(session)
        await asyncio.gather(shown(first, "step 0/15"), shown(second, "step 0/15"))
        assert len(served.visitors) == 2
        third = await served.visit(session)
        assert await end_of(third) == "There are as many visitors as may be."

        await first.send_json(["stdin", f":save {tmp_path}/x\r"])
        await shown(first, "not allowed here")
        await second.send_json(["stdin", "q"])
        assert not await end_of(second)  # as it was the visitor's wish
        await until(lambda: len(served.visitors) == 1)
        await first.close()
        closed = time.monotonic()
        await until(lambda: not served.visitors)
        assert time.monotonic() - closed < 2
        assert not list(tmp_path.iterdir())

        third = await served.visit(session)
        await shown(third, "step 0/15")
        (left,) = served.visitors
        served.process.kill()  # and nobody tells the visitor's process
        await served.process.wait()
        await until(lambda: not is_running(left))
        await third.close()


def is_running(pid):
    try:
        with open(f"/proc/{pid}/stat") as file:  # noqa: PTH123
            return file.read().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_a_visitor_gets_none_of_the_settings_of_the_server():
    given = {"HOME": "/h", "PATH": "/p", "TEXTUAL_LOG": "x", "WORD": "s", "NO_COLOR": "1"}
    kept = visitor_environment(given)
    assert (kept["HOME"], kept["PATH"]) == ("/h", "/p")
    assert not {"TEXTUAL_LOG", "WORD", "NO_COLOR"} & set(kept)


async def refused(request):
    """The status and the text of an answer that is no page."""
    async with request as answer:
        return answer.status, await answer.text()


async def test_only_who_was_told_the_address_comes_in_and_no_page_of_another_site(served):
    port = served.site.rpartition(":")[2]
    async with aiohttp.ClientSession() as session:
        for path in ("", "/", "/ws", "/static/js/textual.js", "/told-in-clasS/", "/%2e%2e/"):
            status, text = await refused(session.get(served.site + path))
            assert status == 403, path
            assert "address told" in text, path
        own = f"127.0.0.1:{port}"
        for host in ("evil.example", f"evil.example:{port}", f"127.0.0.1.evil.example:{port}",
                     "127.0.0.1", f"a@{own}", f"{own}/", "[", ""):  # fmt: skip
            status, _ = await refused(session.get(f"{served.url}/", headers={"Host": host}))
            assert status in (400, 403), host
        for host in (own, f"localhost:{port}", f"LOCALHOST:{port}"):
            async with session.get(f"{served.url}/", headers={"Host": host}) as answer:
                assert answer.status == 200
                assert f"ws://{host}/{WORD}/ws" in await answer.text()

        for origin in ("http://evil.example", "null", f"https://{own}", "http://[",
                       f"http://{own}.evil.example", "http://127.0.0.1", None):  # fmt: skip
            with pytest.raises(aiohttp.WSServerHandshakeError) as error:
                await session.ws_connect(f"{served.url}/ws", origin=origin)
            assert error.value.status == 403, origin
        status, text = await refused(
            session.get(f"{served.url}/", headers={"Origin": "http://evil.example"})
        )
        assert (status, "another site" in text) == (403, True)
        assert not served.visitors
        visit = await served.visit(session)
        await shown(visit, "step 0/15")
        await visit.close()


async def test_a_page_loads_its_own_files_only_stands_in_no_frame_and_lists_no_folder(served):
    async with aiohttp.ClientSession() as session:
        async with session.get(served.url) as answer:  # the slash is added
            page, said = await answer.text(), answer.headers
        assert str(answer.url) == f"{served.url}/"
        policy = dict(each.split(" ", 1) for each in said["Content-Security-Policy"].split("; "))
        assert policy["default-src"] == policy["frame-ancestors"] == "'none'"
        assert policy["script-src"] == "'self'"
        assert policy["connect-src"] == f"'self' ws{served.site.removeprefix('http')}"
        assert said["X-Frame-Options"] == "DENY"
        assert "<script>" not in page
        assert page.index("ending.js") < page.index("textual.js")  # which connects
        assert 'id="reason"' in page
        assert " onclick" not in page.lower()
        files = [
            *re.findall(r"""(?:src|href)="([^"#]+)""", page),
            *re.findall(r'url\("(.+?)"', page),
        ]
        assert len(files) >= 5
        for each in files:
            assert "//" not in each
            assert (await refused(session.head(f"{served.url}/{each}")))[0] == 200, each
        for folder in ("static", "static/", "static/js", "static/js/", "download/x"):
            async with session.get(f"{served.url}/{folder}") as answer:
                assert answer.status in (403, 404), folder
                assert "textual.js" not in await answer.text()
                assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("at", ["127.0.0.1", "10.0.0.5"])
def test_behind_a_proxy_the_public_address_is_the_one_that_is_accepted(at):
    door = Door("127.0.0.1", 8000, "https://teach.example/xor/", WORD)
    assert door.address == f"https://teach.example/xor/{WORD}/"
    assert door.websocket("ignored") == f"wss://teach.example/xor/{WORD}/ws"
    path = f"/{WORD}/ws"
    for host in ("teach.example", "teach.example:443", "Teach.Example"):
        assert door.refusal(path, [host], "https://teach.example", at) is None
    for hosts in (["127.0.0.1:8000"], ["teach.example:8000"], ["teach.example", "evil"], []):
        assert "--public-url" in door.refusal(path, hosts, "https://teach.example", at)
    for origin in ("http://teach.example", "https://teach.example:8443", "https://127.0.0.1:8000"):
        assert "another site" in door.refusal(path, ["teach.example"], origin, at)
    assert "Origin" in door.refusal(path, ["teach.example"], None, at)


def test_where_all_addresses_are_listened_at_the_one_that_was_reached_is_accepted():
    door = Door("0.0.0.0", 8000, token=WORD)  # noqa: S104
    for host, at in [("192.168.1.10:8000", "192.168.1.10"), ("[::1]:8000", "::1"),
                     ("192.168.1.10:8000", "::ffff:192.168.1.10")]:  # fmt: skip
        assert door.refusal(f"/{WORD}/ws", [host], f"http://{host}", at) is None
    for host in ("192.168.1.11:8000", "localhost:8000", "0.0.0.0:8000", "192.168.1.10"):
        assert door.refusal(f"/{WORD}/", [host], None, "192.168.1.10") is not None
    assert Door("127.0.0.1", 1).token != Door("127.0.0.1", 1).token
    assert len(Door("127.0.0.1", 1).token) == 16


@pytest.mark.parametrize(
    ("option", "words"),
    [
        ("--token=x", "--token: write 6 to 64"),
        ("--token=a/b/c/d", "--token: write 6 to 64"),
        ("--public-url=teach.example", "--public-url: write an address"),
        ("--public-url=https://a@teach.example", "--public-url: write an address"),
        ("--public-url=https://teach.example?x", "--public-url: write an address"),
    ],
)
def test_what_is_no_address_is_told_in_a_line(option, words, capsys):
    assert main(["serve", "xor", option]) == 2
    said = capsys.readouterr().err
    assert words in said
    assert len(said.splitlines()) == 1
