"""Recordings as GIF, WebP and pages: the same text, twice the same bytes, and nothing that runs."""

import io
import json
import os
import re
import struct
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path

import pyte
import pytest

from engine.errors import DebuggerError
from tests.tui.recording.test_terminal import SKIP, cast
from tui.cli.main import main
from tui.drawing.figures import _DOTS
from tui.drawing.look import UNICODE
from tui.recording import raster
from tui.recording.convert import converted, finish
from tui.recording.film import film_of, ground_of
from tui.recording.forms import open_recording
from tui.recording.page import page
from tui.recording.raster import FOLDER, rendered
from tui.recording.reader import CastFile, load_cast, read_cast
from tui.recording.svg import SHAPES, svg

HOSTILE = '</script><script>alert(1)</script><!-- <script> "&\u2028'


@pytest.fixture(autouse=True)
def _folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="module")
def lecture():
    """The first seconds of a lecture."""
    recorded = load_cast(SKIP)
    return recorded._replace(events=recorded.events[:14])


@pytest.fixture
def images():
    pytest.importorskip("resvg_py")
    return pytest.importorskip("PIL.Image")


# Pictures that move


@pytest.mark.parametrize("form", [".gif", ".webp"])
def test_the_frames_are_the_pictures_of_the_screen(images, lecture, form):
    made = converted(lecture, "x", form)
    assert made == converted(lecture, "x", form)
    film = film_of(lecture, "x")
    chops = pytest.importorskip("PIL.ImageChops")
    with images.open(io.BytesIO(made)) as moving:
        assert moving.n_frames == len(film.frames)
        lasting = []
        for number, frame in enumerate(film.frames):
            moving.seek(number)
            moving.load()
            lasting.append(moving.info["duration"] / 1000)
            if number % 4:
                continue
            wanted = images.open(io.BytesIO(rendered(svg(frame.rows, "", ground_of(film)))))
            inner = (12, 12, moving.width - 12, moving.height - 12)
            pair = [each.convert("L").crop(inner) for each in (moving, wanted)]
            different = chops.difference(*pair).histogram()
            assert sum(different[48:]) < 0.001 * sum(different)
            assert sum(pair[0].histogram()[100:]) > 1000
    assert lasting == pytest.approx(film.durations(), abs=0.011)


@pytest.mark.usefixtures("images")
def test_the_fonts_have_what_is_drawn_and_what_they_lack_is_drawn_as_a_box():
    known = set((FOLDER / "characters.txt").read_text("utf-8")) - {"\n"}
    regular, bold = (characters(path.read_bytes()) for path in FOLDER.glob("*.ttf"))
    assert {each for each in regular & bold if each > "~"} == known
    drawn = {*"".join(map(str, UNICODE)), *_DOTS, *SHAPES, *"▲✗◇≔≡…“”’⏎▶◀"}
    assert {each for each in drawn if each > "~"} <= known

    def picture(text):
        return rendered(
            f'<svg xmlns="http://www.w3.org/2000/svg" width="30" height="20">{text}</svg>'
        )

    text = '<text y="15" font-family="Nowhere,monospace">{}</text>'
    assert picture(text.format("漢")) == picture(text.format("▯")) != picture("")


def characters(font):
    """The characters of a font in TrueType: those of its table `cmap` in format 4."""
    tables = struct.unpack_from(">H", font, 4)[0]
    records = (struct.unpack_from(">4sIII", font, 12 + 16 * n) for n in range(tables))
    base = next(offset for tag, _, offset, _ in records if tag == b"cmap")
    for n in range(struct.unpack_from(">H", font, base + 2)[0]):
        at = base + struct.unpack_from(">I", font, base + 4 + 8 * n + 4)[0]
        if struct.unpack_from(">H", font, at)[0] == 4:
            count = struct.unpack_from(">H", font, at + 6)[0] // 2
            ends = struct.unpack_from(f">{count}H", font, at + 14)
            starts = struct.unpack_from(f">{count}H", font, at + 16 + 2 * count)
            pairs = zip(starts, ends, strict=True)
            return {chr(code) for start, end in pairs for code in range(start, end + 1)} - {
                "\uffff"
            }
    raise AssertionError("no table")


# Pages


class Parsed(HTMLParser):
    """A page as a browser has it: the scripts, and whatever is written besides."""

    def __init__(self, text):
        super().__init__()
        self.scripts, self.tags, self.title, self.policy = [], [], "", ""
        self._in = ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self._in = tag
        if tag == "script":
            self.scripts.append("")

    def handle_endtag(self, _):
        self._in = ""

    def handle_data(self, data):
        if self._in == "script":
            self.scripts[-1] += data
        elif self._in == "title":
            self.title += data


def film_in(text):
    return json.loads(Parsed(text).scripts[0])


def test_the_frames_of_a_page_are_what_pyte_has_on_its_screen(lecture):
    film = film_in(page(film_of(lecture, "x")))
    screen = pyte.Screen(*lecture.size)
    stream = pyte.Stream(screen)
    rows, events = {}, [each for each in lecture.events if each.code == "o"]
    for seconds, changed in film["frames"]:
        rows |= {int(number): "".join(pieces[1::2]) for number, pieces in changed.items()}
        while events and events[0].seconds <= seconds + 1e-3:
            stream.feed(events.pop(0).data)
        assert [rows[number] for number in range(film["rows"])] == screen.display
    assert not [each for each in events if each.seconds < film["frames"][-1][0]]
    assert [label for _, label in film["chapters"]] == [
        each.data for each in lecture.events if each.code == "m"
    ]


