"""The app, driven by keys and read by its screen: stepping, help, the mouse and the end."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tui.moves import LARGE, MOVES, USUAL, debugger_of, moved
from tui.commands.table import COMMANDS
from tui.screens.debugger import DebuggerScreen
from tui.widgets.graph import Graph
from tui.widgets.values import Values

FEW = settings(max_examples=8, deadline=None)


moves = st.lists(st.tuples(st.sampled_from(sorted(MOVES)), st.integers(1, 25)), max_size=15)


@given(moves, st.sampled_from([USUAL, LARGE]))
@FEW
async def test_any_keys_lead_where_the_debugger_goes_without_a_screen(opened, keys, size):
    headless = debugger_of()
    async with opened(size=size) as driver:
        for key, count in keys:
            expected = moved(headless, key, count)
            await driver.press(*str(count), key)
            await driver.until_trained()
            stop = driver.stop
            assert stop.cursor == expected.cursor
            assert stop.selected == expected.selected
            assert stop.state.same_as(expected.state)


@given(moves)
@FEW
async def test_the_screen_does_not_depend_on_the_way_to_a_step(opened, keys):
    """What is drawn piece by piece is what is drawn at once when the size changes."""
    async with opened() as driver:
        for key, count in keys:
            await driver.press(*str(count), key)
            await driver.until_trained()
        way = driver.lines[:-1]
        await driver.resize(100, 30)
        await driver.resize(*USUAL)
        assert driver.lines[:-1] == way


@pytest.mark.parametrize(("size", "stride"), [(USUAL, 1), (LARGE, 3)])
async def test_a_walk_over_two_iterations_and_back_is_the_trace(opened, size, stride):
    headless = debugger_of()
    seen = [headless.stop, *(headless.step(stride) for _ in range(42 // stride))]
    async with opened(size=size) as driver:
        for expected in seen:
            assert driver.stop.state.same_as(expected.state)
            assert f"step {expected.cursor.step}/21" in driver.lines[0]
            await driver.press(*"n" * stride)
        for expected in reversed(seen):
            await driver.press(*"N" * stride)
            assert driver.stop.state.same_as(expected.state)
            assert f"iteration {expected.cursor.iteration}" in driver.lines[0]


@pytest.mark.parametrize("size", [USUAL, LARGE])
async def test_at_the_fan_in_sum_the_screen_shows_the_exercise(opened, size):
    async with opened(size=size) as driver:
        await driver.press(*"15n")
        assert driver.place == (0, 15)
        shown = driver.words
        assert "BACKWARD 8/10" in shown
        assert "step 15/21" in shown
        assert "L 3.375" in shown
        assert "0.5 + 0.25 = 0.75" in shown
        assert "h0▲" in shown
        assert "h1▲" in shown


async def test_after_an_iteration_the_screen_shows_the_dead_relu(opened):
    async with opened() as driver:
        await driver.press(*"15n", "]")
        assert driver.place == (1, 15)
        shown = driver.words
        assert "iteration 1" in shown
        assert "h0✗" in shown
        assert "h1◇" in shown


async def test_not_computed_is_a_dot_on_the_screen(opened):
    async with opened() as driver:
        assert "L ·" in driver.lines[0]
        rows = [line for line in driver.lines if re.search(r"[│ ]z0 +· +·", line)]
        assert rows


async def test_stepping_into_shows_the_terms_arrive(opened):
    async with opened() as driver:
        await driver.press(*"14n")
        for arrived in range(3):
            await driver.press("s")
            assert driver.stop.cursor.arrived == arrived
            assert f"{arrived} of 2 arrived" in driver.words


async def test_a_count_is_shown_and_can_be_taken_back(opened):
    async with opened() as driver:
        await driver.press("1", "0")
        assert driver.lines[-1].rstrip().endswith("10")
        await driver.press("escape", "n")
        assert driver.place == (0, 1)
        await driver.press("1", "0", "n")
        assert driver.place == (0, 11)
        await driver.press("3", "N")
        assert driver.place == (0, 8)


async def test_zero_begins_no_count(opened):
    async with opened() as driver:
        await driver.press("0", "n")
        assert driver.place == (0, 1)


async def test_going_past_the_start_stays_put_and_says_so(opened):
    async with opened() as driver:
        await driver.press("N")
        assert driver.place == (0, 0)
        assert "start" in driver.lines[-1]


async def test_keys_for_later_work_do_nothing(opened):
    async with opened() as driver:
        await driver.press(*"5n")
        before = driver.lines
        await driver.press(" ", "f5", "f6")
        assert isinstance(driver.app.screen, DebuggerScreen)
        assert driver.lines == before


# Help and palette


def helps(driver):
    """Whether the help is open."""
    return "Help" in driver.text


async def test_help_opens_scrolls_and_closes(opened):
    async with opened() as driver:
        await driver.press("?")
        assert helps(driver)
        top = driver.text
        assert "Take the tour" in top
        await driver.press("G")
        assert driver.text != top
        await driver.press("g")
        assert driver.text == top
        await driver.press("j", "k", "space", "b", "escape")
        assert not helps(driver)
        for key in ("q", "?"):
            await driver.press("?")
            assert helps(driver)
            await driver.press(key)
            assert not helps(driver)
        await driver.press("n")
        assert driver.place == (0, 1)


async def test_keys_typed_ahead_of_the_help_are_obeyed_in_order(opened):
    async with opened() as driver:
        await driver.press(*"?qnn")
        await driver.until(lambda: not helps(driver))
        assert driver.place == (0, 2)


async def test_help_names_every_command_and_key(opened):
    async with opened(size=(120, 400)) as driver:
        await driver.enter(":help")
        shown = driver.words
        for command in COMMANDS:
            assert f":{command.usage}" in shown
            assert " ".join(command.summary.replace("|", " ").split()) in shown
        for words in ("press <", "press Enter, then the arrows", "PgUp"):
            assert words in shown
        assert all(sign in shown for sign in "▲✗◇·")
        assert all(sign in shown for sign in "≔≡●")
        assert "pause" not in shown.lower()


async def test_the_palette_lists_the_commands(opened):
    async with opened(size=(100, 240)) as driver:
        await driver.press("ctrl+p")
        listed = {line.strip(" │▶").partition(" ")[0] for line in driver.lines}
        assert listed >= {command.name for command in COMMANDS} - {"command", "palette"}


async def test_the_palette_obeys(opened):
    async with opened() as driver:
        await driver.press("ctrl+p", *"last", "enter")
        assert driver.place == (0, 21)
        assert not driver.app.screen.covered


async def test_q_quits(opened):
    async with opened() as driver:
        await driver.press("q")
        assert not driver.app.is_running
        assert (driver.app.return_code or 0) == 0


async def test_the_end_before_the_session_is_prepared_is_no_error(opened):
    """A timer may go off when there is no screen any more."""
    async with opened() as driver:
        await driver.press("q")
    driver.app._prepare_to_save()


async def test_quit_can_be_typed(opened):
    async with opened() as driver:
        await driver.enter(":quit")
        assert not driver.app.is_running


# Mouse


@pytest.mark.parametrize(("widget", "wanted"), [(Graph, "h1"), (Values, "h1")])
async def test_a_click_selects_the_node(opened, widget, wanted):
    async with opened() as driver:
        await driver.press(*"7n")
        await driver.click(widget, wanted)
        assert driver.stop.selected == "h1"
        assert driver.place == (0, 7)


@pytest.mark.parametrize("widget", [Graph, Values])
async def test_a_click_on_the_frame_selects_nothing(opened, widget):
    async with opened() as driver:
        await driver.click_at(widget, (0, 0))
        assert not driver.stop.is_selection


async def test_up_and_down_select_in_the_order_of_the_table(opened):
    async with opened() as driver:
        await driver.enter(":select w0")
        await driver.press("down", "down")
        assert driver.stop.selected == "z0"
        await driver.press("up")
        assert driver.stop.selected == "x"
