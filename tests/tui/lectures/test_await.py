"""A lecture that waits for what a person does, and the tour, which is one."""

from unittest.mock import Mock

import pytest

from engine.errors import SpecError
from engine.network.source import Source
from tests.tui.lectures.playing import HEAD, caption, lecture, number, play
from tui.commands.lists import TOUR
from tui.drawing.caption import Caption, caption_lines
from tui.drawing.look import Look
from tui.lectures.check import check
from tui.lectures.lecture import Await, Playing, Say
from tui.lectures.reader import load_lecture, parse_lecture
from tui.offscreen.warnings import warnings_of
from tui.sessions.store import Store

TRIES = (
    'say "Step."\nawait step\nsay "Set."\nawait set w3 = 0\nsay "Why."\nawait why\nsay "Done."\n'
)


async def test_it_goes_on_with_what_a_person_does_by_whichever_way(opened):
    async with opened() as driver:
        await play(driver, TRIES)
        await driver.press("l", "l", "down", "G")  # not what is waited for
        assert (caption(driver).split()[1], driver.place) == ("Step.", (0, 21))
        await driver.press("g")
        assert (caption(driver).split()[1], driver.place) == ("Set.", (0, 1))
        await driver.enter(":set w3 = 5")
        assert "Set." in caption(driver)
        await driver.enter(":set w3 = 1 - 1")  # the same number, said otherwise
        assert "Why." in caption(driver)
        await driver.press("y")
        assert "Done." in caption(driver)
        assert driver.app.screen.covered  # what a person has opened is left, and has its keys
        await driver.press("space", "down", "q")
        assert not driver.app.screen.covered
        assert driver.stop.state.value("w3") == 0.0


async def test_space_does_it_in_the_place_of_a_person_where_the_lecture_was(opened):
    async with opened() as driver:
        await play(driver, TRIES)
        assert "Space does it" in caption(driver)
        await driver.press("7", "n", "space")
        assert ("Set." in caption(driver), driver.place) == (True, (0, 1))
        await driver.press("enter", "pagedown")
        assert "Done." in caption(driver)
        await driver.press("pageup", "pageup")
        assert "Set." in caption(driver)
        await driver.press(*":undo", "enter")  # nothing is to be undone here, and it still waits
        assert "Set." in caption(driver)


async def test_without_a_person_it_is_done(opened):
    checked = check(lecture(TRIES + "expect w3 == 0\nexpect z0 == 0.5\n"), Look())
    assert (checked.held, checked.failure) == (2, "")
    async with opened() as driver:
        await play(driver, TRIES, auto=True, speed=100)
        await driver.until(lambda: "Done." in caption(driver))
        assert driver.place == (0, 1)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("await", "await takes a command: await step"),
        ("await stepp", "'stepp' is neither a statement nor a command; did you mean 'step'?"),
        ("await quit", "quit is for a person at the keys, not for a lecture"),
    ],
)
def test_what_cannot_be_waited_for_is_refused(line, message):
    with pytest.raises(SpecError) as caught:
        parse_lecture(Source("a.walk", HEAD + line))
    assert message in str(caught.value)


# The tour


def test_the_tour_holds_and_its_captions_fit():
    tour = load_lecture(TOUR)
    assert check(tour, Look()).failure == ""
    assert warnings_of(tour, Look()) == []
    assert sum(isinstance(each, Await) for each in tour.statements) == 8
    for look in (Look(), Look(ascii=True)):
        for each in tour.statements:
            if isinstance(each, Say):
                said = Caption(look.told(each.text), hint="1/9, Space does it")
                assert len(list(caption_lines(said, look, 80, 99))) <= 2, each.text


async def test_the_tour_is_taken_with_the_keys_that_it_tells(opened):
    async with opened("xor") as driver:
        await driver.enter(":set W1 = 2*W1")
        await driver.press("7", "n")
        before = driver.stop
        await driver.enter(":tutor")
        assert number(driver) == 1
        told = [
            ["n"],
            ["f"],
            [*":goto dL/dh0", "enter"],
            ["y"],
            ["escape", *":set w3 = 0", "enter"],
        ]
        for place, keys in enumerate([*told, ["u"], ["]"], ["?"]], 2):
            for key in (key for key in keys if key not in ("enter", "escape")):
                assert key in caption(driver)
            await driver.press(*keys)
            assert number(driver) == place
        assert driver.app.screen.covered
        assert "Help" in driver.text
        assert "That was the tour" in caption(driver)
        await driver.press("q")
        assert not driver.app.screen.covered
        await driver.press("q")
        assert driver.app.is_running
        assert "the tour is left" in driver.lines[-1]
        after = driver.stop  # what there was is there again, changes and all
        assert (after.world, after.cursor, after.visits) == (
            before.world, before.cursor, before.visits
        )  # fmt: skip
        await driver.press("u")
        assert driver.stop.message.startswith("undone")


@pytest.mark.parametrize("key", ["escape", "q"])
async def test_the_tour_is_left_at_any_place(opened, key):
    async with opened() as driver:
        driver.app.screen.play(Playing(load_lecture(TOUR), TOUR))
        await driver.press("n", key)
        assert "the tour is left" in driver.lines[-1]
        await driver.press("n")
        assert driver.place == (0, 2)


async def test_the_tour_leaves_the_session_as_it_is_and_it_is_saved_on(opened):
    store, saved = Mock(Store), []
    store.save.side_effect = lambda stop, **_: saved.append(stop.cursor.step) or True
    async with opened("xor", store=store) as driver:
        await driver.press("n", "n", *":tutor", "enter", "n", "f")
        assert saved[-1] == 2
        await driver.press("q", "n")
        assert saved[-1] == 3
        assert not store.close.called
