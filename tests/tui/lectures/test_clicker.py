"""A presenter's clicker alone leads a lecture, on and back; it blanks the screen, and starts."""

import pytest

from tests.tui.lectures.playing import caption, number, play, shown
from tui.lectures.lecture import Playing
from tui.lectures.reader import load_lecture

LECTURE = (
    'say "One."\ngoto 14\npause\nask "How much?" dL/dz2*w3 + dL/dz1*w1\nstep\n'
    'say "So much: 0.75."\npause\nask "And what of it?"\nsay "Well."\npause\n'
)


@pytest.mark.parametrize(("on", "back"), [("pagedown", "pageup"), ("right", "left")])
async def test_two_keys_lead_on_and_back_past_questions(opened, on, back):
    async with opened(size=(160, 50)) as driver:
        await play(driver, LECTURE)
        seen = [(number(driver), driver.place)]
        while "the lecture ends here" not in driver.lines[-1]:
            await driver.press(on)
            seen.append((number(driver), driver.place))
            assert len(seen) < 20
        assert [number for number, _ in seen] == [1, 2, 2, 3, 4, 5, 5]
        for wanted in (4, 3, 2, 1):
            await driver.press(back)
            assert number(driver) == wanted
        assert (number(driver), driver.place) == seen[0]


async def test_a_clicker_blanks_the_screen_and_any_key_brings_it_back(opened):
    async with opened() as driver:
        await play(driver, LECTURE)
        before = driver.lines
        for key in ("b", "."):
            await driver.press(key)
            assert not driver.text.strip()
            await driver.press("pagedown")
            assert driver.lines == before
        assert not driver.stop.breakpoints
        await driver.press("pagedown", ".")  # which is typed, at a question, and is no answer
        assert ":predict ." in driver.lines[-1]
        await driver.press("pagedown")
        assert "= 0.75" in caption(driver)


async def test_without_an_audience_the_keys_mean_what_they_always_do(opened):
    async with opened() as driver:
        await driver.press("n", "b")
        assert driver.text.strip()
        assert driver.stop.breakpoints


async def test_a_lecture_left_by_mistake_is_gone_on_with(opened):
    async with opened() as driver:
        driver.app.screen.play(Playing(load_lecture("skip"), "skip"))
        await driver.pause()
        await driver.press("space", "space")
        before = shown(driver)
        await driver.press("escape")
        assert not driver.app.screen.is_lecture
        await driver.press("f5")
        assert driver.app.screen.is_lecture
        assert shown(driver) == before


async def test_a_clicker_presents_step_by_step(opened):
    async with opened(size=(160, 50)) as driver:
        await driver.press("p", *["pagedown"] * 3)
        assert driver.place == (0, 1)
        before = shown(driver)
        await driver.press("pagedown")
        assert shown(driver) != before
        await driver.press("pageup")
        assert shown(driver) == before


async def test_a_large_caption_stands_under_the_graph_and_finds_its_place_again(opened):
    async with opened(size=(160, 50)) as driver:
        await play(driver, LECTURE)
        find = driver.app.screen.query_one
        assert find("#caption").region.y == find("#stage").region.bottom
        assert find("#caption").region.bottom == find("#card").region.y
        await driver.press("space", "space", "space")
        assert any("▀▀▀ ▀  ▀  ▀▀▀" in line for line in driver.panel("#card"))
        await driver.resize(80, 24)
        assert find("#caption").region.y == find("#card").region.bottom
        assert find("#caption").region.height == 1
        assert "= 0.75" in driver.text
        await driver.resize(160, 50)
        assert find("#caption").region.bottom == find("#card").region.y


async def test_a_lecture_goes_from_one_network_of_arrays_to_another(opened):
    text = 'open xor --seed 1\nsay "a"\npause\nopen xor --seed 2\nchart\nsay "b"\npause\n'
    async with opened(size=(160, 50)) as driver:
        await play(driver, text)
        await driver.press("space")
        assert number(driver) == 2


async def test_what_lies_over_the_graph_leaves_a_large_caption_in_sight(opened):
    text = 'goto 10 1\nsay "Why is it 0.5?"\nwhy dL/dw3\npause\n'
    for size in ((160, 50), (120, 36)):
        async with opened(size=size) as driver:
            await play(driver, text)
            overlay = driver.app.screen.query_one(".overlay").region
            assert overlay.height > 5
            assert overlay.bottom <= driver.app.screen.query_one("#caption").region.y
