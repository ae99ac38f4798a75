"""Stills: what is on the screen, as files."""

import os
import unicodedata
import xml.etree.ElementTree as ET
from pathlib import Path
from types import SimpleNamespace

import pyte
import pytest
from rich.segment import Segment
from rich.style import Style

from tui.cli.main import main
from tui.recording import raster, stills
from tui.recording.stills import Still, free_paths, named_paths, own_name
from tui.recording.svg import WIRES, svg

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(autouse=True)
def _folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def parsed(picture):
    return ET.fromstring(picture)  # noqa: S314  (it is our own)


def texts(picture):
    return [each.text for each in parsed(picture).iter(f"{SVG}text")]


def snapshot(*arguments):
    return main(["snapshot", *arguments])


# SVG


def test_each_word_stands_at_its_column():
    picture = svg([[Segment("ab  cd")]], "t", "#000000")
    first, second = parsed(picture).iter(f"{SVG}text")
    assert (first.text, second.text) == ("ab", "cd")
    assert float(second.get("x")) - float(first.get("x")) == pytest.approx(4 * 8.43)


def test_what_means_something_in_xml_does_no_harm():
    picture = svg([[Segment("<b>&amp;")]], "a < b & c", "#000000")
    assert texts(picture) == ["<b>&amp;"]
    assert parsed(picture).find(f"{SVG}title").text == "a < b & c"


def test_lines_that_meet_are_drawn_as_one():
    (path,) = parsed(svg([[Segment("────")]], "t", "#000000")).iter(f"{SVG}path")
    assert path.get("d") == "M0 9H33.72"


def test_reverse_changes_ink_and_ground():
    style = Style(color="#ffffff", bgcolor="#000000", reverse=True)
    picture = parsed(svg([[Segment("x", style)]], "t", "#000000"))
    assert picture.findall(f".//{SVG}rect")[1].get("fill") == "#ffffff"
    assert picture.find(f".//{SVG}text").get("fill") == "#000000"


@pytest.mark.parametrize("glyph", WIRES)
def test_wires_go_where_unicode_says(glyph):
    light, heavy = WIRES[glyph]
    name = unicodedata.name(glyph)
    sides = [("UP", "VERTICAL", 1), ("RIGHT", "HORIZONTAL", 2)]
    sides += [("DOWN", "VERTICAL", 4), ("LEFT", "HORIZONTAL", 8)]
    assert (light | heavy) == sum(bit for way, both, bit in sides if way in name or both in name)
    assert bool(light) == ("LIGHT" in name)
    assert bool(heavy) == ("HEAVY" in name)


# Names


def test_a_name_that_is_taken_is_counted_on():
    for name in ("skip-0-15.txt", "skip-0-15-2.svg"):
        Path(name).touch()
    assert free_paths("skip-0-15")[0] == Path("skip-0-15-3.svg")


def test_a_suffix_says_in_which_form():
    assert named_paths("h0.txt") == [Path("h0.txt")]
    assert [path.name for path in named_paths("v1.2")] == ["v1.2.svg", "v1.2.txt", "v1.2.ans"]


# In the app


async def test_x_saves_the_screen_in_three_forms(opened):
    async with opened() as driver:
        await driver.enter(":15")
        shown = [line.rstrip() for line in driver.lines]
        await driver.press("x")
        assert "saved: skip-0-15.svg, .txt, .ans" in driver.lines[-1]
        await driver.press("x")
        assert "skip-0-15-2.svg" in driver.lines[-1]
    assert Path("skip-0-15.txt").read_text("utf-8").splitlines() == shown
    screen = pyte.Screen(80, 24)
    pyte.Stream(screen).feed(
        Path("skip-0-15.ans").read_text("utf-8").rstrip("\n").replace("\n", "\r\n")
    )
    assert [line.rstrip() for line in screen.display] == shown
    words = texts(Path("skip-0-15.svg").read_text("utf-8"))
    assert {"0.75", "h0", "iteration"} <= set(words)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("~nouser-at-all/x", "the home folder ~nouser-at-all is not known"),
        ("/", "this is a folder"), ("x" * 180 + "ŷ" * 45, "a name has 255 bytes"),
        ("pipe.svg", "not a regular file"), ("loop.svg", "not a regular file"),
        ("no/such/x", "No such file"),
    ],
)  # fmt: skip
async def test_a_name_that_cannot_be_used_is_told_in_a_line(opened, name, said):
    os.mkfifo("pipe.svg")
    Path("loop.svg").symlink_to("loop.svg")
    async with opened(size=(160, 24)) as driver:
        driver.app.screen.submit(f"still {name}")
        await driver.pause()
        assert said in driver.lines[-1]
        await driver.press("n")
        assert driver.place == (0, 1)


