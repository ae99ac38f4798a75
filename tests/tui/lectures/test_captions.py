"""The spotlight and the caption of a lecture."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from engine.language.text import plain
from tests.tui.lectures.playing import play
from tui.drawing.caption import Caption, caption_height, caption_lines
from tui.drawing.look import Look


def styles(driver, widget, wanted):
    """The style of the first place in a panel where a text stands."""
    region = driver.app.screen.query_one(widget).region
    for strip in driver.app.screen._compositor.render_strips()[region.y : region.bottom]:
        line = strip.crop(region.x, region.right)
        if wanted in line.text:
            at = line.text.index(wanted)
            return next(iter(line.crop(at, at + len(wanted)))).style
    raise AssertionError(wanted)


async def test_a_spotlight_dims_the_rest(opened):
    async with opened(size=(100, 36)) as driver:
        await driver.press(*"9n")
        usual = styles(driver, "#values", "h1 ")
        await play(driver, "goto 9\nspotlight h0\npause\nspotlight\npause\n")
        dim = styles(driver, "#graph", "╭").color
        for panel in ("#graph", "#values"):
            assert styles(driver, panel, "h0").color != dim
            for other in ("h1", "w2", "z2"):
                assert styles(driver, panel, other).color == dim
        await driver.press(" ")
        assert styles(driver, "#values", "h1 ") == usual


async def test_a_caption_takes_its_rows_from_the_lower_panels(opened):
    async with opened() as driver:
        graph = driver.app.screen.query_one("#graph").region
        lower = driver.app.screen.query_one("#card").region.height
        await play(driver, f'say "{"word " * 25}"\npause\nsay\npause\n')
        strip = driver.app.screen.query_one("#caption").region
        assert (strip.y, strip.height) == (21, 2)
        assert driver.app.screen.query_one("#graph").region == graph
        assert driver.app.screen.query_one("#card").region.height == lower - 2
        await driver.press(" ")
        assert driver.app.screen.query_one("#card").region.height in (lower, lower - 1)


async def test_panels_stay_readable_on_the_smallest_screen(opened):
    async with opened(size=(60, 16)) as driver:
        await play(driver, f'say "{"word " * 60}"\ngoto 3\npause\n')
        assert driver.app.screen.query_one("#caption").region.height == 3
        assert driver.app.screen.query_one("#card").region.height >= 4
        assert "z1 = w1 · h0" in driver.text


@pytest.mark.parametrize("width", [60, 80, 200])
def test_a_caption_has_three_lines_at_the_most_and_the_hint(width):
    said = Caption("Gradients " * 60, "Right: it is so.", "3/14, Space goes on")
    look = Look()
    lines = ["".join(text for text, _ in line) for line in caption_lines(said, look, width, 3)]
    assert caption_height(said, look, width) == len(lines) == 3
    assert all(len(line) <= width for line in lines)
    assert "…" in lines[1]
    assert "Right: it is so." in lines[2]
    assert lines[2].endswith("3/14, Space goes on")


@given(st.text(max_size=200), st.text(max_size=80), st.integers(1, 120))
def test_a_caption_fits_whatever_it_says(text, verdict, width):
    said = Caption(plain(text), plain(verdict), "3/14, Space goes on")
    lines = list(caption_lines(said, Look(), width, 3))
    assert 1 <= len(lines) <= 3
    if width > 10:
        assert all(sum(cell_len(part) for part, _ in line) <= width for line in lines)


async def test_a_lecture_can_be_resized(opened):
    async with opened() as driver:
        await play(driver, f'say "{"word " * 25}"\ngoto 3\npause\n')
        for size in [(30, 10), (60, 16), (160, 50), (80, 24)]:
            await driver.resize(*size)
            await driver.pause()
        assert driver.app.screen.query_one("#caption").region.height == 2
        assert "the end" in driver.lines[22]


def test_a_caption_can_be_read_in_ascii():
    said = Caption("∂L/∂w0 · 1 = −0.25 …")
    (line,) = caption_lines(said, Look(ascii=True), 80, 3)
    assert "".join(text for text, _ in line) == "| dL/dw0 * 1 = -0.25 ~"
