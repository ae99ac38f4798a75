"""The spotlight and the caption of a lecture."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from engine.language.text import plain
from tests.tui.lectures.playing import play
from tui.drawing.caption import Caption, caption_height, caption_lines, is_whole
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


async def test_a_caption_stays_in_sight_below_what_lies_over_the_panels(opened):
    async with opened(size=(120, 40)) as driver:
        await play(driver, 'say "a picture"\nopen xor\nstudy seeds=2 lr=1 iterations=2\npause\n')
        await driver.until(lambda: "Study of xor" in driver.text)
        screen = driver.app.screen
        caption = screen.query_one("#caption").region
        assert screen.query_one("CensusView").region.bottom == caption.y
        assert caption.bottom == 39
        await driver.press("q")
        assert screen.query_one("#caption").region.bottom == screen.query_one("#card").region.y


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


# Formulas


WORDS = st.sampled_from(
    ["the", "loss", "is", "w0", "=", "-0.25", "·", "+", "∂L/∂h0", "ReLU", "12", "%", "ln", "(0.5"]
)
FORMULAS = st.sampled_from(
    ["z0 = w0 · x = -0.25", "0.5 - 1 · 0.75", "|y - ŷ|", "ReLU 0", "ln 2", "0.1 %", "w3 < 0"]
)


def drawn(caption, width, ascii_only=False):
    lines = list(caption_lines(caption, Look(ascii_only), width, 3))
    return ["".join(text for text, role in line if role != "dim")[2:].rstrip() for line in lines]


@pytest.mark.parametrize("width", [80, 160])
@given(parts=st.lists(st.one_of(WORDS, FORMULAS), max_size=70), verdict=st.sampled_from(["", "w"]))
def test_a_caption_is_drawn_whole_or_the_check_says_that_it_is_not(width, parts, verdict):
    said = Caption(" ".join(parts), verdict and "Right: w0 = -0.25", "10/36, Space goes on")
    lines = drawn(said, width)
    assert len(lines) <= 3
    assert is_whole(said, Look(), width) == ("…" not in "".join(lines))
    if is_whole(said, Look(), width):
        assert " ".join(lines).split() == f"{said.text} {said.verdict}".split()


@pytest.mark.parametrize("width", [60, 80, 160])
@given(before=st.integers(0, 90), formula=FORMULAS)
def test_no_line_breaks_within_a_formula(width, before, formula):
    text = ("la " * 50)[:before].strip() + f" {formula} " + "la " * 8
    lines = drawn(Caption(text, hint="10/36, Space goes on"), width)
    assert any(formula in line for line in lines)


def test_a_formula_that_is_wider_than_the_screen_is_broken_before_a_relation():
    text = "L = " + " + ".join(["0.25"] * 9) + " = " + " · ".join(["1.5"] * 8) + " = 25.6"
    lines = drawn(Caption(text), 70)
    assert [line.split()[0] for line in lines] == ["L", "="]
    assert not any(line.endswith(("=", "+", "·")) for line in lines)


async def test_a_spotlight_lights_a_path_that_no_step_uses(opened):
    """The first step reads x and w0 alone; the path from h0 over the skip is lit all the same."""
    async with opened(size=(100, 36)) as driver:
        await play(driver, "step\nspotlight h0->z2\npause\nspotlight h0 z2\npause\n")
        lit = driver.panel("#graph")
        assert "━" in "".join(lit)
        await driver.press(" ")
        assert "━" not in "".join(driver.panel("#graph"))
        dim = styles(driver, "#graph", "╭").color
        assert styles(driver, "#graph", "z2").color != dim