def test_the_own_name_of_a_still_is_short_whatever_the_network_is_called():
    recipe = SimpleNamespace(name="ŷ" * 5000 + ".toml")
    stop = SimpleNamespace(recipe=recipe, cursor=SimpleNamespace(iteration=3, step=14))
    assert own_name(stop) == f"{'ŷ' * 40}-3-14"


async def test_a_file_with_that_name_is_asked_about(opened):
    Path("h0.txt").write_text("mine")
    async with opened() as driver:
        await driver.enter(":still h0.txt")
        assert "y or n" in driver.lines[-1]
        await driver.press("n")
        assert Path("h0.txt").read_text() == "mine"
        await driver.enter(":still h0.txt")
        await driver.press("y")
        assert "Skip network" in Path("h0.txt").read_text("utf-8")


async def test_keys_sent_at_once_save_what_they_led_to(opened):
    async with opened() as driver:
        await driver.press(*"3nx")
    assert "step 3/21" in Path("skip-0-3.txt").read_text("utf-8")


async def test_a_folder_that_is_not_there_is_told(opened):
    async with opened() as driver:
        await driver.enter(":still none/h0")
        assert "cannot be written" in driver.lines[-1]


# Without a terminal


def test_a_snapshot_is_the_same_each_time(capsys):
    for name in ("a.svg", "b.svg"):
        assert snapshot("skip", "--goto", "15", "-o", name) == 0
    picture = Path("a.svg").read_bytes()
    assert picture == Path("b.svg").read_bytes()
    assert b"http" not in picture.replace(b"http://www.w3.org/2000/svg", b"")
    assert capsys.readouterr().out == "saved: a.svg\nsaved: b.svg\n"


def test_size_place_and_commands_are_obeyed():
    commands = ["-e", "set w3 = 0", "-e", "present"]
    assert snapshot("skip", "--goto", "15", "--size", "90x20", "-o", "a.txt", *commands) == 0
    lines = Path("a.txt").read_text("utf-8").splitlines()
    assert len(lines) == 20
    assert max(map(len, lines)) == 90
    assert "0.25" in "".join(lines)
    assert snapshot("xor", "--iteration", "30", "--ascii", "-o", "b.txt") == 0
    assert "iteration 30" in Path("b.txt").read_text("ascii")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["-o", "a.gif"], "has to end in one of .svg, .txt, .ans, .png"),
        (["-o", "a.svg", "--size", "100"], "as in 100x30"),
        (["-o", "a.svg", "--size", "40x10"], "60x16"),
        (["-o", "a.svg", "--size", "9999x30"], "500x500"),
        (["-o", "a.svg", "-e", "gotoo 3"], "unknown command"),
        (["-o", "a.svg", "-e", "quit"], "nothing to be seen"),
        (["-o", "a.svg", "--theme", "pink"], "no theme"),
        (["-o", "a.svg", "--goto", "99"], "99"),
        (["-o", "none/a.svg"], "cannot be written"),
        ([], "output"),
    ],
)
def test_what_cannot_be_used_is_told(arguments, said, capsys):
    assert snapshot("skip", *arguments) == 2
    assert said in capsys.readouterr().err
    assert not Path("a.svg").exists()


def test_a_file_that_exists_is_left_alone_unless_forced(capsys):
    Path("a.txt").write_text("mine")
    assert snapshot("skip", "-o", "a.txt") == 2
    assert "--force" in capsys.readouterr().err
    assert Path("a.txt").read_text() == "mine"
    assert snapshot("skip", "-o", "a.txt", "--force") == 0
    assert "Skip network" in Path("a.txt").read_text("utf-8")


# PNG


def test_without_the_extra_it_is_said_what_to_install(monkeypatch, capsys):
    monkeypatch.setattr(raster, "find_spec", lambda _: None)
    assert snapshot("skip", "-o", "a.png") == 2
    assert "pip install 'makabaka-tui[pictures]'" in capsys.readouterr().err
    assert not Path("a.png").exists()


def test_a_png_is_twice_as_large_as_its_svg_and_the_same_twice():
    images = pytest.importorskip("PIL.Image")
    pytest.importorskip("resvg_py")
    still = Still([[Segment("h0 = 0.5 ")], [Segment("∂L/∂ŷ 漢")]], "t", "#000000")
    stills.save(still, [Path("a.png")])
    stills.save(still, [Path("b.png")])
    assert Path("a.png").read_bytes() == Path("b.png").read_bytes()
    width, height = (float(parsed(still.written(".svg")).get(each)) for each in ("width", "height"))
    with images.open("a.png") as image:
        assert image.size == pytest.approx((2 * width, 2 * height), abs=2)
        drawn = image.convert("L").crop((24, 24, image.width - 24, image.height - 24))
        assert drawn.getextrema()[1] > 150
