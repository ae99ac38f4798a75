"""Lectures that are played in the running app, by hand and by themselves."""

import pytest

from tests.tui.lectures.playing import play
from tui.sessions.store import SessionStore


def caption(driver):
    return "\n".join(line.strip() for line in driver.panel("#caption"))


# By hand


async def test_space_goes_on_at_a_pause(opened):
    async with opened() as driver:
        await play(driver, 'say "One."\ngoto 3\npause\nsay "Two."\nstep\npause\n')
        assert driver.place == (0, 3)
        assert caption(driver).split() == ["▌", "One.", "1/2,", "Space", "goes", "on"]
        await driver.press(" ")
        assert driver.place == (0, 4)
        assert caption(driver).split() == ["▌", "Two.", "2/2,", "the", "end"]


async def test_spaces_typed_ahead_are_all_obeyed(opened):
    async with opened() as driver:
        await play(driver, "step\npause\nstep\npause\nstep\npause\nstep\npause\n")
        await driver.press(" ", "enter", " ")
        assert driver.place == (0, 4)


async def test_one_may_step_around_and_the_lecture_goes_on_where_it_was(opened):
    async with opened() as driver:
        await play(driver, "goto 15\npause\nstep\nexpect w3 == 0.5\npause\n")
        await driver.press(*"3N")
        await driver.enter(":set w3 = 2")
        await driver.press("n")
        assert driver.place == (0, 13)
        await driver.press(" ")
        assert driver.place == (0, 16)
        assert driver.stop.branches.number == 0
        assert "expect" not in driver.text


async def test_space_belongs_to_what_a_person_has_opened(opened):
    async with opened() as driver:
        await play(driver, "step\npause\nstep\npause\n")
        await driver.press("?", " ")
        assert driver.place == (0, 1)
        await driver.press("q", " ")
        assert driver.place == (0, 2)


async def test_what_a_lecture_lays_over_the_panels_closes_at_the_next_command(opened):
    async with opened() as driver:
        await play(driver, "goto 15\nwhy dL/dw3\npause\nstep\npause\n")
        assert driver.app.screen.covered
        await driver.press(" ")
        assert not driver.app.screen.covered
        assert driver.place == (0, 16)


async def test_a_lecture_goes_on_after_training(opened):
    async with opened("xor") as driver:
        await play(driver, 'open xor --seed 1\ntrain 300\ngoto 4\nsay "Done."\npause\n')
        await driver.until(lambda: "Done." in driver.text)
        assert driver.place == (300, 4)
        assert driver.stop.timeline.length >= 300


async def test_keys_typed_while_it_trains_come_after_the_lecture(opened):
    async with opened() as driver:
        await play(driver, "train 500\ngoto 4\npause\ngoto 9\npause\n")
        await driver.press(" ")
        await driver.until_trained()
        assert driver.place[1] == 9


async def test_an_expectation_that_fails_is_told_with_its_line(opened):
    async with opened() as driver:
        await play(driver, "goto 1\nexpect z0 == 3\npause\n")
        assert "line 4: expect z0 == 3 fails: z0 = 0.5" in driver.lines[-1]


async def test_without_a_lecture_nothing_is_asked(opened):
    async with opened() as driver:
        await driver.enter(":predict 3")
        assert "nothing is asked" in driver.lines[-1]


# Questions


QUESTION = 'goto 14\nask "How much?" dL/dz2*w3 + dL/dz1*w1\nstep\nsay "So much."\npause\n'


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ("0.75", "Right: ∂L/∂z2 · w3 + ∂L/∂z1 · w1 = 0.75"),
        ("3/4", "Right: ∂L/∂z2 · w3 + ∂L/∂z1 · w1 = 0.75"),
        ("0.5", "Not 0.5: ∂L/∂z2 · w3 + ∂L/∂z1 · w1 = 0.75"),
        ("", "∂L/∂z2 · w3 + ∂L/∂z1 · w1 = 0.75"),
    ],
)
async def test_a_prediction_is_judged(opened, keys, said):
    async with opened() as driver:
        await play(driver, QUESTION)
        assert "How much?" in caption(driver)
        assert "Space tells" in caption(driver)
        await driver.press(*keys, "enter")
        assert f"▌ {said}" in caption(driver)
        assert driver.place == (0, 14)
        await driver.press(" ")
        assert driver.place == (0, 15)
        assert "So much." in caption(driver)


async def test_who_does_not_answer_is_told_by_space(opened):
    async with opened() as driver:
        await play(driver, QUESTION)
        await driver.press("escape", " ")
        assert "0.75" in caption(driver)
        await driver.press(" ")
        assert driver.place == (0, 15)


async def test_a_prediction_that_cannot_be_read_may_be_made_again(opened):
    async with opened() as driver:
        await play(driver, QUESTION)
        await driver.press(*"lots", "enter")
        assert "nothing is called 'lots'" in driver.lines[-1]
        await driver.enter(":predict 0.75")
        assert "Right" in caption(driver)


async def test_a_condition_is_predicted_by_yes_or_no(opened):
    async with opened() as driver:
        await play(driver, 'goto 2 1\nask "Is it dead?" dead(h0)\npause\n')
        await driver.press(*"yes", "enter")
        assert "Right: dead(h0) = true" in caption(driver)


async def test_a_question_without_an_answer_goes_on_with_enter(opened):
    async with opened() as driver:
        await play(driver, 'ask "What do you think?"\nstep\npause\n')
        await driver.press(*"this", "enter")
        assert driver.place == (0, 1)


# By itself


async def test_pauses_are_waits_where_nobody_goes_on(opened):
    async with opened() as driver:
        text = 'say "One."\nstep\npause\nask "Two?" z0\nwait 2s\nsay "Three."\nstep\npause\n'
        await play(driver, text, auto=True, speed=100)
        await driver.until(lambda: "Three." in driver.text and "the end" in driver.text)
        assert driver.place == (0, 2)


async def test_a_wait_can_be_cut_short(opened):
    async with opened() as driver:
        await play(driver, "step\nwait 500s\nstep\npause\n")
        assert driver.place == (0, 1)
        await driver.press(" ")
        assert driver.place == (0, 2)


# In a session


async def test_a_lecture_is_chosen_from_the_list_and_the_session_is_kept(opened, tmp_path):
    store = SessionStore(tmp_path)
    async with opened("xor", store=store) as driver:
        await driver.press(*"3n", "L")
        assert "Lectures" in driver.text
        await driver.press(*"jjjjjjjj", "enter")
        assert "Skip network" in driver.lines[0]
        assert "--resume goes on with it" in driver.lines[-1]
        await driver.press(" ", " ", " ")
        assert driver.app.screen.is_lecture
    (saved,) = tmp_path.glob("*.json")
    text = saved.read_text()
    assert '"xor"' in text
    assert '"skip"' not in text


async def test_a_session_that_is_not_saved_is_not_lost_without_asking(opened):
    async with opened("xor") as driver:
        await driver.enter(":play skip")
        assert "this session is not saved and would be lost; leave it" in driver.lines[-1]
        await driver.press("n")
        assert not driver.app.screen.is_lecture
        await driver.enter(":play skip")
        await driver.press("y")
        assert driver.app.screen.is_lecture
        await driver.enter(":play xor")
        assert "XOR" in driver.lines[0]


async def test_a_lecture_that_is_not_there(opened):
    async with opened() as driver:
        await driver.enter(":play skp")
        assert "there is no such lecture; did you mean 'skip'?" in driver.lines[-1]
