"""The keys that lead through a lecture: on, back, out; at questions, held, and typed ahead."""

import re

import pytest

from tests.tui.lectures.playing import caption, number, play, shown
from tui.lectures.lecture import Playing
from tui.lectures.reader import load_lecture

CLICKER = ["space", "pagedown", "enter"]

THREE = (
    'say "One."\nstep\npause\nsay "Two."\nset w3 = 0\nspotlight h0\ngoto 4\npause\n'
    'say "Three."\nspotlight\nundo\ngoto 15\npause\n'
)


# Questions


QUESTION = 'goto 14\nask "How much?" dL/dz2*w3 + dL/dz1*w1\nstep\nsay "So much."\npause\n'


@pytest.mark.parametrize("key", CLICKER)
async def test_a_clicker_goes_on_at_a_question_to_which_nothing_is_typed(opened, key):
    async with opened() as driver:
        await play(driver, QUESTION)
        assert ":predict" in driver.lines[-1]
        await driver.press(key)
        assert "= 0.75" in caption(driver)
        assert driver.place == (0, 14)
        await driver.press(key)
        assert driver.place == (0, 15)
        assert "So much." in caption(driver)


async def test_what_is_typed_at_a_question_is_its_answer_blanks_and_all(opened):
    async with opened() as driver:
        await play(driver, QUESTION)
        await driver.press(*"1 / 4", "pagedown")
        assert ":predict 1 / 4" in driver.lines[-1]
        await driver.press("enter")
        assert "Not 1 / 4" in caption(driver)


async def test_other_commands_may_be_typed_at_a_question(opened):
    """A line that one opens by hand is one's own, whatever is typed in it."""
    async with opened() as driver:
        await play(driver, QUESTION)
        await driver.press("escape")
        await driver.enter(":goto 3")
        assert driver.place == (0, 3)
        await driver.enter(":predict 0.75")  # of the place where the lecture is
        assert "Right" in caption(driver)
        assert driver.place == (0, 14)


async def test_the_line_for_the_answer_does_not_tell_it(opened):
    """It gave 0.75 as its example, which the next question of a lecture is about."""
    async with opened(size=(160, 50)) as driver:
        await play(driver, QUESTION)
        assert "answer the question" in driver.lines[-1]
        assert not re.search(r"\d", driver.lines[-1])
        await driver.press(*"lots", "enter")
        assert "nothing is called 'lots'" in driver.lines[-1]
        await driver.enter(":predict y > 0")
        assert "is no number" in driver.lines[-1]
        assert not re.search(r"\d", driver.lines[-1].replace("y > 0", ""))


# Back


@pytest.mark.parametrize("key", ["pageup", "backspace"])
async def test_a_key_goes_back_to_the_caption_before_with_all_as_it_was(opened, key):
    async with opened() as driver:
        await play(driver, THREE)
        frames = [shown(driver)]
        for _ in range(2):
            await driver.press("space")
            frames.append(shown(driver))
        for before in (1, 0):
            await driver.press(key)
            assert shown(driver) == frames[before]
        await driver.press(key)
        assert "this is the first caption" in driver.lines[-1]
        assert shown(driver) == frames[0]
        await driver.press("space", "space")
        assert shown(driver) == frames[2]
        assert driver.stop.branches.number == 0


async def test_one_may_go_back_from_the_answer_and_from_the_end(opened):
    async with opened() as driver:
        await play(driver, 'say "One."\npause\n' + QUESTION)
        await driver.press("space", "space")
        assert "0.75" in caption(driver)
        await driver.press("pageup")
        assert "One." in caption(driver)
        await driver.press("space", "space", "space", "space")
        assert "the lecture ends here" in driver.lines[-1]
        await driver.press("pageup")
        assert "How much?" in caption(driver)
        assert ":predict" in driver.lines[-1]


async def test_at_the_end_a_clicker_does_nothing_more(opened):
    async with opened() as driver:
        await play(driver, THREE)
        await driver.press(*["space"] * 3)
        at_end = driver.lines
        for key in CLICKER:
            await driver.press(*[key] * 5)
            assert driver.lines == at_end
        await driver.enter(":set w3 = 2")
        await driver.press("space")
        assert driver.stop.state.value("w3") == 2


# What a person has opened or done