def test_nothing_that_was_recorded_runs_or_becomes_markup(lecture):
    clean = Parsed(page(film_of(lecture, "x")))
    events = [[0, "o", f"a {HOSTILE}"], [1, "m", HOSTILE], [2, "o", "b\x1b[31mc"]]
    header = {"version": 2, "width": 99, "height": 2, "title": HOSTILE}
    made = page(film_of(read_cast(cast(*events, header=header), "x"), "x"))
    parsed = Parsed(made)
    assert [tag for tag, _ in parsed.tags] == [tag for tag, _ in clean.tags]
    assert len(parsed.scripts) == 2
    assert parsed.scripts[1] == clean.scripts[1]
    assert parsed.title == HOSTILE
    assert film_in(made)["chapters"] == [[1, HOSTILE]]
    assert "".join(film_in(made)["frames"][0][1]["0"][1::2]).startswith(f"a {HOSTILE}"[:20])
    policy = next(each["content"] for _, each in parsed.tags if "http-equiv" in each)
    digest = b64encode(sha256(parsed.scripts[1].encode()).digest()).decode()
    assert policy.startswith(f"default-src 'none'; script-src 'sha256-{digest}'; ")
    for _, attributes in parsed.tags:
        assert not {"src", "href"} & set(attributes)
        assert not [name for name in attributes if name.startswith("on")]
    assert "innerHTML" not in parsed.scripts[1]


def test_a_page_in_colours_of_a_theme_has_those_of_the_other_too(lecture):
    assert "@media (prefers-color-scheme:light)" in page(film_of(lecture, "x"))
    odd = CastFile((9, 2), "", None, [(0.0, "o", "\x1b[38;2;1;2;3ma")])
    odd = odd._replace(events=[lecture.events[0]._replace(data="\x1b[38;2;1;2;3ma")])
    assert "@media" not in page(film_of(odd, "x"))


# On the command line


@pytest.mark.usefixtures("images")
@pytest.mark.parametrize("name", ["a.gif", "a.webp", "a.html"])
def test_a_cast_is_converted_and_nothing_is_written_over(capsys, name):
    Path("a.cast").write_bytes(cast([0, "o", "a"], [1, "o", "b"]))
    assert main(["convert", "a.cast", name]) == 0
    assert re.match(rf"{name}: \d+ kB", capsys.readouterr().out)
    first = Path(name).read_bytes()
    assert main(["convert", "a.cast", name]) == 2
    assert "--force writes over it" in capsys.readouterr().err
    assert main(["convert", "a.cast", name, "--force"]) == 0
    assert Path(name).read_bytes() == first


def test_what_cannot_be_converted_is_told(monkeypatch, capsys):
    Path("a.cast").write_bytes(cast([0, "o", "a"]))
    Path("b.cast").write_text("no cast")
    monkeypatch.setattr(raster, "find_spec", lambda _: None)
    for arguments, said in (
        (["convert", "a.cast", "a.png"], "has to end in .html, .gif or .webp"),
        (["convert", "a.cast", "a.gif"], "pip install 'makabaka-tui[pictures]'"),
        (["convert", "b.cast", "a.html"], "b.cast: no recording"),
        (["convert", "c.cast", "a.html"], "c.cast: cannot be read: No such file"),
        (["convert", os.devnull, "a.html"], f"{os.devnull}: not a regular file"),
        (["convert", "a.cast", "a.html", "--speed", "0"], "--speed 0: write a number"),
        (["convert", "a.cast", "a.html", "--idle", "-1"], "--idle -1: write seconds"),
        (["convert", "a.cast", "no/a.html"], "no/a.html: cannot be written"),
        (["play", "skip", "--record", "a.gif"], "pip install 'makabaka-tui[pictures]'"),
        (["convert", "a.cast", "a.html"], ""),
    ):
        assert main(arguments) == (2 if said else 0)
        assert said in capsys.readouterr().err
    assert sorted(path.name for path in Path().iterdir()) == ["a.cast", "a.html", "b.cast"]


def test_where_a_session_cannot_be_converted_its_recording_is_kept():
    Path("a.html.cast").write_bytes(cast([0, "o", "a"]))
    Path("a.html").mkdir()
    with pytest.raises(DebuggerError, match=r"kept: .* convert a\.html\.cast a\.html"):
        finish(Path("a.html.cast"))
    Path("a.html").rmdir()
    assert finish(Path("a.html.cast")).startswith("a.html: ")
    assert not Path("a.html.cast").exists()


# In the app


async def test_the_app_records_to_a_page_and_says_when_it_is_made(opened):
    async with opened() as driver:
        await driver.press("n")
        shown = [line.rstrip() for line in driver.lines]
        await driver.enter(":record a.html")
        await driver.enter(":record stop")
        await driver.until(lambda: Path("a.html").exists())
        await driver.until(lambda: "a.html: " in driver.lines[-1])
    film = film_in(Path("a.html").read_text("utf-8"))
    rows = film["frames"][0][1]
    first = ["".join(rows[str(number)][1::2]).rstrip() for number in range(film["rows"] - 1)]
    assert first[1:] == shown[1:-1]


def test_what_is_no_form_of_a_recording_is_refused_before_it_begins(tmp_path, capsys):
    path = tmp_path / "lecture.mp4"
    with pytest.raises(DebuggerError, match=r"lecture.mp4: recordings end in .cast, .html, .gif"):
        open_recording(path)
    assert main(["play", "skip", "--record", str(path)]) == 2
    assert "recordings end in" in capsys.readouterr().err
    assert not path.exists()
