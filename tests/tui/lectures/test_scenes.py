"""The scenes of a lecture: begun at, gone back to, and passed with keys held down."""

import pytest

from tests.tui.lectures.playing import lecture, number, play, shown
from tui.lectures.lecture import Playing
from tui.lectures.reader import load_lecture
from tui.lectures.scenes import Scenes

THREE = (
    'say "One."\nstep\npause\nsay "Two."\nset w3 = 0\nspotlight h0\ngoto 4\npause\n'
    'say "Three."\nspotlight\nundo\ngoto 15\npause\n'
)


# From somewhere


@pytest.mark.parametrize(("name", "wanted"), [("dying-relu", 20), ("xor", 14)])
async def test_to_begin_later_is_as_to_have_come_there(opened, name, wanted):
    playing = Playing(load_lecture(name), name)
    async with opened() as driver, opened() as other:
        driver.app.screen.play(playing)
        while number(driver) < wanted:
            await driver.press("space")
            await driver.until_trained()
        other.app.screen.play(playing._replace(start=asked_for(playing, str(wanted))))
        await other.until_trained()
        await other.await_that(lambda: shown(other) == shown(driver))
        assert other.stop.cursor == driver.stop.cursor
        assert other.stop.selection == driver.stop.selection
        assert other.stop.state.value("L") == driver.stop.state.value("L")


def asked_for(playing, text):
    return Scenes(playing.lecture.statements).asked_for(text)


@pytest.mark.parametrize(
    ("text", "place"),
    [("1", 0), ("2", 3), ("3", 8), ("line:3", 0), ("line:6", 3), ("line:10", 3), ("line:11", 8)],
)
def test_a_caption_or_a_line_may_be_named(text, place):
    assert lecture(THREE).statements[1].line == 3
    assert asked_for(Playing(lecture(THREE)), text) in (place, place + 1)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("4", "the captions are numbered 1 to 3"), ("0", "numbered 1 to 3"),
        ("line:99", "the last statement is in line 15"), ("x", "write the number of a caption"),
        ("9" * 20, "write the number"),
    ],
)  # fmt: skip
def test_what_is_not_in_the_lecture_is_told(text, said):
    with pytest.raises(ValueError, match=said):
        asked_for(Playing(lecture(THREE)), text)


# Held


async def test_a_key_may_be_held_down_over_a_whole_lecture_and_back(opened):
    """More keys than it has pauses, all at once; then all the way back, and on again."""
    async with opened() as driver:
        driver.app.screen.play(Playing(load_lecture("dying-relu"), "dying-relu"))
        ends = []
        for _ in range(2):
            driver.send(*["space", "pagedown", "enter"] * 30)
            await driver.until(lambda: "the lecture ends here" in driver.lines[-1])
            ends.append((driver.place, driver.stop.branches.number, driver.stop.state.value("w0")))
            driver.send(*["pageup"] * 90)
            await driver.until(lambda: "this is the first caption" in driver.lines[-1])
            assert number(driver) == 1
            assert driver.place == (0, 0)
        assert ends[0] == ends[1]


async def test_all_the_way_back_every_caption_is_seen_as_it_was(opened):
    """But for the curve of a chart, which knows of all that has been run since."""
    async with opened() as driver:
        driver.app.screen.play(Playing(load_lecture("dying-relu"), "dying-relu"))
        await driver.pause()
        seen = {}
        while "the lecture ends here" not in driver.lines[-1]:
            seen.setdefault(number(driver), (shown(driver), driver.place))
            await driver.press("space")
            await driver.until_trained()
        for caption in [*range(max(seen), 0, -1), 1]:
            await driver.press("pageup")
            await driver.until_trained()
            assert number(driver) == caption
            assert seen[caption] == (shown(driver), driver.place)


async def test_keys_that_come_before_it_has_begun_are_obeyed_then(opened):
    async with opened() as driver:
        driver.app.screen.lecture.expect()  # as where the app opens with a lecture
        await driver.press("space", "pagedown", "enter", "pageup")
        assert driver.place == (0, 0)
        await play(driver, THREE)
        assert number(driver) == 2


async def test_who_goes_back_sees_the_path_that_was_lit_there(opened):
    text = (
        '17\npath 2 dL/dw0\nsay "One."\npause\npath 1 dL/dw0\nsay "Two."\npause\n'
        'spotlight\nsay "Three."\npause\n'
    )
    async with opened(size=(100, 30)) as driver:
        await play(driver, text)
        assert number(driver) == 1
        titles = [driver.panel("Graph")[0]]
        for _ in range(2):
            await driver.press("space")
            titles.append(driver.panel("Graph")[0])
        assert "path 2 of 2" in titles[0]
        assert "path 1 of 2" in titles[1]
        assert "path" not in titles[2]
        for title in (titles[1], titles[0]):
            await driver.press("pageup")
            assert driver.panel("Graph")[0] == title