async def test_what_a_person_has_opened_is_gone_when_the_lecture_goes_on(opened):
    async with opened() as driver:
        await play(driver, THREE)
        await driver.press("l")
        assert "Loss" in driver.text
        await driver.press("space")
        assert "Loss" not in driver.text
        await driver.press("l", "pageup")
        assert "Loss" not in driver.text
        assert "One." in caption(driver)


async def test_what_the_lecture_has_opened_stands_for_one_caption(opened):
    text = 'say "One."\npause\nchart\nsay "Two."\npause\nstep\npause\nsay "Three."\npause\n'
    async with opened() as driver:
        await play(driver, text)
        seen = ["Loss" in driver.text]
        for _ in range(3):
            await driver.press("space")
            seen.append("Loss" in driver.text)
        assert seen == [False, True, True, False]


async def test_a_chart_that_a_person_has_closed_or_changed_is_as_the_lecture_had_it(opened):
    text = 'train 5\nchart\nsay "One."\npause\nstep\npause\nchart\nsay "Two."\npause\n'
    async with opened() as driver:
        await play(driver, text)
        await driver.enter(":plot dL/dw3")
        await driver.press("o", "space")
        title = next(line for line in driver.lines if "iteration 5" in line and "╭" in line)
        assert "Loss" in title
        assert "logarithmic" not in title
        await driver.press("l", "space")
        assert "Two." in caption(driver)
        assert "╭─ Graph" in driver.text


async def test_breakpoints_and_watches_of_a_person_do_not_come_in_the_way(opened):
    text = "goto 3\npause\nbreak dead(h0)\ncontinue\ndelete 1\npause\n"
    async with opened() as driver:
        await play(driver, text)
        await driver.enter(":break h1")
        await driver.enter(":set w0 = 3")
        await driver.press("space")
        assert driver.place == (1, 2)
        assert [each.text for each in driver.stop.breakpoints] == []


# Out


async def test_escape_leaves_and_says_how_to_go_on(opened):
    async with opened() as driver:
        driver.app.screen.play(Playing(load_lecture("skip"), "skip"))
        await driver.pause()
        assert "Space on  PgUp back  Esc leaves" in driver.lines[-1]
        await driver.press(*["space"] * 3)
        before, place = number(driver), driver.place
        await driver.press("escape")
        said = driver.lines[-1]
        assert "the lecture is left: n steps on" in said
        assert not driver.app.screen.is_lecture
        assert driver.place == place
        assert not driver.app.screen.query("#caption").first().display
        await driver.press("n")
        await driver.enter(re.search(r":play skip --from \d+", said)[0])
        assert number(driver) == before
        assert driver.place == place
        await driver.press("escape")
        await driver.enter(":set w3 = 0")
        await driver.enter(":play skip")
        assert "would be lost; leave it" in driver.lines[-1]


async def test_escape_clears_what_is_open_before_it_leaves(opened):
    async with opened() as driver:
        await play(driver, THREE)
        for opening in (["5"], ["l"], ["?"], ["y"], [":"], [*":nonsense", "enter"]):
            await driver.press(*opening, "escape")
            assert driver.app.screen.is_lecture, opening
        await driver.press("escape")
        assert not driver.app.screen.is_lecture


# Lines that cannot be done


async def test_a_line_that_fails_is_said_and_space_goes_on_past_it(opened):
    async with opened() as driver:
        await play(driver, 'say "One."\ngoto 99\nset w3 = 1\nexpect w3 == 0\nstep\npause\n')
        assert "! line 4: there is no step 99" in driver.lines[-1]
        assert "Space goes on" in driver.lines[-1]
        assert driver.place == (0, 0)
        await driver.press("space")
        assert "line 6: expect w3 == 0 fails: w3 = 1" in driver.lines[-1]
        await driver.press("space")
        assert driver.place == (0, 1)
        assert "!" not in driver.lines[-1]


async def test_training_that_a_person_has_stopped_is_gone_on_with(opened):
    async with opened("xor") as driver:
        await play(driver, 'open xor\nsay "One."\npause\ntrain 200000\nsay "Two."\npause\n')
        await driver.press("space")
        await driver.press("escape")
        assert "Space goes on with it" in driver.lines[-1]
        done = driver.stop.timeline.length
        assert 0 < done < 200_000
        await driver.press("space", "escape")
        assert driver.stop.timeline.length >= done
        assert "One." in caption(driver)
        await driver.press("escape")
        assert not driver.app.screen.is_lecture
